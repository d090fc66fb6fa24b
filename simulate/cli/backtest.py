"""``simulate backtest``: the forecast as of the plan's issue against what came later, or a run against a user's
actuals."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(backtest)


def backtest(
    target: Annotated[Path | None, typer.Argument(help="Configuration, or with --observed a run folder.")] = None,
    observed: Annotated[Path | None, typer.Option(help="Actuals: a CSV with instrument, year, count, cash.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write it here as well: text, or the scores as a .csv table.")
    ] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads; all cores by default.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Score a forecast against what came true; 用实际数检验预测。"""
    from simulate.errors import InputError
    from simulate.files import write_atomic

    if observed is not None and target is None:
        raise InputError("--observed needs a run folder; expected 'simulate backtest RUN --observed FILE.csv'")
    table = out if out is not None and out.suffix == ".csv" else None
    if table is not None and observed is not None:
        raise InputError(f"--out {table}: the scores of a run's actuals are text; expected a name without .csv")
    shown = (
        _of_run(target, observed)
        if target is not None and observed is not None
        else _of_figures(target, threads, quiet, table)
    )
    typer.echo(shown)
    if out is not None and table is None:
        write_atomic(out, shown + "\n")


def _of_figures(config: Path | None, threads: int | None, quiet: bool, table: Path | None) -> str:
    from simulate.calibrate import backtest as scoring
    from simulate.calibrate.scoreboard import write_scores
    from simulate.calibrate.shown import backtest_text

    loaded = scoring.load_backtest(config)
    scores = scoring.backtest(loaded, threads=threads, quiet=quiet)
    if table is not None:
        write_scores(table, loaded, scores)
    return backtest_text(loaded, scoring.board(scores))


def _of_run(folder: Path, observed: Path) -> str:
    from simulate.api import open_run
    from simulate.calibrate.actuals import compare_actuals, load_actuals
    from simulate.calibrate.shown import actuals_text

    forecast = open_run(folder)
    return actuals_text(compare_actuals(forecast, load_actuals(observed, forecast)))
