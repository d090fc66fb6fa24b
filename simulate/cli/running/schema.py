"""``simulate schema``: JSON Schema for editors that complete YAML."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from simulate.cli.options import PlanName


class Kind(StrEnum):
    """Kinds of files that people write."""

    scenario = "scenario"
    plan = "plan"


def register(app: typer.Typer) -> None:
    """Add ``simulate schema`` to the commands."""

    @app.command()
    def schema(kind: Annotated[Kind, typer.Argument()], name: PlanName = None) -> None:
        from simulate.cli.running.plan import only_plan
        from simulate.plan.files.json_schema import plan_schema
        from simulate.plan.files.load import load_plan
        from simulate.scenario.files.json_schema import as_text, scenario_schema

        found = plan_schema() if kind is Kind.plan else scenario_schema(load_plan(name or only_plan()))
        typer.echo(as_text(found), nl=False)
