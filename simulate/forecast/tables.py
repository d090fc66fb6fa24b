"""The tables of a run folder: every summary as CSV (UTF-8 with a mark, so that spreadsheets show Chinese)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from simulate.files import write_atomic
from simulate.forecast.forecast import Forecast
from simulate.forecast.summary import (
    Line,
    article_lines,
    instrument_lines,
    reaching,
    summarise,
    total_lines,
    yearly_projects,
)

FIGURES = ("mean", "p10", "p50", "p90", "p95", "error_mean", "error_p10", "error_p50", "error_p90")


def write_tables(forecast: Forecast, folder: Path) -> list[Path]:
    """Write ``tables/*.csv`` into a run folder; returns their paths."""
    plan = forecast.scenario.plan
    titles = {one.id: (one.title.zh, one.title.en) for one in plan.instruments}
    target = folder / "tables"
    return [
        write(target / "articles.csv", budget_rows(forecast, article_lines(forecast), {})),
        write(target / "instruments.csv", budget_rows(forecast, instrument_lines(forecast), titles)),
        write(target / "totals.csv", budget_rows(forecast, total_lines(forecast), {})),
        write(target / "projects.csv", project_rows(forecast)),
        write(target / "adoption.csv", adoption_rows(forecast)),
    ]


def write(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """Write rows of equal keys."""
    listed = list(rows)
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(listed[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    write_atomic(path, "\ufeff" + buffer.getvalue())
    return path


def figures(values: Any) -> dict[str, str]:
    """Summary figures as text, never in scientific notation."""
    found = summarise(np.asarray(values))
    return {name: f"{getattr(found, name):.4f}".rstrip("0").rstrip(".") for name in FIGURES}


def budget_rows(forecast: Forecast, lines: list[Line], titles: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """Rows of a budget table: one a line, quantity and year; money in yuan."""
    years, paid = forecast.dataset["year"].values, forecast.dataset["payment_year"].values
    rows: list[dict[str, Any]] = []
    for one in lines:
        zh, en = titles.get(one.key, ("", ""))
        head = {
            "line": one.key,
            "title_zh": zh,
            "title_en": en,
            "priced": int(one.priced),
            "assumed_share": f"{one.assumed_share:.4f}",
        }
        rows.append(head | {"quantity": "recognised", "unit": "count", "year": "all"} | figures(one.recognised))
        rows.append(head | {"quantity": "obligation", "unit": "CNY", "year": "all"} | figures(one.obligation))
        for place, year in enumerate(years):
            rows.append(
                head | {"quantity": "obligation", "unit": "CNY", "year": int(year)} | figures(one.by_year[:, place])
            )
        for place, year in enumerate(paid):
            rows.append(head | {"quantity": "cash", "unit": "CNY", "year": int(year)} | figures(one.cash[:, place]))
    return rows


def project_rows(forecast: Forecast, target: float = 1000.0) -> list[dict[str, Any]]:
    """Projects a year with and without awards, against the target."""
    rows: list[dict[str, Any]] = []
    for policy in ("on", "off"):
        counts = yearly_projects(forecast, policy)
        for place, year in enumerate(forecast.dataset["year"].values):
            share, error = reaching(counts[:, place], target)
            chance = {
                "target": target,
                "probability_of_reaching": f"{share:.4f}",
                "error_of_probability": f"{error:.4f}",
            }
            rows.append({"policy": policy, "year": int(year)} | figures(counts[:, place]) | chance)
    return rows


def adoption_rows(forecast: Forecast) -> list[dict[str, Any]]:
    """Coverage and stage shares by segment and year, with and without awards."""
    data = forecast.dataset
    rows: list[dict[str, Any]] = []
    for policy in data["policy"].values:
        for segment in data["segment"].values:
            for year in data["year"].values:
                at = {"policy": policy, "segment": segment, "year": year}
                head = {"policy": str(policy), "segment": str(segment), "year": int(year)}
                rows.append(head | {"quantity": "coverage"} | figures(data["coverage"].sel(at).values))
                for stage in data["stage"].values:
                    shares = data["stage_share"].sel(at | {"stage": stage}).values
                    rows.append(head | {"quantity": f"stage {int(stage)}"} | figures(shares))
    return rows
