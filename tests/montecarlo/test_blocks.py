"""Block files are what they claim to be, or they are not used."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.montecarlo.blocks import BlockError, block_path, block_ranges, load_block, pack, save_block, unpack
from simulate.montecarlo.worker import default_block, missing_spans, usable_spans

ARRAYS = {"counts": np.arange(24, dtype=np.int64).reshape(2, 3, 4), "gdp": np.linspace(0, 1, 7)}


def test_a_block_comes_back_bit_for_bit(tmp_path):
    save_block(tmp_path, 5, 12, ARRAYS, "key")
    found = load_block(tmp_path, 5, 12, "key")
    for name, array in ARRAYS.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)
    assert block_ranges(tmp_path) == [(5, 12)]


@given(st.integers(0, 10_000))
def test_any_flipped_bit_is_found(place):
    data = bytearray(pack(ARRAYS, "key", 0, 2))
    place %= len(data) * 8
    data[place // 8] ^= 1 << (place % 8)
    with pytest.raises(BlockError):
        unpack(bytes(data), "key", 0, 2)


@given(st.integers(1, 400))
def test_any_truncation_is_found(missing):
    data = pack(ARRAYS, "key", 0, 2)
    with pytest.raises(BlockError):
        unpack(data[: max(len(data) - missing, 0)], "key", 0, 2)


def test_a_block_of_another_run_or_of_other_draws_is_refused(tmp_path):
    save_block(tmp_path, 0, 2, ARRAYS, "key")
    for first, last, key in ((0, 2, "other"), (0, 3, "key")):
        block_path(tmp_path, 0, 2).rename(block_path(tmp_path, first, last))
        with pytest.raises(BlockError, match="another run"):
            load_block(tmp_path, first, last, key)
        block_path(tmp_path, first, last).rename(block_path(tmp_path, 0, 2))


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda s: (s[0], s[0] + s[1])), max_size=8)


@given(st.integers(1, 80), st.integers(1, 30), spans)
def test_gaps_and_finished_blocks_cover_every_draw_once(draws, size, found):
    done = usable_spans(found, draws)
    covered = [draw for first, last in [*done, *missing_spans(draws, size, done)] for draw in range(first, last)]
    assert sorted(covered) == list(range(draws))
    assert all(last - first <= size for first, last in missing_spans(draws, size, done))


def test_a_province_gets_small_blocks():
    assert default_block(12_000) == 200
    assert default_block(1_200_000) == 2
    assert default_block(100_000_000) == 1
