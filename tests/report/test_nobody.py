"""A segment without a firm: its shares are not defined, and every output says so in one way."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from rich.console import Console

from simulate.forecast.forecast import Forecast
from simulate.forecast.targets import simulated_targets
from simulate.foundation.ratios import UNDEFINED
from simulate.report.page.memo import memo_text
from simulate.report.page.write import page_text
from simulate.report.terminal.screen import render
from simulate.report.workbook.write import write_workbook
from simulate.runs.run import run
from simulate.scenario.resolve import load_scenario
from tests.forecast.identities import every

NO_NUMBER = re.compile(r"(?<![a-z])(nan|inf)(?![a-z])", re.IGNORECASE)


@pytest.fixture(scope="module")
def empty(root: Path) -> Forecast:
    """A small city without industry above scale."""
    sets = ["population.scale=0.02", "population.segments.industry_above_scale.count=0",
            "population.segments.industry_above_scale.entrants_per_year=0"]  # fmt: skip
    return run(load_scenario(root / "scenarios" / "baseline.yaml", sets), 4, quiet=True)


def test_identities_hold(empty: Forecast) -> None:
    assert np.isnan(empty.dataset["coverage"].sel(segment="industry_above_scale").values).all()
    assert [fact for fact, holds in every(empty) if not holds] == []


def test_a_share_of_no_firm_reaches_no_target_and_misses_none(empty: Forecast) -> None:
    covered = [
        one for one in simulated_targets(empty) if one.target.simulated and one.target.simulated.variable == "coverage"
    ]
    assert covered
    assert all(one.chance(policy) is None for one in covered for policy in ("on", "off"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_output_prints_what_is_no_number(empty: Forecast, language: str, tmp_path: Path) -> None:
    out = io.StringIO()
    Console(width=100, file=out, highlight=False).print(render(empty, language))  # type: ignore[arg-type]
    assert UNDEFINED in out.getvalue()
    book = openpyxl.load_workbook(write_workbook(empty, tmp_path / "book.xlsx", language), data_only=True)
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    page = re.sub(r"<(style|script)\b.*?</\1>", "", page_text(empty, language, {}), flags=re.S)
    for text in (out.getvalue(), memo_text(empty, language), page, "\n".join(cells)):  # type: ignore[arg-type]
        assert not NO_NUMBER.search(text), NO_NUMBER.search(text)
