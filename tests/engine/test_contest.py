"""Exactly-N choices against plain sorting."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulate.behaviour.start import rank_key
from simulate.engine.arrays.contest import SHORT, count_buckets, keep_best, key_of_rank, sort_by_key
from simulate.engine.arrays.state import BUCKETS, MARKS, Scratch
from simulate.kernels.compiling import kernel
from simulate.kernels.reference import by_reference

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


class Desk(NamedTuple):
    """The part of a thread's scratch that contests use."""

    keys: np.ndarray
    slots: np.ndarray
    mark: np.ndarray
    marks: np.ndarray
    chosen: np.ndarray
    pool: np.ndarray
    buckets: np.ndarray


def desk(keys: list[int]) -> Desk:
    """A desk with these keys, numbered from 0."""
    count = len(keys)
    mark = np.ones((count // MARKS + 1) * MARKS, dtype=np.uint8)
    return Desk(
        keys=np.array(keys, dtype=np.int64),
        slots=np.arange(count, dtype=np.uint32),
        mark=mark,
        marks=mark.view(np.uint64),
        chosen=np.zeros(count + MARKS, dtype=np.uint32),
        pool=np.zeros(count + 1, dtype=np.int64),
        buckets=np.zeros(BUCKETS, dtype=np.int64),
    )


@kernel
def ranked(count: int, rank: int, scratch: Scratch) -> int:
    """The key of a rank, as the start of a draw asks for it."""
    count_buckets(count, scratch)
    return key_of_rank(count, rank, scratch)


@kernel
def best_first(count: int, best: int, scratch: Scratch) -> None:
    """The winners of a contest, as its round asks for them."""
    keep_best(count, best, scratch)


@kernel
def sorted_by_key(count: int, scratch: Scratch) -> None:
    """The winners in order."""
    sort_by_key(count, scratch)


@given(keys_of_all_kinds | long_keys, st.data(), st.integers(0, 5))
def test_the_best_stand_first_in_the_order_they_stood_in(keys: list[int], data: st.DataObject, behind: int) -> None:
    count = len(keys)
    best = data.draw(st.integers(0, count))
    own = desk([*keys, *range(2**62 + 1, 2**62 + 1 + behind)])
    array, slots = own.keys, own.slots
    best_first(count, best, by_reference(own))
    winners = set(sorted(keys, reverse=True)[:best])
    assert array[:best].tolist() == [key for key in keys if key in winners]
    assert [keys[slot] for slot in slots[:best]] == array[:best].tolist(), "slots travel with their keys"
    assert slots[count:].tolist() == list(range(count, count + behind)), "what lies behind is left alone"


@given(keys_of_all_kinds)
def test_short_lists_are_sorted_with_their_slots(keys: list[int]) -> None:
    own = desk(keys)
    sorted_by_key(len(keys), by_reference(own))
    assert own.keys.tolist() == sorted(keys, reverse=True)
    assert [keys[slot] for slot in own.slots] == own.keys.tolist()


@given(keys_of_all_kinds, st.data())
def test_the_key_of_a_rank_is_that_of_the_sorted_list(keys: list[int], data: st.DataObject) -> None:
    own = desk(keys)
    rank = data.draw(st.integers(0, len(keys)))
    found = int(ranked(len(keys), rank, by_reference(own)))
    assert sum(key >= found for key in keys) == rank
    assert own.keys.tolist() == keys, "the keys stay where they are"
