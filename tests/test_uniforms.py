"""The generator against its published answers, and its numbers against chance."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtr

from simulate.engine.inputs import purposes  # noqa: F401  (registers the purposes of the model)
from simulate.randomness import uniforms
from simulate.randomness.uniforms import (
    draw_key,
    over_draws,
    over_units,
    philox4x32,
    purpose,
    squares64,
    uniform,
    unit_interval,
)

Numbers = NDArray[np.float64]
WORD = (1 << 64) - 1
HALF = (1 << 32) - 1
words = st.integers(0, WORD)
LEAST = 1e-6  # a chance smaller than this is no accident: the numbers are fixed, the test never flickers


def reference_philox(counter: Sequence[int], key: Sequence[int]) -> tuple[int, ...]:
    """Philox4x32-10 from the paper (Salmon et al. 2011), in unbounded integers."""
    c, k = list(counter), list(key)
    for _ in range(10):
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(second >> 32) ^ c[1] ^ k[0], second & HALF, (first >> 32) ^ c[3] ^ k[1], first & HALF]
        k = [(k[0] + 0x9E3779B9) & HALF, (k[1] + 0xBB67AE85) & HALF]
    return tuple(c)


def reference_squares(counter: int, key: int) -> int:
    """Squares, five rounds (Widynski 2020): squarings of counter * key, halves swapped in between."""
    y = counter * key & WORD
    z = y + key & WORD
    x, fourth = y, 0
    for added in (y, z, y, z):
        fourth = x * x + added & WORD
        x = (fourth >> 32 | fourth << 32) & WORD
    return fourth ^ ((x * x + y & WORD) >> 32)


PHILOX_PUBLISHED = (  # Random123, kat_vectors: philox4x32, 10 rounds
    ((0,) * 4, (0,) * 2, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((HALF,) * 4, (HALF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)
SQUARES_ANSWERS = (  # Widynski's squares.h as compiled in the package randomgen 2.5.1: Squares(variant=64).random_raw
    (0x1659C2F3245A7913, 0, (0x17EE832439784003, 0x4FCA1A2EE0C5A643, 0x97D881B767EF3C71)),
    (0x1659C2F3245A7913, 0x10000003039, (0x17F3AD4F32261674, 0x9B69787727F861E5, 0xBB8520E95BB5AF81)),
    (0xFBE3C695413B867F, 0, (0x02850902C94F51F6, 0xF4421DFD78E2AEFE, 0x242E17E3B700B8B4)),
    (0xFBE3C695413B867F, WORD - 2, (0x13147ED50F0F3109, 0x7E5A9323B0281FCC, 0xE7244603FE30FAD7)),
    (0xAD68B9F54F2D85EB, 0x10000003039, (0xD09A3F6C2A3FCDC8, 0xD9754BA88D8397D7, 0x15E288FB99A168FA)),
    (0xAD68B9F54F2D85EB, WORD - 2, (0x79480041D0132D2B, 0x629701716B6037C0, 0x170F1FAE49631CF4)),
)


@pytest.mark.parametrize(("counter", "key", "answer"), PHILOX_PUBLISHED)
def test_the_reference_gives_the_published_answers(counter: Sequence[int], key: Sequence[int], answer: object) -> None:
    assert reference_philox(counter, key) == answer


def test_philox_gives_the_published_answer() -> None:
    assert int(philox4x32(np.uint64(0), np.uint64(0))) == 0x6627E8D5 | 0xE169C58D << 32


@given(words, words)
def test_philox_is_the_reference_with_upper_counter_words_zero(counter: int, key: int) -> None:
    first, second, *_ = reference_philox((counter & HALF, counter >> 32, 0, 0), (key & HALF, key >> 32))
    assert int(philox4x32(np.uint64(counter), np.uint64(key))) == first | second << 32


@pytest.mark.parametrize(("key", "counter", "answers"), SQUARES_ANSWERS)
def test_squares_gives_the_answers_of_its_author_s_code(key: int, counter: int, answers: Sequence[int]) -> None:
    for step, answer in enumerate(answers):
        assert int(squares64(np.uint64(counter + step & WORD), np.uint64(key))) == answer


@given(words, words)
def test_squares_is_the_paper_s_formula(counter: int, key: int) -> None:
    assert int(squares64(np.uint64(counter), np.uint64(key))) == reference_squares(counter, key)


def test_splitmix_gives_the_published_stream() -> None:
    """SplitMix64 from state 0: the finaliser of successive multiples of the golden gamma (Vigna's splitmix64.c)."""
    golden = 0x9E3779B97F4A7C15
    found = [int(uniforms.mix(np.uint64(golden * step & WORD))) for step in range(3)]
    assert found == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


@given(words)
def test_numbers_lie_strictly_inside_the_unit_interval(word: int) -> None:
    u = float(unit_interval(np.uint64(word)))
    assert u == ((word >> 12) + 0.5) / 2**52
    assert 0.0 < u < 1.0


@pytest.mark.parametrize("word", [0, WORD])
def test_the_ends_are_never_reached(word: int) -> None:
    u = float(unit_interval(np.uint64(word)))
    assert min(u, 1.0 - u) == 2.0**-53


@given(
    st.integers(0, HALF), st.integers(0, 255), st.integers(0, 2**24 - 1), st.integers(0, 2**31), st.integers(0, HALF)
)
def test_the_counter_holds_unit_time_and_purpose_side_by_side(
    unit: int, time: int, code: int, seed: int, draw: int
) -> None:
    key = int(draw_key(seed, draw))
    assert key % 2 == 1
    expected = reference_squares(unit | time << 32 | code << 40, key)
    assert float(uniform(np.uint64(key), unit, time, np.uint64(code << 40))) == ((expected >> 12) + 0.5) / 2**52


def test_the_audit_switch_puts_philox_behind_the_same_numbers() -> None:
    code = "from simulate.randomness.uniforms import uniform, draw_key\nimport numpy as np\n"
    code += "print(float(uniform(draw_key(5, 7), 11, 3, np.uint64(9 << 40))).hex(), int(draw_key(5, 7)))"
    environment = {**os.environ, "SIMULATE_GENERATOR": "philox4x32"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    found, key = run.stdout.split()
    first, second, *_ = reference_philox((11, 3 | 9 << 8, 0, 0), (int(key) & HALF, int(key) >> 32))
    assert float.fromhex(found) == (((first | second << 32) >> 12) + 0.5) / 2**52
    assert int(key) == int(draw_key(5, 7))


# ------------------------------------------------------------------ against chance

COUNT = 40_000
SEEDS = (0, 1, 2, 20231020)
NAMES = ("project start", "stage success", "apply:a09.3", "parameter")


def key_of(seed: int, draw: int) -> np.uint64:
    """The key of a draw (a compiled function hands Python a plain number)."""
    return np.uint64(draw_key(seed, draw))


def by_unit(name: str = "project start", seed: int = 1, draw: int = 0, time: int = 0) -> Numbers:
    """Numbers of firms 0, 1, 2 ... at one time."""
    return over_units(key_of(seed, draw), np.arange(COUNT), time, purpose(name))


def by_draw(name: str = "project start", seed: int = 1, unit: int = 0) -> Numbers:
    """Numbers of one unit in draws 0, 1, 2 ..."""
    return over_draws(seed, 0, COUNT, unit, purpose(name))


def by_time(name: str = "project start", seed: int = 1) -> Numbers:
    """Numbers of a few firms over all times, firm after firm."""
    key, code = key_of(seed, 0), purpose(name)
    table = np.stack([over_units(key, np.arange(COUNT // 200), time, code) for time in range(200)])
    return table.T.ravel()


def by_purpose(seed: int = 1) -> Numbers:
    """Numbers of one firm over many purposes."""
    key = key_of(seed, 0)
    return np.array([uniform(key, 7, 0, np.uint64(code << 40)) for code in range(4000)])


def by_seed() -> Numbers:
    """Numbers of one firm over many seeds."""
    code = purpose("project start")
    return np.array([uniform(key_of(seed, 0), 7, 0, code) for seed in range(4000)])


STREAMS: dict[str, Callable[[], Numbers]] = {
    **{f"units of {name}": lambda name=name: by_unit(name) for name in NAMES},  # type: ignore[misc]
    **{f"units at seed {seed}": lambda seed=seed: by_unit(seed=seed) for seed in SEEDS},  # type: ignore[misc]
    "units at a time": lambda: by_unit(time=11),
    "units in a late draw": lambda: by_unit(draw=99_999),
    "draws": by_draw,
    "draws of a late unit": lambda: by_draw(unit=12_000),
    "times": by_time,
    "purposes": by_purpose,
    "seeds": by_seed,
}


def chance_of_cells(cells: NDArray[np.int64], kinds: int) -> float:
    """Chance of a chi-square as large as that of these cells, all alike likely."""
    counts = np.bincount(cells, minlength=kinds)
    expected = cells.size / kinds
    return float(chdtrc(kinds - 1, ((counts - expected) ** 2 / expected).sum()))


def chance_of_correlation(a: Numbers, b: Numbers) -> float:
    """Chance of a correlation as far from 0, either way."""
    return float(2.0 * ndtr(-abs(np.corrcoef(a, b)[0, 1]) * np.sqrt(a.size)))


@pytest.mark.parametrize("name", STREAMS)
def test_numbers_are_uniform_and_follow_each_other_without_trace(name: str) -> None:
    u = STREAMS[name]()
    assert LEAST < chance_of_cells((u * 64).astype(np.int64), 64) < 1 - LEAST
    tail = (u * 2**40).astype(np.int64) % 64  # bits 35 to 40: the lower ones must be even, too
    assert LEAST < chance_of_cells(tail, 64) < 1 - LEAST
    pairs = (u[:-1:2] * 8).astype(np.int64) * 8 + (u[1::2] * 8).astype(np.int64)
    assert LEAST < chance_of_cells(pairs, 64) < 1 - LEAST
    for lag in (1, 2, 3, 4, 12):
        assert chance_of_correlation(u[:-lag], u[lag:]) > LEAST
    assert abs(u.mean() - 0.5) < 5 / np.sqrt(12 * u.size)


def test_a_counter_without_the_squarings_fails_the_same_tests() -> None:
    """The tests bite: a Weyl sequence (what squares makes of the counter before its first round) does not pass."""
    weyl = np.arange(COUNT, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    u = ((weyl >> np.uint64(12)).astype(np.float64) + 0.5) / 2**52
    assert chance_of_cells((u * 64).astype(np.int64), 64) > 1 - LEAST, "too even"
    assert chance_of_correlation(u[:-1], u[1:]) < LEAST


SIDE_BY_SIDE: dict[str, Callable[[], list[Numbers]]] = {
    "purposes": lambda: [by_unit(name) for name in NAMES],
    "seeds": lambda: [by_unit(seed=seed) for seed in SEEDS],
    "draws": lambda: [by_unit(draw=draw) for draw in (0, 1, 2, 1000)],
    "times": lambda: [by_unit(time=time) for time in (0, 1, 2, 255)],
    "units over draws": lambda: [by_draw(unit=unit) for unit in (0, 1, 2, 4096)],
    "seed and draw swapped": lambda: [by_unit(seed=3, draw=4), by_unit(seed=4, draw=3)],
    "parameters over draws": lambda: [
        by_draw("parameter", unit=uniforms.name_code(name)) for name in ("project_hazard", "peer_effect", "claim_rate")
    ],
}


@pytest.mark.parametrize("name", SIDE_BY_SIDE)
def test_streams_side_by_side_are_independent(name: str) -> None:
    for a, b in combinations(SIDE_BY_SIDE[name](), 2):
        assert chance_of_correlation(a, b) > LEAST
        assert chance_of_correlation((a - 0.5) ** 2, (b - 0.5) ** 2) > LEAST
        cells = (a * 8).astype(np.int64) * 8 + (b * 8).astype(np.int64)
        assert LEAST < chance_of_cells(cells, 64) < 1 - LEAST


def test_no_two_numbers_of_a_run_are_the_same() -> None:
    streams = [by_unit(name, draw=draw, time=time) for name in NAMES[:2] for draw in (0, 1) for time in (0, 1)]
    together = np.concatenate(streams)
    assert np.unique(together).size == together.size


# ------------------------------------------------------------------ even numbers


def even(draw: int, units: NDArray[np.integer], step: int = 0, name: str = "firm size") -> Numbers:
    shift = np.uint64(uniforms.even_shift(key_of(1, draw), purpose(name)))
    return np.array([uniforms.evenly(shift, int(unit), uniforms.EVEN_STEPS[step]) for unit in units])


@pytest.mark.parametrize("step", [0, 1])
@pytest.mark.parametrize("stride", [1, 3])
def test_even_numbers_fill_the_interval_with_hardly_a_gap(step: int, stride: int) -> None:
    """Largest distance to the uniform distribution: chance would leave about 0.8 / sqrt(2000) = 0.018."""
    for draw in range(3):
        numbers = np.sort(even(draw, stride * np.arange(2000), step))
        assert np.abs(numbers - (np.arange(2000) + 0.5) / 2000).max() < 0.004


def test_an_even_number_is_uniform_over_draws() -> None:
    numbers = np.sort(np.concatenate([even(draw, np.array([7])) for draw in range(1000)]))
    assert np.abs(numbers - (np.arange(1000) + 0.5) / 1000).max() < 1.63 / np.sqrt(1000)


def test_even_numbers_of_two_purposes_fill_the_square() -> None:
    """A tenth by a tenth of the square holds a hundredth of 4,000 units: chance would be off by 6."""
    units = np.arange(4000)
    for draw in range(3):
        size, sector = even(draw, units), even(draw, units, 1, "firm sector")
        counts = np.histogram2d(size, sector, bins=10, range=[[0, 1], [0, 1]])[0]
        assert np.abs(counts - 40).max() <= 8


# ------------------------------------------------------------------ the registry


def test_arrays_are_the_scalar_numbers_bit_for_bit() -> None:
    code = purpose("project start")
    units = np.array([0, 1, 17, 2**31 + 5, 2**32 - 1])
    found = over_units(key_of(9, 4), units, 6, code)
    assert found.tolist() == [float(uniform(key_of(9, 4), int(unit), 6, code)) for unit in units]
    found = over_draws(9, 4, 3, 17, code)
    assert found.tolist() == [float(uniform(key_of(9, 4 + place), 17, 0, code)) for place in range(3)]


def test_purposes_that_share_a_code_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uniforms, "_REGISTRY", {})
    code, names = {}, (f"purpose {number}" for number in range(100_000))
    for name in names:  # 24 bits: among a few thousand names two must collide
        other = code.setdefault(uniforms.purpose_code(name), name)
        if other != name:
            break
    purpose(other)
    with pytest.raises(ValueError, match="share a code") as caught:
        purpose(name)
    assert name in str(caught.value)
    assert other in str(caught.value)


def test_a_purpose_may_be_named_again_and_has_one_code_for_ever() -> None:
    assert purpose("project start") == purpose("project start") == np.uint64(0xB6E3CD << 40)


def test_parameter_names_that_share_a_code_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uniforms, "name_code", lambda name: len(name))
    uniforms.check_names(["a", "bb", "a"])
    with pytest.raises(ValueError, match="share a code"):
        uniforms.check_names(["a", "b"])


def test_all_purposes_of_the_model_differ() -> None:
    names = list(uniforms.registry())
    assert {"project start", "build time", "stage success", "parameter"} <= set(names)
    assert len({uniforms.purpose_code(name) for name in names}) == len(names)
