"""The fitted parameters as a table of weighted rows, and how a draw picks its row.

The fitted parameters are joint: one keyed number a draw picks a row by cumulative weight, and the draw takes every
fitted parameter from that row. Draw 17 is the same draw in a run of 100 or 10,000. A row is a draw of the prior, so
each value lies in the prior's support.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import netCDF4
import numpy as np
from numpy.typing import NDArray
from scipy.io import netcdf_file

from simulate.behaviour.parameters import DECLARED, NUMBERS
from simulate.foundation.errors import InputError, nearest
from simulate.foundation.files import atomic_path, sha256_json
from simulate.foundation.progress import notice
from simulate.language.choice import tell
from simulate.randomness.uniforms import POSTERIOR_ROW, over_draws

if TYPE_CHECKING:
    from simulate.scenario.scenario import Scenario

Floats = NDArray[np.float64]

FORMAT, UNSEALED = 2, 1
"""The format that is written, and an earlier one that has no hash of its own content."""

DIGEST = "content_sha256"
MOST_FITTED = 6
ROW_NAME = "posterior row"
"""Under this name a designed sample replaces the number that picks the row."""


@dataclass(frozen=True)
class Posterior:
    """Weighted rows of the fitted parameters.

    ``weight`` (rows,) sums to 1; ``values`` holds a column (rows,) for each fitted parameter; ``attributes`` says how
    it was fitted (vintage, seed, effective sample size, figures that were used).
    """

    weight: Floats
    values: Mapping[str, Floats]
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fitted parameters, in the order of their columns."""
        return tuple(self.values)

    def effective_sample_size(self) -> float:
        """1 / sum of squared weights (Kish 1965, Survey Sampling): how many equally weighted rows are worth as much.

        Examples
        --------
        >>> Posterior(np.array([0.5, 0.5, 0.0]), {}).effective_sample_size()
        2.0
        """
        return float(1.0 / np.sum(self.weight**2))

    def rows_at(self, u: Floats) -> NDArray[np.int64]:
        """The row that each number picks: inverse of the cumulative weight.

        Parameters
        ----------
        u : numbers strictly inside (0, 1), shape (n,)

        Returns
        -------
        Places of rows, shape (n,).

        Examples
        --------
        >>> Posterior(np.array([0.25, 0.75]), {}).rows_at(np.array([0.1, 0.25, 0.9]))
        array([0, 1, 1])
        """
        cumulative = np.cumsum(self.weight)
        cumulative[-1] = np.inf
        return np.searchsorted(cumulative, u, side="right").astype(np.int64)

    def columns(
        self, seed: int, first: int, count: int, uniforms: Mapping[str, Floats] | None = None
    ) -> dict[str, Floats]:
        """Values of the fitted parameters in consecutive draws.

        Parameters
        ----------
        seed : of the run
        first : number of the first draw
        count : how many draws
        uniforms : designed numbers under ``ROW_NAME``, shape (count,), in place of keyed ones

        Returns
        -------
        Name to an array of shape (count,), each in the parameter's unit.
        """
        return posterior_columns(self, seed, first, count, uniforms)

    def without(self, names: Collection[str]) -> Posterior | None:
        """The posterior of the other parameters, with the same weights.

        Parameters
        ----------
        names : of parameters that are left out

        Returns
        -------
        Another posterior; None where nothing is left.
        """
        values = {name: column for name, column in self.values.items() if name not in names}
        return Posterior(self.weight, values, self.attributes) if values else None


def posterior_columns(
    posterior: Posterior, seed: int, first: int, count: int, uniforms: Mapping[str, Floats] | None = None
) -> dict[str, Floats]:
    """Values of the fitted parameters in consecutive draws: a draw takes all of them from one row.

    Parameters
    ----------
    posterior : weighted rows
    seed : of the run
    first : number of the first draw
    count : how many draws
    uniforms : designed numbers under ``ROW_NAME``, shape (count,), in place of keyed ones

    Returns
    -------
    Name to an array of shape (count,), each in the parameter's unit.

    Examples
    --------
    >>> fitted = Posterior(np.array([0.25, 0.75]), {"claim_rate": np.array([0.8, 0.9])})
    >>> posterior_columns(fitted, 1, 0, 2, {ROW_NAME: np.array([0.1, 0.9])})["claim_rate"]
    array([0.8, 0.9])
    """
    designed = (uniforms or {}).get(ROW_NAME)
    u = over_draws(seed, first, count, 0, POSTERIOR_ROW) if designed is None else designed
    rows = posterior.rows_at(np.asarray(u, dtype=np.float64))
    return {name: column[rows] for name, column in posterior.values.items()}


def scenario_posterior(scenario: Scenario) -> Posterior | None:
    """The posterior that a scenario names, without the parameters that the scenario itself states.

    Parameters
    ----------
    scenario : loaded

    Returns
    -------
    The posterior; None where the scenario names none, or states all of its parameters.

    Raises
    ------
    InputError
        The file is no posterior, or was fitted to what came after the scenario's vintage.
    """
    if scenario.posterior is None:
        return None
    found = load_posterior(scenario.posterior.path)
    fitted = str(found.attributes.get("vintage", ""))
    if scenario.vintage is not None and fitted > scenario.vintage:
        raise InputError(
            tell(
                "error.posterior.fitted_what_known_after",
                path=scenario.posterior.path,
                fitted=fitted,
                vintage=scenario.vintage,
            )
        )
    return found.without(scenario.origin.stated)


