"""``simulate plan``: the plan as encoded."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulate.cli.options import Language, PlanName
from simulate.language.choice import tell

if TYPE_CHECKING:
    from simulate.report.terminal.plan import Commands


def register(app: typer.Typer) -> None:
    """Add ``simulate plan`` to the commands."""

    @app.command()
    def plan(
        what: Annotated[
            str | None,
            typer.Argument(metavar="[ID|ARTICLE]"),
        ] = None,
        name: PlanName = None,
        lang: Language = None,
    ) -> None:
        from simulate.analysis.base.citations import spelt_out
        from simulate.foundation.screen import console
        from simulate.place.calibration_folder import calibration_folder
        from simulate.plan.files.load import load_plan
        from simulate.report.terminal.plan import show_plan
        from simulate.report.terminal.plan_tables import WIDTH

        chosen = load_plan(name or only_plan())
        here = calibration_folder(Path.cwd())
        language = lang or chosen.language

        def legend(words: Iterable[str]) -> Iterable[tuple[str, str]]:
            return spelt_out(words, language, here)

        shown = show_plan(chosen, what, language, legend, commands_of(name))
        console(WIDTH).print(shown, crop=False)  # a command is not cut


def commands_of(name: str | None) -> Commands:
    """The commands that show and run the plan that ``--plan`` names: the baseline runs it in place of its own."""
    from simulate.foundation.shipped import scenario_file
    from simulate.plan.files.load import shipped_plans
    from simulate.report.terminal.plan import Commands

    if name is None:
        return Commands()
    beside = scenario_file("baseline").parent
    reference = name if name in shipped_plans() else Path(os.path.relpath(name, beside)).as_posix()
    run = f"{Commands.run} --set {shlex.quote(f'plan={reference}')}"
    return Commands(run, f" --plan {shlex.quote(name)}")


def only_plan() -> str:
    """The plan that ships with the package; raises InputError where there are several to choose from."""
    from simulate.foundation.errors import InputError
    from simulate.plan.files.load import shipped_plans

    names = shipped_plans()
    if len(names) != 1:
        raise InputError(tell("error.plan.plan_nothing_folder_or", names=", ".join(names)))
    return names[0]
