"""``simulate plan``: the plan as encoded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulate.cli.options import Language, PlanName


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
        from simulate.calibration.citations import spelt_out
        from simulate.foundation.screen import console
        from simulate.place.calibration_folder import calibration_folder
        from simulate.plan.files.load import load_plan
        from simulate.report.terminal.plan import show_plan
        from simulate.report.terminal.plan_tables import WIDTH

        chosen = load_plan(name or only_plan())
        here = calibration_folder(Path.cwd())
        language = lang or chosen.language
        shown = show_plan(chosen, what, language, lambda words: spelt_out(words, language, here))
        console(WIDTH).print(shown)


def only_plan() -> str:
    """The plan that ships with the package; raises InputError where there are several to choose from."""
    from simulate.foundation.errors import InputError
    from simulate.plan.files.load import shipped_plans

    names = shipped_plans()
    if len(names) != 1:
        raise InputError(f"--plan: nothing came; expected a folder, or one of {', '.join(names)}")
    return names[0]
