"""Calibrations and back-tests in words and tables, for the terminal, in Chinese or English."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from simulate.calibration.actuals import Compared
from simulate.calibration.backtest import LEVELS, Backtest, Board, Score
from simulate.calibration.fit import Fit, MomentRow, Shift, moment_table, shifts
from simulate.foundation.units import format_money_short
from simulate.language.catalogue import say
from simulate.language.message import given
from simulate.language.widths import text_width
from simulate.scoring.scores import binomial_band

YES, NO, MISSED = "common.yes", "common.no", "calibration.shown.no"
MOMENT_HEAD = ("moment", "figure", "kind", "observed", "prior", "posterior", "inside")
SHIFT_HEAD = ("parameter", "fitted", "prior", "posterior", "distance", "moved")
SCORE_HEAD = ("moment", "actual", "mean", "half", "ninety", "in_90", "crps", "log", "pit", "last_year", "poisson")
ACTUAL_HEAD = ("instrument", "year", "quantity", "actual", "p05", "p50", "p95", "inside", "crps")
"""Headings of the tables: ``calibration.head.<name>`` in the catalogues."""


def calibration_text(found: Fit, language: str = "en") -> str:
    """Effective sample size, moment table, which parameters moved, and what to make of a moment that is missed."""
    rows, every = moment_table(found), shifts(found)
    inside, moved = sum(row.contained for row in rows), [row for row in every if row.moved]
    title, size = given(found.calibration.title, language), found.effective_sample_size
    draws = found.table.draws
    loose = [row.name for row in moved if not row.fitted]
    lines = [
        f"{title} ({found.calibration.vintage})",
        say("calibration.shown.prior_draws", language, draws=draws, size=size),
        "",
        *table(heads(MOMENT_HEAD, language), (_moment_cells(row, language) for row in rows)),
        "",
        say("calibration.shown.posterior_inside", language, inside=inside, count=len(rows)),
        *(_missed(row, language) for row in rows if not row.contained),
        "",
        *table(heads(SHIFT_HEAD, language), (_shift_cells(row, language) for row in every if row.moved or row.fitted)),
        "",
        say("calibration.shown.parameters_moved", language, moved=len(moved), every=len(every)),
        *filled([row.name for row in every if not row.moved]),
        *(say("calibration.shown.moved_but_not_fitted", language, name=name) for name in loose),
        *(
            say("calibration.shown.not_used", language, name=name, reason=given(reason, language))
            for name, reason in found.calibration.left_out.items()
        ),
    ]
    return "\n".join(lines)


def heads(names: Sequence[str], language: str) -> tuple[str, ...]:
    """The headings of a table."""
    return tuple(say(f"calibration.head.{name}", language) for name in names)


def filled(names: Sequence[str], width: int = 96) -> list[str]:
    """Names on indented lines of at most ``width`` columns."""
    return textwrap.wrap(", ".join(names), width, initial_indent="  ", subsequent_indent="  ")


def _missed(row: MomentRow, language: str) -> str:
    key = "calibration.shown.missed.above" if row.observed[1] > row.posterior[2] else "calibration.shown.missed.below"
    return say(key, language, name=row.name, figure=row.figure, value=f"{row.observed[1]:g}")


def _moment_cells(row: MomentRow, language: str) -> tuple[str, ...]:
    low, value, high = row.observed
    observed = f"{value:g}" if low == high else f"{value:g} ({low:g}-{high:g})"
    return (
        row.name,
        row.figure,
        say(f"calibration.kind.{row.kind}", language),
        observed,
        three(row.prior),
        three(row.posterior),
        say(YES if row.contained else MISSED, language),
    )


def _shift_cells(row: Shift, language: str) -> tuple[str, ...]:
    fitted, moved = (say(YES if flag else NO, language) for flag in (row.fitted, row.moved))
    return row.name, fitted, three(row.prior), three(row.posterior), f"{row.distance:.2f}", moved


def three(numbers: Sequence[float]) -> str:
    """Three numbers on a line, four significant digits each."""
    return "  ".join(f"{number:.4g}" for number in numbers)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a plain table: columns as wide as they need, a Chinese character taking two."""
    cells = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(text_width(row[place]) for row in cells) for place in range(len(head))]
    lines = [
        " ".join(cell + " " * (width - text_width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    return [lines[0], " ".join("-" * width for width in widths), *lines[1:]]


def backtest_text(config: Backtest, found: Board, language: str = "en") -> str:
    """The scoreboard, with the honest size of the evidence."""
    count, settings = len(found.scores), config.settings
    better = min(found.skill_last, found.skill_rate)
    lost = [one.moment for one in found.scores if one.crps > min(one.crps_last, one.crps_rate)]
    outside = [one for one in found.scores if not one.inside(0.9)]
    lines = [
        say(
            "calibration.shown.forecast_against_figures",
            language,
            vintage=settings["vintage"],
            draws=settings["draws"],
            count=count,
        ),
        "",
        *table(heads(SCORE_HEAD, language), (_score_cells(one, language) for one in found.scores)),
        "",
        *(_coverage_line(found, level, language) for level in LEVELS),
        *_skill_lines(found, better, language),
        _balance(found, language),
        *_error_lines(found, language),
        say("calibration.shown.figures_say_little", language, count=count),
        *(say("calibration.shown.loses_to_naive", language, name=name) for name in lost),
        *(say("calibration.shown.outside_interval", language, moment=one.moment) for one in outside),
        *reasons("calibration.shown.why", config.why, language),
        *reasons("calibration.shown.not_scored", config.left_out, language),
    ]
    return "\n".join(lines)


def reasons(key: str, said: Mapping[str, Mapping[str, str]], language: str) -> list[str]:
    """A line for each name in ``said``: what kind of reason it is (a key), the name and the reason."""
    return [say(key, language, name=name, why=" ".join(given(one, language).split())) for name, one in said.items()]


def _skill_lines(found: Board, better: float, language: str) -> list[str]:
    skills = {"last_year": found.skill_last, "historical_rate": found.skill_rate, "better_of_both": better}
    return [say(f"calibration.shown.skill.{name}", language, value=value) for name, value in skills.items()]


def _balance(found: Board, language: str) -> str:
    """How many figures the model wins, and how much of the mean score hangs on one."""
    wins = sum(one.crps <= min(one.crps_last, one.crps_rate) for one in found.scores)
    worst = max(found.scores, key=lambda one: one.crps)
    share = worst.crps / (sum(one.crps for one in found.scores) or 1.0)
    count = len(found.scores)
    return say("calibration.shown.balance", language, wins=wins, count=count, share=share, moment=worst.moment)


def _error_lines(found: Board, language: str) -> list[str]:
    return [
        say(f"calibration.shown.error.{name}", language, value=getattr(found, name))
        for name in ("centredness", "accuracy", "dispersion")
    ]


def _coverage_line(found: Board, level: float, language: str) -> str:
    count, inside = len(found.scores), sum(one.inside(level) for one in found.scores)
    low, high = binomial_band(count, level)
    key = "calibration.shown.coverage.within" if low <= inside <= high else "calibration.shown.coverage.outside"
    return say(key, language, level=level, inside=inside, count=count, low=low, high=high)


def _score_cells(one: Score, language: str) -> tuple[str, ...]:
    spans = [f"{low:g}-{high:g}" for low, high in (one.intervals[0.5], one.intervals[0.9])]
    numbers = [f"{number:.2f}" for number in (one.crps, one.log_score, one.pit, one.crps_last, one.crps_rate)]
    return (
        one.moment,
        f"{one.actual:g}",
        f"{one.mean:.1f}",
        *spans,
        say(YES if one.inside(0.9) else MISSED, language),
        *numbers,
    )


def actuals_text(rows: Sequence[Compared], language: str = "en") -> str:
    """A user's actuals: forecast range, actual, inside or not."""
    lines = table(heads(ACTUAL_HEAD, language), (_actual_cells(row, language) for row in rows))
    inside = sum(row.inside for row in rows)
    low, high = binomial_band(len(rows), 0.9)
    said = say("calibration.shown.actuals_inside", language, inside=inside, count=len(rows), low=low, high=high)
    return "\n".join([*lines, "", said])


def _actual_cells(row: Compared, language: str) -> tuple[str, ...]:
    one = row.actual

    def shown(value: float) -> str:
        return format_money_short(round(value), language) if one.quantity == "cash" else f"{value:.4g}"

    quantity = say("common.cash" if one.quantity == "cash" else "calibration.shown.count", language)
    numbers = [shown(value) for value in (one.value, row.low, row.middle, row.high)]
    inside = say(YES if row.inside else MISSED, language)
    return one.instrument, str(one.year), quantity, *numbers, inside, shown(row.crps)
