"""The back-test: a forecast as of the plan's issue, scored against figures that came later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulate.calibration.fit import predictive
from simulate.calibration.moments import Moment, load_moments
from simulate.calibration.observations import Observation, load_observations
from simulate.calibration.reference import reference_table
from simulate.calibration.settings import reasons, reference, whole
from simulate.engine.inputs.limits import MOST_FIRMS
from simulate.foundation.units import describe, parse_date, parse_number
from simulate.foundation.years import FIRST_YEAR, LAST_YEAR
from simulate.language.choice import tell
from simulate.place.calibration_folder import BACKTEST, MOMENTS, OBSERVATIONS, calibration_folder
from simulate.place.evidence import Entry, open_figures, text
from simulate.randomness.uniforms import PARAMETER, name_code, over_draws
from simulate.scenario.resolve import load_scenario
from simulate.scoring.scores import central_interval, crps, crps_poisson, log_score, randomised_pit
from simulate.yamlfile.arguments import MOST_DRAWS

Floats = NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.9)
SETTINGS: dict[str, Callable[[object], Any]] = {
    "scenario": reference(".yaml"),
    "posterior": lambda value: None if value is None else reference(".nc")(value),
    "vintage": lambda value: parse_date(value).isoformat(),
    "end": whole(FIRST_YEAR, LAST_YEAR),
    "draws": whole(2, MOST_DRAWS),
    "seed": whole(0, 2**63 - 1),
}
KEYS = ("scenario", "posterior", "vintage", "end", "draws", "seed", "moments", "left_out", "why")


@dataclass(frozen=True)
class Naive:
    """What naive forecasts say of the recognitions: the last count again, and the mean of a Poisson count."""

    last: float
    rate: float
    note: str


@dataclass(frozen=True)
class Backtest:
    """A back-test, ready to run; ``figures`` are the hold-outs it scores against."""

    path: Path
    settings: Mapping[str, Any]
    figures: Mapping[Moment, Observation]
    naive: Mapping[str, Naive]
    left_out: Mapping[str, Mapping[str, str]]
    why: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Score:
    """One figure against the forecast: intervals by level, scores of the model, scores of the naive forecasts
    (CRPS)."""

    moment: str
    figure: str
    actual: float
    mean: float
    sd: float
    intervals: Mapping[float, tuple[float, float]]
    crps: float
    log_score: float
    pit: float
    crps_last: float
    crps_rate: float

    def inside(self, level: float) -> bool:
        """Whether the central interval of this level holds the figure, ends included."""
        low, high = self.intervals[level]
        return low <= self.actual <= high


def load_backtest(path: Path | None = None, observations: Path | None = None) -> Backtest:
    """Read a configuration; ``path`` defaults to ``backtest.yaml`` of the folder ``calibration`` that is nearest.

    The moments and, by default, the observations are those of the folder ``calibration`` nearest to the file.

    Raises ProblemsError where the file is wrong, a moment has no hold-out, or a hold-out's moment is neither scored
    nor left out.
    """
    path = path or calibration_folder(Path.cwd()) / BACKTEST
    folder = calibration_folder(path.parent)
    entry = open_figures(path, "backtest")
    entry.has_keys(KEYS[:-2], KEYS[-2:])
    settings = {name: entry.read(name, parse, None) for name, parse in SETTINGS.items()}
    moments = load_moments(folder / MOMENTS)
    holdouts = load_observations(observations or folder / OBSERVATIONS).used_for("holdout")
    by_id = {one.id: one for one in holdouts}
    naive = _naive_forecasts(entry.down("moments"))
    figures = {}
    for name in naive:
        if name not in moments or moments[name].figure not in by_id:
            entry.down("moments").down(name).refuse(
                tell("error.value.has_no_hold_out", name=name),
                tell("error.value.moment_whose_figure_hold"),
                on_key=True,
            )
        elif not moments[name].counted:
            entry.down("moments").down(name).refuse(
                tell("error.value.counts_nothing", name=name),
                tell("error.value.moment_count_naive_forecasts"),
                on_key=True,
            )
        else:
            figures[moments[name]] = by_id[moments[name].figure]
    nothing: dict[str, dict[str, str]] = {}
    left_out, why = (entry.read(key, reasons, nothing) for key in ("left_out", "why"))
    for name in holdouts.moments():
        if name not in naive and name not in left_out:
            entry.down("moments").refuse(
                tell("error.value.neither_scored_nor_left", name=name), tell("error.value.reason_under_left_out")
            )
    entry.problems.raise_if_any()
    return Backtest(path, settings, figures, naive, left_out, why)


def _naive_forecasts(entry: Entry) -> dict[str, Naive]:
    if isinstance(entry.value, Mapping) and entry.value:
        return {name: _naive(entry.down(name)) for name in entry.value}
    entry.refuse(tell("error.value.came", value=describe(entry.value)), tell("error.value.mapping_from_moments"))
    return {}


def _naive(entry: Entry) -> Naive:
    entry.has_keys(("last", "rate", "note"))
    last = entry.read("last", whole(0, MOST_FIRMS - 1), 0)  # a firm is recognised once in a list
    rate = entry.read("rate", lambda value: parse_number(value, 0.0, MOST_FIRMS - 1), 0.0)
    return Naive(last, rate, entry.read("note", text, ""))


def backtest(config: Backtest, *, threads: int | None = None, quiet: bool = False) -> list[Score]:
    """Run the forecast as it could have been made on the vintage, and score every hold-out against it.

    Parameters
    ----------
    config : of the back-test
    threads : all cores by default; no number depends on it
    quiet : no bar of progress

    Returns
    -------
    A score for each hold-out, in the order of the configuration.
    """
    settings = config.settings
    changes = {
        "vintage": settings["vintage"],
        "horizon.end": settings["end"],
        "seed": settings["seed"],
        "posterior": settings["posterior"],
    }
    scenario = load_scenario(config.path.parent / settings["scenario"]).replace(changes)
    table = reference_table(scenario, tuple(config.figures), settings["draws"], threads, quiet)
    return [
        score(moment, one, predictive(table, moment), config.naive[moment.name], settings["seed"])
        for moment, one in config.figures.items()
    ]


def score(moment: Moment, figure: Observation, draws: Floats, naive: Naive, seed: int) -> Score:
    """Score one figure: intervals, CRPS, log score and randomised PIT (Czado, Gneiting and Held 2009, Biometrics 65:
    1254).

    Parameters
    ----------
    moment : what the figure measures
    figure : the hold-out
    draws : predictive draws, shape (draws,), in the figure's unit
    naive : last year's count and the usual yearly rate
    seed : of the uniform that the PIT of a count takes inside its step

    Returns
    -------
    The scores; CRPS in the figure's unit.
    """
    actual = figure.value
    u = float(over_draws(seed, 0, 1, name_code(f"pit of {moment.name}"), PARAMETER)[0])
    return Score(
        moment.name,
        figure.id,
        actual,
        float(draws.mean()),
        float(draws.std()),
        {level: central_interval(draws, level) for level in LEVELS},
        crps(draws, actual),
        log_score(draws, figure.low, figure.high),
        randomised_pit(draws, actual, u),
        abs(moment.base + naive.last - actual),
        crps_poisson(naive.rate, actual - moment.base),
    )


@dataclass(frozen=True)
class Board:
    """All scores together.

    ``skill_last`` and ``skill_rate`` are 1 - mean CRPS of the model over that of the naive forecast; ``centredness`` is
    the mean error (forecast mean less figure), ``accuracy`` the mean absolute one, ``dispersion`` the standard
    deviation of errors in units of the forecast's own standard deviation (1: as wide as it should be).
    """

    scores: tuple[Score, ...]
    skill_last: float
    skill_rate: float
    centredness: float
    accuracy: float
    dispersion: float


def board(scores: list[Score]) -> Board:
    """The scores of all figures together: skill against both naive forecasts, bias, absolute error and dispersion."""
    own, last, rate = (sum(getattr(one, name) for one in scores) for name in ("crps", "crps_last", "crps_rate"))
    errors = np.array([one.mean - one.actual for one in scores])
    scaled = errors / np.maximum(np.array([one.sd for one in scores]), 0.5)
    return Board(
        tuple(scores),
        1.0 - own / last if last else float("nan"),
        1.0 - own / rate if rate else float("nan"),
        float(errors.mean()),
        float(np.abs(errors).mean()),
        float(np.sqrt(np.mean(scaled**2))),
    )
