"""``simulate check``: validate scenarios; all problems at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulate.errors import InputError, SimulateError


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def check(scenarios: Annotated[list[Path], typer.Argument(help="Scenario files.")]) -> None:
        """Validate scenarios: every problem of every file in one pass."""
        from simulate.scenario.resolve import load_scenario

        refused: list[SimulateError] = []
        for path in scenarios:
            try:
                load_scenario(path)
                typer.echo(f"{path}: in order")
            except SimulateError as error:
                refused.append(error)
        if refused:
            raise InputError("\n".join(str(error) for error in refused))
