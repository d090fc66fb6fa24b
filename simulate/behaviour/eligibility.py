"""Who may win what: one word of bits a firm, one word of forbidden bits an instrument.

Every trait is one bit of a group in which a firm has exactly one (segment, size, stage, sector), or a bit that says
that something is missing (revenue below a threshold, no certificate, no recent project).  A firm meets all conditions
exactly when it carries none of the bits that the instrument forbids:

    eligible  <=>  (traits & forbidden) == 0
"""

from __future__ import annotations

import numpy as np

from simulate.behaviour import limits
from simulate.kernels.compiling import rule

SEGMENT_AT, SEGMENTS = 0, 3
SIZE_AT, SIZES = 3, 3
STAGE_AT, STAGES = 6, 4
SECTOR_AT, SECTORS = 10, limits.SECTORS
REVENUE_AT, REVENUE_THRESHOLDS = SECTOR_AT + SECTORS, limits.REVENUE_THRESHOLDS
GROWTH_AT, GROWTH_THRESHOLDS = REVENUE_AT + REVENUE_THRESHOLDS, limits.GROWTH_THRESHOLDS
LACKS_AT, ATTRIBUTES = GROWTH_AT + GROWTH_THRESHOLDS, limits.ATTRIBUTES
FLAGS_AT = LACKS_AT + ATTRIBUTES  # three flags: at most bit 63
NO_PROJECT = np.uint64(1 << FLAGS_AT)  # no project completed within the title window
UNAWARE = np.uint64(1 << (FLAGS_AT + 1))
EXITED = np.uint64(1 << (FLAGS_AT + 2))
FIRST_BIT = np.uint64(1)
SIZE_BITS = np.uint64(((1 << SIZES) - 1) << SIZE_AT)
STAGE_BITS = np.uint64(((1 << STAGES) - 1) << STAGE_AT)
REVENUE_BITS = np.uint64(((1 << REVENUE_THRESHOLDS) - 1) << REVENUE_AT)
GROWTH_BITS = np.uint64(((1 << GROWTH_THRESHOLDS) - 1) << GROWTH_AT)

Word = int | np.uint64
"""64 bits; Python's own whole numbers come as they are."""

SMALL, MEDIUM, LARGE = 0, 1, 2
NO_GROWTH = -np.inf  # of a firm in its first year: it reaches no threshold of growth, not even 0


@rule
def bit(position: int) -> np.uint64:
    """The word whose only bit stands at ``position`` (0 to 63).

    Examples
    --------
    >>> bit(3)
    8
    """
    return FIRST_BIT << np.uint64(position)


@rule
def is_eligible(traits: Word, forbidden: Word) -> bool:
    """All conditions hold: (traits & forbidden) == 0.

    Parameters
    ----------
    traits : word of the firm: a bit for each trait that it has and for each thing that it lacks
    forbidden : word of the instrument: the bits that its conditions exclude

    Returns
    -------
    Whether the firm may win.

    Examples
    --------
    >>> is_eligible(0b0101, 0b1010), is_eligible(0b0101, 0b0100)
    (True, False)
    """
    return bool((np.uint64(traits) & np.uint64(forbidden)) == np.uint64(0))


@rule
def size_class(log_revenue: float, log_medium: float, log_large: float) -> int:
    """Small below 100 million yuan, large from 400 million, medium between (an approximation: the bureau also counts
    employees).

    Parameters
    ----------
    log_revenue : ln of yearly revenue in yuan
    log_medium, log_large : ln of the least revenue of a medium and of a large firm (``medium_revenue``,
        ``large_revenue`` of ``calibration/city.yaml``)

    Returns
    -------
    ``SMALL`` 0, ``MEDIUM`` 1 or ``LARGE`` 2.

    Examples
    --------
    >>> [size_class(log_revenue, 18.4, 19.8) for log_revenue in (17.0, 18.4, 21.0)]
    [0, 1, 2]
    """
    return int(log_revenue >= log_medium) + int(log_revenue >= log_large)


@rule
def with_stage(traits: Word, stage: int) -> np.uint64:
    """The traits with the stage's bit moved to ``stage``.

    Parameters
    ----------
    traits : word of the firm
    stage : maturity stage, 0 to 3

    Returns
    -------
    The word; all other bits stay.

    Examples
    --------
    >>> with_stage(bit(STAGE_AT) | bit(SIZE_AT), 2) == bit(STAGE_AT + 2) | bit(SIZE_AT)
    True
    """
    return (np.uint64(traits) & ~STAGE_BITS) | bit(STAGE_AT + stage)


