"""What cannot be seen is shown as an escape wherever a text is written: tables, sheets of a workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from simulate.analysis.base.results import write_table
from simulate.foundation.characters import UNSEEN, for_spreadsheet
from simulate.report.workbook.book import Book

UNSEEN_TEXT = "a\x1b[31m\u202eb"
SHOWN = "a\\x1b[31m\\u202eb"


@pytest.mark.parametrize(
    ("written", "shown"),
    [(UNSEEN_TEXT, SHOWN), ("=1+1", "'=1+1"), ("-5", "-5"), ("@x", "'@x"), ("青岛", "青岛"), (3, 3)],
)
def test_a_cell_is_a_text_that_can_be_seen(written: object, shown: object) -> None:
    assert for_spreadsheet(written) == shown


def test_tables_of_analyses_hold_nothing_unseen(tmp_path: Path) -> None:
    table = pd.DataFrame({"scenario": [UNSEEN_TEXT, "=1+1"], "value": [1.5, float("inf")]})
    lines = write_table(table, tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["scenario,value", f"{SHOWN},1.5", "'=1+1,"]


def test_sheets_of_a_workbook_hold_nothing_unseen(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as file:
        sheet = Book(file, None, "en").sheet("one", UNSEEN_TEXT, UNSEEN_TEXT)
        sheet.head([UNSEEN_TEXT])
        sheet.put(0, UNSEEN_TEXT)
    rows = openpyxl.load_workbook(tmp_path / "b.xlsx").active.iter_rows(values_only=True)
    found = [value for row in rows for value in row if value is not None]
    assert found == [SHOWN] * 4
    assert not any(UNSEEN.search(value) for value in found)
