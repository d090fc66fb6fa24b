"""The outside view of every family of programmes, learned from all the others: coverage and scores.

Scores are those of the logarithm of actual / announced, against two forecasts: the announced figure comes true, and one
distribution for all (the ratios of all other families).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulate.randomness.uniforms import name_code, over_draws
from simulate.reference_class.programmes import MEASURES, Programme, shipped_programmes
from simulate.reference_class.regression import Rows, Sample, rows_of, sample
from simulate.reference_class.view import NUMBERS, VIEW, drawn, matching
from simulate.scoring.scored import Coverage, Scored, coverage, scored, write_scored
from simulate.scoring.scores import crps

Floats = NDArray[np.float64]

BURN, KEPT = 60, 160
ASKED = ("kind", "allocation", "burden", "hard_cap", "stage")
"""What is told of the programme that was left out."""


@dataclass(frozen=True, kw_only=True)
class Outcome(Scored):
    """One programme and measure that was left out with its family: its ratio, the forecast and the scores."""

    family: str
    of: str
    crps: float
    crps_announced: float
    crps_pooled: float


@dataclass(frozen=True)
class LeftOut:
    """Every outcome."""

    outcomes: tuple[Outcome, ...]

    def of(self, measure: str) -> tuple[Outcome, ...]:
        """Those of one measure."""
        return tuple(one for one in self.outcomes if one.of == measure)

    def coverage(self, measure: str) -> tuple[Coverage, ...]:
        """Coverage of the intervals of one measure."""
        return coverage(self.of(measure))

    def text(self) -> str:
        """Coverage with its binomial band, mean scores against both baselines, and which outcomes failed."""
        return "\n".join(line for measure in MEASURES for line in _lines(measure, self.of(measure)))

    def write(self, path: Path) -> Path:
        """Write every outcome as a CSV table; returns the path."""
        return write_scored(path, self.outcomes)


def leave_families_out(programmes: Sequence[Programme] | None = None, *, draws: int = 2000, seed: int = 1) -> LeftOut:
    """Forecast the ratios of every family of programmes from those of all other families, and score them.

    Parameters
    ----------
    programmes
        Another reference class than that which ships.
    draws, seed
        Of each forecast.
    """
    rows = rows_of(shipped_programmes() if programmes is None else programmes)
    families = list(dict.fromkeys(one.family for one in rows.programmes))
    of_family = np.array([families.index(one.family) for one in rows.programmes])
    used = of_family[None, :] != np.arange(len(families))[:, None]
    found = sample(rows, used, burn=BURN, kept=KEPT)
    quantiles = {name: over_draws(seed, 0, draws, name_code(name), VIEW) for name in NUMBERS}
    outcomes = []
    for row, chain in enumerate(of_family):
        own = found.each(itemgetter(chain))
        outcomes.append(_outcome(rows, row, used[chain], own, quantiles, seed))
    return LeftOut(tuple(outcomes))


def _outcome(
    rows: Rows, row: int, used: NDArray[np.bool_], found: Sample, quantiles: dict[str, Floats], seed: int
) -> Outcome:
    one, measure = rows.programmes[row], MEASURES[rows.measure[row]]
    words = {key: one.words[key] for key in ASKED}
    others = [other for other, uses in zip(rows.programmes, used, strict=True) if uses]
    forecast = drawn(rows, found, matching(others, words), words, measure, quantiles)
    actual, logs = math.exp(rows.ratio[row]), np.log(forecast)
    pooled = rows.ratio[used & (rows.measure == rows.measure[row])]
    u = float(over_draws(seed, 0, 1, name_code(f"{one.id} {measure}"), VIEW)[0])
    return Outcome(
        **scored(forecast, actual, u),
        id=one.id,
        family=one.family,
        of=measure,
        crps=crps(logs, rows.ratio[row]),
        crps_announced=abs(float(rows.ratio[row])),
        crps_pooled=crps(pooled, rows.ratio[row]),
    )


def _lines(measure: str, outcomes: Sequence[Outcome]) -> list[str]:
    found = []
    for each in coverage(outcomes):
        failed = ", ".join(f"{one.id} ({one.actual:.2f})" for one in outcomes if not one.holds(each.level))
        band = f"band {each.band[0]} to {each.band[1]}"
        found.append(f"{measure}: {each.level:.0%} intervals hold {each.held} of {each.of} ({band}); not {failed}")
    names = ("crps", "crps_announced", "crps_pooled")
    scores = [sum(getattr(one, name) for one in outcomes) / len(outcomes) for name in names]
    found.append(
        f"{measure}: mean CRPS of the log ratio {scores[0]:.3f}; {scores[1]:.3f} if the announced comes true, "
        f"{scores[2]:.3f} from one distribution for all"
    )
    return found
