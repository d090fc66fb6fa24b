"""The tables of a run folder: every summary as CSV (UTF-8 with a mark, so that spreadsheets show Chinese).

``overview.csv`` is for reading: a row an article, instrument and total, headings in both languages. The others are tidy,
for pivot tables and scripts: a row a figure, with its Monte Carlo standard errors. Money is in yuan, at current prices.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from simulate.forecast.forecast import Forecast
from simulate.forecast.labels import article_name
from simulate.forecast.lines import Line, article_lines, instrument_lines, total_lines
from simulate.forecast.summary import Chance, summarise
from simulate.forecast.targets import simulated_targets
from simulate.foundation.characters import for_spreadsheet
from simulate.foundation.files import write_atomic
from simulate.language.catalogue import SOURCE, say
from simulate.language.message import Message, Speakable, Worded, in_every_language, in_one_line, worded
from simulate.language.vocabulary import TERMS
from simulate.runs.record import TABLES

SHOWN = ("mean", "p10", "p50", "p90", "p95")
ALL_YEARS = "all"
SHARES = ("assumed_share", "project_anyway", "entitlement_anyway")
"""Shares of a line's money: on assumed amounts; with a project, and with a title, that would have been anyway."""
OBSERVED = "observed.csv"
Row = dict[str, Any]


def write_tables(forecast: Forecast, folder: Path) -> list[Path]:
    """Write ``tables/*.csv`` into a run folder; returns their paths.  Raises MachineError where the disk refuses."""
    target = folder / TABLES
    overview: list[Row] = []
    paths = []
    for name, lines in (
        ("articles", article_lines(forecast)),
        ("instruments", instrument_lines(forecast)),
        ("totals", total_lines(forecast)),
    ):
        tidy: list[Row] = []
        for one in lines:  # one line in memory at a time
            head = _head(forecast, name, one)
            rows = list(line_rows(forecast, one))
            tidy.extend(head | row for row in rows)
            overview.append(head | _overview(forecast, rows, one.priced))
        paths.append(_write(target / f"{name}.csv", tidy))
    paths.append(_write(target / "targets.csv", target_rows(forecast)))
    paths.append(_write(target / "adoption.csv", adoption_rows(forecast)))
    if forecast.scenario.facts:
        paths.append(_write(target / OBSERVED, observed_rows(forecast)))
    return [_write(target / "overview.csv", overview), *paths]


def observed_rows(forecast: Forecast) -> Iterator[Row]:
    """The facts that every draw agrees with, and how many draws are left."""
    about = forecast.dataset.attrs
    left = {name: about[name] for name in ("draws_simulated", "effective_sample_size")}
    for fact in forecast.scenario.facts:
        head = {"instrument": " + ".join(fact.instruments), "year": fact.year}
        yield head | {"low": number(fact.low), "high": number(fact.high)} | left


def _write(path: Path, rows: Iterable[Row]) -> Path:
    """Write rows; a heading for every key of any row, in order."""
    listed = list(rows)
    names = list(dict.fromkeys(name for row in listed for name in row))
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, names, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows({name: for_spreadsheet(value) for name, value in row.items()} for row in listed)
    write_atomic(path, "\ufeff" + buffer.getvalue())
    return path


def number(value: float) -> str:
    """A figure without scientific notation, to six digits behind the point at most; empty where it is not defined."""
    if not np.isfinite(value):
        return ""
    text = f"{value:.2f}" if abs(value) >= 1000 else f"{value:.6f}"
    text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def figures(values: ArrayLike) -> Row:
    """The summary of an array (draws,) as cells."""
    return {name: number(value) for name, value in vars(summarise(values)).items()}


def _head(forecast: Forecast, kind: str, one: Line) -> Row:
    """What identifies a line: its key, article, group and titles; of totals only key and titles."""
    data = forecast.dataset
    if kind == "totals":
        titles = in_every_language("title", Message(f"runs.tables.total.{one.key}"))
        return {"line": one.key, "article": "", "group": "", **titles}
    article, group = data["article"].values[list(one.members)], data["group"].values[list(one.members)]
    groups = "".join(sorted(set(map(str, group))))
    if kind == "articles":
        title: Speakable = Worded(lambda language: article_name(data, int(one.key), language))
    else:
        place = one.members[0]
        title = Worded(lambda language: str(worded(data, "title", language).values[place]))
    return {"line": one.key, "article": int(article[0]), "group": groups, **in_every_language("title", title)}


