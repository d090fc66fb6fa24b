"""``simulate verify``: run again and compare every number and hash."""

from __future__ import annotations

import typer

from simulate.cli.generator import use_generator_of
from simulate.cli.options import Quiet, RunFolder


def register(app: typer.Typer) -> None:
    """Add ``simulate verify`` to the commands."""

    @app.command()
    def verify(run: RunFolder, quiet: Quiet = False) -> None:
        use_generator_of(run)
        from simulate.runs.verify import verify_run

        found = verify_run(run, quiet=quiet)
        if not quiet:
            typer.echo(str(found))
