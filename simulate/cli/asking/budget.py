"""``simulate budget``: how much must be appropriated."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from simulate.cli.options import Language, RunFolder
from simulate.cli.writing import write
from simulate.language.choice import tell


def register(app: typer.Typer) -> None:
    """Add ``simulate budget`` to the commands."""

    @app.command()
    def budget(
        run: RunFolder,
        year: Annotated[int, typer.Option(metavar="YEAR", parser=_year)],
        articles: Annotated[str | None, typer.Option()] = None,
        risk: Annotated[float, typer.Option()] = 0.1,
        payer: Annotated[str | None, typer.Option()] = None,
        out: Annotated[Path | None, typer.Option()] = None,
        lang: Language = None,
    ) -> None:
        from simulate import api
        from simulate.analysis.budgeting import budget as answered
        from simulate.foundation.written import refuse_occupied

        refuse_occupied(out, ("budget",))
        result = answered(api.open_run(run), year, _numbers(articles), risk, payer)
        result = dataclasses.replace(result, language=lang) if lang else result
        typer.echo(result)
        if out is not None:
            write({"budget": result}, out)


def _year(text: str) -> int:
    """The year of ``2024``; a wrong one is told as the command line tells what is wrong with an option."""
    from simulate.foundation.units import UnitError
    from simulate.foundation.years import parse_year

    try:
        return parse_year(text)
    except UnitError as error:
        raise typer.BadParameter(f"{error}; expected {error.expected}") from error


def _numbers(text: str | None) -> list[int] | None:
    """Numbers of articles typed as ``5,9``; None where nothing was typed. Raises InputError for anything else."""
    from simulate.foundation.errors import InputError
    from simulate.foundation.units import whole_number

    if text is None:
        return None
    found = [whole_number(part) for part in text.replace("\uff0c", ",").split(",")]
    numbers = [number for number in found if number is not None]
    if len(numbers) < len(found):
        raise InputError(tell("error.budget.articles_numbers_articles_such", text=text))
    return numbers
