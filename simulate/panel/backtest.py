"""The rolling back-test: every count of the panel, foreseen from the ends of the three years before its own.

A forecast is made where the title was known by at least one count on that day. It sees nothing that was known later.
Remembered figures (quality D) may inform a forecast and never score one.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulate.panel.latent import latest
from simulate.panel.naive import at_rate, basis, last_repeated, series, usual_change
from simulate.panel.predict import panel_forecast
from simulate.panel.tables import Count, Panel, shipped_panel
from simulate.randomness.uniforms import name_code, over_draws, purpose
from simulate.scoring.scored import LEVELS, Coverage, Scored, coverage, scored, write_scored
from simulate.scoring.scores import crps, weighted_interval_score

Floats = NDArray[np.float64]

HORIZONS = (1, 2, 3)
RESAMPLES = 2000
SCORING = purpose("panel back-test", "the randomised part of a rank, and which groups a resample takes")


@dataclass(frozen=True, kw_only=True)
class Point(Scored):
    """One forecast and what came true; ``own``: counts of the place that were known. Scores of the naive forecasts are
    NaN where these cannot be made."""

    title: str
    place: str
    year: int
    measure: str
    vintage: str
    horizon: int
    own: int
    crps: float
    wis: float
    crps_last: float
    crps_rate: float


@dataclass(frozen=True)
class Skill:
    """Geometric mean of CRPS ratios to a naive forecast, and its 90 % bootstrap interval over title and year."""

    naive: str
    points: int
    ratio: float
    low: float
    high: float


@dataclass(frozen=True)
class Summary:
    """Scores of some points. ``held``: by level, how many central intervals held; ``bands``: the counts between which
    that lies with 90 % if the forecast is calibrated and points are independent, which those of one year are not."""

    group: str
    points: int
    coverage: tuple[Coverage, ...]
    pit: tuple[int, ...]
    skills: tuple[Skill, ...]

    @property
    def skill(self) -> Skill | None:
        """Against the better naive forecast: the one with the larger ratio."""
        return max(self.skills, key=lambda one: one.ratio, default=None)


@dataclass(frozen=True)
class RollingBacktest:
    """All points, and their scores by any group."""

    points: tuple[Point, ...]
    seed: int

    def summary(self, by: Callable[[Point], object] | None = None) -> list[Summary]:
        """Scores of all points, or of each group: ``summary(lambda point: point.title)``."""
        if by is None:
            return [_summary("all", self.points, self.seed)]
        names = sorted({str(by(point)) for point in self.points})
        return [_summary(name, [one for one in self.points if str(by(one)) == name], self.seed) for name in names]

    def write(self, path: Path) -> Path:
        """Write every point as a CSV table; returns the path."""
        return write_scored(path, self.points)

    def text(self) -> str:
        """Scores of all points, by title, by horizon, and by how much of the place was known."""
        groups: list[Callable[[Point], object] | None] = [
            None,
            lambda one: f"title {one.title}",
            lambda one: f"horizon {one.horizon}",
            lambda one: "places with counts of their own" if one.own else "places without a count",
            lambda one: f"measure {one.measure}",
        ]
        return "\n".join(_line(summary) for by in groups for summary in self.summary(by))


def back_test(
    panel: Panel | None = None, *, draws: int = 2000, seed: int = 1, forecast: Callable[..., object] = panel_forecast
) -> RollingBacktest:
    """Forecast every count of quality A to C from the ends of the three years before its own, and score it.

    Parameters
    ----------
    panel
        Another panel than that which ships.
    draws, seed
        Of each forecast.
    forecast
        What makes them; called as ``panel_forecast`` is.

    Returns
    -------
    RollingBacktest
        The points; ``summary()``, ``text()`` and ``write(path)``.
    """
    whole = shipped_panel() if panel is None else panel
    found = []
    for one in latest(one for one in whole.counts if one.measure != "pass_share" and one.quality != "D"):
        for horizon in HORIZONS:
            vintage = datetime.date(one.year - horizon, 12, 31)
            known = whole.as_of(vintage)
            if one.known_at > vintage and any(other.title == one.title for other in known.counts):
                drawn = forecast(
                    one.title, one.place, one.year, vintage, draws=draws, seed=seed, measure=one.measure, panel=whole
                )
                found.append(_point(one, horizon, vintage, known, np.asarray(drawn, dtype=np.float64), seed))
    return RollingBacktest(tuple(found), seed)


def _point(one: Count, horizon: int, vintage: datetime.date, known: Panel, drawn: Floats, seed: int) -> Point:
    title = known.titles[one.title]
    base = basis(known, title, one.place, one.measure, vintage)
    quantiles = (np.arange(drawn.size) + 0.5) / drawn.size
    last = rate = math.nan
    if base is not None:
        last = crps(last_repeated(base, one.year, usual_change(known, one.measure), quantiles), one.value)
        rate = crps(at_rate(base, title, one.year, one.measure, quantiles), one.value)
    u = float(over_draws(seed, horizon, 1, name_code(one.id), SCORING)[0])
    return Point(
        **scored(drawn, one.value, u),
        id=one.id,
        title=one.title,
        place=one.place,
        year=one.year,
        measure=one.measure,
        vintage=str(vintage),
        horizon=horizon,
        own=len(series(known, one.title, one.place, one.measure).years),
        crps=crps(drawn, one.value),
        wis=weighted_interval_score(drawn, one.value, LEVELS),
        crps_last=last,
        crps_rate=rate,
    )


def _summary(group: str, points: Sequence[Point], seed: int) -> Summary:
    pit = np.histogram([one.pit for one in points], bins=10, range=(0.0, 1.0))[0]
    skills = [_skill(name, points, seed) for name in ("last", "rate")]
    return Summary(group, len(points), coverage(points), tuple(pit.tolist()), tuple(one for one in skills if one))


def _skill(naive: str, points: Iterable[Point], seed: int) -> Skill | None:
    logs: dict[tuple[str, int], list[float]] = {}
    for one in points:
        other = getattr(one, f"crps_{naive}")
        if not math.isnan(other):
            logs.setdefault((one.title, one.year), []).append(math.log((one.crps + 0.01) / (other + 0.01)))
    if not logs:
        return None
    totals = np.array([sum(group) for group in logs.values()])
    sizes = np.array([len(group) for group in logs.values()])
    uniforms = over_draws(seed, 0, RESAMPLES * len(logs), name_code("resample"), SCORING)
    taken = (uniforms.reshape(RESAMPLES, len(logs)) * len(logs)).astype(np.int64)
    ratios = totals[taken].sum(axis=1) / sizes[taken].sum(axis=1)
    low, high = np.quantile(ratios, [0.05, 0.95])
    return Skill(naive, int(sizes.sum()), *(math.exp(one) for one in (totals.sum() / sizes.sum(), low, high)))


def _line(one: Summary) -> str:
    held = ", ".join(f"{each.level:.0%} {each.held} [{each.band[0]}-{each.band[1]}]" for each in one.coverage)
    skills = "; ".join(f"{s.naive} {s.ratio:.2f} ({s.low:.2f}-{s.high:.2f}, n {s.points})" for s in one.skills)
    return (
        f"{one.group}: {one.points} points; held {held}; CRPS ratio to {skills or 'no naive forecast'}; PIT {one.pit}"
    )
