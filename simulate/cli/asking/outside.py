"""``simulate outside``: how much of what is announced came true in comparable programmes."""

from __future__ import annotations

from typing import Annotated

import typer

from simulate.cli.options import Language
from simulate.language.choice import tell


def register(app: typer.Typer) -> None:
    """Add ``simulate outside`` to the commands."""

    @app.command()
    def outside(
        kind: Annotated[str | None, typer.Option()] = None,
        allocation: Annotated[str | None, typer.Option()] = None,
        burden: Annotated[str | None, typer.Option()] = None,
        hard_cap: Annotated[str | None, typer.Option()] = None,
        stage: Annotated[str | None, typer.Option()] = None,
        of: Annotated[str, typer.Option()] = "recipients",
        lang: Language = None,
    ) -> None:
        from simulate.reference_class.view import outside_view
        from simulate.scoring.scored import intervals

        drawn = outside_view(kind=kind, allocation=allocation, burden=burden, hard_cap=hard_cap, stage=stage, of=of)
        about = drawn.attrs
        typer.echo(tell("cli.outside.line", of=tell(f"cli.outside.{of}"), **intervals(drawn.values)))
        typer.echo(tell("cli.outside.rests", programmes=about["programmes"], matching=about["matching"]))
