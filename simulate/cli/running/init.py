"""``simulate init``: lay out the scenarios, the calibration and the notebooks that ship, to be edited."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulate.foundation.errors import InputError
from simulate.language.choice import tell


def register(app: typer.Typer) -> None:
    """Add ``simulate init`` to the commands."""

    @app.command()
    def init(
        folder: Annotated[Path | None, typer.Argument()] = None,
        listed: Annotated[bool, typer.Option("--list")] = False,
    ) -> None:
        from simulate.foundation.shipped import lay_out, shipped_files

        if listed:
            if folder is not None:
                raise InputError(tell("error.init.list_one_them", folder=folder))
            typer.echo("\n".join([listing(), "", "Files", *(f"  {path}" for path in shipped_files())]))
            return
        if folder is None:
            raise InputError(tell("error.init.no_folder_imulate_init"))
        files = lay_out(folder)
        typer.echo(f"{folder}: {len(files)} files in {', '.join(sorted({one.parts[0] for one in files}))}")
        inside = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
        typer.echo(f"next: {inside}simulate run scenarios/baseline.yaml")


def listing() -> str:
    """The scenarios of the folder one works in, those that ship and have no namesake there, and the plans that ship."""
    from simulate.foundation.shipped import scenarios_here, shipped, shipped_scenarios
    from simulate.plan.files.load import shipped_plans

    here = scenarios_here()
    beside = [name for name in shipped_scenarios() if name not in here]
    parts = [("Scenarios here", Path("scenarios"), here), ("Scenarios that ship", shipped("scenarios"), beside)]
    lines = []
    for heading, folder, names in parts:
        if names:
            lines += [heading, *(f"  {name:<24}{_title(folder / f'{name}.yaml')}" for name in names), ""]
    return "\n".join([*lines, "Plans that ship", *(f"  {name}" for name in shipped_plans())])


def _title(path: Path) -> str:
    """The title in both languages, as far as the file states one."""
    from simulate.yamlfile.reader import read_yaml

    try:
        title = read_yaml(path).data.get("title")
    except InputError:
        return "(cannot be read: simulate check says why)"
    return " / ".join(str(title[language]) for language in ("en", "zh") if language in title) if title else ""
