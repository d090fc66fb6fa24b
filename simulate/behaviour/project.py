"""Upgrade projects: who starts, how long they take, what they cost, whether they raise the stage (model, sections
3.2, 3.3).
"""

from __future__ import annotations

import numpy as np

from simulate.behaviour.arithmetic import exponential
from simulate.kernels.compiling import rule


@rule
def log_propensity(log_capability: float, log_revenue: float, size_gradient: float, shift: float) -> float:
    """ln m = ln a + beta_s ln x + shift, where shift = gamma_j - beta_s mean_j(ln x) - ln(norm) is one number a
    sector.
    """
    return log_capability + size_gradient * log_revenue + shift


@rule
def contact_rate(project_hazard: float, peer_effect: float, adopted: int, firms: int) -> float:
    """p + q F_j, with F_j the share of the sector at stage >= 1 at the end of the previous quarter (whole numbers)."""
    share = adopted / firms if firms > 0 else 0.0
    return project_hazard + peer_effect * share


@rule
def starts(u: float, quarterly: float) -> bool:
    """A project starts with P = 1 - exp(-mu/4): exact, and almost never needs the exponential.

    Since 1 - e^-h <= h the rule rejects when u >= h; since 1 - e^-h >= h - h^2/2 it accepts when u < h - h^2/2.
    """
    if u >= quarterly:
        return False
    if u < quarterly - 0.5 * quarterly * quarterly:
        return True
    return u < 1.0 - exponential(-quarterly)


@rule
def build_quarters(u: float, quarters: np.ndarray, cumulative: np.ndarray) -> int:
    """Quarters from start to completion, drawn from a discrete distribution (shapes (k,))."""
    index = 0
    while index < quarters.size - 1 and u >= cumulative[index]:
        index += 1
    return int(quarters[index])


@rule
def stage_rises(u: float, success: float) -> bool:
    """A completed project raises the stage by one with probability phi_k (0 at the top stage)."""
    return u < success


@rule
def project_cost(log_revenue: float, share: float, floor: float) -> float:
    """C_k(x) = max(floor, share_k * x), in yuan."""
    return max(floor, share * exponential(log_revenue))
