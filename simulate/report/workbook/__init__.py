"""The budget workbook."""

from __future__ import annotations

from simulate.report.workbook.write import write_workbook

__all__ = ["write_workbook"]
