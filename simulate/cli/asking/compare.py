"""``simulate compare``: what one scenario changes against another."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from simulate.cli.options import Language, Quiet, Sets
from simulate.cli.writing import write
from simulate.language.choice import tell


def register(app: typer.Typer) -> None:
    """Add ``simulate compare`` to the commands."""

    @app.command()
    def compare(
        base: Annotated[Path, typer.Argument()],
        others: Annotated[list[Path] | None, typer.Argument()] = None,
        sets: Sets = None,
        draws: Annotated[int | None, typer.Option(min=2)] = None,
        stacked: Annotated[bool, typer.Option("--stacked")] = False,
        out: Annotated[Path | None, typer.Option()] = None,
        lang: Language = None,
        quiet: Quiet = False,
    ) -> None:
        from simulate import api
        from simulate.analysis.base.results import Result
        from simulate.analysis.base.stored import refuse_unless_it_can_keep
        from simulate.analysis.compare import compare as analysis
        from simulate.analysis.compare.additionality import additionality
        from simulate.analysis.compare.keep import keep_comparison
        from simulate.foundation.errors import InputError
        from simulate.foundation.written import refuse_occupied

        refuse_occupied(out, ("comparison", "waterfall_", "additionality_"))
        for folder in filter(Path.is_dir, others or ()):
            refuse_unless_it_can_keep(folder)
        changed: list[analysis.SOURCE] = list(others or [])
        if sets:
            if base.is_dir():
                raise InputError(tell("error.compare.run_folder_scenario_file", base=base))
            changed.append(api.load_scenario(base, sets))
        found = analysis.compare(base, *changed, draws=draws, stacked=stacked, quiet=quiet)
        language = lang or found.language
        results: dict[str, Result] = {"comparison": found}
        forecasts = found.forecasts
        pairs = zip(forecasts if stacked else forecasts[:1] * len(forecasts), forecasts[1:], strict=False)
        for place, (before, after) in enumerate(pairs, 1):
            steps = analysis.steps_between(before, after, quiet)
            results[f"waterfall_{place}"] = steps
            if after.folder is not None:
                keep_comparison(found, str(found.dataset["scenario"].values[place - 1]), steps, before, after)
            results[f"additionality_{place}"] = additionality(after)
        results = {name: dataclasses.replace(result, language=language) for name, result in results.items()}
        for place, result in enumerate(results.values()):
            typer.echo(f"\n{result}" if place else result)
        if out is not None:
            write(results, out)
