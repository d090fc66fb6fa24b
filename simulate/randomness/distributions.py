"""Distributions as people write them: ``{triangular: [0, 2, 6]}``, ``{beta: {mean: .67, n: 6}}``."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from simulate.foundation.errors import nearest
from simulate.foundation.units import UnitError, describe, parse_number, parse_share
from simulate.randomness.marginals import (
    KINDS,
    P95_OF_NORMAL,
    Beta,
    BetaRange,
    Choice,
    Constant,
    Dirichlet,
    Floats,
    Lognormal,
    LogUniform,
    Marginal,
    Normal,
    PoissonCount,
    Triangular,
    Truncated,
    Uniform,
)

__all__ = [
    "KINDS", "Beta", "BetaRange", "Choice", "Constant", "Dirichlet", "DistributionError", "Floats", "LogUniform",
    "Lognormal", "Marginal", "Normal", "ParseNumber", "PoissonCount", "Triangular", "Truncated", "Uniform",
    "is_distribution", "parse_dirichlet", "parse_distribution", "within",
]  # fmt: skip

ParseNumber = Callable[[object], float]
"""Reads one number in the unit that is meant (``parse_money``, ``parse_share``, ``parse_number``); raises UnitError."""

WEIGHT_TOLERANCE = 1e-9

LARGEST, SMALLEST = 1e15, 1e-15
"""Figures of a distribution lie within LARGEST of 0; those that must be above 0 are at least SMALLEST."""

SHARES_FROM = 1e-6
"""Least mean share of a beta, and part of a Dirichlet (and least distance of the mean from 1)."""

LEAST_FIRM, MOST_FIRM = 1e-3, 1e6
"""As few and as many observations as a beta may be worth: within them its quantiles are exact."""

LEAST_WEIGHT = 1.0
"""A Dirichlet worth less has quantiles that underflow to 0 for every part at once."""

MOST_SD = 10.0
"""Largest standard deviation of a logarithm: P95 over P5 is then e^33."""

MOST_CUT = 0.01
"""Largest probability outside a figure's range that is cut; more of it contradicts the range, and is refused."""


class DistributionError(ValueError):
    """A distribution that cannot be read; ``path`` is the place inside it, ``on_key`` whether its key is at fault."""

    def __init__(
        self,
        message: str,
        path: tuple[Hashable, ...] = (),
        expected: str = "",
        suggestion: str = "",
        *,
        on_key: bool = False,
    ) -> None:
        super().__init__(message)
        self.message, self.path, self.expected = message, path, expected
        self.suggestion, self.on_key = suggestion, on_key


def is_distribution(data: object) -> bool:
    """Whether ``data`` has the form of a distribution: a mapping with one key that names a kind."""
    return isinstance(data, Mapping) and len(data) == 1 and next(iter(data)) in KINDS


def parse_distribution(data: object, parse: ParseNumber) -> Marginal:
    """A number (a Constant) or a distribution of one number, as people write it.

    Parameters
    ----------
    data : what the YAML holds
    parse : reads each figure in the unit that is meant

    Returns
    -------
    The distribution, in base units (yuan, fractions, counts).

    Raises
    ------
    DistributionError
        The first mistake, with its place inside ``data``.

    Examples
    --------
    >>> parse_distribution({"triangular": [0, 2, 6]}, parse_number)
    Triangular(low=0.0, mode=2.0, high=6.0)
    """
    if not isinstance(data, Mapping):
        return Constant(_figure(data, (), parse))
    kind, body = _kind(data)
    if kind == "dirichlet":
        raise DistributionError(
            "'dirichlet' gives several shares", (kind,), "a distribution of one number", on_key=True
        )
    return _READERS[kind](body, (kind,), parse)


def parse_dirichlet(data: object) -> Dirichlet:
    """A distribution of shares of a whole; raises DistributionError for the first mistake, with its place in ``data``.

    Examples
    --------
    >>> parse_dirichlet({"dirichlet": {"shares": [0.75, 0.25], "weight": 40}})
    Dirichlet(shares=(0.75, 0.25), weight=40.0)
    """
    kind, body = _kind(data) if isinstance(data, Mapping) else ("", None)
    if kind != "dirichlet":
        raise DistributionError(f"{describe(data)} is not a Dirichlet", (), "{dirichlet: {shares: [...], weight: ...}}")
    fields = _fields(body, (kind,), ("shares", "weight"))
    place = (kind, "shares")
    if not isinstance(fields["shares"], list) or len(fields["shares"]) < 2:
        raise DistributionError(f"{describe(fields['shares'])} is not a list of shares", place, "two or more shares")
    shares = [_figure(share, (*place, n), parse_share) for n, share in enumerate(fields["shares"])]
    if (least := min(shares)) < SHARES_FROM:
        expected = "a share above 0" if least <= 0 else f"a share of at least {SHARES_FROM:f}"
        raise DistributionError(f"a share of {least:g} in a Dirichlet", (*place, shares.index(least)), expected)
    _sums_to_one(shares, place)
    return Dirichlet(tuple(shares), _positive(fields["weight"], (kind, "weight"), parse_number, LEAST_WEIGHT))


