"""Growth, exit and entry of firms, once a year (model, section 3.1)."""

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

    ``shock`` e is Laplace with unit variance; ``log_relative_size`` is ln(x / x_median).  A large firm steadies itself
    because it consists of many units; a small one has about one, so that the exponent falls to 0 with size (Riccaboni,
    Pammolli, Buldyrev, Ponta and Stanley 2008, PNAS 105: 19595): sigma never exceeds sigma_g, however small the firm.
    """
    return (drift + productivity) + sd * exponential(-size_exponent * max(log_relative_size, 0.0)) * shock


@rule
def bounded_growth(change: float, log_revenue: float, log_largest: float) -> float:
    """The change of ln revenue as far as the largest revenue allows: min(change, ln x_max - ln x)."""
    return min(change, log_largest - log_revenue)


@rule
def exits(u: float, rate: float) -> bool:
    """The firm closes or falls below scale this year with its size class's probability."""
    return u < rate


@rule
def expected_entrants(firms_at_start: float, growth: float, year: int, mean_exit: float) -> float:
    """E_t's mean: N_0 (1 + g)^t (g + mean exit), t the years since the start."""
    return firms_at_start * exponential(year * logarithm(1.0 + growth)) * (growth + mean_exit)


@rule
def entrant_identity(segment: int, year: int, number: int) -> int:
    """An id that no other firm has: a mark, the segment (2 bits), the year (5 bits), the number within it (24 bits)."""
    return ENTRANT | (segment << SEGMENT_PLACE) | (year << YEAR_PLACE) | number


@rule
def grown_entrant_log_revenue(log_threshold: float, spread: float, normal: float) -> float:
    """A small firm that has grown over the threshold: x = threshold * exp(spread |z|)."""
    return log_threshold + spread * abs(normal)


@rule
def realised_gain(pending: float, yearly: float) -> float:
    """The part of a stage's productivity gain that is realised this year: evenly over the ramp."""
    return min(pending, yearly)
