"""Random cities for hypothesis: every mechanism, condition, clock and stacking rule of a plan, on a few hundred firms."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from simulate.engine.inputs import layout
from simulate.engine.inputs.city import City
from simulate.engine.inputs.rows import Calendar, Condition, InstrumentRow, Variants
from simulate.engine.inputs.spec import AttributeRule, CitySpec, Sector, Structure
from simulate.plan.values import ByYear, Drawn, Known
from simulate.randomness.marginals import Choice, Constant, Dirichlet, Lognormal, LogUniform, Uniform
from tests.engine.cities import parameters

ATTRIBUTES = ("certificate", "platform")
INSTRUMENTS = tuple(f"x{number:02d}.1" for number in range(1, 8))
GROUPS = ("", "factory", "award")
PAYERS = ((1.0, 0.0), (0.5, 0.5), (0.3, 0.7), (1 / 3, 2 / 3))
LAGS = ((1.0,), (0.1, 0.7, 0.2), (0.0, 1.0), (0.25, 0.25, 0.25, 0.25))
DAYS = ((1, 20), (3, 31), (6, 30), (7, 14), (10, 31), (11, 15), (12, 31))
SHARES = ((1.0, 0.0, 0.0, 0.0), (0.75, 0.14, 0.06, 0.05), (0.1, 0.2, 0.3, 0.4), (0.25, 0.25, 0.25, 0.25))


def between(low: float, high: float) -> st.SearchStrategy[Any]:
    """A parameter: known, or drawn once a draw."""
    middle = 0.5 * (low + high)
    return st.floats(low, high).map(Constant) | st.just(Uniform(low, middle)) | st.just(Constant(low))


def number(low: float, high: float) -> st.SearchStrategy[Any]:
    """A number of an instrument: known, drawn, or by year."""
    known = st.floats(low, high)
    drawn = st.just(Drawn(Uniform(low, high), None))
    by_year = known.map(lambda value: ByYear(((2024, Known(value)),), Known(low)))
    later = known.map(lambda value: ByYear(((2023, Known(0.0)),), Known(value)))
    return known | known | drawn | by_year | later


def dates(first: int = 2022, last: int = 2027) -> st.SearchStrategy[datetime.date]:
    """A day of the plan."""
    return st.dates(datetime.date(first, 1, 1), datetime.date(last, 12, 31))


def some(size: int) -> st.SearchStrategy[tuple[int, ...] | None]:
    """Any, or a few of a list."""
    return st.none() | st.sets(st.integers(0, size - 1), min_size=1).map(lambda found: tuple(sorted(found)))


announcements = st.sampled_from([datetime.date(2023, 10, 20), datetime.date(2023, 1, 1)]) | dates()
conditions = st.builds(
    Condition,
    segment=some(3),
    size=some(3),
    stage=some(4),
    sector=st.none() | some(3),
    min_revenue=st.none() | st.sampled_from([30e6, 100e6]),
    min_growth=st.none() | st.sampled_from([0.0, 0.1]),
    holds=st.sampled_from([(), (), ("certificate",), ("certificate", "platform")]),
)
loose = st.just(Condition()) | st.just(Condition()) | conditions

PARAMETERS = {
    "project_hazard": between(0.2, 2.0),
    "peer_effect": between(0.0, 0.8),
    **{f"stage_success_{stage}": between(0.1, 1.0) for stage in range(3)},
    "size_gradient": between(-0.2, 0.6),
    "leading_sector_shift": between(-0.5, 0.8),
    "frailty_shape": st.sampled_from([Constant(1e9), Constant(2.5), LogUniform(1.5, 9.0)]),
    "award_response": between(2.0, 15.0) | st.just(Constant(0.0)),
    "award_response_large_ratio": between(0.0, 1.0),
    "intensity_cap": between(0.1, 1.0),
    "firm_discount_rate": between(0.0, 0.2),
    "award_haircut": between(0.0, 0.5),
    "renewal_belief": between(0.0, 1.0),
    **{f"awareness_{size}": between(0.3, 1.0) for size in ("small", "medium", "large", "below_scale")},
    "application_response": between(0.3, 2.0) | st.just(Constant(0.0)),
    "contest_noise_ratio": between(0.0, 2.0),
    "contest_size_weight": between(0.0, 1.0),
    "tail_exponent": st.just(Constant(1.15)) | st.just(Uniform(1.05, 1.4)),
    "above_scale_median": st.just(Constant(60e6)) | st.just(Uniform(50e6, 70e6)),
    "growth_sd": between(0.0, 0.5),
    "growth_size_exponent": between(0.0, 0.2),
    **{f"exit_rate_{size}": between(0.0, 0.2) for size in ("small", "medium", "large")},
    "industry_growth": between(0.0, 0.1),
    "entrant_transformed": between(0.0, 1.0),
    **{f"productivity_gain_{stage}": st.sampled_from([0.0, 0.0, 0.1, -0.05]).map(Constant) for stage in (1, 2, 3)},
    "productivity_ramp": between(0.5, 4.0),
    "stage_rank_correlation": between(0.0, 1.0),
    "coverage_start": between(0.0, 1.0),
    "busy_share_start": between(0.0, 0.4),
    "gdp_growth": between(0.0, 0.07),
    "core_share_2022": between(0.05, 0.12),
    "local_spend_share": between(0.0, 1.0),
    "value_added_ratio": between(0.1, 0.5),
}
SHARE_NAMES = ("stage_shares_above_scale", "stage_shares_small", "stage_shares_core")
MECHANISMS = ("standard", "standard", "standard", "quota", "quota", "ranked", "jackpot", "count", "none")


NUMBERS = {
    "base": number(2e5, 5e6) | number(2e5, 5e6) | st.just(0.0),
    "rate": number(0.1, 1.0),
    "share": number(0.3, 1.0),
    "cap": st.sampled_from([1e15, 8e5]),
    "claim": st.just(1.0) | number(0.2, 1.0),
    "pass_rate": number(0.05, 1.0),
    "anchor": number(0.5, 20.0),
    "success": number(0.1, 0.9),
    "mean": number(0.0, 30.0),
    "list_size": number(0.0, 400.0),
    "list_share": number(0.0, 0.2),
    "probability": number(0.0, 1.0),
    "count": number(0.0, 25.0),
    "cost_first": st.sampled_from([0.0, 3e4, 2e5]),
    "cost_second": st.sampled_from([0.0, 1e5]),
    "belief": st.floats(0.0, 1.0),
    "holders": st.sampled_from([0.0, 0.0, 6.0]),
}


@st.composite
def rows(draw: st.DrawFn, identity: str) -> InstrumentRow:
    """One instrument."""
    mechanism = draw(st.sampled_from(MECHANISMS))
    outside = mechanism == "count" or (mechanism == "ranked" and draw(st.booleans()))
    values = {name: draw(value) for name, value in NUMBERS.items()}
    return InstrumentRow(
        identity=identity,
        mechanism=mechanism,
        values=values,
        drawn_as=draw(st.sampled_from([layout.POISSON, layout.BINOMIAL, layout.ROUNDED])),
        outside_table=outside,
        eligible=draw(loose),
        award_eligible=draw(loose),
        once=draw(
            st.sampled_from([layout.NOT_ONCE, layout.ONCE_PER_YEAR, layout.ONCE_PER_FIRM, layout.ONCE_PER_PROJECT])
        ),
        by_project=not outside and draw(st.booleans()),
        candidates=draw(st.integers(0, 3)),
        group=draw(st.sampled_from(GROUPS)),
        scope=draw(st.sampled_from([layout.SCOPE_PROJECT, layout.SCOPE_RECIPIENT])),
        promotion=draw(st.sampled_from([layout.TOP_UP, layout.TOP_UP, layout.BOTH])),
        rounds=tuple(sorted(draw(st.sets(st.sampled_from(DAYS), min_size=1, max_size=3)))),
        scheme=(draw(st.none() | st.none() | dates(2022, 2025)), draw(st.none() | st.none() | dates(2023, 2026))),
        renewable=draw(st.booleans()),
        window=(draw(dates(2022, 2023)), draw(dates(2023, 2027))),
        each=draw(
            st.sampled_from(
                [None, None, Choice((3e5, 5e5, 1e6), (0.5, 0.3, 0.2)), Lognormal(8e6, 0.8), Uniform(1e5, 9e5)]
            )
        ),
        lag=draw(st.sampled_from(LAGS)),
        payer=draw(st.sampled_from(PAYERS)),
    )


def livened(one: InstrumentRow) -> InstrumentRow:
    """The instrument as a project award that moves decisions in most cities."""
    return replace(
        one,
        mechanism="standard",
        outside_table=False,
        by_project=True,
        eligible=Condition(),
        award_eligible=Condition(),
        values={**one.values, "base": 2e6, "cap": 1e15, "claim": 1.0, "belief": 0.6, "cost_first": 3e4},
        rounds=((11, 15),),
        scheme=(None, None),
        window=(datetime.date(2023, 1, 1), datetime.date(2027, 12, 31)),
    )


@st.composite
def all_rows(draw: st.DrawFn) -> tuple[Variants, dict[str, list[float]], dict[int, tuple[dict[str, int], ...]]]:
    """Instruments, some of them with a second variant that a sampled reading chooses."""
    found: list[InstrumentRow] = []
    owners: list[int] = []
    choices: dict[int, tuple[dict[str, int], ...]] = {}
    readings: dict[str, list[float]] = {}
    names = INSTRUMENTS[: draw(st.integers(1, len(INSTRUMENTS)))]
    for place, name in enumerate(names):
        first = draw(rows(name))
        if place == 0 and draw(st.integers(0, 3)) > 0:
            first = livened(first)
        found.append(first)
        owners.append(place)
        choices[place] = ({},)
        if draw(st.integers(0, 3)) == 0:
            readings[f"R{place}"] = [0.5, 0.5]
            found.append(replace(first, values={**first.values, "base": draw(number(0.0, 9e6))}, group="award"))
            owners.append(place)
            choices[place] = ({f"R{place}": 0}, {f"R{place}": 1})
    return Variants(tuple(found), tuple(owners), names), readings, choices


@st.composite
def structures(draw: st.DrawFn) -> Structure:
    """Build times, title window, size of firms."""
    build = draw(st.sampled_from([{0: 1.0}, {2: 0.3, 4: 0.5, 8: 0.2}, {0: 0.4, 1: 0.6}, {3: 1.0}, {1: 0.5, 12: 0.5}]))
    return Structure(
        build_quarters=build,
        title_window=draw(st.integers(1, 12)),
        sds=(1.0, 0.8, 1.9),
        mean_revenue=draw(st.sampled_from([0.0, 4e8])),
    )


@st.composite
def cities(draw: st.DrawFn) -> City:
    """A whole city of 150 to 400 firms, one to four years."""
    variants, readings, choices = draw(all_rows())
    changes: dict[str, Any] = {name: draw(value) for name, value in PARAMETERS.items()}
    for name in SHARE_NAMES:
        shares = draw(st.sampled_from(SHARES))
        changes[name] = Dirichlet(shares, np.inf if 0.0 in shares else draw(st.sampled_from([np.inf, 40.0])))
    counts = draw(st.sampled_from([(150, 0, 0), (0, 80, 90), (200, 100, 50), (120, 150, 130), (0, 0, 160)]))
    rules = [
        AttributeRule("certificate", Condition(segment=(0,), size=(2,)), draw(number(0.0, 1.0))),
        AttributeRule("certificate", Condition(segment=(0, 1)), draw(number(0.0, 1.0))),
        AttributeRule("platform", Condition(size=(1, 2)), 0.3),
    ]
    sectors = (
        Sector("machinery", 0.5, 0.03, False), Sector("electronics", 0.3, Drawn(Uniform(0.0, 0.1), None), True),
        Sector("food", 0.2, -0.02, False), Sector("digital_core", 1.0, 0.08, False),
    )  # fmt: skip
    return City(
        CitySpec(
            calendar=Calendar(2023, draw(st.integers(1, 4)), draw(announcements)),
            seed=draw(st.integers(0, 2**31)),
            counts=counts,
            entrants=draw(st.tuples(*[st.sampled_from([None, None, 0.0, 12.0])] * 3)),
            parameters=parameters(**changes),
            structure=draw(structures()),
            sectors=sectors if draw(st.booleans()) else (sectors[0], sectors[3]),
            attributes=ATTRIBUTES,
            attribute_rules=rules,
            variants=variants,
            readings=readings,
            choices=choices,
            gdp=1.5e12,
        )
    )
