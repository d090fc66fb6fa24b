"""Every number that a draw may vary, as one column: declared parameters, and the plan's own distributions.

One keyed uniform per (draw, name) goes through the marginal's quantile function, so that draw 17 is the same in a run
of 100 or 10,000, and a new parameter moves no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulate.plan.values import ByYear, Drawn, Known, Parameter, PerRecipient, Product, Value
from simulate.randomness.marginals import Constant, Dirichlet, Marginal
from simulate.randomness.uniforms import PARAMETER, READING, check_names, name_code, over_draws

Floats = NDArray[np.float64]


Distribution = Marginal | Dirichlet | Mapping[str, Marginal]
"""What a declared parameter is in a scenario: a number's distribution, a vector of shares, or a distribution by year.
"""


@dataclass
class ValueTable:
    """Columns of ``values`` (D, V): constants, parameters, distributions; each once.

    ``columns`` names every column; ``random`` tells which of them vary between draws. Where two variants of an
    instrument give one figure different distributions, each has a column, and both follow the figure's one keyed
    uniform.
    """

    parameters: Mapping[str, Distribution]
    columns: list[str] = field(default_factory=list)
    _sources: list[tuple[str, Marginal | None, tuple[int, float] | None]] = field(default_factory=list)
    _places: dict[tuple[str, Marginal | None], int] = field(default_factory=dict)
    _vectors: list[tuple[str, Dirichlet]] = field(default_factory=list)

    def parameter(self, name: str, year: int) -> int:
        """Column of a declared parameter in a year, made where it is new.

        Parameters
        ----------
        name : of a parameter that is one number
        year : of the calendar

        Returns
        -------
        Place of the column.

        Raises
        ------
        TypeError
            The parameter is a vector of shares.
        """
        marginal = self.parameters[name]
        if isinstance(marginal, Dirichlet):
            raise TypeError(f"{name} is a vector of shares")
        if isinstance(marginal, Mapping):
            return self._add(f"{name}.{year}", marginal.get(str(year), marginal["later"]))
        return self._add(name, marginal)

    def column(self, value: Value | float, name: str, year: int) -> int:
        """Column of a value in a year, made where it is new; recipients' own amounts count by their mean.

        Parameters
        ----------
        value : of the plan, or a plain number
        name : the dotted path at which it stands
        year : of the calendar

        Returns
        -------
        Place of the column.

        Examples
        --------
        >>> table = ValueTable({})
        >>> table.column(Known(8.0), "mechanism.quota.slots", 2023), table.column(8.0, "elsewhere", 2024), table.columns
        (0, 0, ['=8.0'])
        """
        match value:
            case ByYear():
                return self.column(value.at(year), f"{name}.{year}", year)
            case Parameter():
                return self.parameter(value.name, year)
            case Product():
                place = self.column(value.value, name, year)
                return self._add(f"{self.columns[place]} * {value.factor!r}", None, (place, value.factor))
            case PerRecipient():
                return self._constant(value.marginal.mean())
            case Drawn():
                return (
                    self._constant(value.marginal.value)
                    if isinstance(value.marginal, Constant)
                    else self._add(name, value.marginal)
                )
            case Known():
                return self._constant(value.value)
            case _:
                return self._constant(float(value))

    def _constant(self, number: float) -> int:
        return self._add(f"={number!r}", Constant(number))

    def vector(self, name: str) -> Dirichlet:
        """The distribution of a declared vector of shares.

        Parameters
        ----------
        name : of the parameter

        Returns
        -------
        The distribution.

        Raises
        ------
        TypeError
            The parameter is one number.
        """
        marginal = self.parameters[name]
        if not isinstance(marginal, Dirichlet):
            raise TypeError(f"{name} is not a vector of shares")
        return marginal

    def _add(self, name: str, marginal: Marginal | None, product: tuple[int, float] | None = None) -> int:
        place = self._places.get((name, marginal))
        if place is None:
            place = self._places[name, marginal] = len(self.columns)
            # Variants may give one figure several distributions, whose columns need names of their own.
            again = sum(name == known for known, _ in self._places)
            self.columns.append(name if again == 1 else f"{name} ({again})")
            self._sources.append((name, marginal, product))
        return place

    @property
    def random(self) -> list[int]:
        """Places of the columns that vary between draws, but for products of others."""
        return [
            place
            for place, (_, marginal, _) in enumerate(self._sources)
            if marginal is not None and not isinstance(marginal, Constant)
        ]

    @property
    def figures(self) -> list[str]:
        """Names of the figures that vary between draws, each once: each has one keyed uniform a draw."""
        return list(dict.fromkeys(self._sources[place][0] for place in self.random))

    def sample(
        self,
        seed: int,
        first: int,
        count: int,
        uniforms: Mapping[str, Floats] | None = None,
        fitted: Mapping[str, Floats] | None = None,
    ) -> Floats:
        """Values of consecutive draws.

        Parameters
        ----------
        seed : of the run
        first : number of the first draw
        count : how many draws
        uniforms : designed numbers inside (0, 1) (name to an array of shape (count,)) in place of keyed ones
        fitted : what a posterior has fitted (name to values of shape (count,))

        Returns
        -------
        Shape (count, columns), each column in its own unit.

        Examples
        --------
        >>> table = ValueTable({})
        >>> table.column(Known(8.0), "slots", 2023)
        0
        >>> table.sample(1, 0, 2)
        array([[8.],
               [8.]])
        """
        check_names(self.columns)
        out = np.empty((count, len(self.columns)))
        for place, (name, marginal, product) in enumerate(self._sources):
            if product is not None:
                out[:, place] = out[:, product[0]] * product[1]
            elif fitted is not None and name in fitted:
                out[:, place] = fitted[name]
            elif isinstance(marginal, Constant):
                out[:, place] = marginal.value
            elif marginal is not None:
                out[:, place] = marginal.quantile(keyed(seed, first, count, name, uniforms))
        return out


def keyed(seed: int, first: int, count: int, name: str, uniforms: Mapping[str, Floats] | None = None) -> Floats:
    """The uniforms of one name over consecutive draws.

    A number depends on seed, draw and name alone, so that draw 17 is the same in a run of 100 or 10,000.

    Parameters
    ----------
    seed : of the run
    first : number of the first draw
    count : how many draws
    name : of a parameter, or the dotted path of a figure
    uniforms : designed numbers (name to an array of shape (count,)) in place of keyed ones

    Returns
    -------
    Numbers strictly inside (0, 1), shape (count,).

    Examples
    --------
    >>> bool(keyed(1, 0, 20, "claim_rate")[17] == keyed(1, 17, 1, "claim_rate")[0])
    True
    """
    if uniforms is not None and name in uniforms:
        return np.asarray(uniforms[name], dtype=np.float64)
    return np.asarray(over_draws(seed, first, count, name_code(name), PARAMETER))


def sample_shares(
    vector: Dirichlet, name: str, seed: int, first: int, count: int, uniforms: Mapping[str, Floats] | None = None
) -> Floats:
    """A vector of shares for each of some consecutive draws; fixed where the weight is infinite.

    Parameters
    ----------
    vector : Dirichlet distribution of k shares
    name : of the parameter
    seed : of the run
    first : number of the first draw
    count : how many draws
    uniforms : designed numbers under ``name_0 .. name_k``, shape (count,), in place of keyed ones

    Returns
    -------
    Shape (count, k); a row sums to 1.

    Examples
    --------
    >>> sample_shares(Dirichlet((0.75, 0.25), np.inf), "stage_shares_core", 1, 0, 2)
    array([[0.75, 0.25],
           [0.75, 0.25]])
    """
    if np.isinf(vector.weight):
        return np.tile(np.asarray(vector.shares), (count, 1))
    u = np.stack(
        [keyed(seed, first, count, f"{name}_{index}", uniforms) for index in range(len(vector.shares))], axis=1
    )
    return vector.quantile(u)


def variant_taken(
    chosen: Mapping[str, NDArray[np.int64]], variants: Sequence[Mapping[str, int]], draws: int
) -> NDArray[np.int64]:
    """Which of an instrument's variants each draw takes: that whose alternatives are those chosen for every reading it
    names.

    Parameters
    ----------
    chosen : reading id to the alternative of each draw, shape (draws,)
    variants : of each variant, reading id to an alternative's place
    draws : how many there are

    Returns
    -------
    Shape (draws,): places of variants.

    Examples
    --------
    >>> variant_taken({"R3": np.array([0, 1, 1])}, [{"R3": 0}, {"R3": 1}], 3)
    array([0, 1, 1])
    """
    taken = np.zeros(draws, dtype=np.int64)
    for place, wanted in enumerate(variants):
        agreeing = np.ones(draws, dtype=np.bool_)
        for reading, alternative in wanted.items():
            agreeing &= chosen[reading] == alternative
        taken[agreeing] = place
    return taken


def choose(weights: Sequence[float], name: str, seed: int, first: int, count: int) -> NDArray[np.int64]:
    """Which alternative of a sampled reading each of some consecutive draws takes.

    Parameters
    ----------
    weights : of the alternatives, sum 1
    name : id of the reading
    seed : of the run
    first : number of the first draw
    count : how many draws

    Returns
    -------
    Places of alternatives, shape (count,).

    Examples
    --------
    >>> choose([0.0, 1.0], "R3", 1, 0, 3)
    array([1, 1, 1])
    """
    u = over_draws(seed, first, count, name_code(f"reading {name}"), READING)
    return np.searchsorted(np.cumsum(weights)[:-1], u, side="right").astype(np.int64)