def within(marginal: Marginal, low: float, high: float, *, counts: bool = True) -> Marginal:
    """The distribution of a figure whose values have a range.

    What lies inside is returned as it is. Without an end on a side that has a limit, it is truncated there, if the
    probability outside is at most MOST_CUT.

    Parameters
    ----------
    marginal : as it was written
    low, high : the range, both ends included
    counts : whether the figure counts things, so that it may be Poisson

    Returns
    -------
    The distribution, perhaps truncated.

    Raises
    ------
    DistributionError
        More than MOST_CUT lies outside, an end of its own does, or a Poisson number counts nothing.

    Examples
    --------
    >>> within(Normal(0.5, 0.1), 0.0, 1.0).support()
    (0.0, 1.0)
    """
    start, end = marginal.support()
    if isinstance(marginal, PoissonCount) and not counts:
        expected = "a distribution of shares or amounts"
        raise DistributionError("'poisson' gives whole numbers of events", ("poisson",), expected, on_key=True)
    if low <= start and end <= high:
        return marginal
    expected = f"values from {low:g} to {high:g}"
    if not isinstance(marginal, (Lognormal, Normal, PoissonCount)):
        raise DistributionError(f"values from {start:g} to {end:g} are out of range", (), expected)
    found = Truncated(marginal, low, high)
    if found.cut > MOST_CUT:
        outside = f"{100 * found.cut:.3g} % of the distribution is out of range"
        raise DistributionError(outside, (), f"{expected}, with at most {100 * MOST_CUT:g} % outside, which is cut")
    return found


def _kind(data: Mapping[Any, Any]) -> tuple[str, object]:
    if len(data) != 1:
        raise DistributionError(f"a mapping of {len(data)} keys", (), f"one key of {', '.join(KINDS)}")
    kind, body = next(iter(data.items()))
    if kind not in KINDS:
        expected = f"one of {', '.join(KINDS)}"
        raise DistributionError(
            f"unknown distribution '{kind}'", (kind,), expected, nearest(kind, KINDS) or "", on_key=True
        )
    return str(kind), body


def _figure(value: object, path: tuple[Hashable, ...], parse: ParseNumber) -> float:
    try:
        number = float(parse(value))
    except UnitError as error:
        raise DistributionError(error.message, path, error.expected, error.suggestion) from None
    if abs(number) > LARGEST:
        raise DistributionError(f"{describe(value)} is too large", path, f"at most {LARGEST:g}")
    return number


def _positive(
    value: object, path: tuple[Hashable, ...], parse: ParseNumber, low: float = SMALLEST, high: float = LARGEST
) -> float:
    number = _figure(value, path, parse)
    if number <= 0:
        raise DistributionError(f"{describe(value)} is not above 0", path, "a number above 0")
    if not low <= number <= high:
        raise DistributionError(f"{describe(value)} is out of range", path, f"a number from {low:g} to {high:g}")
    return number


def _list(body: object, path: tuple[Hashable, ...], names: Sequence[str], parse: ParseNumber) -> list[float]:
    wanted = f"a list of {len(names)} numbers [{', '.join(names)}]"
    if not isinstance(body, list) or len(body) != len(names):
        came = f"a list of {len(body)}" if isinstance(body, list) else describe(body)
        raise DistributionError(came, path, wanted)
    return [_figure(value, (*path, n), parse) for n, value in enumerate(body)]


def _fields(body: object, path: tuple[Hashable, ...], *forms: Sequence[str]) -> dict[str, object]:
    """The fields of ``body``, which must be exactly those of one of ``forms``."""
    wanted = " or ".join("{" + ", ".join(f"{name}: ..." for name in form) + "}" for form in forms)
    if not isinstance(body, Mapping):
        raise DistributionError(describe(body), path, wanted)
    names = sorted({name for form in forms for name in form})
    for key in body:
        if key not in names:
            raise DistributionError(
                f"unknown key '{key}'", (*path, key), wanted, nearest(key, names) or "", on_key=True
            )
    if not any(set(body) == set(form) for form in forms):
        raise DistributionError(f"the keys {', '.join(map(str, body)) or 'none'}", path, wanted)
    return dict(body)


def _ordered(path: tuple[Hashable, ...], **figures: float) -> None:
    """The figures ascend; the first must lie below the last."""
    values = list(figures.values())
    if values != sorted(values) or values[0] == values[-1]:
        came = ", ".join(f"{name} {value:g}" for name, value in figures.items())
        raise DistributionError(f"{came} are not in order", path, f"{' <= '.join(figures)}, not all equal")


def _sums_to_one(weights: Sequence[float], path: tuple[Hashable, ...]) -> None:
    total = math.fsum(weights)
    if abs(total - 1) > WEIGHT_TOLERANCE:
        raise DistributionError(f"the weights sum to {total:.10g}", path, "weights that sum to 1")


def _uniform(body: object, path: tuple[Hashable, ...], parse: ParseNumber) -> Marginal:
    low, high = _list(body, path, ("low", "high"), parse)
    _ordered(path, low=low, high=high)
    return Uniform(low, high)


