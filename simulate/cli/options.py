"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from simulate.language.catalogue import languages

RESULTS = Path("results")


def a_language(text: str) -> str:
    """A language that has catalogues; raises BadParameter for any other."""
    if text not in languages():
        raise typer.BadParameter(f"{text!r} is not one of {', '.join(map(repr, languages()))}.")
    return text


class Engine(StrEnum):
    """Engines that can run a draw, equal to the bit; ``mesa`` is about a thousand times slower."""

    compiled = "compiled"
    mesa = "mesa"


ScenarioFile = Annotated[Path, typer.Argument()]
RunFolder = Annotated[Path, typer.Argument()]
Sets = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE")]
Language = Annotated[
    str | None,
    typer.Option(
        "--lang",
        parser=a_language,
        metavar=f"[{'|'.join(languages())}]",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet")]
PlanName = Annotated[str | None, typer.Option("--plan", metavar="NAME|DIR")]
