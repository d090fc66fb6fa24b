"""``simulate calibrate``: fit to public figures, write the posterior, say and show what the figures taught."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulate.cli.options import RESULTS, Language, Quiet


def register(app: typer.Typer) -> None:
    """Add ``simulate calibrate`` to the commands."""
    app.command()(calibrate)


def calibrate(
    config: Annotated[
        Path | None,
        typer.Argument(),
    ] = None,
    out: Annotated[Path | None, typer.Option()] = None,
    results: Annotated[Path | None, typer.Option()] = None,
    threads: Annotated[int | None, typer.Option(min=1)] = None,
    lang: Language = None,
    quiet: Quiet = False,
) -> None:
    """Fit the model to the public figures known on a day."""
    from simulate.analysis.calibration import calibrate as run
    from simulate.calibration.config import DEFAULT_CONFIG
    from simulate.foundation.written import refuse_occupied

    folder = results or RESULTS / f"calibration-{(config or DEFAULT_CONFIG).stem}"
    refuse_occupied(folder, ("calibration.txt", "moments.csv", "parameters.csv", "predictive.", "priors."))
    found = run(config, out=out, language=lang or "zh", threads=threads, quiet=quiet)
    paths = found.save(folder)
    if not quiet:
        typer.echo(str(found))
        typer.echo(f"\n  {out or found.fitted.calibration.output}\n  {paths[0].parent}")
