"""Exactly-N choices against plain sorting."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from simulate.behaviour.start import rank_key
from simulate.compiling import kernel
from simulate.engine.contest import BUCKETS, SHORT, count_buckets, keep_best, key_of_rank, sort_by_key

Whole = NDArray[np.int64]
any_keys = st.lists(st.integers(-(2**62), 2**62), unique=True, max_size=80)
close_keys = st.lists(st.integers(0, 100), unique=True, max_size=80)
ordered_keys = st.integers(0, 60).map(lambda count: list(range(count)))
reversed_keys = st.integers(0, 60).map(lambda count: list(range(count, 0, -1)))
score_keys = st.lists(st.floats(-120, 120) | st.sampled_from([-100.0, 0.0, 1 / 64, 100.0]), max_size=80).map(
    lambda scores: [int(rank_key(score, identity)) for identity, score in enumerate(scores)]
)
keys_of_all_kinds = any_keys | close_keys | ordered_keys | reversed_keys | score_keys
long_keys = st.integers(0, 2**32).map(
    lambda seed: [int(key) for key in np.random.default_rng(seed).permutation(3 * SHORT)[: SHORT + seed % SHORT]]
)


@kernel
def ranked(keys: np.ndarray, count: int, rank: int, buckets: np.ndarray, pool: np.ndarray) -> int:
    """The key of a rank, as the start of a draw asks for it."""
    count_buckets(keys, count, buckets)
    return key_of_rank(keys, count, rank, buckets, pool)


@kernel
def best_first(
    keys: np.ndarray, slots: np.ndarray, count: int, best: int, buckets: np.ndarray, pool: np.ndarray
) -> None:
    """The winners of a contest, as its round asks for them."""
    keep_best(keys, slots, count, best, buckets, pool)


@kernel
def sorted_by_key(keys: np.ndarray, slots: np.ndarray, count: int) -> None:
    """The winners in order."""
    sort_by_key(keys, slots, count)


@given(keys_of_all_kinds | long_keys, st.data(), st.integers(0, 5))
def test_the_best_stand_first_in_the_order_they_stood_in(keys: list[int], data: st.DataObject, behind: int) -> None:
    count = len(keys)
    best = data.draw(st.integers(0, count))
    array = np.array([*keys, *range(2**62 + 1, 2**62 + 1 + behind)], dtype=np.int64)
    slots = np.arange(array.size)
    best_first(array, slots, count, best, np.zeros(BUCKETS, dtype=np.int64), np.zeros(count + 1, dtype=np.int64))
    winners = set(sorted(keys, reverse=True)[:best])
    assert array[:best].tolist() == [key for key in keys if key in winners]
    assert [keys[slot] for slot in slots[:best]] == array[:best].tolist(), "slots travel with their keys"
    assert slots[count:].tolist() == list(range(count, array.size)), "what lies behind is left alone"


@given(keys_of_all_kinds)
def test_short_lists_are_sorted_with_their_slots(keys: list[int]) -> None:
    array, slots = np.array(keys, dtype=np.int64), np.arange(len(keys))
    sorted_by_key(array, slots, len(keys))
    assert array.tolist() == sorted(keys, reverse=True)
    assert [keys[slot] for slot in slots] == array.tolist()


@given(keys_of_all_kinds, st.data())
def test_the_key_of_a_rank_is_that_of_the_sorted_list(keys: list[int], data: st.DataObject) -> None:
    array, buckets, pool = (
        np.array(keys, dtype=np.int64),
        np.zeros(BUCKETS, dtype=np.int64),
        np.zeros(len(keys) + 1, dtype=np.int64),
    )
    rank = data.draw(st.integers(0, len(keys)))
    found = int(ranked(array, len(keys), rank, buckets, pool))
    assert sum(key >= found for key in keys) == rank
    assert array.tolist() == keys, "the keys stay where they are"
