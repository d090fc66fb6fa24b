"""Who applies in a round, and who claims what it has won (``docs/model.md``, Submodels: rounds)."""

from __future__ import annotations

from simulate.behaviour.arithmetic import exponential, logarithm
from simulate.kernels.compiling import rule


@rule
def base_chance(expected: float, pass_rate: float, aware_eligible: int, cap: float) -> float:
    """P0 = lambda / (pi * aware eligible firms), at most the cap, and the cap where nobody is eligible.

    The chance that meets the anchor without awards: the first round of the city without awards then has ``expected``
    recognitions in the mean, so that what the award adds to the budget is counted from what would have come anyway.

    Parameters
    ----------
    expected : lambda, recognitions of the first round without the award (for a contest, its mean number of places)
    pass_rate : pi, share of the applicants that are recognised, 0 to 1
    aware_eligible : firms that know of the award and meet its conditions in that round
    cap : largest chance, 0 to 1 (parameter ``application_cap``)

    Returns
    -------
    Probability that such a firm applies without the award.

    Examples
    --------
    >>> base_chance(10.0, 0.5, 100, 0.95)
    0.2
    >>> base_chance(10.0, 0.5, 0, 0.95)
    0.95
    """
    reach = pass_rate * aware_eligible
    if reach <= 0.0 or expected >= cap * reach:
        return cap
    return expected / reach


@rule
def apply_chance(base: float, response: float, discounted: float, cost: float) -> float:
    """logistic(logit(P0) + kappa_A ln(1 + discounted award / cost)), in odds; 1 where applying costs nothing.

    Without an award the logarithm is 0 and the chance is P0 to the last bit.

    Parameters
    ----------
    base : P0, chance of applying without the award, inside (0, 1) (``base_chance``)
    response : kappa_A, change of the logit per unit of the logarithm (parameter ``application_response``)
    discounted : what the award is worth to the applicant today, yuan (``discounted_award``)
    cost : what applying costs, yuan

    Returns
    -------
    Probability that an aware and eligible firm applies.

    Examples
    --------
    Even odds, times (1 + 30 / 10)^1 = 4, are a chance of 4/5:

    >>> round(apply_chance(0.5, 1.0, 30_000.0, 10_000.0), 12)
    0.8
    """
    if cost <= 0.0:
        return 1.0
    odds = base / (1.0 - base) * exponential(response * logarithm(1.0 + discounted / cost))
    return odds / (1.0 + odds)


@rule
def applies(u: float, chance: float) -> bool:
    """An aware and eligible firm applies with ``chance``.

    Parameters
    ----------
    u : keyed number of the firm, instrument and round, inside (0, 1)
    chance : probability, 0 to 1 (``apply_chance``)

    Returns
    -------
    Whether it applies.

    Examples
    --------
    >>> applies(0.3, 0.5), applies(0.7, 0.5)
    (True, False)
    """
    return u < chance


@rule
def claims(u: float, rate: float) -> bool:
    """A recognised firm claims its award with the claim rate (1 where payment is automatic).

    What is not claimed is an entitlement that never becomes an obligation: it costs the budget nothing.

    Parameters
    ----------
    u : keyed number of the firm, instrument and round, inside (0, 1)
    rate : probability that an award is claimed, 0 to 1 (parameter ``claim_rate``, or the instrument's own)

    Returns
    -------
    Whether it claims.

    Examples
    --------
    >>> claims(0.999, 1.0), claims(0.95, 0.9)
    (True, False)
    """
    return u < rate
