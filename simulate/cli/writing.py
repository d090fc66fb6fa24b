"""What ``--out`` writes: the tables and the chart of every answer, and where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from simulate.analysis.base.results import Result


def write(results: Mapping[str, Result], folder: Path) -> None:
    """Write every result under its name and print the paths."""
    typer.echo()
    for name, result in results.items():
        for path in result.write_to(folder, name):
            typer.echo(f"  {path}")