def line_rows(forecast: Forecast, one: Line) -> Iterator[Row]:
    """Figures of a line: counts, obligation and cash of all years and by year, shares."""

    def row(quantity: str, year: int | str, values: ArrayLike) -> Row:
        return {"quantity": quantity, "unit": TERMS[quantity].unit, "year": year, **figures(values)}

    yield row("recognised", ALL_YEARS, one.recognised)
    yield row("paid", ALL_YEARS, one.paid)
    yield row("entitlement", ALL_YEARS, one.entitlement)
    yield row("stacking_saving", ALL_YEARS, one.saving)
    yield from _by_year("obligation", forecast.dataset["year"].values, one.obligation, row)
    yield from _by_year("cash", forecast.dataset["payment_year"].values, one.cash, row)
    yield from _by_year("fiscal_cost", forecast.dataset["payment_year"].values, one.fiscal_cost, row)
    shares = one.assumed_share, one.project_deadweight, one.title_deadweight
    for name, share in zip(SHARES, shares, strict=True):
        yield {"quantity": name, "unit": "1", "year": ALL_YEARS, "mean": number(share)}


def _by_year(quantity: str, years: Iterable[int], values: np.ndarray, row: Any) -> Iterator[Row]:
    yield row(quantity, ALL_YEARS, values.sum(axis=1))
    for place, year in enumerate(years):
        yield row(quantity, int(year), values[:, place])


def _overview(forecast: Forecast, rows: Iterable[Row], priced: bool) -> Row:
    """The rows of a line as one, with headings in every language."""
    cells: Row = {}
    found = {(row["quantity"], row["year"]): row for row in rows}
    for quantity, axis in (("recognised", None), ("paid", None), ("obligation", "year"), ("cash", "payment_year")):
        years = [int(year) for year in forecast.dataset[axis].values] if axis else []
        _spread(cells, quantity, f" {years[0]}-{years[-1]}" if years else "", found[quantity, ALL_YEARS])
        for year in years:
            _spread(cells, quantity, f" {year}", found[quantity, year])
    for name in SHARES:
        heading = say(
            "runs.tables.share_column", SOURCE, name=_heading(f"term.{name}.label"), share=_heading("runs.tables.share")
        )
        cells[heading] = found[name, ALL_YEARS]["mean"]
    cells[_heading("runs.tables.unpriced")] = "" if priced else "x"
    return cells


def _heading(key: str) -> str:
    return in_one_line(Message(key))


def _spread(cells: Row, quantity: str, when: str, row: Row) -> None:
    for level in SHOWN:
        shown = _heading("term.mean.label") if level == "mean" else level.upper()
        cells[f"{_heading(f'term.{quantity}.label')}{when} {shown}"] = row[level]


def target_rows(forecast: Forecast) -> Iterator[Row]:
    """Targets beside what is simulated; those that no output answers, with the reason."""
    for one in simulated_targets(forecast):
        for policy, values in (("on", one.on), ("off", one.off)):
            if values is not None:
                chance = one.chance(policy)
                head = _target_head(one.target) | {"year": one.year or ALL_YEARS, "policy": policy}
                yield head | figures(values) | _chance(chance)
    for target in forecast.scenario.plan.targets:
        if target.simulated is None:
            why = target.why_not
            yield _target_head(target) | (in_every_language("why_not", why) if why else {})


def _target_head(target: Any) -> Row:
    return {
        "id": target.id,
        **in_every_language("title", target.title),
        "unit": target.unit,
        "target": "" if target.value is None else number(target.value),
    }


def _chance(chance: Chance | None) -> Row:
    """A chance with its error and 95 % interval: no or every draw has no error, but a bound at its other end."""
    if chance is None:
        return {}
    found = {"chance": chance.share, "error_chance": chance.error}
    low, high = chance.interval
    return {name: number(value) for name, value in (found | {"chance_low": low, "chance_high": high}).items()}


def adoption_rows(forecast: Forecast) -> Iterator[Row]:
    """Projects, stage moves, investment, coverage and stages by segment and year in both arms; the digital core."""
    data = forecast.dataset
    years = [int(year) for year in data["year"].values]
    for policy in data["policy"].values:
        arm = data.sel(policy=policy)
        for segment in data["segment"].values:
            at = arm.sel(segment=segment)
            for name in ("projects", "firms_with_project", "stage_moves", "investment", "coverage"):
                yield from _yearly(str(policy), str(segment), name, TERMS[name].unit, at[name], years)
            for stage in data["stage"].values:
                shares = at["stage_share"].sel(stage=stage)
                yield from _yearly(str(policy), str(segment), f"stage_share {int(stage)}", "1", shares, years)
        for name in ("core_value_added", "core_share"):
            yield from _yearly(str(policy), "", name, TERMS[name].unit, arm[name], years)


def _yearly(policy: str, segment: str, quantity: str, unit: str, values: Any, years: list[int]) -> Iterator[Row]:
    table = values.transpose("draw", "year").values
    for place, year in enumerate(years):
        head = {"policy": policy, "segment": segment, "quantity": quantity, "unit": unit, "year": year}
        yield head | figures(table[:, place])
