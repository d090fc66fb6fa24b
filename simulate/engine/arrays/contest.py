"""Compiled engine: exactly-N choices.  The best score wins, ties by id."""

from __future__ import annotations

import numpy as np

from simulate.engine.arrays.elements import copy, fill
from simulate.engine.arrays.listing import choose_marked
from simulate.engine.arrays.passes import gather, mark_between
from simulate.engine.arrays.state import BUCKETS, Scratch
from simulate.kernels.compiling import inner_kernel

SHORT = 512  # keys that are ranked without a histogram
BUCKET_SHIFT = 50  # one bucket is 1/64 of a unit of score
BUCKET_OFFSET = BUCKETS // 2
LARGEST = 9223372036854775807


@inner_kernel
def bucket_of(key: int) -> int:
    """Bucket of a rank key: even in the score, the outer ones open."""
    return min(max((key >> BUCKET_SHIFT) + BUCKET_OFFSET, 0), BUCKETS - 1)


@inner_kernel
def count_buckets(count: int, scratch: Scratch) -> None:
    """Histogram of the first ``count`` keys, in ``scratch.buckets``."""
    fill(scratch.buckets, 0)
    for index in range(count):
        scratch.buckets[bucket_of(scratch.keys[index])] += 1


@inner_kernel
def key_of_rank(count: int, rank: int, scratch: Scratch) -> int:
    """The ``rank``-th largest of the first ``count`` keys (1 for the largest): those at least as large are exactly
    ``rank``.  Their buckets have been counted.  One above the largest key for rank 0.
    """
    if rank <= 0:
        return LARGEST
    bucket, above = BUCKETS - 1, 0
    while above + scratch.buckets[bucket] < rank:
        above += scratch.buckets[bucket]
        bucket -= 1
    low = (bucket - BUCKET_OFFSET) << BUCKET_SHIFT if bucket > 0 else -LARGEST
    high = ((bucket + 1 - BUCKET_OFFSET) << BUCKET_SHIFT) - 1 if bucket < BUCKETS - 1 else LARGEST
    mark_between(low, high, scratch.keys[:count], scratch.mark[:count])
    members = choose_marked(scratch, count)
    gather(scratch.keys, scratch.chosen[:members], scratch.pool[:members])
    return largest_of(scratch.pool, members, rank - above)


@inner_kernel
def largest_of(pool: np.ndarray, count: int, rank: int) -> int:
    """The ``rank``-th largest of distinct keys, by halving (the pool is reordered)."""
    low, high = 0, count - 1
    while low < high:
        pivot = pool[(low + high) // 2]
        left, right = low, high
        while left <= right:
            while pool[left] > pivot:
                left += 1
            while pool[right] < pivot:
                right -= 1
            if left <= right:
                pool[left], pool[right] = pool[right], pool[left]
                left += 1
                right -= 1
        if rank - 1 <= right:
            high = right
        elif rank - 1 >= left:
            low = left
        else:
            break
    key: int = pool[rank - 1]
    return key


@inner_kernel
def keep_best(count: int, best: int, scratch: Scratch) -> None:
    """Put the ``best`` largest of the first ``count`` keys first, with their slots, in the order they stood in.

    The keys are distinct whole numbers: score in the high bits, id in the low ones.
    """
    keys, slots = scratch.keys, scratch.slots
    if best <= 0 or best >= count:
        return
    if count <= SHORT:
        copy(keys, scratch.pool, count)
        threshold = largest_of(scratch.pool, count, best)
    else:
        count_buckets(count, scratch)
        threshold = key_of_rank(count, best, scratch)
    mark_between(threshold, LARGEST, keys[:count], scratch.mark[:count])
    for kept in range(choose_marked(scratch, count)):
        chosen = scratch.chosen[kept]
        keys[kept], slots[kept] = keys[chosen], slots[chosen]


@inner_kernel
def sort_by_key(count: int, scratch: Scratch) -> None:
    """Insertion sort of the first ``count`` entries, largest key first (for short lists)."""
    keys, slots = scratch.keys, scratch.slots
    for index in range(1, count):
        key, slot = keys[index], slots[index]
        position = index
        while position > 0 and keys[position - 1] < key:
            keys[position], slots[position] = keys[position - 1], slots[position - 1]
            position -= 1
        keys[position], slots[position] = key, slot
