"""``simulate explain``: where the spread comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulate.cli.options import Language, Quiet, Sets


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def explain(
        source: Annotated[Path, typer.Argument(help="Scenario file or run folder.")],
        output: Annotated[str, typer.Option(help="Such as headline, cash.city.2025, projects.2025.")] = "headline",
        sets: Sets = None,
        out: Annotated[Path | None, typer.Option(help="CSV file for the table of drivers.")] = None,
        lang: Language = None,
        quiet: Quiet = False,
    ) -> None:
        """Shares of readings, parameters and chance; the drivers that move the money most, and who can settle them."""
        from simulate import api
        from simulate.analysis.explain import explain as explained
        from simulate.errors import InputError

        if source.is_dir():
            if sets:
                raise InputError(f"{source}: a run folder; expected a scenario file where --set is given")
            scenario = api.open_run(source).scenario
        else:
            scenario = api.load_scenario(source, sets or ())
        if lang:
            scenario = scenario.replace({"language": lang.value})
        result = explained(scenario, output, quiet=quiet)
        typer.echo(result)
        if out is not None:
            typer.echo(result.to_csv(out))
