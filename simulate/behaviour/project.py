"""Upgrade projects: who starts, how long they take, what they cost, whether they raise the stage (``docs/model.md``,
Submodels: completion, start).
"""

from __future__ import annotations

import numpy as np

from simulate.behaviour.arithmetic import exponential
from simulate.kernels.compiling import rule


@rule
def log_propensity(log_capability: float, log_revenue: float, size_gradient: float, shift: float) -> float:
    """ln m = ln a + beta_s ln x + shift, where shift = gamma_j - beta_s mean_j(ln x) - ln(norm) is one number a sector.

    Rank effects of size and sector on adoption (Karshenas and Stoneman 1993, RAND Journal of Economics 24: 503), and
    frailty for what is not observed (Vaupel, Manton and Stallard 1979, Demography 16: 439).

    Parameters
    ----------
    log_capability : ln a, a ~ Gamma(nu, nu) with mean 1 (``frailty_shape``)
    log_revenue : ln x, x in yuan
    size_gradient : beta_s (``size_gradient``)
    shift : of the sector; norm makes the mean of m over above-scale firms 1 at the start

    Returns
    -------
    ln of the multiplier of the firm's hazard.

    Examples
    --------
    >>> log_propensity(0.25, 18.0, 0.5, -9.0)
    0.25
    """
    return log_capability + size_gradient * log_revenue + shift


@rule
def contact_rate(project_hazard: float, peer_effect: float, adopted: int, firms: int) -> float:
    """p + q F_j, with F_j the share of the sector at stage >= 1 at the end of the previous quarter (Bass 1969,
    Management Science 15: 215).

    Parameters
    ----------
    project_hazard : p, hazard without peers, a year
    peer_effect : q, added hazard where the whole sector has adopted, a year
    adopted, firms : firms of the sector at stage 1 or above, and all of them; whole numbers, so that no order of
        summation can change the share

    Returns
    -------
    Hazard a year of a firm with multiplier 1 and without awards.

    Examples
    --------
    >>> contact_rate(0.125, 0.5, 25, 100), contact_rate(0.125, 0.5, 0, 0)
    (0.25, 0.125)
    """
    share = adopted / firms if firms > 0 else 0.0
    return project_hazard + peer_effect * share


@rule
def starts(u: float, quarterly: float) -> bool:
    """A project starts with P = 1 - exp(-mu/4): exact, and almost never needs the exponential.

    Since 1 - e^-h <= h the rule rejects when u >= h; since 1 - e^-h >= h - h^2/2 it accepts when u < h - h^2/2.

    Parameters
    ----------
    u : keyed number of the firm and quarter, inside (0, 1)
    quarterly : h = mu/4, hazard of the quarter

    Returns
    -------
    Whether the firm starts a project.

    Examples
    --------
    With h = ln 2 a project starts in every second quarter:

    >>> import math
    >>> starts(0.499, math.log(2)), starts(0.501, math.log(2))
    (True, False)
    """
    if u >= quarterly:
        return False
    if u < quarterly - 0.5 * quarterly * quarterly:
        return True
    return u < 1.0 - exponential(-quarterly)


@rule
def build_quarters(u: float, quarters: np.ndarray, cumulative: np.ndarray) -> int:
    """Quarters from start to completion, drawn from a discrete distribution.

    Parameters
    ----------
    u : keyed number of the firm and its project, inside (0, 1)
    quarters : the possible build times, shape (k,)
    cumulative : their cumulative weights, shape (k,), the last 1

    Returns
    -------
    One of ``quarters``.

    Examples
    --------
    >>> [build_quarters(u, np.array([2, 4, 8]), np.array([0.3, 0.8, 1.0])) for u in (0.1, 0.3, 0.9)]
    [2, 4, 8]
    """
    index = 0
    while index < quarters.size - 1 and u >= cumulative[index]:
        index += 1
    return int(quarters[index])


@rule
def stage_rises(u: float, success: float) -> bool:
    """A completed project raises the stage by one with probability phi_k.

    Parameters
    ----------
    u : keyed number of the firm and its project, inside (0, 1)
    success : phi_k, 0 to 1, 0 at the top stage (``stage_success_0`` to ``_2``)

    Returns
    -------
    Whether it rises.

    Examples
    --------
    >>> stage_rises(0.5, 0.7), stage_rises(0.0, 0.0)
    (True, False)
    """
    return u < success


@rule
def project_cost(log_revenue: float, share: float, floor: float) -> float:
    """C_k(x) = max(floor, share_k * x).

    Parameters
    ----------
    log_revenue : ln x, x in yuan
    share : share_k of yearly revenue (``project_cost_share_0`` to ``_2``; a repeat at stage 3 costs as much as at 0)
    floor : least outlay, yuan (``project_cost_floor``)

    Returns
    -------
    Yuan that the firm spends on the project.

    Examples
    --------
    >>> import math
    >>> project_cost(math.log(1e6), 0.01, 500_000.0)
    500000.0
    >>> round(project_cost(math.log(1e9), 0.01, 500_000.0), 3)
    10000000.0
    """
    return max(floor, share * exponential(log_revenue))
