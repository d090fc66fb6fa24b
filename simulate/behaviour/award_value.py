"""What an award is worth to a firm that weighs a project (``docs/model.md``, Submodels: incentive)."""

from __future__ import annotations

from simulate.behaviour.arithmetic import exponential
from simulate.kernels.compiling import rule


@rule
def award_amount(base: float, rate: float, share: float, cap: float) -> float:
    """W = min(cap, X * rate * share): a fixed sum, the realised share of a ceiling, or a rate of a cost.

    Parameters
    ----------
    base : X, the sum or the cost that the rate applies to, yuan
    rate : share of the cost that is paid; 1 where the award is no rate
    share : share of the ceiling that an award 'up to' pays; 1 for others
    cap : ceiling, yuan; infinite without one

    Returns
    -------
    The award in yuan, not yet whole.

    Examples
    --------
    Article 22 pays 20 % of a node's cost, at most 3 million yuan:

    >>> award_amount(8e6, 0.2, 1.0, 3e6)
    1600000.0
    >>> award_amount(20e6, 0.2, 1.0, 3e6)
    3000000.0
    """
    return min(cap, base * rate * share)


@rule
def discounted_award(belief: float, award: float, haircut: float, discount: float, availability: float) -> float:
    """belief * W * (1 - omega) * D^(years until paid) * availability: what a firm counts an award for today.

    Parameters
    ----------
    belief : the firm's chance of recognition as it sees it, 0 to 1 (``updated_belief``)
    award : W times the claim rate, and times the chance that the project raises the stage where it must, yuan
    haircut : omega, share marked down for non-payment, proration or delay (parameter ``award_haircut``)
    discount : D^years with D = 1 / (1 + discount rate), 0 to 1
    availability : 0 before the announcement, 1 inside the window, the belief in renewal after it

    Returns
    -------
    Yuan of today.

    Examples
    --------
    >>> discounted_award(0.5, 1e6, 0.5, 0.5, 1.0)
    125000.0
    >>> discounted_award(0.5, 1e6, 0.5, 0.5, 0.0)
    0.0
    """
    return belief * award * (1.0 - haircut) * discount * availability


@rule
def expected_value(apply_chance: float, discounted: float, cost: float) -> float:
    """EV_r = P_apply [belief W (1 - omega) D^(build + lag) availability - c_r] for a firm that knows the award.

    Parameters
    ----------
    apply_chance : P_apply, chance that the firm would apply, 0 to 1
    discounted : what the award is worth, yuan (``discounted_award``)
    cost : c_r, everything that the applicant spends for the title, yuan

    Returns
    -------
    Yuan; negative where applying costs more than it promises.

    Examples
    --------
    >>> expected_value(0.5, 125_000.0, 25_000.0)
    50000.0
    """
    return apply_chance * (discounted - cost)


@rule
def updated_belief(prior: float, winners: int, applicants: int) -> float:
    """(20 prior + winners) / (20 + applicants) of the last round: the mean of a Beta belief of weight 20.

    Parameters
    ----------
    prior : success that firms expect before the first round, 0 to 1 (the plan's ``application.belief``)
    winners, applicants : of the instrument's last round, counts

    Returns
    -------
    Probability of recognition in which firms believe.

    Examples
    --------
    >>> updated_belief(0.5, 30, 30)
    0.8
    """
    return (20.0 * prior + winners) / (20.0 + applicants)


@rule
def intensity(total_value: float, cost: float, cap: float) -> float:
    """s = sum over stacking groups of max(0, best EV) / C_k(x), at most the cap.

    Only the best award of a group counts and groups add up: the plan's rule that the higher award excludes the others.

    Parameters
    ----------
    total_value : sum of the groups' best expected values, yuan (``expected_value``)
    cost : C_k(x), cost of the project, yuan (``project_cost``)
    cap : largest intensity (parameter ``intensity_cap``)

    Returns
    -------
    Award intensity, a share of the project's cost.

    Examples
    --------
    >>> intensity(50_000.0, 2_000_000.0, 0.5)
    0.025
    >>> intensity(5_000_000.0, 2_000_000.0, 0.5)
    0.5
    """
    return min(total_value / cost, cap)


@rule
def boost(response: float, award_intensity: float) -> float:
    """exp(kappa_i s_i): what the awards do to the hazard of a project, a semi-elasticity.

    With a response of 0 nobody starts a project because of an award: the money is deadweight, and the budget the same.

    Parameters
    ----------
    response : kappa, change of the log hazard per unit of intensity (parameter ``award_response``; for large firms
        times ``award_response_large_ratio``)
    award_intensity : s, share of the project's cost (``intensity``)

    Returns
    -------
    Factor on the hazard; 1 without awards.

    Examples
    --------
    >>> boost(2.0, 0.0)
    1.0
    >>> import math
    >>> round(boost(2.0, 0.5) - math.e, 12)
    0.0
    """
    return exponential(response * award_intensity)
