"""``simulate report``: rebuild tables, workbook, page and charts from a run folder."""

from __future__ import annotations

import typer

from simulate.cli.options import Language, Quiet, RunFolder


def register(app: typer.Typer) -> None:
    """Add ``simulate report`` to the commands."""

    @app.command()
    def report(run: RunFolder, lang: Language = None, quiet: Quiet = False) -> None:
        from simulate.cli.delivery import deliver

        deliver(run, lang, quiet=quiet)