@rule
def missed(value: float, threshold: float, word: np.uint64) -> np.uint64:
    """``word`` where ``value`` does not reach the threshold, no bit otherwise.

    Parameters
    ----------
    value, threshold : of one unit
    word : the bit of this threshold

    Returns
    -------
    ``word`` or 0; a value equal to the threshold reaches it.

    Examples
    --------
    >>> missed(4.9, 5.0, bit(20)) == bit(20), missed(5.0, 5.0, bit(20)) == 0
    (True, True)
    """
    return word if value < threshold else np.uint64(0)


@rule
def revenue_bits(log_revenue: float, thresholds: np.ndarray) -> np.uint64:
    """Bits of the revenue thresholds that the firm does not reach.

    Parameters
    ----------
    log_revenue : ln of yearly revenue in yuan
    thresholds : ln of the least revenues that the plan's conditions name, shape (k,), k up to 8

    Returns
    -------
    Word with the bit ``REVENUE_AT + j`` where threshold j is missed.

    Examples
    --------
    >>> revenue_bits(5.0, np.array([4.0, 6.0])) == bit(REVENUE_AT + 1)
    True
    """
    word = np.uint64(0)
    for index in range(thresholds.size):
        word = word | missed(log_revenue, thresholds[index], bit(REVENUE_AT + index))
    return word


@rule
def growth_bits(log_growth: float, thresholds: np.ndarray) -> np.uint64:
    """Bits of the growth thresholds that the firm does not reach.

    Parameters
    ----------
    log_growth : change of ln revenue over the year; ``NO_GROWTH`` in a firm's first year
    thresholds : ln(1 + least growth) that the plan's conditions name, shape (k,), k up to 4

    Returns
    -------
    Word with the bit ``GROWTH_AT + j`` where threshold j is missed.

    Examples
    --------
    >>> growth_bits(0.1, np.array([0.05, 0.2])) == bit(GROWTH_AT + 1)
    True
    >>> growth_bits(NO_GROWTH, np.array([0.0])) == bit(GROWTH_AT)
    True
    """
    word = np.uint64(0)
    for index in range(thresholds.size):
        word = word | missed(log_growth, thresholds[index], bit(GROWTH_AT + index))
    return word


@rule
def with_size(traits: Word, size: int, missing: Word) -> np.uint64:
    """The traits with the size class, and the revenue and growth thresholds that are missed, written anew.

    Parameters
    ----------
    traits : word of the firm
    size : ``SMALL``, ``MEDIUM`` or ``LARGE`` (``size_class``)
    missing : bits of the thresholds that the firm does not reach (``revenue_bits``, ``growth_bits``)

    Returns
    -------
    The word; bits of other groups stay.

    Examples
    --------
    >>> with_size(bit(SIZE_AT) | bit(REVENUE_AT), LARGE, bit(GROWTH_AT)) == bit(SIZE_AT + 2) | bit(GROWTH_AT)
    True
    """
    kept = np.uint64(traits) & ~(SIZE_BITS | REVENUE_BITS | GROWTH_BITS)
    return kept | bit(SIZE_AT + size) | np.uint64(missing)


@rule
def could_win_after_project(traits: Word, forbidden: Word, stage: int, success: float) -> float:
    """Weight of an award in a project decision: 1 if the firm's stage qualifies already, the chance that the project
    raises the stage if only the next stage does, 0 otherwise.  A finished project is what the firm is deciding on, so
    its lack is no bar.

    Parameters
    ----------
    traits : word of the firm
    forbidden : word of the instrument
    stage : the firm's maturity stage, 0 to 3
    success : chance that a completed project raises that stage, 0 to 1 (``stage_success_0`` to ``_2``)

    Returns
    -------
    Weight, 0 to 1.

    Examples
    --------
    An award for stage 2 and above, seen from stages 0, 1 and 2:

    >>> low = bit(STAGE_AT) | bit(STAGE_AT + 1)
    >>> [could_win_after_project(bit(STAGE_AT + stage), low, stage, 0.7) for stage in (0, 1, 2)]
    [0.0, 0.7, 1.0]
    """
    bars = np.uint64(forbidden) & ~NO_PROJECT
    rest = np.uint64(traits) & ~STAGE_BITS
    if not is_eligible(rest, bars):
        return 0.0
    if is_eligible(bit(STAGE_AT + stage), bars):
        return 1.0
    if stage < STAGES - 1 and is_eligible(bit(STAGE_AT + stage + 1), bars):
        return success
    return 0.0
