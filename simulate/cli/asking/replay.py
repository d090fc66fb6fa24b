"""``simulate replay``: what happened in one draw."""

from __future__ import annotations

from typing import Annotated

import typer

from simulate.cli.generator import use_generator_of
from simulate.cli.options import Language, RunFolder


def register(app: typer.Typer) -> None:
    """Add ``simulate replay`` to the commands."""

    @app.command()
    def replay(
        run: RunFolder,
        draw: Annotated[int, typer.Option(min=0)],
        instrument: Annotated[str | None, typer.Option(metavar="ID")] = None,
        firm: Annotated[int | None, typer.Option()] = None,
        lang: Language = None,
    ) -> None:
        use_generator_of(run)
        from simulate.analysis.replay.replay import replay_draw
        from simulate.foundation.screen import console
        from simulate.report.answers.replay import WIDTH

        with console(stderr=True).status("replaying by the Mesa engine"):
            found = replay_draw(run, draw, instrument, firm)
        console(WIDTH).print(found.table(lang))
