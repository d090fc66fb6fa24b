"""A back-test in hand: the scoreboard of a forecast against figures that came later, or against a user's own actuals."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import xarray as xr

from simulate.analysis.base.results import Result, variable
from simulate.calibration import backtest as scoring
from simulate.calibration.actuals import Compared, compare_actuals, load_actuals
from simulate.calibration.backtest import LEVELS, Backtest, Board
from simulate.calibration.scoreboard import Scoreboard, scoreboard, write_scores
from simulate.calibration.shown import actuals_text, backtest_text
from simulate.forecast.forecast import Forecast
from simulate.foundation.errors import InputError
from simulate.language.catalogue import languages
from simulate.language.choice import tell
from simulate.runs.run import open_run

NUMBERS = {
    "actual": "published figure",
    "mean": "mean of the forecast",
    "sd": "standard deviation of the forecast",
    "crps": "continuous ranked probability score",
    "log_score": "logarithmic score",
    "pit": "randomised probability integral transform",
    "crps_last": "score of last year's count repeated",
    "crps_rate": "score of a Poisson count at the historical rate",
}
SUMMARY = ("skill_last", "skill_rate", "centredness", "accuracy", "dispersion")


@dataclass(frozen=True, repr=False)
class BacktestResult(Result):
    """Scores of a forecast as of a vintage.

    Dataset: the numbers of each figure (moment), ``low`` and ``high`` (moment, level) and ``inside``; skill,
    centredness, accuracy and dispersion as attributes. ``board`` holds the scores, ``config`` what was asked.
    """

    config: Backtest
    board: Board

    chart: ClassVar[str] = "backtest"
    table: ClassVar[tuple[str, ...]] = (*NUMBERS, "low", "high", "inside")

    def sentences(self) -> list[str]:
        """The scoreboard, coverage with its binomial bands, skill, errors, and where and why it loses."""
        return backtest_text(self.config, self.board, self.language).splitlines()

    def to_csv(self, path: Path | str) -> Path:
        """Write the scores, one row a figure, every number in full; returns the path."""
        return write_scores(Path(path), self.config, self.board.scores)

    def charted(self) -> Scoreboard:
        """Forecast intervals against what was published."""
        return scoreboard(self.config, self.board.scores)


@dataclass(frozen=True, repr=False)
class ActualsResult(Result):
    """A user's actuals against a forecast in hand.

    Dataset (actual): instrument, year, quantity, ``actual``, ``p05``, ``p50``, ``p95``, ``inside``, ``of_median``
    (actual over the median), ``crps``; yuan for cash, else counts.
    """

    rows: Sequence[Compared]

    chart: ClassVar[str] = "actuals"
    table: ClassVar[tuple[str, ...]] = ("actual", "p05", "p50", "p95", "inside", "of_median", "crps")

    def sentences(self) -> list[str]:
        """Forecast range, actual, inside or not, and how many would be inside by chance."""
        return actuals_text(self.rows, self.language).splitlines()


def backtest(
    target: Forecast | Path | str | None = None,
    observed: Path | str | None = None,
    *,
    draws: int | None = None,
    language: str | None = None,
    threads: int | None = None,
    quiet: bool = False,
) -> BacktestResult | ActualsResult:
    """Score a forecast against what came true.

    Parameters
    ----------
    target : a configuration of the back-test (by default ``backtest.yaml`` of the folder ``calibration`` that is
        nearest, else of the one that ships); with actuals, a forecast or a run folder
    observed : a table of actuals (instrument, year, count, cash); by default that of the run's scenario (``evaluate``)
    draws : in place of the configuration's
    language : ``zh`` or ``en``, of the answer
    threads : all cores by default; no number depends on it
    quiet : no bar of progress

    Returns
    -------
    The scores of the plan's forecast beside two naive ones, or, with actuals, where each lies in the forecast's range.
    The CRPS (Gneiting and Raftery 2007, Journal of the American Statistical Association 102: 359) is in the figure's
    unit.

    Raises
    ------
    ProblemsError
        A wrong configuration or table.
    InputError
        The run has no actuals.

    Examples
    --------
    >>> sim.backtest("runs/baseline", "actuals.csv", language="en")  # doctest: +SKIP
    """
    if isinstance(target, Forecast) or observed is not None or (target is not None and Path(target).is_dir()):
        return _against_actuals(target, observed, language)
    config = scoring.load_backtest(None if target is None else Path(target))
    if draws is not None:
        config = dataclasses.replace(config, settings={**config.settings, "draws": draws})
    found = scoring.board(scoring.backtest(config, threads=threads, quiet=quiet))
    return BacktestResult(_scores(found), language or "zh", config, found)


def _scores(found: Board) -> xr.Dataset:
    data = {
        name: variable(("moment",), [getattr(one, name) for one in found.scores], "", words)
        for name, words in NUMBERS.items()
    }
    for end, name in enumerate(("low", "high")):
        values = [[one.intervals[level][end] for level in LEVELS] for one in found.scores]
        data[name] = variable(("moment", "level"), values, "", f"{name} end of the central interval")
    inside = [[one.inside(level) for level in LEVELS] for one in found.scores]
    data["inside"] = variable(("moment", "level"), inside, "1", "whether the interval holds the figure")
    coords = {
        "moment": [one.moment for one in found.scores],
        "level": list(LEVELS),
        "figure": ("moment", [one.figure for one in found.scores]),
    }
    return xr.Dataset(data, coords, {name: getattr(found, name) for name in SUMMARY})


def _against_actuals(
    target: Forecast | Path | str | None, observed: Path | str | None, language: str | None
) -> ActualsResult:
    if target is None:
        raise InputError(tell("error.backtesting.observed_needs_run_folder"))
    forecast = target if isinstance(target, Forecast) else open_run(target)
    actuals = forecast.scenario.actuals if observed is None else load_actuals(Path(observed), forecast)
    if not actuals:
        raise InputError(tell("error.backtesting.no_actuals_table_observed"))
    rows = compare_actuals(forecast, actuals)
    return ActualsResult(evaluation(forecast, rows), language or forecast.scenario.language, rows)


def evaluation(forecast: Forecast, rows: Sequence[Compared]) -> xr.Dataset:
    """Actuals beside the forecast, a row each: the dataset of ``ActualsResult``."""

    def of(values: Sequence[object], units: str, words: str) -> xr.Variable:
        return variable(("actual_row",), list(values), units, words)

    titles = {language: forecast.dataset[f"title_{language}"].to_series() for language in languages()}
    mixed = "count or CNY"
    data = {
        "actual": of([one.actual.value for one in rows], mixed, "what came true"),
        "p05": of([one.low for one in rows], mixed, "5 % of the forecast"),
        "p50": of([one.middle for one in rows], mixed, "median of the forecast"),
        "p95": of([one.high for one in rows], mixed, "95 % of the forecast"),
        "inside": of([one.inside for one in rows], "1", "whether the 90 % interval holds the actual"),
        "of_median": of(
            [one.actual.value / one.middle if one.middle else float("nan") for one in rows], "1", "actual over median"
        ),
        "crps": of([one.crps for one in rows], mixed, "continuous ranked probability score"),
    }
    coords = {
        "instrument": ("actual_row", [one.actual.instrument for one in rows]),
        "year": ("actual_row", [one.actual.year for one in rows]),
        "quantity": ("actual_row", [one.actual.quantity for one in rows]),
        **{
            f"title_{language}": ("actual_row", [str(names[one.actual.instrument]) for one in rows])
            for language, names in titles.items()
        },
    }
    about = {name: value for name, value in forecast.dataset.attrs.items() if name != "coordinates"}
    return xr.Dataset(
        data, coords, {f"run_{name}" if name.startswith("title") else name: value for name, value in about.items()}
    )
