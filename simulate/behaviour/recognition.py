"""How a title is won (``docs/model.md``, Submodels: rounds)."""

from __future__ import annotations

from simulate.kernels.compiling import rule


@rule
def passes(u: float, pass_rate: float) -> bool:
    """Standard: each applicant passes with probability pi.

    No place is rationed: every applicant that the awards add may add an award to the budget.

    Parameters
    ----------
    u : keyed number of the firm, instrument and round, inside (0, 1)
    pass_rate : pi, 0 to 1 (the plan's ``mechanism.standard.pass``)

    Returns
    -------
    Whether it is recognised.

    Examples
    --------
    >>> passes(0.3, 0.6), passes(0.7, 0.6)
    (True, False)
    """
    return u < pass_rate


@rule
def is_held(contest: bool, expected: float, anchored: bool) -> bool:
    """Whether anybody may apply in a round that expects so many recognitions without the award (for a contest: places).

    A contest without places takes no applications; a standard's anchor counts until a round has had one, and until then
    nobody applies.

    Parameters
    ----------
    contest : whether applicants compete for places; otherwise all who meet the standard win
    expected : recognitions that the round expects without the award; for a contest, its places
    anchored : whether an earlier round has already set the chance of applying

    Returns
    -------
    Whether the round is held.

    Examples
    --------
    >>> is_held(True, 0.0, True), is_held(False, 0.0, True), is_held(False, 0.0, False)
    (False, True, False)
    """
    return expected > 0.0 or (anchored and not contest)


@rule
def contest_score(
    log_capability: float, size_weight: float, log_revenue: float, noise_sd: float, noise: float
) -> float:
    """Score of a contest: ln a + beta_z ln x + sigma_z e; the S best win.

    More applicants change who wins and not how many: the cost of a contest is its places times its award.

    Parameters
    ----------
    log_capability : ln a
    size_weight : beta_z (``contest_size_weight``)
    log_revenue : ln x, x in yuan
    noise_sd : sigma_z, ``contest_noise_ratio`` times the deviation of ln a
    noise : e, standard normal

    Returns
    -------
    Score; larger is better.

    Examples
    --------
    >>> contest_score(0.5, 0.25, 18.0, 0.5, -1.0)
    4.5
    """
    return log_capability + size_weight * log_revenue + noise_sd * noise
