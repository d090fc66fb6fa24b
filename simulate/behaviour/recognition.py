"""How a title is won (model, section 3.6)."""

from __future__ import annotations

from simulate.compiling import rule

STANDARD, QUOTA, RANKED, JACKPOT, COUNT, NONE = range(6)
MECHANISMS = ("standard", "quota", "ranked", "jackpot", "count", "none")


@rule
def passes(u: float, pass_rate: float) -> bool:
    """Standard: each applicant passes with probability pi."""
    return u < pass_rate


@rule
def contest_score(
    log_capability: float, size_weight: float, log_revenue: float, noise_sd: float, noise: float
) -> float:
    """Score of a contest: ln a + beta_z ln x + sigma_z e; the S best win."""
    return log_capability + size_weight * log_revenue + noise_sd * noise
