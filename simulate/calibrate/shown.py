"""A calibration in words and tables, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulate.calibrate.fit import Fit, MomentRow, Shift, moment_table, shifts


def calibration_text(found: Fit) -> str:
    """Effective sample size, moment table, which parameters moved, and what to make of a moment that is missed."""
    rows, moved = moment_table(found), shifts(found)
    inside = sum(row.contained for row in rows)
    lines = [
        f"{found.calibration.title['en']} ({found.calibration.vintage}): {found.table.draws} draws of the prior, "
        f"worth {found.effective_sample_size:.0f} after weighting",
        "",
        *table(("moment", "figure", "kind", "observed", "prior 5-50-95 %", "posterior 5-50-95 %", "inside"), map(_moment_cells, rows)),
        "",
        f"The posterior's 90 % intervals hold {inside} of {len(rows)} figures.",
        *(f"  missed: {row.name} ({row.figure}): {_missed(row)}" for row in rows if not row.contained),
        "",
        *table(("parameter", "fitted", "prior 5-50-95 %", "posterior 5-50-95 %", "distance", "moved"),
               (_shift_cells(row) for row in moved if row.moved or row.fitted)),
        "",
        f"The figures moved {sum(row.moved for row in moved)} of {len(moved)} parameters that vary; the others keep their priors.",
        *(f"  moved but not fitted, so that a run draws it from its prior: {row.name}" for row in moved if row.moved and not row.fitted),
        *(f"  not fitted: {name}: {reason}" for name, reason in found.calibration.left_out.items()),
    ]  # fmt: skip
    return "\n".join(lines)


def _missed(row: MomentRow) -> str:
    side = "above" if row.observed[1] > row.posterior[2] else "below"
    return f"{row.observed[1]:g} lies {side} what the model reaches with priors and the other figures together"


def _moment_cells(row: MomentRow) -> tuple[str, ...]:
    low, value, high = row.observed
    observed = f"{value:g}" if low == high else f"{value:g} ({low:g}-{high:g})"
    return row.name, row.figure, row.kind, observed, three(row.prior), three(row.posterior), "yes" if row.contained else "NO"


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
