"""``simulate check``: validate scenarios; all problems at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulate.foundation.errors import Problem, ProblemsError


def register(app: typer.Typer) -> None:
    """Add ``simulate check`` to the commands."""

    @app.command()
    def check(
        scenarios: Annotated[list[Path], typer.Argument(metavar="SCENARIO...")],
    ) -> None:
        from simulate.scenario.resolve import load_scenario

        problems: list[Problem] = []
        for path in scenarios:
            try:
                loaded = load_scenario(path)
            except ProblemsError as error:
                problems += [one for one in error.problems if one not in problems]  # a parent's, once
            else:
                typer.echo(f"{path}: in order\n{loaded!r}")
        if problems:
            raise ProblemsError(problems)
