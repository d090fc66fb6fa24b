"""What 64 bits hold: sums over firms are whole numbers, and are checked before a draw is computed."""

from __future__ import annotations

import math

import numpy as np

from simulate.behaviour.arithmetic import FIXED
from simulate.engine.inputs.layout import Settings
from simulate.foundation.errors import InputError

MOST = 2.0**63
MOST_FIRMS = 1 << 24  # logarithms, their squares and changes stay below 128, which so many of them may add up to


def check_sums(room: int, settings: Settings, behaviour: np.ndarray) -> None:
    """Raise InputError where a sum over ``room`` firms could leave 64 bits in some draw of ``behaviour`` (D,).

    The bounds are what all firms together reach if each is as large as a firm may be: revenue is bounded at the start
    and in growth, so that no draw can exceed them.
    """
    if room >= MOST_FIRMS:
        raise InputError(f"population: room for {room:,} firms, entrants included; expected fewer than {MOST_FIRMS:,}")
    starts = math.ceil(4 / max(int(settings.build_quarters.min()), 1))  # projects that a firm can start in a year
    largest = math.exp(settings.log_grown)
    for name in ("project_cost_share_0", "project_cost_share_1", "project_cost_share_2"):
        cost = np.maximum(behaviour["project_cost_floor"], behaviour[name] * largest).max(initial=0.0)
        if room * starts * cost >= MOST:
            raise InputError(
                f"behaviour.{name}: {room:,} firms could spend {room * starts * cost:.3g} yuan a year on projects in some "
                f"draw; expected less than {MOST:.3g}"
            )
    ratio = np.abs(behaviour["size_gradient"]) * (settings.log_largest - settings.log_scale)
    most = float((ratio + np.abs(behaviour["leading_sector_shift"])).max(initial=0.0))
    if math.log(room + 1.0) + most >= math.log(MOST / FIXED):
        raise InputError(
            "behaviour.size_gradient: the largest firm could start "
            f"{math.exp(min(most, 700.0)):.3g} times as many projects as the smallest in some draw; expected less than "
            f"{MOST / FIXED / (room + 1.0):.3g} times in a city of {room:,} firms"
        )
