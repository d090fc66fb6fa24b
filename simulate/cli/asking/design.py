"""``simulate design``: the cheapest way to a target."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulate.cli.options import Language, Quiet, ScenarioFile, Sets
from simulate.cli.writing import write
from simulate.language.choice import tell


def register(app: typer.Typer) -> None:
    """Add ``simulate design`` to the commands."""

    @app.command()
    def design(
        scenario: ScenarioFile,
        lever: Annotated[list[str], typer.Option()],
        target: Annotated[str, typer.Option()],
        confidence: Annotated[float, typer.Option()] = 0.9,
        budget: Annotated[str | None, typer.Option()] = None,
        cost: Annotated[str, typer.Option()] = "headline",
        draws: Annotated[int, typer.Option(min=10)] = 200,
        sets: Sets = None,
        out: Annotated[Path | None, typer.Option()] = None,
        lang: Language = None,
        quiet: Quiet = False,
    ) -> None:
        from simulate import api
        from simulate.analysis.design.design import design as searched
        from simulate.foundation.written import refuse_occupied

        refuse_occupied(out, ("design",))
        loaded = api.load_scenario(scenario, sets or ())
        if lang:
            loaded = loaded.replace({"language": lang})
        result = searched(loaded, lever, target, confidence, _money(budget), cost=cost, draws=draws, quiet=quiet)
        typer.echo(result)
        if out is not None:
            write({"design": result}, out)


def _money(text: str | None) -> float | None:
    """A sum of money as it is typed, in yuan; None where nothing was typed."""
    from simulate.foundation.errors import InputError
    from simulate.foundation.units import UnitError, parse_money

    if text is None:
        return None
    try:
        return float(parse_money(text))
    except UnitError as error:
        raise InputError(tell("error.design.budget", error=error, expected=error.expected)) from error
