"""What a run hands over: tables, workbook, page and charts in the run folder, the budget on the screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from simulate.forecast.forecast import Forecast


@dataclass
class Handover:
    """Writes tables, and the report where it is asked for, below a folder; ``written`` are their paths inside it."""

    language: str
    with_report: bool
    written: list[Path] = field(default_factory=list)

    def __call__(self, forecast: Forecast, stage: Path) -> None:
        """Write everything below ``stage``, from where it takes its place all at once."""
        from simulate.runs.tables import write_tables

        written = write_tables(forecast, stage)
        if self.with_report:
            from simulate.report.deliver import deliver as write_report

            written += write_report(forecast, stage, self.language)
        self.written = [path.relative_to(stage) for path in written]


def deliver(folder: Path, language: str | None, *, quiet: bool) -> None:
    """Write tables and report of a run folder anew, in the scenario's language by default.

    They take the places of the earlier ones all at once, with a new ``run.json``. What this report has not is removed:
    it would show other numbers than the tables beside it.
    """
    from simulate import api
    from simulate.foundation.files import staging
    from simulate.runs.holding import held
    from simulate.runs.record import is_report, read_record

    read_record(folder)
    with held(folder) as place, staging(folder) as stage:
        forecast = api.open_run(folder)
        assert place.record is not None
        handover = Handover(language or forecast.scenario.language, with_report=True)
        handover(forecast, stage)
        place.take(stage, place.record, lambda name: not is_report(name))
    show(forecast, handover, quiet=quiet)


def show(forecast: Forecast, handover: Handover, *, quiet: bool) -> None:
    """Print the budget and where everything lies."""
    if quiet:
        return
    from simulate.foundation.screen import console
    from simulate.report.terminal.screen import WIDTH, render

    assert forecast.folder is not None
    screen = console(WIDTH)
    screen.print(render(forecast, handover.language))
    for place in places(forecast.folder, [forecast.folder / path for path in handover.written]):
        screen.print(f"  {place}", soft_wrap=True)


def places(folder: Path, paths: list[Path]) -> list[Path]:
    """Files, and folders in place of the many files in them."""
    return list(dict.fromkeys(path if path.parent == folder else path.parent for path in paths))
