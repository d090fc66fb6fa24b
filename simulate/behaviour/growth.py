"""Growth, exit and entry of firms, once a year (``docs/model.md``, Submodels: growth, exit, entry)."""

from __future__ import annotations

from simulate.behaviour.arithmetic import exponential, logarithm
from simulate.kernels.compiling import rule

ENTRANT = 1 << 31
SEGMENT_PLACE, YEAR_PLACE = 29, 24
MOST_ENTRANTS = 1 << 24  # ids of the entrants of one segment and year
CHUNK = 500.0  # a Poisson count is drawn in parts of at most this mean: sums of Poisson counts are Poisson


@rule
def log_growth(
    drift: float, productivity: float, sd: float, size_exponent: float, log_relative_size: float, shock: float
) -> float:
    """Change of ln revenue in a year: g_j + theta_ramp + sigma(x) e, with sigma(x) = sigma_g max(1, x /
    x_median)^(-beta_sigma).

    A large firm steadies itself because it consists of many units; a small one has about one, so that the exponent
    falls to 0 with size (Riccaboni, Pammolli, Buldyrev, Ponta and Stanley 2008, PNAS 105: 19595): sigma never exceeds
    sigma_g, however small the firm.

    Parameters
    ----------
    drift : g_j, yearly drift of the sector's log revenue (``revenue_drift``, ``core_revenue_drift``)
    productivity : theta_ramp, gain of the stage that is realised this year, log points (``realised_gain``)
    sd : sigma_g, standard deviation up to the median size, log points (``growth_sd``)
    size_exponent : beta_sigma (``growth_size_exponent``)
    log_relative_size : ln(x / x_median)
    shock : e, Laplace with mean 0 and unit variance

    Returns
    -------
    Log points.

    Examples
    --------
    Below the median size the deviation is that of the median:

    >>> log_growth(0.0625, 0.0, 0.25, 0.2, -3.0, 1.0)
    0.3125
    """
    return (drift + productivity) + sd * exponential(-size_exponent * max(log_relative_size, 0.0)) * shock


@rule
def bounded_growth(change: float, log_revenue: float, log_largest: float) -> float:
    """The change of ln revenue as far as the largest revenue allows: min(change, ln x_max - ln x).

    Parameters
    ----------
    change : change of ln revenue (``log_growth``)
    log_revenue : ln x of the year before, x in yuan
    log_largest : ln x_max (``largest_grown_revenue`` of ``calibration/city.yaml``)

    Returns
    -------
    Log points.

    Examples
    --------
    >>> bounded_growth(0.5, 20.0, 30.0), bounded_growth(0.5, 29.75, 30.0)
    (0.5, 0.25)
    """
    return min(change, log_largest - log_revenue)


@rule
def exits(u: float, rate: float) -> bool:
    """The firm closes or falls below scale this year with its size class's probability.

    Parameters
    ----------
    u : keyed number of the firm and year, inside (0, 1)
    rate : yearly probability, 0 to 1 (``exit_rate_small``, ``_medium``, ``_large``)

    Returns
    -------
    Whether it leaves; what it has been granted before stays owed.

    Examples
    --------
    >>> exits(0.05, 0.07), exits(0.5, 0.07)
    (True, False)
    """
    return u < rate


@rule
def expected_entrants(firms_at_start: float, growth: float, year: int, mean_exit: float) -> float:
    """E_t's mean: N_0 (1 + g)^t (g + mean exit), which lets the number of firms grow by g a year.

    Parameters
    ----------
    firms_at_start : N_0, firms of the segment at the start
    growth : g, net yearly growth of their number (``industry_growth`` above scale, 0 elsewhere)
    year : t, years since the start
    mean_exit : mean yearly probability of exit of the segment's firms

    Returns
    -------
    Mean of the Poisson number of entrants of the year.

    Examples
    --------
    >>> round(expected_entrants(1000.0, 0.25, 1, 0.05), 9)
    375.0
    """
    return firms_at_start * exponential(year * logarithm(1.0 + growth)) * (growth + mean_exit)


@rule
def entrant_identity(segment: int, year: int, number: int) -> int:
    """An id that no other firm has: a mark, the segment (2 bits), the year (5 bits), the number within it (24 bits).

    A function of what the entrant is and not of who entered before, so that it keeps its luck in every scenario.

    Parameters
    ----------
    segment : 0 to 2
    year : years since the start, 0 to 31
    number : place among the entrants of that segment and year, below ``MOST_ENTRANTS``

    Returns
    -------
    Unit id of 32 bits.

    Examples
    --------
    >>> entrant_identity(1, 2, 3) == 2**31 + 1 * 2**29 + 2 * 2**24 + 3
    True
    """
    return ENTRANT | (segment << SEGMENT_PLACE) | (year << YEAR_PLACE) | number


@rule
def grown_entrant_log_revenue(log_threshold: float, spread: float, normal: float) -> float:
    """A small firm that has grown over the threshold: x = threshold * exp(spread |z|).

    Parameters
    ----------
    log_threshold : ln of the revenue from which a firm counts as above scale, yuan
    spread : log points (``entrant_spread``)
    normal : z, standard normal

    Returns
    -------
    ln of the entrant's revenue in yuan, never below the threshold.

    Examples
    --------
    >>> grown_entrant_log_revenue(16.8125, 0.5, -1.0)
    17.3125
    """
    return log_threshold + spread * abs(normal)


@rule
def realised_gain(pending: float, yearly: float) -> float:
    """The part of a stage's productivity gain that is realised this year: evenly over the ramp.

    Parameters
    ----------
    pending : what is left to realise, log points
    yearly : the whole gain over the years of the ramp, log points a year (``productivity_ramp``)

    Returns
    -------
    Log points.

    Examples
    --------
    >>> realised_gain(0.06, 0.04), realised_gain(0.02, 0.04)
    (0.04, 0.02)
    """
    return min(pending, yearly)
