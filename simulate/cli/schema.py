"""``simulate schema``: JSON Schema for editors that complete YAML."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Kind(StrEnum):
    """Kinds of files that people write."""

    scenario = "scenario"
    plan = "plan"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def schema(
        kind: Annotated[Kind, typer.Argument(help="Which file.")],
        plan: Annotated[str, typer.Option("--plan", help="Plan whose ids a scenario may name.")] = "qingdao_2023",
    ) -> None:
        """Print the JSON Schema of scenario or plan files."""
        from simulate.plan.json_schema import plan_schema
        from simulate.plan.load import load_plan
        from simulate.scenario.json_schema import as_text, scenario_schema

        typer.echo(as_text(scenario_schema(load_plan(plan)) if kind is Kind.scenario else plan_schema()), nl=False)
