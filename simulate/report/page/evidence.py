"""Sections of the page that show evidence from elsewhere: kept analyses, the back-test, actuals beside the forecast."""

from __future__ import annotations

from simulate.analysis.base.stored import stored_results
from simulate.foundation.printed import percent
from simulate.report.base import views
from simulate.report.base.evidence import Executed, actual_rows, scoreboard
from simulate.report.charts.calibration.backtest import figure_name
from simulate.report.page.narrator import Narrator
from simulate.report.page.parts import Charts, Value, figures, prose, section, table
from simulate.scoring.scores import binomial_band


def kept_parts(one: Narrator, charts: Charts) -> list[str]:
    """Sections of the analyses kept in the run folder: what drives the spread by design, and comparisons."""
    parts = []
    for found in stored_results(one.forecast):
        if found.name == "explain":
            heading = one.say("page.evidence.explain_heading")
        else:
            base = found.dataset.attrs.get(f"base_{one.language}", "")
            heading = one.say("page.evidence.against_the_scenario", base=base)
        said = found.sentences.get(one.language) or found.sentences["en"]
        parts.append(section(heading, prose(said), figures(one, charts, found.name)))
    return parts


def backtest_part(one: Narrator, charts: Charts) -> str:
    """The shipped back-test, where it was made with this forecast's plan."""
    board = scoreboard(one.forecast)
    if board is None:
        return ""
    rows: list[list[str | Value]] = []
    for score in board.scores:
        spans = [
            (f"{low:,.0f}–{high:,.0f}", low) for low, high in (score.intervals[level] for level in (0.5, 0.8, 0.9))
        ]
        inside = one.say("common.yes") if score.inside(0.9) else one.say("common.no")
        rows.append(
            [
                figure_name(board, score.figure, one.language),
                (f"{score.actual:,.0f}", score.actual),
                (f"{score.mean:,.1f}", score.mean),
                *spans,
                inside,
            ]
        )
    heads = [
        one.say("common.figure"),
        one.say("common.published"),
        one.say("page.evidence.forecast_mean"),
        one.say("page.evidence.50_percent_interval"),
        one.say("page.evidence.80_percent_interval"),
        one.say("page.evidence.90_percent_interval"),
        one.say("page.evidence.in_90_percent"),
    ]
    count, inside_90 = len(board.scores), sum(score.inside(0.9) for score in board.scores)
    low, high = binomial_band(count, 0.9)
    text = one.say(
        "page.evidence.backtest_verdict",
        vintage=board.vintage,
        draws=board.draws,
        inside_90=inside_90,
        count=count,
        low=low,
        high=high,
    )
    caption = one.say("page.evidence.backtest_caption")
    return prose([text]) + figures(one, charts, "backtest") + table(heads, rows, caption)


def actuals_part(one: Narrator) -> str:
    """Actuals and execution rates beside the forecast, where the scenario names a table of actuals."""
    found = actual_rows(one.forecast)
    if not found:
        return ""
    rows = [_actual(one, each) for each in found]
    heads = [
        one.say("common.instrument"),
        one.say("page.evidence.year_and_quantity"),
        one.say("common.actual"),
        "P5",
        "P50",
        "P95",
        one.say("common.inside"),
        one.say("page.evidence.appropriation_of_the_article"),
        one.say("common.execution_rate"),
    ]
    caption = one.say("page.evidence.actuals_caption")
    return table(heads, rows, caption)


def _actual(one: Narrator, each: Executed) -> list[str | Value]:
    def shown(value: float) -> Value:
        return (one.money(value, each.high) if each.cash else f"{value:,.0f}", value)

    what = one.say("common.cash") if each.cash else one.say("common.titles")
    title = views.title(one.forecast.dataset, "instrument", one.language)[each.place]
    limit = "" if each.appropriation is None else one.money(each.appropriation)
    rate = "" if each.rate is None else percent(each.rate)
    inside = one.say("common.yes") if each.inside else one.say("common.no")
    values = [shown(value) for value in (each.actual, each.low, each.middle, each.high)]
    return [title, f"{each.year} {what}", *values, inside, limit, rate]
