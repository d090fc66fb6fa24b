"""``simulate plan``: the plan as encoded."""

from __future__ import annotations

from typing import Annotated

import typer

from simulate.cli.options import Language


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def plan(
        what: Annotated[
            str | None, typer.Argument(help="Instrument (a09.3) or article (9); the whole plan by default.")
        ] = None,
        name: Annotated[str, typer.Option("--plan", help="Shipped plan, or the folder of your own.")] = "qingdao_2023",
        lang: Language = None,
    ) -> None:
        """Show the plan as encoded: amounts, readings, targets, sources, and what is not modelled."""
        from rich.console import Console

        from simulate.plan.load import load_plan
        from simulate.plan.show import show_plan

        Console(width=100).print(show_plan(load_plan(name), what, lang.value if lang else None))
