"""``simulate explain``: where the spread comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulate.cli.options import Language, Quiet, Sets
from simulate.cli.writing import write
from simulate.language.catalogue import say
from simulate.language.choice import tell


def register(app: typer.Typer) -> None:
    """Add ``simulate explain`` to the commands."""

    @app.command()
    def explain(
        source: Annotated[Path, typer.Argument()],
        output: Annotated[str, typer.Option()] = "headline",
        sets: Sets = None,
        out: Annotated[Path | None, typer.Option()] = None,
        lang: Language = None,
        quiet: Quiet = False,
    ) -> None:
        from simulate import api
        from simulate.analysis.base.stored import refuse_unless_it_can_keep
        from simulate.analysis.explain.explain import explain as explained
        from simulate.foundation.errors import InputError
        from simulate.foundation.written import refuse_occupied

        refuse_occupied(out, ("explanation",))
        run = api.open_run(source) if source.is_dir() else None
        if run is not None:
            if sets:
                raise InputError(tell("error.compare.run_folder_scenario_file", base=source))
            if output == "headline":
                refuse_unless_it_can_keep(source)
            scenario = run.scenario
        else:
            scenario = api.load_scenario(source, sets or ())
        if lang:
            scenario = scenario.replace({"language": lang})
        result = explained(scenario, output, quiet=quiet)
        typer.echo(result)
        if run is not None and output == "headline":
            from simulate.analysis.explain.keep import keep_explanation

            keep_explanation(result, run)
            if not quiet:
                typer.echo(kept_words(scenario.language, source))
        if out is not None:
            write({"explanation": result}, out)


def kept_words(language: str, folder: Path) -> str:
    """Where a result was kept, and what shows it."""
    return say("cli.explain.kept", language, folder=folder)
