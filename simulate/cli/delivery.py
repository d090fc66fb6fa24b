"""What a run hands over: tables, workbook, page and charts in the run folder, the budget on the screen."""

from __future__ import annotations

from pathlib import Path

from simulate.forecast.forecast import Forecast


def deliver(forecast: Forecast, language: str, *, with_report: bool, quiet: bool) -> None:
    """Write the tables and the report, note their hashes, print the budget and where everything lies.

    Without a report, one of an earlier run is removed: it would show other numbers than the tables beside it.
    """
    from rich.console import Console

    from simulate import api
    from simulate.files import FolderLock
    from simulate.forecast.tables import write_tables
    from simulate.report.terminal import WIDTH, render

    folder = forecast.folder
    assert folder is not None
    with FolderLock(folder):
        paths = write_tables(forecast, folder)
        if with_report:
            from simulate.report.deliver import deliver as write_report

            paths += write_report(forecast, folder, language)
        else:
            remove_report(folder)
        api.seal(folder)
    if quiet:
        return
    console = Console(width=WIDTH, highlight=False, markup=False)
    console.print(render(forecast, "zh" if language == "zh" else "en"))
    for place in places(folder, paths):
        console.print(f"  {place}", soft_wrap=True)


def remove_report(folder: Path) -> None:
    """Remove what ``report.deliver`` writes."""
    from simulate.report.deliver import CHARTS, PAGE, WORKBOOK

    memos, charts = folder.glob("memo.*.md"), (folder / CHARTS).glob("*.*")
    for path in (folder / WORKBOOK, folder / PAGE, *memos, *charts):
        path.unlink(missing_ok=True)


def places(folder: Path, paths: list[Path]) -> list[Path]:
    """Files, and folders in place of the many files in them."""
    return list(dict.fromkeys(path if path.parent == folder else path.parent for path in paths))
