"""Keyed numbers: ``u = uniform(key(seed, draw), unit, time, purpose)``, strictly inside (0, 1).

Every random number of the model is a pure function of what it is for, so threads, blocks, workers and the order of
firms cannot change it, and two scenarios share their luck firm by firm.  The generator is squares64 (Widynski 2020,
five rounds); the audit switch puts Philox4x32-10 (Salmon et al. 2011) behind the same function.

Counter layout (64 bits): unit id 0-31, time 32-39, purpose 40-63.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np

from simulate.kernels.compiling import generator_name, kernel, rule

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
ONE = np.uint64(1)
LOW_HALF = np.uint64(0xFFFFFFFF)
SHIFT_11, SHIFT_12, SHIFT_27, SHIFT_30, SHIFT_31, SHIFT_32, SHIFT_40 = (
    np.uint64(s) for s in (11, 12, 27, 30, 31, 32, 40)
)
EXPONENT_OF_ONE = np.uint64(0x3FF0000000000000)
BELOW_ONE = 1.0 - 2.0**-53
PHILOX_M0, PHILOX_M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
PHILOX_W0, PHILOX_W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
EVEN_STEPS = np.array([0xC13FA9A902A6328F, 0x91E10DA5C79E7B1C], dtype=np.uint64)  # 1/p and 1/p^2 of 2^64, p^3 = p + 1
AUDIT = generator_name() == "philox4x32"


@rule
def mix(word: np.uint64) -> np.uint64:
    """SplitMix64's finaliser (Steele, Lea and Flood 2014): spreads a counter into an irregular key."""
    # The golden ratio of 2^64 sets counters that follow each other far apart before they are mixed.
    z = word + GOLDEN
    z = (z ^ (z >> SHIFT_30)) * MIX_1
    z = (z ^ (z >> SHIFT_27)) * MIX_2
    return z ^ (z >> SHIFT_31)


@rule
def draw_key(seed: int, draw: int) -> np.uint64:
    """Key of one draw: two mixes of (seed, draw), made odd as squares asks.

    Parameters
    ----------
    seed : of the run
    draw : number of the draw

    Returns
    -------
    Word of 64 bits.
    """
    # The seed is mixed first: seed ^ draw alone would make draw 2 of seed 1 and draw 1 of seed 2 the same.
    return mix(mix(np.uint64(seed)) ^ np.uint64(draw)) | ONE


@rule
def squares64(counter: np.uint64, key: np.uint64) -> np.uint64:
    """64 random bits by five rounds of squares (Widynski 2020, arXiv:2004.06278).

    Parameters
    ----------
    counter : what the number is for; another counter, another number
    key : odd, of the draw

    Returns
    -------
    A word that passes for random.
    """
    # The middle bits of a square are mixed best: each round squares, adds a step of the key and swaps the halves, so
    # that the next round squares what was the middle.
    x = counter * key
    y = x
    z = y + key
    x = x * x + y
    x = (x >> SHIFT_32) | (x << SHIFT_32)
    x = x * x + z
    x = (x >> SHIFT_32) | (x << SHIFT_32)
    x = x * x + y
    x = (x >> SHIFT_32) | (x << SHIFT_32)
    x = x * x + z
    t = x
    x = (x >> SHIFT_32) | (x << SHIFT_32)
    return t ^ ((x * x + y) >> SHIFT_32)


@rule
def philox4x32(counter: np.uint64, key: np.uint64) -> np.uint64:
    """64 random bits by Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, Parallel random numbers: as easy as 1, 2,
    3).

    Parameters
    ----------
    counter : what the number is for; the upper half of Philox's counter is zero
    key : of the draw

    Returns
    -------
    The first two of its four words.
    """
    # A counter of 64 bits is enough: the other half of Philox's 128 stays empty.
    c0, c1, c2, c3 = counter & LOW_HALF, counter >> SHIFT_32, np.uint64(0), np.uint64(0)
    k0, k1 = key & LOW_HALF, key >> SHIFT_32
    for _ in range(10):
        p0, p1 = PHILOX_M0 * c0, PHILOX_M1 * c2
        c0, c1, c2, c3 = (p1 >> SHIFT_32) ^ c1 ^ k0, p1 & LOW_HALF, (p0 >> SHIFT_32) ^ c3 ^ k1, p0 & LOW_HALF
        k0, k1 = (k0 + PHILOX_W0) & LOW_HALF, (k1 + PHILOX_W1) & LOW_HALF
    return c0 | (c1 << SHIFT_32)


random_word = philox4x32 if AUDIT else squares64


@rule
def unit_interval(word: np.uint64) -> float:
    """52 random bits as the middle of their cell: (k + 1/2) / 2^52, never 0 and never 1.

    Examples
    --------
    >>> unit_interval(np.uint64(1) << np.uint64(63)) == 0.5 + 2.0**-53
    True
    """
    # The bits as those of a number in [1, 2), moved to (0, 1): no division, the same on every platform; the half step
    # keeps quantile functions from their infinite ends.
    return np.uint64((word >> SHIFT_12) | EXPONENT_OF_ONE).view(np.float64) - BELOW_ONE


