"""Who applies in a round, and who claims what it has won (model, section 3.5)."""

from __future__ import annotations

from simulate.behaviour.arithmetic import exponential, logarithm
from simulate.kernels.compiling import rule


@rule
def base_chance(expected: float, pass_rate: float, aware_eligible: int, cap: float) -> float:
    """P0 = lambda / (pi * aware eligible firms), at most the cap, and the cap where nobody is eligible.

    ``expected`` is lambda, the recognitions of the first round without the award (for a contest, its mean number of
    places).
    """
    reach = pass_rate * aware_eligible
    if reach <= 0.0 or expected >= cap * reach:
        return cap
    return expected / reach


@rule
def apply_chance(base: float, response: float, discounted: float, cost: float) -> float:
    """logistic(logit(P0) + kappa_A ln(1 + discounted award / cost)), in odds; 1 where applying costs nothing.

    Without an award the logarithm is 0 and the chance is P0 to the last bit.
    """
    if cost <= 0.0:
        return 1.0
    odds = base / (1.0 - base) * exponential(response * logarithm(1.0 + discounted / cost))
    return odds / (1.0 + odds)


@rule
def applies(u: float, chance: float) -> bool:
    """An aware and eligible firm applies with ``chance``."""
    return u < chance


@rule
def claims(u: float, rate: float) -> bool:
    """A recognised firm claims its award with the claim rate (1 where payment is automatic)."""
    return u < rate
