"""What 64 bits hold: sums over firms are whole numbers, and are checked before a draw is computed."""

from __future__ import annotations

import math

import numpy as np

from simulate.behaviour.arithmetic import FIXED
from simulate.engine.inputs.layout import Settings
from simulate.language.choice import tell
from simulate.scenario.files.cursor import Cursor
from simulate.yamlfile.merge import Traced
from simulate.yamlfile.problems import Problems

MOST = 2.0**63
MOST_FIRMS = 1 << 24  # logarithms, their squares and changes stay below 128, which so many of them may add up to


def check_sums(room: int, settings: Settings, behaviour: np.ndarray, written: Traced) -> None:
    """Refuse sums over ``room`` firms that could leave 64 bits in some draw of ``behaviour`` (D,).

    The bounds are what all firms together reach if each is as large as a firm may be: revenue is bounded at the start
    and in growth, so that no draw can exceed them. Raises ProblemsError that names where the scenario, as ``written``,
    states the figure or, where that is a prior, the population.
    """
    at = Cursor(written, Problems())
    if room >= MOST_FIRMS:
        _population(at).refuse(
            tell("error.value.room_firms_entrants_included", room=room),
            tell("error.value.fewer_than", most_firms=MOST_FIRMS),
        )
        at.problems.raise_if_any()  # the sums below are large for the same reason
    starts = math.ceil(4 / max(int(settings.build_quarters.min()), 1))  # projects that a firm can start in a year
    largest = math.exp(settings.log_grown)
    for name in ("project_cost_share_0", "project_cost_share_1", "project_cost_share_2"):
        cost = np.maximum(behaviour["project_cost_floor"], behaviour[name] * largest).max(initial=0.0)
        if room * starts * cost >= MOST:
            spent = f"{room:,} firms could spend {room * starts * cost:.3g} yuan a year on projects in some draw"
            _figure(at, name).refuse(spent, tell("error.value.less_than", most=MOST))
    ratio = np.abs(behaviour["size_gradient"]) * (settings.log_largest - settings.log_scale)
    most = float((ratio + np.abs(behaviour["leading_sector_shift"])).max(initial=0.0))
    if math.log(room + 1.0) + most >= math.log(MOST / FIXED):
        times = f"{math.exp(min(most, 700.0)):.3g} times as many projects as the smallest in some draw"
        _figure(at, "size_gradient").refuse(
            tell("error.value.largest_firm_could_start", times=times),
            tell("error.value.less_than_times_city", most=MOST / FIXED / (room + 1.0), room=room),
        )
    at.problems.raise_if_any()


def _figure(at: Cursor, name: str) -> Cursor:
    """Where the scenario states a parameter; where it states none, the population over which the sum is taken."""
    figure = at.down("behaviour", name)
    return figure if figure.path in at.traced.values or not at.value.get("population") else _population(at)


def _population(at: Cursor) -> Cursor:
    """The only figure that the scenario states of the population; where there are more, what holds them."""
    below = [path for path in at.traced.values if path[:1] == ("population",)]
    figures = [path for path in below if not any(other[:-1] == path for other in below)]
    return at.down(*(figures[0] if len(figures) == 1 else ("population",)))
