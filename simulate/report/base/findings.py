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
from simulate.foundation.ratios import UNDEFINED, defined, ratio
from simulate.plan.words import pick
from simulate.report.base.words import percent

LITTLE = 0.05
"""A difference under this share of the level without awards is called little; the sentence says the share."""
SEGMENT = "industry_above_scale"


@dataclass(frozen=True)
class Gap:
    """One quantity with and without the awards: ``more`` is the difference draw by draw, ``on`` and ``off`` the arms."""

    name: tuple[str, str]
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


def gap(name: tuple[str, str], on: NDArray[np.float64], off: NDArray[np.float64]) -> Gap:
    """The gap of a quantity by draw, (draws,) in each arm."""
    return Gap(name, summarise(on), summarise(off), summarise(on - off), bool((on == off).all()))


def gaps(forecast: Forecast) -> list[Gap]:
    """Projects a year (if a target of the plan counts them), coverage and core share at the end of the last year."""
    data, found = forecast.dataset, []
    target = projects_target(forecast)
    if target is not None and target.simulated is not None:
        on, off = (quantity(data, target.simulated, arm).mean(axis=1) for arm in ("on", "off"))
        found.append(gap(("upgrade projects a year", "每年启动的改造项目"), on, off))
    last = data[["coverage", "core_share"]].sel(segment=SEGMENT, drop=True).isel(year=-1)
    segment = list(data["segment"].values).index(SEGMENT)
    who = str(data["segment_en"].values[segment]), str(data["segment_zh"].values[segment])
    year = int(data["year"].values[-1])
    names = {
        "coverage": (
            f"coverage of {who[0][0].lower()}{who[0][1:]} at the end of {year}",
            f"{year}年末{who[1]}数字化转型覆盖率",
        ),
        "core_share": (f"the digital core's share of GDP in {year}", f"{year}年数字经济核心产业占地区生产总值比重"),
    }
    for variable, name in names.items():
        on, off = (last[variable].sel(policy=arm).values for arm in ("on", "off"))
        if np.isfinite(on).all() and np.isfinite(off).all():  # a share of no firm is not defined
            found.append(gap(name, on, off))
    return found


def effect_sentences(forecast: Forecast, language: str) -> list[str]:
    """What the awards change of projects, coverage and core share; then whether that is little."""
    found = gaps(forecast)
    counted = projects_target(forecast) is not None
    sentences = [projects_sentence(found[0], language)] if counted else []
    sentences += [share_sentence(one, language) for one in found[1 if counted else 0 :]]
    return [*sentences, verdict(found, language)]


def projects_sentence(one: Gap, language: str) -> str:
    """Projects a year that start because of the awards, beside those that start without them."""
    base = _level(one.off, "{:,.0f}".format, language)
    more = f"{abs(one.more.mean):,.1f} ± {_error(one.more.error_mean)}"
    spread = f"{one.more.p10:,.1f}", f"{one.more.p90:,.1f}"
    share = defined(abs(float(ratio(one.more.mean, one.off.mean))), _part)
    if one.same:
        return pick(
            (f"The awards start no upgrade project: with and without them it is {base} a year, in every draw the same.",
             f"奖补没有带来任何改造项目：有无奖补每年均启动{base}，逐次抽样完全相同。"), language,
        )  # fmt: skip
    if not one.told:
        return pick(
            ((f"Whether the awards add upgrade projects is not told apart from chance: {one.more.mean:+,.1f} ± "
             f"{_error(one.more.error_mean)} a year (mean), beside {base} a year that start without them."),
             (f"奖补是否增加改造项目与偶然性无法区分：平均每年{one.more.mean:+,.1f}±{_error(one.more.error_mean)}个，"
             f"无奖补每年启动{base}。")), language,
        )  # fmt: skip
    up = one.more.mean > 0
    return pick(
        ((f"The awards {'add' if up else 'take away'} {more} upgrade projects a year (mean; P10 to P90 of the change: "
         f"{spread[0]} to {spread[1]}), {share} of those that start without them: {base} a year."),
         (f"奖补平均每年{'增加' if up else '减少'}改造项目{more.replace(' ± ', '±')}个（变化的P10至P90为{spread[0]}至{spread[1]}个），"
         f"相当于无奖补时的{share}；无奖补每年启动{base}。")), language,
    )  # fmt: skip


def share_sentence(one: Gap, language: str) -> str:
    """A share of the last year in both arms (means), and whether the difference is told apart from none."""
    name = pick(one.name, language)
    name = name[0].upper() + name[1:]
    on, off = f"{one.on.mean:.1%}", f"{one.off.mean:.1%}"
    points = f"{_points(one.more.mean)} ± {_error(100 * one.more.error_mean, 4)}"
    if one.same:
        return pick(
            (f"{name} is {on} (mean) with and without them, in every draw the same.",
             f"{name}有无奖补均为{on}（均值），逐次抽样完全相同。"), language,
        )  # fmt: skip
    unclear = "" if one.told else pick((", not told apart from none", "，与零无法区分"), language)
    return pick(
        ((f"{name} is {on} with and {off} without them (means; difference {points} percentage "
         f"points{unclear})."),
         f"{name}有奖补{on}、无奖补{off}（均值；相差{points.replace(' ± ', '±')}个百分点{unclear}）。"), language,
    )  # fmt: skip


def verdict(found: list[Gap], language: str) -> str:
    """Which of the quantities the awards move by more than a little of their level without awards."""
    bound = f"{LITTLE:.0%}"
    moved = [one for one in found if not one.little and one.told]
    unclear = [one for one in found if not one.little and not one.told]
    parts = []
    if moved:
        names = _names(moved, language)
        parts.append(
            pick((f"Larger than, or not surely under, {bound} of its level without awards is the change of: {names}.",
                  f"变动达到或可能达到无奖补水平{bound}的有：{names}。"), language)
        )  # fmt: skip
    if unclear:
        names = _names(unclear, language)
        parts.append(
            pick((f"Too few draws to say whether it moves by {bound} of its level: {names}.",
                  f"抽样次数不足以判断是否变动{bound}：{names}。"), language)
        )  # fmt: skip
    if not parts:
        parts.append(
            pick((f"Each of these moves by less than {bound} of its level without awards.",
                  f"以上各项变动均小于无奖补水平的{bound}。"), language)
        )  # fmt: skip
    return " ".join(parts) if language != "zh" else "".join(parts)


def _names(found: list[Gap], language: str) -> str:
    return pick((", ", "、"), language).join(pick(one.name, language) for one in found)


def _level(one: Summary, words: Callable[[float], str], language: str) -> str:
    mean, low, high = (words(value) for value in (one.mean, one.p10, one.p90))
    return pick(
        (f"{mean} (mean; P10 to P90: {low} to {high})", f"{mean}个（均值；P10至P90为{low}至{high}个）"), language
    )


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
