"""``simulate run``: from a scenario file to a run folder and the budget on the screen."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.cli.options import RESULTS, Engine, Language, Quiet, ScenarioFile, Sets

if TYPE_CHECKING:
    from simulate.forecast.forecast import Forecast

AUDIT = "philox4x32"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def run(
        scenario: ScenarioFile,
        sets: Sets = None,
        draws: Annotated[int | None, typer.Option(min=1, help="Number of draws: the scenario's by default.")] = None,
        seed: Annotated[int | None, typer.Option(help="Seed: the scenario's by default.")] = None,
        out: Annotated[Path | None, typer.Option(help="Run folder: results/<scenario> by default.")] = None,
        threads: Annotated[int | None, typer.Option(min=1, help="Threads: all cores by default.")] = None,
        processes: Annotated[
            int | None, typer.Option(min=1, help="Processes of this machine instead of threads.")
        ] = None,
        cluster: Annotated[str | None, typer.Option(help="Address of a dask.distributed scheduler.")] = None,
        block: Annotated[int | None, typer.Option(min=1, help="Draws a block (no number depends on it).")] = None,
        engine: Annotated[Engine, typer.Option(help="The compiled engine, or the Mesa reference.")] = Engine.compiled,
        audit_generator: Annotated[bool, typer.Option(help="Use Philox4x32-10 in place of squares64.")] = False,
        fresh: Annotated[bool, typer.Option(help="Start over even if a run can be resumed.")] = False,
        no_report: Annotated[bool, typer.Option(help="No workbook, page and charts.")] = False,
        lang: Language = None,
        quiet: Quiet = False,
    ) -> None:
        """Run a scenario: print the budget, article by article, and write a run folder.

        A run that was interrupted goes on where it stopped; more draws extend it.
        """
        from simulate.scenario.resolve import load_scenario

        loaded = load_scenario(scenario, sets or ())
        if audit_generator:
            os.environ["SIMULATE_GENERATOR"] = AUDIT
        folder = out or RESULTS / scenario.stem
        with first_compilation(quiet):
            from simulate import api
        forecast = api.run(
            loaded, draws, seed=seed, out=folder, threads=threads, processes=processes, cluster=cluster, block=block,
            engine=engine.value, fresh=fresh, quiet=quiet,
        )  # fmt: skip
        deliver(forecast, lang.value if lang else loaded.language, not no_report, quiet)


def first_compilation(quiet: bool) -> AbstractContextManager[object]:
    """Say that the rules are being compiled, once, where they are not yet."""
    from rich.console import Console

    from simulate.compiling import is_compiled

    console = Console(stderr=True, quiet=quiet or not sys.stderr.isatty())
    if is_compiled():
        return console.status("loading")
    return console.status("compiling the rules, once (about a minute)")


def deliver(forecast: Forecast, language: str, with_report: bool, quiet: bool) -> None:
    """Write the tables and the report, print the budget and the paths."""
    from rich.console import Console

    from simulate import api
    from simulate.forecast.tables import write_tables
    from simulate.report.terminal import WIDTH, render

    folder = forecast.folder
    assert folder is not None
    paths = write_tables(forecast, folder)[:1]
    if with_report:
        from simulate.report.deliver import deliver as write_report

        paths += write_report(forecast, folder, language)
    api.seal(folder)
    if quiet:
        return
    console = Console(width=WIDTH, highlight=False)
    console.print(render(forecast, "zh" if language == "zh" else "en"))
    for path in dict.fromkeys(path.parent if path.suffix in (".png", ".svg", ".csv") else path for path in paths):
        console.print(str(path), soft_wrap=True)
