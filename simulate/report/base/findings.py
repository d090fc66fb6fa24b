"""What the awards change, in sentences that the figures choose: more, less, the same, or not told apart from nothing.

A difference between the two arms (same firms, same luck) is *the same* where it is zero in every draw, *not told apart*
where its 95 % interval holds zero, and *little* where that interval stays within ``LITTLE`` of the level without awards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulate.forecast.forecast import Forecast
from simulate.forecast.summary import Z95, Summary, summarise
from simulate.forecast.targets import projects_target, quantity
from simulate.foundation.printed import percent
from simulate.foundation.ratios import UNDEFINED, defined, ratio
from simulate.language.catalogue import say
from simulate.language.layout import layout
from simulate.language.message import worded

LITTLE = 0.05
"""A difference under this share of the level without awards is called little; the sentence says the share."""
SEGMENT = "industry_above_scale"


@dataclass(frozen=True)
class Gap:
    """One quantity with and without the awards: ``more`` is the difference draw by draw, ``on`` and ``off`` the arms."""

    name: str
    on: Summary
    off: Summary
    more: Summary
    same: bool

    @property
    def told(self) -> bool:
        """Whether the mean difference is told apart from none."""
        return not self.same and abs(self.more.mean) > Z95 * self.more.error_mean

    @property
    def little(self) -> bool:
        """Whether the difference, error included, is under ``LITTLE`` of the level without awards."""
        return self.same or abs(self.more.mean) + Z95 * self.more.error_mean < LITTLE * abs(self.off.mean)


def gap(name: str, on: NDArray[np.float64], off: NDArray[np.float64]) -> Gap:
    """The gap of a quantity by draw, (draws,) in each arm."""
    return Gap(name, summarise(on), summarise(off), summarise(on - off), bool((on == off).all()))


def gaps(forecast: Forecast, language: str) -> list[Gap]:
    """Projects a year (if a target of the plan counts them), coverage and core share at the end of the last year."""
    data, found = forecast.dataset, []
    target = projects_target(forecast)
    if target is not None and target.simulated is not None:
        on, off = (quantity(data, target.simulated, arm).mean(axis=1) for arm in ("on", "off"))
        found.append(gap(say("report.findings.upgrade_projects_a_year", language), on, off))
    last = data[["coverage", "core_share"]].sel(segment=SEGMENT, drop=True).isel(year=-1)
    segment = list(data["segment"].values).index(SEGMENT)
    who, year = str(worded(data, "segment", language).values[segment]), int(data["year"].values[-1])
    names = {
        "coverage": say("report.findings.coverage", language, who=f"{who[0].lower()}{who[1:]}", year=year),
        "core_share": say("report.findings.core_share", language, year=year),
    }
    for variable, name in names.items():
        on, off = (last[variable].sel(policy=arm).values for arm in ("on", "off"))
        if np.isfinite(on).all() and np.isfinite(off).all():  # a share of no firm is not defined
            found.append(gap(name, on, off))
    return found


def effect_sentences(forecast: Forecast, language: str) -> list[str]:
    """What the awards change of projects, coverage and core share; then whether that is little."""
    found = gaps(forecast, language)
    counted = projects_target(forecast) is not None
    sentences = [projects_sentence(found[0], language)] if counted else []
    sentences += [share_sentence(one, language) for one in found[1 if counted else 0 :]]
    return [*sentences, verdict(found, language)]


def projects_sentence(one: Gap, language: str) -> str:
    """Projects a year that start because of the awards, beside those that start without them."""
    base = _level(one.off, "{:,.0f}".format, language)
    share = defined(abs(float(ratio(one.more.mean, one.off.mean))), _part)
    if one.same:
        return say("report.findings.projects.same", language, base=base)
    if not one.told:
        return say(
            "report.findings.projects.unclear",
            language,
            mean=one.more.mean,
            error=_error(one.more.error_mean),
            base=base,
        )
    key = "report.findings.projects.more" if one.more.mean > 0 else "report.findings.projects.fewer"
    more, error = f"{abs(one.more.mean):,.1f}", _error(one.more.error_mean)
    low, high = f"{one.more.p10:,.1f}", f"{one.more.p90:,.1f}"
    return say(key, language, more=more, error=error, low=low, high=high, share=share, base=base)


def share_sentence(one: Gap, language: str) -> str:
    """A share of the last year in both arms (means), and whether the difference is told apart from none."""
    name = one.name[0].upper() + one.name[1:]
    on, off = f"{one.on.mean:.1%}", f"{one.off.mean:.1%}"
    if one.same:
        return say("report.findings.share.same", language, name=name, on=on)
    unclear = "" if one.told else say("common.not_told_apart_from", language)
    points, error = _points(one.more.mean), _error(100 * one.more.error_mean, 4)
    key = "report.findings.share.differ"
    return say(key, language, name=name, on=on, off=off, points=points, error=error, unclear=unclear)


def verdict(found: list[Gap], language: str) -> str:
    """Which of the quantities the awards move by more than a little of their level without awards."""
    bound = f"{LITTLE:.0%}"
    moved = [one for one in found if not one.little and one.told]
    unclear = [one for one in found if not one.little and not one.told]
    parts = []
    if moved:
        names = _names(moved, language)
        parts.append(
            say("report.findings.verdict.moved", language, bound=bound, names=names)
        )  # fmt: skip
    if unclear:
        names = _names(unclear, language)
        parts.append(
            say("report.findings.verdict.unclear", language, bound=bound, names=names)
        )  # fmt: skip
    if not parts:
        parts.append(
            say("report.findings.verdict.little", language, bound=bound)
        )  # fmt: skip
    return layout(language).sentence_gap.join(parts)


def _names(found: list[Gap], language: str) -> str:
    return say("common.list", language).join(one.name for one in found)


def _level(one: Summary, words: Callable[[float], str], language: str) -> str:
    mean, low, high = (words(value) for value in (one.mean, one.p10, one.p90))
    return say("report.findings.level", language, mean=mean, low=low, high=high)


def _part(share: float) -> str:
    return percent(share) if share >= 0.0995 else f"{share:.1%}" if share >= 0.0005 else "<0.1%"


def _points(share: float) -> str:
    """Percentage points with sign; what is small but not zero does not become zero."""
    points = 100 * share
    digits = 2 if abs(points) >= 0.1 or points == 0 else 4
    text = f"{points:+.{digits}f}"
    return text if points == 0 or text.strip("+-0.") else (">-0.0001" if points < 0 else "<0.0001")


def _error(value: float, digits: int = 1) -> str:
    """A Monte Carlo error; a small one that is not zero does not become zero."""
    if not np.isfinite(value):
        return UNDEFINED
    text = f"{value:,.{digits}f}"
    return text if value == 0 or text.strip("0.") else f"<{10**-digits:.{digits}f}"
