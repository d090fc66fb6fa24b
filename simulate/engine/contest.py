"""Compiled engine: exactly-N choices.  The best score wins, ties by id."""

from __future__ import annotations

import numpy as np

from simulate.compiling import part
from simulate.engine.arrays import copy, fill

BUCKETS = 2048
SHORT = 512  # keys that are ranked without a histogram
BUCKET_SHIFT = np.int64(50)  # one bucket is 1/64 of a unit of score
BUCKET_OFFSET = np.int64(BUCKETS // 2)


@part
def bucket_of(key: int) -> int:
    """Bucket of a rank key: even in the score, the outer ones open."""
    return min(max((key >> BUCKET_SHIFT) + BUCKET_OFFSET, np.int64(0)), np.int64(BUCKETS - 1))


@part
def count_buckets(keys: np.ndarray, count: int, buckets: np.ndarray) -> None:
    """Histogram of the first ``count`` keys; ``buckets`` (BUCKETS,) int64 is written."""
    fill(buckets, 0)
    for index in range(count):
        buckets[bucket_of(keys[index])] += 1


@part
def key_of_rank(keys: np.ndarray, count: int, rank: int, buckets: np.ndarray, pool: np.ndarray) -> int:
    """The ``rank``-th largest of the first ``count`` keys (1 for the largest): those at least as large are exactly
    ``rank``.

    ``buckets`` comes from ``count_buckets``; ``pool`` (>= count,) int64 is scratch.  One above the largest key for
    rank 0.
    """
    if rank <= 0:
        return np.int64(9223372036854775807)
    bucket, above = np.int64(BUCKETS - 1), np.int64(0)
    while above + buckets[bucket] < rank:
        above += buckets[bucket]
        bucket -= 1
    found = 0
    for index in range(count):
        if bucket_of(keys[index]) == bucket:
            pool[found] = keys[index]
            found += 1
    return largest_of(pool, found, rank - above)


@part
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
    return pool[rank - 1]


@part
def keep_best(
    keys: np.ndarray, slots: np.ndarray, count: int, best: int, buckets: np.ndarray, pool: np.ndarray
) -> None:
    """Put the ``best`` largest of the first ``count`` keys first, with their slots, in the order they stood in.

    ``keys`` are distinct whole numbers (score in the high bits, id in the low ones); shapes (>= count,).
    """
    if best <= 0 or best >= count:
        return
    if count <= SHORT:
        copy(keys, pool, count)
        threshold = largest_of(pool, count, best)
    else:
        count_buckets(keys, count, buckets)
        threshold = key_of_rank(keys, count, best, buckets, pool)
    kept = 0
    for index in range(count):
        if keys[index] >= threshold:
            keys[kept], slots[kept] = keys[index], slots[index]
            kept += 1


@part
def sort_by_key(keys: np.ndarray, slots: np.ndarray, count: int) -> None:
    """Insertion sort of the first ``count`` entries, largest key first (for short lists)."""
    for index in range(1, count):
        key, slot = keys[index], slots[index]
        place = index
        while place > 0 and keys[place - 1] < key:
            keys[place], slots[place] = keys[place - 1], slots[place - 1]
            place -= 1
        keys[place], slots[place] = key, slot
