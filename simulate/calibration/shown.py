"""Calibrations and back-tests in words and tables, for the terminal, in Chinese or English."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from simulate.calibration.actuals import Compared
from simulate.calibration.backtest import LEVELS, Backtest, Board, Score
from simulate.calibration.fit import Fit, MomentRow, Shift, moment_table, shifts
from simulate.calibration.scores import binomial_band
from simulate.foundation.units import format_money_short
from simulate.language.widths import text_width
from simulate.plan.words import pick

YES, NO, MISSED = ("yes", "是"), ("no", "否"), ("NO", "否")
MOMENT_HEAD = (
    (
        *("moment", "figure", "kind", "observed"),
        *("prior 5-50-95 %", "posterior 5-50-95 %", "inside"),
    ),
    ("矩", "数据", "来源类型", "公布值", "先验5-50-95%", "后验5-50-95%", "区间内"),
)
SHIFT_HEAD = (
    ("parameter", "fitted", "prior 5-50-95 %", "posterior 5-50-95 %", "distance", "moved"),
    ("参数", "已拟合", "先验5-50-95%", "后验5-50-95%", "距离", "有变动"),
)
SCORE_HEAD = (
    (
        *("moment", "actual", "mean", "50 %", "90 %", "in 90 %"),
        *("CRPS", "log", "PIT", "last year", "Poisson"),
    ),
    ("矩", "实际值", "均值", "50%", "90%", "90%内", "CRPS", "对数分", "PIT", "沿用上年", "泊松"),
)
ACTUAL_HEAD = (
    ("instrument", "year", "quantity", "actual", "5 %", "50 %", "95 %", "inside", "CRPS"),
    ("政策工具", "年度", "口径", "实际值", "5%", "50%", "95%", "区间内", "CRPS"),
)
KINDS = {"document": "文献", "derived": "推算", "recall": "记忆"}


def calibration_text(found: Fit, language: str = "en") -> str:
    """Effective sample size, moment table, which parameters moved, and what to make of a moment that is missed."""
    rows, every = moment_table(found), shifts(found)
    inside, moved = sum(row.contained for row in rows), [row for row in every if row.moved]
    title, size = found.calibration.title[language], found.effective_sample_size
    draws = found.table.draws
    loose = [row.name for row in moved if not row.fitted]
    lines = [
        f"{title} ({found.calibration.vintage})",
        pick(
            (
                f"{draws:,} draws of the prior, worth {size:,.0f} after weighting (effective sample size)",
                f"先验抽样{draws:,}次，加权后有效样本量{size:,.0f}",
            ),
            language,
        ),
        "",
        *table(pick_head(MOMENT_HEAD, language), (_moment_cells(row, language) for row in rows)),
        "",
        pick(
            (
                f"The posterior's 90 % intervals hold {inside} of {len(rows)} figures.",
                f"后验90%区间包含{len(rows)}个公布值中的{inside}个。",
            ),
            language,
        ),
        *(_missed(row, language) for row in rows if not row.contained),
        "",
        *table(
            pick_head(SHIFT_HEAD, language), (_shift_cells(row, language) for row in every if row.moved or row.fitted)
        ),
        "",
        pick(
            (
                f"The figures moved {len(moved)} of {len(every)} parameters that vary; the others keep their priors:",
                f"数据使{len(every)}个可变参数中的{len(moved)}个发生变动；其余保持先验：",
            ),
            language,
        ),
        *filled([row.name for row in every if not row.moved]),
        *(
            pick(
                (
                    f"  moved but not fitted, so that a run draws it from its prior: {name}",
                    f"  有变动但未纳入拟合，运行时仍从先验抽取：{name}",
                ),
                language,
            )
            for name in loose
        ),
        *(
            f"  {pick(('not used', '未采用'), language)}: {name}: {reason[language]}"
            for name, reason in found.calibration.left_out.items()
        ),
    ]
    return "\n".join(lines)


def pick_head(heads: tuple[tuple[str, ...], tuple[str, ...]], language: str) -> tuple[str, ...]:
    """The headings of a table in ``zh`` or ``en``."""
    return heads[1] if language == "zh" else heads[0]


def filled(names: Sequence[str], width: int = 96) -> list[str]:
    """Names on indented lines of at most ``width`` columns."""
    return textwrap.wrap(", ".join(names), width, initial_indent="  ", subsequent_indent="  ")


def _missed(row: MomentRow, language: str) -> str:
    above = row.observed[1] > row.posterior[2]
    value, name = f"{row.observed[1]:g}", f"{row.name} ({row.figure})"
    en = f"  missed: {name}: {value} lies {'above' if above else 'below'} what the model reaches with priors and the other"
    zh = f"  未包含：{name}：{value}{'高于' if above else '低于'}模型在先验与其他数据约束下所能达到的范围"
    return pick((f"{en} figures together", zh), language)


def _moment_cells(row: MomentRow, language: str) -> tuple[str, ...]:
    low, value, high = row.observed
    observed = f"{value:g}" if low == high else f"{value:g} ({low:g}-{high:g})"
    return (
        row.name,
        row.figure,
        pick((row.kind, KINDS[row.kind]), language),
        observed,
        three(row.prior),
        three(row.posterior),
        pick(YES if row.contained else MISSED, language),
    )


def _shift_cells(row: Shift, language: str) -> tuple[str, ...]:
    fitted, moved = (pick(YES if flag else NO, language) for flag in (row.fitted, row.moved))
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
        pick(
            (
                f"Forecast as of {settings['vintage']}, {settings['draws']:,} draws, against {count} figures that came later",
                f"以{settings['vintage']}为时点的预测（抽样{settings['draws']:,}次）与此后公布的{count}个数值对照",
            ),
            language,
        ),
        "",
        *table(pick_head(SCORE_HEAD, language), (_score_cells(one, language) for one in found.scores)),
        "",
        *(_coverage_line(found, level, language) for level in LEVELS),
        *_skill_lines(found, better, language),
        _balance(found, language),
        *_error_lines(found, language),
        pick(
            (
                f"{count} figures say little: with so few, neither coverage nor skill can be told from luck.",
                f"{count}个数值说明力有限：数量如此之少，覆盖率与技巧分均难以与运气区分。",
            ),
            language,
        ),
        *(
            pick((f"  the model loses to a naive forecast: {name}", f"  模型逊于朴素预测：{name}"), language)
            for name in lost
        ),
        *(
            pick((f"  outside the 90 % interval: {one.moment}", f"  在90%区间之外：{one.moment}"), language)
            for one in outside
        ),
        *reasons("why", "原因", config.why, language),
        *reasons("not scored", "未计分", config.left_out, language),
    ]
    return "\n".join(lines)


def reasons(en: str, zh: str, said: Mapping[str, Mapping[str, str]], language: str) -> list[str]:
    """A line for each name in ``said``: what kind of reason it is, the name and the reason, in ``zh`` or ``en``."""
    return [f"  {pick((en, zh), language)}: {name}: {' '.join(one[language].split())}" for name, one in said.items()]


def _skill_lines(found: Board, better: float, language: str) -> list[str]:
    words = (
        ("CRPS skill against last year's count repeated", "相对“沿用上年”的CRPS技巧分", found.skill_last),
        (
            "CRPS skill against a Poisson count at the historical rate",
            "相对“历史均值泊松”的CRPS技巧分",
            found.skill_rate,
        ),
        ("CRPS skill against the better of the two", "相对两者中较好者的CRPS技巧分", better),
    )
    return [f"{pick((en, zh), language)}: {value:+.2f}" for en, zh, value in words]


def _balance(found: Board, language: str) -> str:
    """How many figures the model wins, and how much of the mean score hangs on one."""
    wins = sum(one.crps <= min(one.crps_last, one.crps_rate) for one in found.scores)
    worst = max(found.scores, key=lambda one: one.crps)
    share = worst.crps / (sum(one.crps for one in found.scores) or 1.0)
    count = len(found.scores)
    en = (
        f"The model scores no worse than either naive forecast on {wins} of {count} figures; {share:.0%} of its CRPS is"
    )
    zh = f"{count}个数值中有{wins}个模型得分不逊于任一朴素预测；CRPS合计的{share:.0%}来自"
    return pick((f"{en} {worst.moment}.", f"{zh}{worst.moment}。"), language)


def _error_lines(found: Board, language: str) -> list[str]:
    words = (
        ("centredness (mean error)", "居中性（平均误差）", f"{found.centredness:+.1f}"),
        ("accuracy (mean absolute error)", "准确性（平均绝对误差）", f"{found.accuracy:.1f}"),
        (
            "dispersion (errors in standard deviations of the forecast; 1 where it is as wide as it should be)",
            "离散性（误差除以预测标准差；恰当时为1）",
            f"{found.dispersion:.2f}",
        ),
    )
    return [f"{pick((en, zh), language)}: {value}" for en, zh, value in words]


def _coverage_line(found: Board, level: float, language: str) -> str:
    count, inside = len(found.scores), sum(one.inside(level) for one in found.scores)
    low, high = binomial_band(count, level)
    within = low <= inside <= high
    verdict = "within" if within else "OUTSIDE"
    en = f"{level:.0%} intervals hold {inside} of {count}: {verdict} the binomial band of {low} to {high}"
    zh = f"{level:.0%}区间包含{count}个中的{inside}个：二项区间{low}至{high}，{'在其内' if within else '超出'}"
    return pick((en, zh), language)


def _score_cells(one: Score, language: str) -> tuple[str, ...]:
    spans = [f"{low:g}-{high:g}" for low, high in (one.intervals[0.5], one.intervals[0.9])]
    numbers = [f"{number:.2f}" for number in (one.crps, one.log_score, one.pit, one.crps_last, one.crps_rate)]
    return (
        one.moment,
        f"{one.actual:g}",
        f"{one.mean:.1f}",
        *spans,
        pick(YES if one.inside(0.9) else MISSED, language),
        *numbers,
    )


def actuals_text(rows: Sequence[Compared], language: str = "en") -> str:
    """A user's actuals: forecast range, actual, inside or not."""
    lines = table(pick_head(ACTUAL_HEAD, language), (_actual_cells(row, language) for row in rows))
    inside = sum(row.inside for row in rows)
    low, high = binomial_band(len(rows), 0.9)
    said = pick(
        (
            f"90 % intervals hold {inside} of {len(rows)}; by chance alone {low} to {high} would be held.",
            f"90%区间包含{len(rows)}个中的{inside}个；仅凭偶然应为{low}至{high}个。",
        ),
        language,
    )
    return "\n".join([*lines, "", said])


def _actual_cells(row: Compared, language: str) -> tuple[str, ...]:
    one = row.actual

    def shown(value: float) -> str:
        return format_money_short(round(value), language) if one.quantity == "cash" else f"{value:.4g}"

    quantity = pick({"cash": ("cash", "实际支出"), "count": ("count", "认定数")}[one.quantity], language)
    numbers = [shown(value) for value in (one.value, row.low, row.middle, row.high)]
    inside = pick(YES if row.inside else MISSED, language)
    return one.instrument, str(one.year), quantity, *numbers, inside, shown(row.crps)
