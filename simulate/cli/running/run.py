"""``simulate run``: from a scenario file to a run folder and the budget on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulate.cli.generator import AUDIT, use_generator
from simulate.cli.options import RESULTS, Engine, Language, Quiet, Sets
from simulate.cli.running.init import listing
from simulate.foundation.errors import InputError
from simulate.language.choice import tell


def register(app: typer.Typer) -> None:
    """Add ``simulate run`` to the commands."""

    @app.command()
    def run(
        scenario: Annotated[Path | None, typer.Argument()] = None,
        sets: Sets = None,
        draws: Annotated[int | None, typer.Option(min=1)] = None,
        seed: Annotated[int | None, typer.Option(min=0)] = None,
        out: Annotated[Path | None, typer.Option()] = None,
        threads: Annotated[int | None, typer.Option(min=1)] = None,
        processes: Annotated[int | None, typer.Option(min=1)] = None,
        cluster: Annotated[str | None, typer.Option(metavar="ADDRESS")] = None,
        block: Annotated[int | None, typer.Option(min=1)] = None,
        engine: Annotated[Engine, typer.Option()] = Engine.compiled,
        audit_generator: Annotated[bool, typer.Option("--audit-generator")] = False,
        fresh: Annotated[bool, typer.Option("--fresh")] = False,
        no_report: Annotated[bool, typer.Option("--no-report")] = False,
        lang: Language = None,
        quiet: Quiet = False,
    ) -> None:
        from simulate.scenario.resolve import load_scenario

        if scenario is None:
            raise InputError(tell("error.run.no_scenario_file_or", listing=listing()))
        one_executor(threads, processes, cluster, engine)
        loaded = load_scenario(scenario, sets or ())
        folder = out or default_folder(scenario, sets or ())
        if audit_generator:
            use_generator(AUDIT)
        from simulate import api
        from simulate.cli.delivery import Handover, show

        handover = Handover(lang or loaded.language, with_report=not no_report)
        try:
            forecast = api.run(
                loaded, draws, seed=seed, out=folder, threads=threads, processes=processes, cluster=cluster,
                block=block, engine=engine.value, fresh=fresh, quiet=quiet, write_reports=handover,
            )  # fmt: skip
        except KeyboardInterrupt:
            typer.echo(
                f"interrupted; finished draws are kept in {folder}: run the same command again to go on", err=True
            )
            raise
        show(forecast, handover, quiet=quiet)


def one_executor(threads: int | None, processes: int | None, cluster: str | None, engine: Engine) -> None:
    """Refuse more than one way to compute, and the Mesa engine anywhere but in threads."""
    given = [
        name for name, value in (("--threads", threads), ("--processes", processes), ("--cluster", cluster)) if value
    ]
    if len(given) > 1:
        raise InputError(tell("error.run.one_of_them", given=" and ".join(given)))
    if engine is Engine.mesa and given not in ([], ["--threads"]):
        raise InputError(tell("error.run.engine_mesa_mesa_engine", given=given[0]))


def default_folder(scenario: Path, sets: list[str] | tuple[str, ...]) -> Path:
    """``results/<scenario>``; with ``--set`` a folder of its own, so that a quick trial never replaces the scenario's run."""
    if not sets:
        return RESULTS / scenario.stem
    from simulate.foundation.files import sha256_json

    return RESULTS / f"{scenario.stem}-set-{sha256_json(sorted(sets))[:8]}"
