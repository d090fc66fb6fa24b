"""Reads a CSV table that people write, and remembers where every cell stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from simulate.foundation.errors import Problem, nearest
from simulate.foundation.units import UnitError
from simulate.language.choice import tell
from simulate.yamlfile.problems import Problems
from simulate.yamlfile.source import read_source, shown_path

Read = TypeVar("Read")

_CELL = re.compile(r'("(?:[^"]|"")*"|[^,"]*)(,|$)')


@dataclass(frozen=True)
class TableRow:
    """One line of the table: its cells by column, and the place of each."""

    file: str
    line: int
    text: str
    cells: dict[str, str]
    starts: dict[str, int]
    problems: Problems

    def refuse(self, column: str, message: str, expected: str = "", suggestion: str = "") -> None:
        """Add a problem at the cell of ``column``."""
        name = f"{self.cells.get('id', '') or f'line {self.line}'}.{column}"
        place = self.starts.get(column, 1)
        self.problems.add(Problem(self.file, self.line, place, name, message, expected, suggestion, self.text))

    def read(self, column: str, parse: Callable[[str], Read], otherwise: Read) -> Read:
        """``parse`` of a cell; ``otherwise`` after ``parse`` has refused it with a UnitError."""
        try:
            return parse(self.cells[column])
        except UnitError as error:
            self.refuse(column, error.message, error.expected, error.suggestion)
            return otherwise


def read_table(path: Path, columns: Sequence[str], problems: Problems, optional: Sequence[str] = ()) -> list[TableRow]:
    """The rows of a UTF-8 CSV file whose first line names ``columns``, in any order.

    Of these, those of ``optional`` may be missing: their cells are empty.

    Rows with too many or too few cells are added to ``problems`` and left out.

    Raises
    ------
    ProblemsError
        The file is missing or no text (``read_source``), or its first line does not name the columns.
    MachineError
        The machine refuses to read it.
    """
    file, lines = shown_path(path), read_source(path).split("\n")
    header = [cell for cell, _ in _cells(lines[0])]
    _check_header(file, header, lines[0], columns, optional)
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        cells = _cells(line)
        if len(cells) != len(header):
            message = f"{len(cells)} cells" if cells else tell("error.value.quotation_mark_does_not")
            expected = tell("error.value.cells_quotation_marks_around", count=len(header))
            problems.add(Problem(file, number, 1, f"line {number}", message, expected, "", line))
            continue
        texts = dict.fromkeys(optional, "") | {name: cell for name, (cell, _) in zip(header, cells, strict=True)}
        starts = {name: start for name, (_, start) in zip(header, cells, strict=True)}
        rows.append(TableRow(file, number, line, texts, starts, problems))
    if not any(line.strip() for line in lines[1:]):
        problems.add(
            Problem(
                file,
                1,
                1,
                "",
                tell("error.value.table_has_no_row"),
                tell("error.value.line_each_entry_below"),
                "",
                lines[0],
            )
        )
    return rows


def refuse_twins(rows: Iterable[TableRow], column: str = "id") -> None:
    """Add a problem at every cell of ``column`` that an earlier row holds, too."""
    seen: dict[str, int] = {}
    for row in rows:
        first = seen.setdefault(row.cells[column], row.line)
        if first != row.line:
            expected = tell("error.value.another_first_line", column=column, first=first)
            row.refuse(column, tell("error.value.the_stands_twice", what=column, name=row.cells[column]), expected)


def _cells(line: str) -> list[tuple[str, int]]:
    """Each cell with the column (from 1) where it starts; none where the line's quotation marks do not match."""
    cells = []
    place = 0
    while match := _CELL.match(line, place):
        cells.append((_unquoted(match[1]).strip(), place + 1))
        if not match[2]:
            return cells
        place = match.end()
    return []


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _check_header(file: str, header: Sequence[str], line: str, columns: Sequence[str], optional: Sequence[str]) -> None:
    found = Problems()
    expected = tell("error.value.the_columns", columns=", ".join(columns))
    for name in header:
        if name not in columns or header.count(name) > 1:
            message = (
                tell("error.value.the_column_stands_twice", name=name)
                if name in columns
                else tell("error.value.unknown_column", name=name)
            )
            near = "" if name in columns else nearest(name, set(columns) - set(header)) or ""
            found.add(Problem(file, 1, max(line.find(name), 0) + 1, name, message, expected, near, line))
    for name in columns:
        if name not in header and name not in optional:
            found.add(
                Problem(file, 1, 1, name, tell("error.value.the_column_is_missing", name=name), expected, "", line)
            )
    found.raise_if_any()
