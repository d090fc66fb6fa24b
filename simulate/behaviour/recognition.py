"""How a title is won (model, section 3.6)."""

from __future__ import annotations

from simulate.kernels.compiling import rule

STANDARD, QUOTA, RANKED, RARE_EVENT, COUNT, NONE = range(6)
MECHANISMS = ("standard", "quota", "ranked", "jackpot", "count", "none")


@rule
def passes(u: float, pass_rate: float) -> bool:
    """Standard: each applicant passes with probability pi."""
    return u < pass_rate


@rule
def is_held(mechanism: int, expected: float, anchored: bool) -> bool:
    """Whether anybody may apply in a round that expects so many recognitions without the award (for a contest: places).

    A contest without places takes no applications; a standard's anchor counts until a round has had one, and until then
    nobody applies.
    """
    return expected > 0.0 or (anchored and mechanism != QUOTA)


@rule
def contest_score(
    log_capability: float, size_weight: float, log_revenue: float, noise_sd: float, noise: float
) -> float:
    """Score of a contest: ln a + beta_z ln x + sigma_z e; the S best win."""
    return log_capability + size_weight * log_revenue + noise_sd * noise