def _loguniform(body: object, path: tuple[Hashable, ...], parse: ParseNumber) -> Marginal:
    low, high = _list(body, path, ("low", "high"), parse)
    if low < SMALLEST:
        expected = "a number above 0" if low <= 0 else f"at least {SMALLEST:g}"
        raise DistributionError(f"low {low:g} is {'not above 0' if low <= 0 else 'too small'}", (*path, 0), expected)
    _ordered(path, low=low, high=high)
    return LogUniform(low, high)


def _triangular(body: object, path: tuple[Hashable, ...], parse: ParseNumber) -> Marginal:
    low, mode, high = _list(body, path, ("min", "mode", "max"), parse)
    _ordered(path, min=low, mode=mode, max=high)
    return Triangular(low, mode, high)


def _beta(body: object, path: tuple[Hashable, ...], parse: ParseNumber) -> Marginal:
    fields = _fields(body, path, ("mean", "n"), ("mean", "p05", "p95"))
    mean = _figure(fields["mean"], (*path, "mean"), parse_share)
    if not SHARES_FROM <= mean <= 1 - SHARES_FROM:
        expected = f"a share above 0 and below 1, by at least {SHARES_FROM:f}"
        raise DistributionError(f"mean {mean:.10g}", (*path, "mean"), expected)
    if "n" in fields:
        return Beta(mean, _positive(fields["n"], (*path, "n"), parse_number, LEAST_FIRM, MOST_FIRM))
    low, high = (_figure(fields[name], (*path, name), parse_share) for name in ("p05", "p95"))
    _ordered(path, p05=low, mean=mean, p95=high)
    found = BetaRange(mean, low, high)
    if found.is_too_narrow(MOST_FIRM):
        message = f"the range {low:g} to {high:g} is too narrow for a beta of mean {mean:g}"
        raise DistributionError(message, path, "a wider range, or the number alone")
    if not found.is_possible:
        raise DistributionError(
            f"the range {low:g} to {high:g} is too wide for a beta of mean {mean:g}", path, "a narrower range"
        )
    return found


def _lognormal(body: object, path: tuple[Hashable, ...], parse: ParseNumber) -> Marginal:
    """With p05 and p95, the median and the ratio p95 / p05 are met."""
    fields = _fields(body, path, ("median", "sd"), ("median", "p05", "p95"))
    median = _positive(fields["median"], (*path, "median"), parse)
    if "sd" in fields:
        return Lognormal(median, _positive(fields["sd"], (*path, "sd"), parse_number, high=MOST_SD))
    low, high = (_positive(fields[name], (*path, name), parse) for name in ("p05", "p95"))
    _ordered(path, p05=low, median=median, p95=high)
    sd = math.log(high / low) / (2 * P95_OF_NORMAL)
    if not SMALLEST <= sd <= MOST_SD:
        expected = f"a range whose logarithm has a standard deviation from {SMALLEST:g} to {MOST_SD:g}"
        raise DistributionError(f"the range {low:g} to {high:g}, a standard deviation of {sd:.3g}", path, expected)
    return Lognormal(median, sd)


def _normal(body: object, path: tuple[Hashable, ...], parse: ParseNumber) -> Marginal:
    fields = _fields(body, path, ("mean", "sd"))
    return Normal(_figure(fields["mean"], (*path, "mean"), parse), _positive(fields["sd"], (*path, "sd"), parse))


def _poisson(body: object, path: tuple[Hashable, ...], parse: ParseNumber) -> Marginal:
    return PoissonCount(_figure(body, path, lambda value: parse_number(value, 0, 1e6)))


def _choice(body: object, path: tuple[Hashable, ...], parse: ParseNumber) -> Marginal:
    if not isinstance(body, Mapping) or not body:
        raise DistributionError(describe(body), path, "{value: weight, value: weight, ...}")
    weights = {}
    for value, weight in body.items():
        try:
            number = _figure(_as_written(value), (*path, value), parse)
        except DistributionError as error:
            raise DistributionError(error.message, error.path, error.expected, error.suggestion, on_key=True) from None
        if number in weights:
            raise DistributionError(f"the value {value} stands twice", (*path, value), "each value once", on_key=True)
        weights[number] = _figure(weight, (*path, value), parse_share)
    _sums_to_one(list(weights.values()), path)
    values = sorted(weights)
    return Choice(tuple(values), tuple(weights[value] for value in values))


def _as_written(key: object) -> object:
    """A key such as ``0.5`` reaches us as text, since only whole numbers stay numbers in a key."""
    try:
        return float(key) if isinstance(key, str) else key
    except ValueError:
        return key


_READERS: dict[str, Callable[[object, tuple[Hashable, ...], ParseNumber], Marginal]] = {
    "uniform": _uniform,
    "loguniform": _loguniform,
    "triangular": _triangular,
    "beta": _beta,
    "lognormal": _lognormal,
    "normal": _normal,
    "poisson": _poisson,
    "choice": _choice,
}
