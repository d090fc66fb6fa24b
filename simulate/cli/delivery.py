"""What a run hands over: tables, workbook, page and charts in the run folder, the budget on the screen."""

from __future__ import annotations

from pathlib import Path

from simulate.forecast.forecast import Forecast


def deliver(forecast: Forecast, language: str, *, with_report: bool, quiet: bool) -> None:
    """Write the tables and the report, note their hashes, print the budget and where everything lies.

    They take the places of an earlier run's all at once. What this report has not is removed: it would show other
    numbers than the tables beside it.
    """
    from simulate import api
    from simulate.files import FolderLock, staged
    from simulate.forecast.tables import write_tables
    from simulate.report.terminal import WIDTH, render
    from simulate.screen import console

    folder = forecast.folder
    assert folder is not None
    with FolderLock(folder):
        with staged(folder) as stage:
            written = write_tables(forecast, stage)
            if with_report:
                from simulate.report.deliver import deliver as write_report

                written += write_report(forecast, stage, language)
            fresh = {folder / path.relative_to(stage) for path in written}
            stale = [path for path in report_files(folder) if path not in fresh]
            api.seal(folder, stage, without=[path.relative_to(folder).as_posix() for path in stale])
            paths = [folder / path.relative_to(stage) for path in written]
        for path in stale:
            path.unlink(missing_ok=True)
    if quiet:
        return
    screen = console(WIDTH)
    screen.print(render(forecast, "zh" if language == "zh" else "en"))
    for place in places(folder, paths):
        screen.print(f"  {place}", soft_wrap=True)


def report_files(folder: Path) -> list[Path]:
    """Tables, and what ``report.deliver`` has written into a folder."""
    from simulate.forecast.tables import TABLES
    from simulate.report.deliver import CHARTS, PAGE, WORKBOOK

    files = [folder / WORKBOOK, folder / PAGE, *folder.glob("memo.*.md"), *(folder / CHARTS).glob("*.*")]
    files += (folder / TABLES).glob("*.csv")
    return [path for path in files if path.exists()]


def places(folder: Path, paths: list[Path]) -> list[Path]:
    """Files, and folders in place of the many files in them."""
    return list(dict.fromkeys(path if path.parent == folder else path.parent for path in paths))
