"""Calibrations and back-tests in words and tables, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulate.calibrate.actuals import Compared
from simulate.calibrate.backtest import LEVELS, Backtest, Board, Score
from simulate.calibrate.fit import Fit, MomentRow, Shift, moment_table, shifts
from simulate.calibrate.scores import binomial_band
from simulate.units import format_money_short

MOMENT_HEAD = ("moment", "figure", "kind", "observed", "prior 5-50-95 %", "posterior 5-50-95 %", "inside")
SHIFT_HEAD = ("parameter", "fitted", "prior 5-50-95 %", "posterior 5-50-95 %", "distance", "moved")
SCORE_HEAD = (
    *("moment", "figure", "actual", "mean", "50 %", "80 %", "90 %", "in 90 %"),
    *("CRPS", "log", "PIT", "last year", "Poisson"),
)


def calibration_text(found: Fit) -> str:
    """Effective sample size, moment table, which parameters moved, and what to make of a moment that is missed."""
    rows, every = moment_table(found), shifts(found)
    inside, moved = sum(row.contained for row in rows), [row for row in every if row.moved]
    title, size = found.calibration.title["en"], found.effective_sample_size
    shown = [row for row in every if row.moved or row.fitted]
    lines = [
        f"{title} ({found.calibration.vintage})",
        f"{found.table.draws} draws of the prior, worth {size:.0f} after weighting",
        "",
        *table(MOMENT_HEAD, map(_moment_cells, rows)),
        "",
        f"The posterior's 90 % intervals hold {inside} of {len(rows)} figures.",
        *(f"  missed: {row.name} ({row.figure}): {_missed(row)}" for row in rows if not row.contained),
        "",
        *table(SHIFT_HEAD, map(_shift_cells, shown)),
        "",
        f"The figures moved {len(moved)} of {len(every)} parameters that vary; the others keep their priors.",
        *(
            f"  moved but not fitted, so that a run draws it from its prior: {row.name}"
            for row in moved
            if not row.fitted
        ),
        *(f"  not fitted: {name}: {reason}" for name, reason in found.calibration.left_out.items()),
    ]
    return "\n".join(lines)


def _missed(row: MomentRow) -> str:
    side = "above" if row.observed[1] > row.posterior[2] else "below"
    return f"{row.observed[1]:g} lies {side} what the model reaches with priors and the other figures together"


def _moment_cells(row: MomentRow) -> tuple[str, ...]:
    low, value, high = row.observed
    observed = f"{value:g}" if low == high else f"{value:g} ({low:g}-{high:g})"
    return (
        row.name,
        row.figure,
        row.kind,
        observed,
        three(row.prior),
        three(row.posterior),
        "yes" if row.contained else "NO",
    )


def _shift_cells(row: Shift) -> tuple[str, ...]:
    fitted, moved = ("yes" if flag else "no" for flag in (row.fitted, row.moved))
    return row.name, fitted, three(row.prior), three(row.posterior), f"{row.distance:.2f}", moved


def three(numbers: Sequence[float]) -> str:
    """Three numbers in four digits."""
    return "  ".join(f"{number:.4g}" for number in numbers)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a plain table: columns as wide as they need."""
    cells = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def backtest_text(config: Backtest, found: Board) -> str:
    """The scoreboard, with the honest size of the evidence."""
    count, settings = len(found.scores), config.settings
    better = min(found.skill_last, found.skill_rate)
    lost = [one.moment for one in found.scores if one.crps > min(one.crps_last, one.crps_rate)]
    lines = [
        f"Forecast as of {settings['vintage']}, {settings['draws']} draws, against {count} figures that came later",
        "",
        *table(SCORE_HEAD, map(_score_cells, found.scores)),
        "",
        *(_coverage_line(found, level) for level in LEVELS),
        f"CRPS skill against last year's count repeated: {found.skill_last:+.2f}",
        f"CRPS skill against a Poisson count at the historical rate: {found.skill_rate:+.2f}",
        f"CRPS skill against the better of the two: {better:+.2f}",
        f"centredness (mean error): {found.centredness:+.1f}",
        f"accuracy (mean absolute error): {found.accuracy:.1f}",
        f"dispersion (errors in standard deviations of the forecast): {found.dispersion:.2f}",
        f"{count} figures say little: with so few, neither coverage nor skill can be told from luck.",
        *(f"  the model loses to a naive forecast: {name}" for name in lost),
        *(f"  {name}: {' '.join(reason.split())}" for name, reason in config.why.items()),
        *(f"  not scored: {name}: {reason}" for name, reason in config.left_out.items()),
    ]
    return "\n".join(lines)


def _coverage_line(found: Board, level: float) -> str:
    count, inside = len(found.scores), sum(one.inside(level) for one in found.scores)
    low, high = binomial_band(count, level)
    verdict = "within" if low <= inside <= high else "OUTSIDE"
    return f"{level:.0%} intervals hold {inside} of {count}: {verdict} the binomial band of {low} to {high}"


def _score_cells(one: Score) -> tuple[str, ...]:
    spans = [f"{low:g}-{high:g}" for low, high in one.intervals.values()]
    numbers = [f"{number:.2f}" for number in (one.crps, one.log_score, one.pit, one.crps_last, one.crps_rate)]
    return (
        one.moment,
        one.figure,
        f"{one.actual:g}",
        f"{one.mean:.1f}",
        *spans,
        "yes" if one.inside(0.9) else "NO",
        *numbers,
    )


def actuals_text(rows: Sequence[Compared]) -> str:
    """A user's actuals: forecast range, actual, inside or not."""
    lines = table(
        ("instrument", "year", "quantity", "actual", "5 %", "50 %", "95 %", "inside", "CRPS"), map(_actual_cells, rows)
    )
    inside = sum(row.inside for row in rows)
    low, high = binomial_band(len(rows), 0.9)
    return "\n".join(
        [*lines, "", f"90 % intervals hold {inside} of {len(rows)}; by chance alone {low} to {high} would be held."]
    )


def _actual_cells(row: Compared) -> tuple[str, ...]:
    one = row.actual

    def shown(value: float) -> str:
        return format_money_short(round(value), "en") if one.quantity == "cash" else f"{value:g}"

    numbers = [shown(value) for value in (one.value, row.low, row.middle, row.high)]
    return one.instrument, str(one.year), one.quantity, *numbers, "yes" if row.inside else "NO", shown(row.crps)
