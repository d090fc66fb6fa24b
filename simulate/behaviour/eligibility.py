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
    """The word whose only bit stands at ``position`` (0-63)."""
    return FIRST_BIT << np.uint64(position)


@rule
def is_eligible(traits: Word, forbidden: Word) -> bool:
    """All conditions hold: (traits & forbidden) == 0."""
    return bool((np.uint64(traits) & np.uint64(forbidden)) == np.uint64(0))


@rule
def size_class(log_revenue: float, log_medium: float, log_large: float) -> int:
    """Small below 100 million yuan, large from 400 million, medium between (an approximation: the bureau also counts
    employees).
    """
    return int(log_revenue >= log_medium) + int(log_revenue >= log_large)


@rule
def with_stage(traits: Word, stage: int) -> np.uint64:
    """The traits with the stage's bit moved to ``stage``."""
    return (np.uint64(traits) & ~STAGE_BITS) | bit(STAGE_AT + stage)


@rule
def missed(value: float, threshold: float, word: np.uint64) -> np.uint64:
    """``word`` where ``value`` does not reach the threshold, no bit otherwise."""
    return word if value < threshold else np.uint64(0)


@rule
def revenue_bits(log_revenue: float, thresholds: np.ndarray) -> np.uint64:
    """Bits of the revenue thresholds (logs, shape (k,)) that the firm does not reach."""
    word = np.uint64(0)
    for index in range(thresholds.size):
        word = word | missed(log_revenue, thresholds[index], bit(REVENUE_AT + index))
    return word


@rule
def growth_bits(log_growth: float, thresholds: np.ndarray) -> np.uint64:
    """Bits of the growth thresholds (log growth of the year, shape (k,)) that the firm does not reach."""
    word = np.uint64(0)
    for index in range(thresholds.size):
        word = word | missed(log_growth, thresholds[index], bit(GROWTH_AT + index))
    return word


@rule
def with_size(traits: Word, size: int, missing: Word) -> np.uint64:
    """The traits with the size class, and the revenue and growth thresholds that are missed, written anew."""
    kept = np.uint64(traits) & ~(SIZE_BITS | REVENUE_BITS | GROWTH_BITS)
    return kept | bit(SIZE_AT + size) | np.uint64(missing)


@rule
def could_win_after_project(traits: Word, forbidden: Word, stage: int, success: float) -> float:
    """Weight of an award in a project decision: 1 if the firm's stage qualifies already, the chance that the project
    raises the stage if only the next stage does, 0 otherwise.  A finished project is what the firm is deciding on, so
    its lack is no bar.
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
