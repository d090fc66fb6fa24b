"""``simulate replay``: what happened in one draw."""

from __future__ import annotations

from typing import Annotated

import typer

from simulate.cli.options import Language, RunFolder


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def replay(
        run: RunFolder,
        draw: Annotated[int, typer.Option(min=0, help="Number of the draw.")],
        instrument: Annotated[str | None, typer.Option(help="Only this instrument.")] = None,
        firm: Annotated[int | None, typer.Option(help="Only this firm, by its id.")] = None,
        lang: Language = None,
    ) -> None:
        """Replay one draw by the Mesa engine: who applied, with what score, who won and was paid, and why not."""
        from rich.console import Console

        from simulate.analysis.replay import replay_draw

        found = replay_draw(run, draw, instrument, firm)
        Console(width=100, highlight=False).print(found.table(lang.value if lang else "en"))
