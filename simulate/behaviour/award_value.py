"""What an award is worth to a firm that weighs a project (model, section 3.4)."""

from __future__ import annotations

from simulate.behaviour.arithmetic import exponential
from simulate.kernels.compiling import rule


@rule
def award_amount(base: float, rate: float, share: float, cap: float) -> float:
    """W = min(cap, X * rate * share) in yuan: a fixed sum, the realised share of a ceiling, or a rate of a cost."""
    return min(cap, base * rate * share)


@rule
def discounted_award(belief: float, award: float, haircut: float, discount: float, availability: float) -> float:
    """belief * W * (1 - omega) * D^(years until paid) * availability, in yuan; ``discount`` is D^years."""
    return belief * award * (1.0 - haircut) * discount * availability


@rule
def expected_value(apply_chance: float, discounted: float, cost: float) -> float:
    """EV_r = P_apply [belief W (1 - omega) D^(build + lag) availability - c_r] for a firm that knows the award."""
    return apply_chance * (discounted - cost)


@rule
def updated_belief(prior: float, winners: int, applicants: int) -> float:
    """(20 prior + winners) / (20 + applicants) of the last round."""
    return (20.0 * prior + winners) / (20.0 + applicants)


@rule
def intensity(total_value: float, cost: float, cap: float) -> float:
    """s = sum over stacking groups of max(0, best EV) / C_k(x), at most the cap."""
    return min(total_value / cost, cap)


@rule
def boost(response: float, award_intensity: float) -> float:
    """exp(kappa_i s_i): what the awards do to the hazard of a project."""
    return exponential(response * award_intensity)
