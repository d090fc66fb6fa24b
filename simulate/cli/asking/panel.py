"""``simulate panel``: what a place will win of a title."""

from __future__ import annotations

from typing import Annotated

import typer

from simulate.cli.options import Language
from simulate.language.choice import spoken, tell


def register(app: typer.Typer) -> None:
    """Add ``simulate panel`` to the commands."""

    @app.command()
    def panel(
        title: Annotated[str, typer.Argument()],
        place: Annotated[str, typer.Argument()],
        year: Annotated[str, typer.Argument()],
        vintage: Annotated[str, typer.Option()],
        measure: Annotated[str | None, typer.Option()] = None,
        lang: Language = None,
    ) -> None:
        from simulate.panel.predict import panel_forecast
        from simulate.panel.tables import shipped_panel
        from simulate.scoring.scored import intervals

        drawn = panel_forecast(title, place, year, vintage, measure=measure)
        about, tables, words = drawn.attrs, shipped_panel(), lang or spoken()
        found = tables.places.get(about["place"])
        typer.echo(
            tell(
                "cli.panel.line",
                title=getattr(tables.titles[about["title"]], words),
                place=found.zh if found and words == "zh" else about["place"],
                year=about["year"],
                measure=tell(f"cli.panel.{about['measure']}"),
                vintage=about["vintage"],
                **intervals(drawn.values),
            )
        )
        typer.echo(tell("cli.panel.rests", own=about["own"], figures=about["figures"]))
