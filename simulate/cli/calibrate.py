"""``simulate calibrate``: fit to public figures, write the posterior, print what the figures said."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(calibrate)


def calibrate(
    config: Annotated[
        Path | None, typer.Argument(help="Configuration; calibration/fit_plan.yaml where none is given.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the posterior here instead.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads; all cores by default.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar, no tables.")] = False,
) -> None:
    """Fit the model to the public figures known on a day; 用公开数据校准模型。"""
    from simulate.calibrate.config import load_calibration
    from simulate.calibrate.fit import fit
    from simulate.calibrate.posterior import save_posterior
    from simulate.calibrate.shown import calibration_text

    calibration = load_calibration(config)
    found = fit(calibration, threads=threads, quiet=quiet)
    path = out or calibration.output
    save_posterior(path, found.posterior)
    if not quiet:
        typer.echo(calibration_text(found))
        typer.echo(f"\nwritten: {path}")
