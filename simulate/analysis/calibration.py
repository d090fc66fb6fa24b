"""A calibration in hand: observed, prior and posterior of every moment, and what the figures taught about parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from simulate.analysis.base.results import Result, variable, write_table
from simulate.behaviour.parameters import DECLARED
from simulate.calibration.config import load_calibration
from simulate.calibration.fit import Fit, fit, moment_table, predictive, shifts, weighted_quantile
from simulate.calibration.shown import calibration_text
from simulate.forecast.presenting import presenter
from simulate.foundation.errors import InputError
from simulate.foundation.files import write_atomic
from simulate.foundation.shipped import installed, shipped
from simulate.foundation.written import replacing
from simulate.language.catalogue import languages
from simulate.language.choice import tell
from simulate.language.message import given
from simulate.scenario.posterior import Posterior, refuse_other_file, save_posterior

Floats = NDArray[np.float64]

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
BINS = 24
TAIL = 0.002
"""The histograms leave out this share of the prior on either side."""


@dataclass(frozen=True, repr=False)
class CalibrationResult(Result):
    """What a calibration found.

    Dataset, in the unit of each figure or parameter: ``observed`` (moment, bound: low, value, high),
    ``prior_predictive`` and ``posterior_predictive`` (moment, quantile), ``contained`` (moment); ``prior`` and
    ``posterior`` (parameter, quantile), ``distance`` (largest distance of the two distribution functions), ``fitted``,
    ``moved`` (parameter); ``bin_edge``, ``prior_density``, ``posterior_density`` (shown, edge or bin) of those that
    were fitted or moved.
    """

    fitted: Fit

    chart: ClassVar[str] = "predictive"
    table: ClassVar[tuple[str, ...]] = ("observed", "prior_predictive", "posterior_predictive", "contained")

    @property
    def posterior(self) -> Posterior:
        """The weighted rows that a scenario draws from."""
        return self.fitted.posterior

    @property
    def effective_sample_size(self) -> float:
        """How many equally weighted draws the posterior is worth."""
        return self.fitted.effective_sample_size

    def sentences(self) -> list[str]:
        """Effective sample size, moment table, which parameters moved and which did not."""
        return calibration_text(self.fitted, self.language).splitlines()

    def to_csv(self, path: Path | str) -> Path:
        """Write the table of moments: one row a moment; returns the path."""
        names = ("observed", "prior_predictive", "posterior_predictive")
        return self._wide(("figure", "contained"), names, path)

    def parameters_to_csv(self, path: Path | str) -> Path:
        """Write the table of parameters: prior and posterior of every one that varies, most moved first."""
        return self._wide(("distance", "fitted", "moved"), ("prior", "posterior"), path)

    def _wide(self, flat: Sequence[str], spread: Sequence[str], path: Path | str) -> Path:
        """A row a moment or parameter; a column for every bound or quantile of ``spread``."""
        parts = [self.dataset[name].to_series().rename(name) for name in flat]
        parts += [
            column.rename(f"{name} {head}")
            for name in spread
            for head, column in self.dataset[name].to_pandas().items()
        ]
        return write_table(pd.concat(parts, axis=1).reset_index(), Path(path))

    def plot_parameters(self, axes: object = None, language: str | None = None) -> object:
        """Prior against posterior of the parameters that were fitted or moved."""
        drawn: object = self._drawing("priors")(axes, language)
        return drawn

    def save(self, folder: Path | str) -> list[Path]:
        """Write the text, both tables and both charts in Chinese and English into ``folder``; returns the paths.

        Raises InputError where a file stands in the way that no earlier fit has written.
        """
        with replacing(Path(folder)) as stage:
            written = [path.relative_to(stage) for path in self._write_below(stage)]
        return [Path(folder) / path for path in written]

    def _write_below(self, folder: Path) -> list[Path]:
        write_atomic(folder / "calibration.txt", f"{self}\n")
        paths = [folder / "calibration.txt", self.to_csv(folder / "moments.csv")]
        paths.append(self.parameters_to_csv(folder / "parameters.csv"))
        for language in languages():
            for name in ("predictive", "priors"):
                path = folder / f"{name}.{language}.png"
                presenter().save_chart(self._drawing(name)(language=language), path)
                paths.append(path)
        return paths


def calibrate(
    config: Path | str | None = None,
    *,
    out: Path | str | None = None,
    language: str = "zh",
    threads: int | None = None,
    quiet: bool = False,
) -> CalibrationResult:
    """Fit the model to the public figures that a configuration names, and write the posterior.

    Draws of the prior are weighted by how likely the figures are under each of them; a scenario that names the
    posterior takes its fitted parameters from these rows, jointly.

    Parameters
    ----------
    config : a configuration; by default ``fit_plan.yaml`` of the folder ``calibration`` that is nearest, else of the
        one that ships
    out : where the posterior is written; the configuration's output by default
    language : ``zh`` or ``en``, of the answer
    threads : all cores by default; no number depends on it
    quiet : no bar of progress

    Returns
    -------
    Prior and posterior of the fitted parameters and of the figures.

    Raises
    ------
    ProblemsError
        A wrong configuration.
    InputError
        The figures leave too few draws; another file than a posterior stands in the place of the new one; or it would
        replace the one of an installed package.

    Examples
    --------
    >>> sim.calibrate("calibration/fit_2024.yaml", out="posterior.nc", language="en")  # doctest: +SKIP
    """
    calibration = load_calibration(None if config is None else Path(config))
    target = Path(out) if out else calibration.output
    if out is None and installed() and target.is_relative_to(shipped("calibration")):
        raise InputError(tell("error.calibration.belongs_installed_package_another", target=target))
    refuse_other_file(target)
    found = fit(calibration, threads=threads, quiet=quiet)
    save_posterior(target, found.posterior)
    return CalibrationResult(summary(found), language, found)


def summary(found: Fit) -> xr.Dataset:
    """Figures and parameters of a fit before and after, as ``CalibrationResult`` describes them."""
    calibration = found.calibration
    attributes = {
        **{f"title_{language}": given(calibration.title, language) for language in languages()},
        "vintage": calibration.vintage.isoformat(),
        "draws": found.table.draws,
        "seed": calibration.seed,
        "effective_sample_size": found.effective_sample_size,
    }
    return xr.Dataset({**_moments(found), **_parameters(found)}, attrs=attributes)


def _moments(found: Fit) -> dict[str, object]:
    rows, figures = moment_table(found), list(found.calibration.figures.values())
    even = np.full(found.table.draws, 1.0 / found.table.draws)
    drawn = [predictive(found.table, moment) for moment in found.calibration.figures]
    dims = ("moment", "quantile")
    before, after = (
        np.stack([weighted_quantile(one, by, list(LEVELS)) for one in drawn]) for by in (even, found.weight)
    )
    return {
        "moment": [one.name for one in rows],
        "quantile": list(LEVELS),
        "bound": ["low", "value", "high"],
        "figure": ("moment", [one.id for one in figures]),
        **{
            f"quantity_{language}": ("moment", [one.quantity_and_year(language) for one in figures])
            for language in languages()
        },
        "observed": variable(("moment", "bound"), np.array([one.observed for one in rows]), "", "public figure"),
        "prior_predictive": variable(dims, before, "", "under the prior"),
        "posterior_predictive": variable(dims, after, "", "under the posterior"),
        "contained": variable(("moment",), [one.contained for one in rows], "1", "inside the 90 % interval"),
    }


def _parameters(found: Fit) -> dict[str, object]:
    rows = shifts(found)
    even = np.full(found.table.draws, 1.0 / found.table.draws)
    columns = [found.table.parameters[one.name] for one in rows]
    dims = ("parameter", "quantile")
    before, after = (
        np.stack([weighted_quantile(one, by, list(LEVELS)) for one in columns]) for by in (even, found.weight)
    )
    shown = [one for one in rows if one.fitted or one.moved]
    edges = [_bins(found.table.parameters[one.name]) for one in shown]

    def density(weight: Floats) -> Floats:
        return np.stack(
            [
                np.histogram(found.table.parameters[one.name], bins, weights=weight, density=True)[0]
                for one, bins in zip(shown, edges, strict=True)
            ]
        )

    return {
        "parameter": [one.name for one in rows],
        "prior": variable(dims, before, "", "prior"),
        "posterior": variable(dims, after, "", "posterior"),
        "distance": variable(("parameter",), [one.distance for one in rows], "1", "largest distance"),
        "fitted": variable(("parameter",), [one.fitted for one in rows], "1", "drawn from the posterior in a run"),
        "moved": variable(("parameter",), [one.moved for one in rows], "1", "moved by the figures"),
        "shown": [one.name for one in shown],
        **{
            f"meaning_{language}": ("shown", [DECLARED[one.name].meaning(language) for one in shown])
            for language in languages()
        },
        "unit": ("shown", [DECLARED[one.name].unit for one in shown]),
        "bin_edge": (("shown", "edge"), np.stack(edges)),
        "prior_density": (("shown", "bin"), density(even)),
        "posterior_density": (("shown", "bin"), density(found.weight)),
    }


def _bins(values: Floats) -> Floats:
    """Edges of even bins over the range of the prior."""
    low, high = np.quantile(values, [TAIL, 1 - TAIL])
    return np.linspace(float(low), float(high), BINS + 1)
