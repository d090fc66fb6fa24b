"""From recognition to money: the highest award, the year of payment (``docs/model.md``, Submodels: entitlement)."""

from __future__ import annotations

import numpy as np

from simulate.behaviour.arithmetic import round_half_up
from simulate.behaviour.award_value import award_amount
from simulate.kernels.compiling import rule


@rule
def entitled_yuan(base: float, rate: float, share: float, cap: float) -> int:
    """The award of one recognition in whole yuan.

    Parameters
    ----------
    base, rate, share, cap : as for ``award_amount``: yuan, share, share, yuan

    Returns
    -------
    Whole yuan, the entitlement before stacking; what is owed is at most this.

    Examples
    --------
    >>> entitled_yuan(1e6, 1.0, 2 / 3, np.inf)
    666667
    """
    return round_half_up(award_amount(base, rate, share, cap))


@rule
def obligation_after_stacking(award: int, highest_before: int, best_of_day: bool) -> int:
    """Highest award only: what is owed beyond what the group has already earned, and only to the best title of the day.

    obligation = max(0, W - highest earlier W of the group);  saving = W - obligation

    The obligation counts in the budget of the year of recognition; the saving is kept as a line of its own.

    Parameters
    ----------
    award : W, entitlement of this title, yuan
    highest_before : highest earlier entitlement in the stacking group, yuan, 0 without one
    best_of_day : whether no title that the group grants on the same day is higher (of equals, the earlier instrument)

    Returns
    -------
    Whole yuan that this recognition adds to what is owed.

    Examples
    --------
    A project that was paid 300,000 yuan as a workshop gets the difference as a smart factory (article 9):

    >>> obligation_after_stacking(500_000, 300_000, True)
    200000
    >>> obligation_after_stacking(300_000, 500_000, True)
    0
    """
    return max(0, award - highest_before) if best_of_day else 0


@rule
def lag_years(u: float, cumulative: np.ndarray) -> int:
    """Whole years from recognition to payment, by inversion of the plan's weights.

    The lag moves cash from the year in which the obligation arises to a later budget; no yuan is lost on the way.

    Parameters
    ----------
    u : keyed number of the award, inside (0, 1)
    cumulative : cumulative weights of 0, 1, 2 ... years, shape (k,), the last 1

    Returns
    -------
    Years, 0 to k - 1.

    Examples
    --------
    >>> weights = np.array([0.2, 0.9, 1.0])
    >>> [lag_years(u, weights) for u in (0.1, 0.2, 0.95)]
    [0, 1, 2]
    """
    year = 0
    while year < cumulative.size - 1 and u >= cumulative[year]:
        year += 1
    return year