@rule
def uniform(key: np.uint64, unit: int, time: int, purpose: np.uint64) -> float:
    """The keyed number for one unit at one time and purpose.

    Parameters
    ----------
    key : of the draw (``draw_key``)
    unit : id of a firm, of the city, or a parameter's code, 32 bits
    time : year, quarter or round, 0 to 255
    purpose : code of what it decides (``purpose``)

    Returns
    -------
    Number strictly inside (0, 1).
    """
    # The fields do not overlap, so that two numbers share a counter only where they are the same number.
    counter = np.uint64(unit) | (np.uint64(time) << SHIFT_32) | np.uint64(purpose)
    return unit_interval(random_word(counter, np.uint64(key)))


@rule
def even_shift(key: np.uint64, purpose: np.uint64) -> np.uint64:
    """Where the even numbers of a draw and a purpose begin: 64 random bits, the same for all units."""
    return random_word(np.uint64(purpose), np.uint64(key))


@rule
def evenly(shift: np.uint64, unit: int, step: np.uint64) -> float:
    """Even numbers: u = frac(shift + unit * step), a number a unit that fills (0, 1) with hardly a gap.

    Over draws every number is uniform; within a draw the numbers of any run of units lie as evenly as their number
    allows, so that the units of a draw represent their distribution far better than independent numbers would (a
    Kronecker sequence with a random shift: Cranley and Patterson 1976). Numbers of two purposes with the two
    ``EVEN_STEPS``, powers of the plastic number, fill the square as evenly. It is a pure function of the unit, so that
    more units move none.

    Parameters
    ----------
    shift : of the draw and purpose (``even_shift``)
    unit : id of a firm
    step : one of ``EVEN_STEPS``, a fraction of 2^64

    Returns
    -------
    Number strictly inside (0, 1).
    """
    # Words wrap at 2^64, which is how the whole part falls away.
    return unit_interval(np.uint64(unit) * step + shift)


_REGISTRY: dict[str, str] = {}


def purpose(name: str, meaning: str = "") -> np.uint64:
    """Register a purpose by its stable name; its code is hashed from the name.

    Parameters
    ----------
    name : never changes, since another name is other luck
    meaning : what it decides, for the model's page

    Returns
    -------
    The code of 24 bits in place for the counter (shifted left by 40).

    Raises
    ------
    ValueError
        Another purpose has the same code.
    """
    code = purpose_code(name)
    # Two names meet with a chance of 2^-24, and two decisions would then share their luck without a sign of it.
    for other in _REGISTRY:
        if other != name and purpose_code(other) == code:
            raise ValueError(f"purposes {name!r} and {other!r} share a code; rename one")
    _REGISTRY.setdefault(name, meaning)
    return np.uint64(code) << SHIFT_40


def purpose_code(name: str) -> int:
    """24 bits of the SHA-256 of a purpose's name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:3], "big")


def name_code(name: str) -> int:
    """32 bits of the SHA-256 of a parameter's name: its unit id."""
    return int.from_bytes(hashlib.sha256(b"parameter:" + name.encode()).digest()[:4], "big")


def registry() -> dict[str, str]:
    """All purposes registered so far, name to meaning, in order of their names."""
    return dict(sorted(_REGISTRY.items()))


def check_names(names: Iterable[str]) -> None:
    """Raise ``ValueError`` where two parameter names would share a code."""
    seen: dict[int, str] = {}
    for name in names:
        other = seen.setdefault(name_code(name), name)
        if other != name:
            raise ValueError(f"parameters {name!r} and {other!r} share a code; rename one")


PARAMETER = purpose("parameter", "which quantile of its distribution a parameter takes in a draw")
POSTERIOR_ROW = purpose("posterior row", "which row of the posterior a draw takes")
READING = purpose("reading", "which alternative of a sampled reading a draw takes")


@kernel
def over_draws(seed: int, first_draw: int, count: int, unit: int, code: np.uint64) -> np.ndarray:
    """The same keyed number for consecutive draws.

    Parameters
    ----------
    seed : of the run
    first_draw : number of the first draw
    count : how many draws
    unit : id, 32 bits
    code : of the purpose

    Returns
    -------
    Numbers strictly inside (0, 1), shape (count,).
    """
    out = np.empty(count)
    for index in range(count):
        out[index] = uniform(draw_key(seed, first_draw + index), unit, 0, code)
    return out


@kernel
def over_units(key: np.uint64, units: np.ndarray, time: int, code: np.uint64) -> np.ndarray:
    """The same purpose for many units of one draw.

    Parameters
    ----------
    key : of the draw
    units : ids, shape (units,)
    time : year, quarter or round, 0 to 255
    code : of the purpose

    Returns
    -------
    Numbers strictly inside (0, 1), shape (units,).
    """
    out = np.empty(units.size)
    for index in range(units.size):
        out[index] = uniform(key, units[index], time, code)
    return out
