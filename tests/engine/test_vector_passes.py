"""Every vector pass works on several firms at a time: its assembly holds packed arithmetic on its own numbers."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numba
import numpy as np
import pytest
from numba import types

from simulate.behaviour import (
    application,
    arithmetic,
    award_value,
    eligibility,
    entitlement,
    growth,
    macro,
    project,
    recognition,
    start,
)
from simulate.engine.arrays import passes
from simulate.randomness import uniforms

REALS, BITS, BYTES = types.float64[::1], types.uint64[::1], types.uint8[::1]
IDS, QUARTERS, PLACES = types.uint32[::1], types.int16[::1], types.int64[::1]
WORD, WHOLE, REAL = types.uint64, types.int64, types.float64
LIMITS, RATES, GROWTH = (
    types.NamedTuple((REAL,) * len(group._fields), group)
    for group in (passes.SizeLimits, passes.SizeRates, passes.Growth)
)

COMPARED = r"v?cmp\w*pd"
MULTIPLIED = r"v?pmuludq|v?pmullq"  # whole numbers of 64 bits
GATHERS = {"gather", "look_up"}


class Pass(NamedTuple):
    """Types that a pass takes, and instructions that work on several firms at once: one of each group has to be there."""

    takes: tuple[Any, ...]
    packed: tuple[str, ...]
    bytes_below: int = 256


PASSES = {
    "draw_numbers": Pass((WORD, WHOLE, WORD, IDS, REALS), (MULTIPLIED, r"v?addpd")),
    "draw_numbers_at": Pass((WORD, PLACES, WORD, IDS, REALS), (MULTIPLIED, r"v?addpd")),
    "draw_evenly": Pass((WORD, WORD, IDS, REALS), (MULTIPLIED, r"v?addpd|v?subpd")),
    "draw_rounded": Pass((WORD, WHOLE, WORD, IDS, BYTES), (MULTIPLIED, r"v?mulpd")),
    "mark_possible": Pass((REAL, BYTES, REALS, BYTES), (r"v?mulpd",)),
    "mark_equal": Pass((WHOLE, QUARTERS, BYTES), (r"v?pcmp\w+",)),
    "mark_between": Pass((WHOLE, WHOLE, PLACES, BYTES), (r"v?pcmp\w+",)),
    "mark_under": Pass((REAL, REALS, BYTES), (COMPARED,)),
    "cost_projects": Pass((REAL, REALS, REALS, REALS), (r"v?mulpd", r"v?addpd")),
    "mark_eligible": Pass(
        (WORD, WORD, WORD, BITS, BITS, BYTES), (r"v?p?and(?:n?ps|n?pd|n?|[dq])", r"v?pcmpeq\w|v?ptestn?m\w")
    ),
    "place_in_body": Pass((REALS, REALS, REALS, REALS), (r"v?mulpd", r"v?addpd")),
    "take_body_revenue": Pass((REALS, REALS, REALS, REALS), (r"v?mulpd", r"v?addpd")),
    "mark_tail": Pass((WHOLE, REAL, BYTES, REALS, BYTES), (COMPARED,)),
    "grow_over": Pass((REAL, REAL, REALS, REALS), (r"v?mulpd", r"v?addpd")),
    "boost_by_awards": Pass((REAL, REALS, REALS, REALS, REALS), (r"v?mulpd", r"v?divpd")),
    "note_sizes": Pass((LIMITS, REALS, BITS), (COMPARED,)),
    "note_missed": Pass((REAL, WORD, REALS, BITS), (COMPARED,)),
    "note_lacks": Pass((WORD, REALS, REALS, BITS), (COMPARED,)),
    "kind_by_size": Pass((REAL, LIMITS, REALS, PLACES), (COMPARED,)),
    "kind_by_segment": Pass((LIMITS, BYTES, REALS, PLACES), (COMPARED,), bytes_below=3),  # segments
    "mark_exits": Pass((LIMITS, RATES, REALS, REALS, BYTES), (COMPARED,)),
    "change_revenue": Pass((GROWTH, REALS, REALS, REALS, REALS, REALS), (r"v?mulpd", r"v?addpd")),
    "mark_below": Pass((REAL, REALS, REALS, BYTES), (COMPARED,)),
    "yearly_hazards": Pass((REALS, REALS, REALS), (r"v?mulpd",)),
    "weigh_busy": Pass((REAL, REALS, REALS), (r"v?mulpd", r"v?divpd")),
    "recent_chances": Pass((REAL, REAL, REALS, REALS, REALS), (r"v?mulpd", r"v?divpd")),
    "log_propensities": Pass((REAL, REALS, REALS, REALS, REALS), (r"v?mulpd", r"v?addpd")),
    "renew_propensity": Pass((REAL, REALS, REALS, REALS, BITS, REALS), (r"v?mulpd", r"v?addpd")),
    "sum_fixed": Pass((REALS,), (r"v?mulpd", r"v?addpd")),
    "sum_outlays": Pass((REAL, REALS, REALS), (r"v?mulpd", r"v?divpd")),
    "rank_for_stages": Pass((REAL, REAL, REAL, REALS, REALS, IDS, PLACES), (r"v?mulpd", r"v?addpd")),
    "rank_for_contest": Pass((REAL, REAL, REALS, REALS, REALS, IDS, PLACES), (r"v?mulpd", r"v?addpd")),
    "reset_hazard": Pass((REALS, REALS), (r"v?mulpd",)),
    "take_growth": Pass(
        (BITS, BITS, BYTES),
        (r"v?p?and(?:n?ps|n?pd|n?|[dq])|v?pternlog\w", r"v?p?or(?:ps|pd|[dq])?|v?pternlog\w|v?blendv?p\w"),
    ),
    "expire": Pass((WHOLE, WHOLE, QUARTERS, BITS), (r"v?pcmp\w+",)),
}
VECTOR_REGISTER = re.compile(r"%[xyz]mm")


def parts_of(module: Any) -> dict[str, Any]:
    """The compiled functions that a module itself defines."""
    return {
        name: thing
        for name, thing in vars(module).items()
        if isinstance(thing, numba.core.dispatcher.Dispatcher) and thing.py_func.__module__ == module.__name__
    }


def assembly(name: str) -> list[tuple[str, str]]:
    """Instructions of a pass: mnemonic and operands."""
    function = getattr(passes, name)
    options = {name: value for name, value in function.targetoptions.items() if name != "nopython"}
    fresh = numba.njit(**options)(function.py_func)
    fresh.compile(PASSES[name].takes)
    lines = (line.strip().split(None, 1) for line in fresh.inspect_asm(fresh.signatures[0]).splitlines())
    return [(words[0], words[1]) for words in lines if len(words) == 2 and not words[0].startswith((".", "#"))]


def test_every_part_of_the_module_is_a_tested_pass_or_a_known_gather() -> None:
    assert set(parts_of(passes)) == set(PASSES) | GATHERS


@pytest.mark.parametrize("name", sorted(PASSES))
def test_a_pass_is_packed(name: str) -> None:
    found = {mnemonic for mnemonic, operands in assembly(name) if VECTOR_REGISTER.search(operands)}
    for wanted in PASSES[name].packed:
        assert any(re.fullmatch(wanted, mnemonic) for mnemonic in found), (wanted, sorted(found))


@pytest.mark.parametrize("name", sorted(PASSES))
def test_a_pass_calls_nothing(name: str) -> None:
    assert not [operands for mnemonic, operands in assembly(name) if mnemonic.startswith("call")]


def test_every_rule_is_forced_inline() -> None:
    modules = (
        application,
        arithmetic,
        award_value,
        eligibility,
        entitlement,
        growth,
        macro,
        project,
        recognition,
        start,
    )
    rules = {f"{module.__name__}.{name}": rule for module in modules for name, rule in parts_of(module).items()}
    rules |= {f"uniforms.{name}": getattr(uniforms, name) for name in ("mix", "squares64", "unit_interval", "uniform")}
    assert len(rules) > 40
    assert [name for name, rule in rules.items() if not rule.targetoptions.get("forceinline")] == []


@pytest.mark.parametrize("name", sorted(PASSES))
def test_a_pass_and_its_plain_python_agree_in_every_bit(name: str) -> None:
    function = getattr(passes, name).py_func
    compiled = numba.njit(error_model="numpy")(function)
    ours, theirs = arguments(name), arguments(name)
    with np.errstate(over="ignore"):
        assert compiled(*ours) == function(*theirs)
    for mine, its in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(mine, its)


def arguments(name: str, firms: int = 203) -> list[Any]:
    """Arguments of a pass, the same at each call."""
    random = np.random.default_rng(len(name))

    def made(kind: Any) -> Any:
        if isinstance(kind, types.NamedTuple):
            return kind.instance_class(*(made(each) for each in kind.types))
        if kind == REALS:
            return random.uniform(0.0, 1.0, firms)
        if kind == BYTES:
            return random.integers(0, PASSES[name].bytes_below, firms).astype(np.uint8)
        if kind == IDS:
            return random.integers(0, 1 << 32, firms).astype(np.uint32)
        if kind == PLACES:
            return random.integers(0, 9, firms)
        if kind == QUARTERS:
            return random.integers(-9, 9, firms).astype(np.int16)
        if kind == BITS:
            return random.integers(0, 1 << 49, firms).astype(np.uint64) & random.integers(0, 1 << 49, firms).astype(
                np.uint64
            )
        if kind == WORD:
            return np.uint64(random.integers(0, 1 << 20) * 2 + 1)
        return int(random.integers(1, 8)) if kind == WHOLE else float(random.uniform(0.0, 1.0))

    return [made(kind) for kind in PASSES[name].takes]
