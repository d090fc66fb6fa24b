"""Calibration by importance weights: one table of prior draws, weighted by how likely the figures are under each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulate.calibration.config import Calibration
from simulate.calibration.likelihood import weights_of
from simulate.calibration.moments import Moment
from simulate.calibration.reference import ReferenceTable, reference_table
from simulate.foundation.errors import InputError
from simulate.language.choice import tell
from simulate.scenario.posterior import Posterior
from simulate.scenario.resolve import load_scenario

Floats = NDArray[np.float64]

NEGLIGIBLE = 1e-6
"""Rows that together weigh less than this are left out of the posterior."""

FEWEST = 100
"""Effective rows below which a posterior is refused."""

MOVED = 0.05
"""A parameter counts as moved from here on: largest distance between prior and posterior distribution functions."""

NOISE = 1.95
"""So many over the root of the effective sample size is a distance that chance exceeds once in a thousand times."""


@dataclass(frozen=True)
class Fit:
    """What a calibration gives: the posterior, the weighted table, and how many rows it is worth."""

    calibration: Calibration
    table: ReferenceTable
    weight: Floats
    posterior: Posterior

    @property
    def effective_sample_size(self) -> float:
        """1 / sum of squared weights (Kish 1965): how many equally weighted draws of the prior are worth as much."""
        return float(1.0 / np.sum(self.weight**2))


def fit(calibration: Calibration, *, threads: int | None = None, quiet: bool = False) -> Fit:
    """Weight the draws of the prior by the likelihood of the figures, and keep the fitted parameters as a posterior.

    Parameters
    ----------
    calibration : configuration, with the figures known on its day
    threads : all cores by default; no number depends on it
    quiet : no bar of progress

    Returns
    -------
    Posterior, weighted table, weights of shape (draws,).

    Raises
    ------
    InputError
        No draw of the prior agrees with the figures, or too few do.
    """
    table = prior_table(calibration, threads, quiet)
    weight = weights_of(table, {moment: (one.low, one.high) for moment, one in calibration.figures.items()})
    effective = float(1.0 / np.sum(weight**2)) if weight.sum() > 0.0 else 0.0
    if effective < FEWEST:
        raise InputError(
            tell(
                "error.fit.figures_leave_effective_draws",
                path=calibration.path,
                effective=effective,
                draws=table.draws,
                fewest=FEWEST,
            )
        )
    return Fit(calibration, table, weight, _posterior(calibration, table, weight, effective))


def prior_table(calibration: Calibration, threads: int | None = None, quiet: bool = False) -> ReferenceTable:
    """The reference table of a calibration: the priors known on its day, simulated to the last year that a moment
    needs."""
    last = max(year for moment in calibration.figures for year in moment.years)
    changes = {"vintage": calibration.vintage.isoformat(), "horizon.end": last, "seed": calibration.seed}
    scenario = load_scenario(calibration.scenario).replace(changes)
    return reference_table(scenario, tuple(calibration.figures), calibration.draws, threads, quiet)


def _posterior(calibration: Calibration, table: ReferenceTable, weight: Floats, effective: float) -> Posterior:
    # Most draws of the prior are next to impossible, and without the lightest the file is a fraction of its size. Those
    # kept stay in the order of draws, so that the same fit writes the same bytes.
    order = np.argsort(weight, kind="stable")
    light = np.cumsum(weight[order]) <= NEGLIGIBLE
    kept = np.sort(order[~light])
    values = {name: table.parameters[name][kept] for name in calibration.fitted}
    attributes = {
        "title": calibration.title["en"],
        "vintage": calibration.vintage.isoformat(),
        "seed": str(calibration.seed),
        "draws": str(calibration.draws),
        "effective_sample_size": f"{effective:.1f}",
        "figures": ", ".join(f"{one.id} {moment.name}" for moment, one in calibration.figures.items()),
    }
    return Posterior(weight[kept] / weight[kept].sum(), values, attributes)


def weighted_quantile(values: Floats, weight: Floats, probabilities: Floats | list[float]) -> Floats:
    """Quantiles of weighted draws: the smallest value at which the cumulative weight reaches each probability.

    Parameters
    ----------
    values, weight : shape (draws,); weights need not sum to 1
    probabilities : shape (k,), 0 to 1

    Returns
    -------
    Shape (k,), in the unit of the values.

    Examples
    --------
    >>> weighted_quantile(np.array([3.0, 1.0, 2.0]), np.array([0.5, 0.25, 0.25]), [0.25, 0.5, 0.75])
    array([1., 2., 3.])
    """
    order = np.argsort(values, kind="stable")
    cumulative = np.cumsum(weight[order])
    places = np.searchsorted(cumulative / cumulative[-1], np.asarray(probabilities), side="left")
    quantiles: Floats = values[order][np.minimum(places, values.size - 1)]
    return quantiles


@dataclass(frozen=True)
class Shift:
    """How far the figures moved a parameter: 5, 50 and 95 % before and after, and the largest distance of the two."""

    name: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    distance: float
    fitted: bool
    moved: bool


def shifts(found: Fit) -> list[Shift]:
    """How far the figures moved every parameter that varies, most moved first."""
    even = np.full(found.table.draws, 1.0 / found.table.draws)
    rows = []
    for name, values in found.table.parameters.items():
        prior, posterior = (_three(values, weight) for weight in (even, found.weight))
        order = np.argsort(values, kind="stable")
        # Kolmogorov's distance, between the same draws weighted and unweighted.
        distance = float(np.abs(np.cumsum(found.weight[order]) - np.cumsum(even[order])).max())
        moved = distance >= max(MOVED, NOISE / found.effective_sample_size**0.5)
        rows.append(Shift(name, prior, posterior, distance, name in found.calibration.fitted, moved))
    return sorted(rows, key=lambda row: -row.distance)


def _three(values: Floats, weight: Floats) -> tuple[float, float, float]:
    low, middle, high = weighted_quantile(values, weight, [0.05, 0.5, 0.95])
    return float(low), float(middle), float(high)


@dataclass(frozen=True)
class MomentRow:
    """A figure against the model: its range, and 5, 50 and 95 % of the moment under prior and posterior."""

    name: str
    figure: str
    kind: str
    observed: tuple[float, float, float]  # low, value, high
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]

    @property
    def contained(self) -> bool:
        """Whether the posterior's 90 % interval holds the figure."""
        return self.posterior[0] <= self.observed[1] <= self.posterior[2]


def moment_table(found: Fit) -> list[MomentRow]:
    """Observed, prior predictive and posterior predictive of every fitted moment, the moment's error included."""
    even = np.full(found.table.draws, 1.0 / found.table.draws)
    rows = []
    for moment, one in found.calibration.figures.items():
        values = predictive(found.table, moment)
        prior, posterior = _three(values, even), _three(values, found.weight)
        rows.append(MomentRow(moment.name, one.id, one.kind, (one.low, one.value, one.high), prior, posterior))
    return rows


def predictive(table: ReferenceTable, moment: Moment) -> Floats:
    """What the figure would be under each draw: the simulated number and a keyed error."""
    values = table.simulated[moment.name] + moment.sd * table.error[moment.name]
    rounded: Floats = np.floor(values + 0.5) if moment.counted else values
    return rounded