def save_posterior(path: Path, posterior: Posterior) -> None:
    """Write the posterior as NetCDF (classic format: the same bytes with every version of the library).

    Parameters
    ----------
    path : a new file, or one that is replaced as a whole
    posterior : weighted rows
    """
    columns = {"weight": posterior.weight, **posterior.values}
    about = {"format": np.int32(FORMAT), "parameters": " ".join(posterior.names), **posterior.attributes}
    about[DIGEST] = content_hash(about, columns)
    with atomic_path(path) as temporary, netCDF4.Dataset(temporary, "w", format="NETCDF3_64BIT_OFFSET") as file:
        file.setncatts(about)
        file.createDimension("row", posterior.weight.size)
        for name, column, unit in (
            ("weight", posterior.weight, "1"),
            *((name, column, DECLARED[name].unit) for name, column in posterior.values.items()),
        ):
            variable = file.createVariable(name, "f8", ("row",))
            variable[:] = column
            variable.setncattr("units", unit)


def refuse_other_file(path: Path) -> None:
    """Refuse to write a posterior over anything else.

    Raises
    ------
    InputError
        A file that is no posterior, or a link, stands at the path.
    """
    if path.is_symlink():
        raise InputError(tell("error.posterior.link_not_followed_posterior", path=path))
    if path.exists():
        try:
            load_posterior(path)
        except InputError as error:
            raise InputError(tell("error.posterior.holds_no_posterior_could", path=path)) from error


def load_posterior(path: Path) -> Posterior:
    """Read a posterior; numbers and text only, nothing in the file is run.

    Parameters
    ----------
    path : of a file that ``calibrate`` has written

    Returns
    -------
    Weighted rows of the fitted parameters.

    Raises
    ------
    InputError
        The file is no posterior of this format, is not as it was written, names a parameter that is not declared or
        more than ``MOST_FITTED``, holds a value outside a parameter's admissible range, or its weights are no weights.
    """
    attributes, columns = _content(path)
    _check_content(path, attributes, columns)
    names = str(attributes.pop("parameters", "")).split()
    _check(path, names, columns)
    weight = np.asarray(columns["weight"], dtype=np.float64)
    values = {name: np.asarray(columns[name], dtype=np.float64) for name in names}
    return Posterior(weight, values, attributes)


def content_hash(attributes: Mapping[str, Any], columns: Mapping[str, Floats]) -> str:
    """SHA-256 of all that a posterior says.

    Parameters
    ----------
    attributes : of the file; the hash itself does not count
    columns : name to numbers, shape (rows,)

    Returns
    -------
    64 hexadecimal digits.
    """
    said = {name: np.asarray(value).tolist() for name, value in attributes.items() if name != DIGEST}
    digests = {
        name: hashlib.sha256(np.asarray(column, dtype="<f8").tobytes()).hexdigest() for name, column in columns.items()
    }
    return sha256_json({"attributes": said, "columns": digests})


def _content(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Attributes and columns; read in Python, since the NetCDF library can crash over a damaged file."""
    try:
        with netcdf_file(path, mmap=False) as file:
            attributes = {name: _attribute(value) for name, value in file._attributes.items()}
            columns = {name: np.array(one[:], one[:].dtype.newbyteorder("=")) for name, one in file.variables.items()}
    except OSError as error:
        raise InputError(tell("error.posterior.not_a_netcdf_file", path=path, why=error.strerror or error)) from error
    except Exception as error:  # a damaged file is stumbled over in as many ways as there are bytes
        raise InputError(tell("error.posterior.not_netcdf_file_imulate", path=path)) from error
    return attributes, columns


def _attribute(value: Any) -> Any:
    """A text, or a number."""
    if isinstance(value, bytes):
        return value.decode()
    return value.item() if np.size(value) == 1 else value


def _check_content(path: Path, attributes: dict[str, Any], columns: Mapping[str, NDArray[Any]]) -> None:
    """Refuse another format, and what is not as it was written; takes format and hash out of the attributes."""
    digest, version = attributes.pop(DIGEST, None), attributes.get("format")
    if not isinstance(version, int) or version not in (FORMAT, UNSEALED):
        raise InputError(tell("error.posterior.not_posterior_format_write", path=path, format=FORMAT))
    if version == UNSEALED and digest is None:
        notice(f"{path}: of an earlier version and without a hash of its content: damage does not show")
    elif any(column.dtype.kind not in "fiu" for column in columns.values()) or digest != content_hash(
        attributes, columns
    ):
        raise InputError(tell("error.posterior.damaged_or_changed_since", path=path))
    del attributes["format"]


def _check(path: Path, names: Sequence[str], columns: Mapping[str, NDArray[Any]]) -> None:
    if not 1 <= len(names) <= MOST_FITTED:
        raise InputError(tell("error.posterior.fitted_parameters_1_to", path=path, count=len(names), most=MOST_FITTED))
    for name in names:
        if name not in NUMBERS:
            near = nearest(name, NUMBERS)
            raise InputError(f"{path}: unknown parameter '{name}'" + (tell("error.hint", near=near) if near else ""))
    weight = columns.get("weight", np.empty(0))
    for name in ("weight", *names):
        one = columns.get(name, np.empty(0))
        if one.dtype.kind != "f" or one.ndim != 1 or one.size == 0 or one.shape != weight.shape:
            raise InputError(tell("error.posterior.not_column_numbers", path=path, name=name, size=weight.size))
    if not np.all(weight >= 0.0) or abs(float(weight.sum()) - 1.0) > 1e-9:
        raise InputError(tell("error.posterior.weights_negative_missing_or", path=path))
    for name in names:
        low, high = DECLARED[name].low, DECLARED[name].high
        if not np.all((columns[name] >= low) & (columns[name] <= high)):
            raise InputError(tell("error.posterior.a_value_outside_to", path=path, name=name, low=low, high=high))
