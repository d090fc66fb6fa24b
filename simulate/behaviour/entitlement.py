"""From recognition to money: the highest award only, the year of payment (model, sections 3.7 and 3.8)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.arithmetic import round_half_up
from simulate.behaviour.award_value import award_amount
from simulate.kernels.compiling import rule


@rule
def entitled_yuan(base: float, rate: float, share: float, cap: float) -> int:
    """The award of one recognition in whole yuan."""
    return round_half_up(award_amount(base, rate, share, cap))


@rule
def obligation_after_stacking(award: int, highest_before: int, best_of_day: bool) -> int:
    """Highest award only: what is owed beyond what the group has already earned, and only to the best title of the day.

    obligation = max(0, W - highest earlier W of the group);  saving = W - obligation
    """
    return max(0, award - highest_before) if best_of_day else 0


@rule
def lag_years(u: float, cumulative: np.ndarray) -> int:
    """Whole years from recognition to payment, from the cumulative weights of 0, 1, 2 ... years."""
    year = 0
    while year < cumulative.size - 1 and u >= cumulative[year]:
        year += 1
    return year
