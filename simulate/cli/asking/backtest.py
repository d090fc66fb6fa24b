"""``simulate backtest``: the forecast as of the plan's issue against what came later, or a run against a user's
actuals."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulate.cli.options import Language
from simulate.language.choice import tell


def register(app: typer.Typer) -> None:
    """Add ``simulate backtest`` to the commands."""
    app.command()(backtest)


def backtest(
    target: Annotated[Path | None, typer.Argument()] = None,
    observed: Annotated[Path | None, typer.Option()] = None,
    out: Annotated[Path | None, typer.Option()] = None,
    threads: Annotated[int | None, typer.Option(min=1)] = None,
    lang: Language = None,
    quiet: Annotated[bool, typer.Option("--quiet")] = False,
) -> None:
    """Score a forecast against what came true."""
    from simulate.analysis.backtesting import backtest as score
    from simulate.foundation.files import write_atomic

    if out is not None:
        refuse_other_file(out)
    found = score(target, observed, language=lang, threads=threads, quiet=quiet)
    typer.echo(str(found))
    if out is None:
        return
    if out.suffix == ".csv":
        found.to_csv(out)
    elif out.suffix in (".png", ".svg"):
        from simulate.report.base.style import save

        save(found.plot(), out)
    else:
        write_atomic(out, f"{found}\n")


def refuse_other_file(path: Path) -> None:
    """Raise InputError where a file stands at ``path`` that is no earlier table of scores."""
    from simulate.calibration.scoreboard import is_scores
    from simulate.foundation.errors import InputError

    if path.is_symlink() or (path.exists() and not (path.suffix == ".csv" and is_scores(path))):
        raise InputError(tell("error.backtest.out_file_stands_there", path=path))
