"""From a scenario and its plan to the engine's own terms (``CitySpec``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulate.behaviour.places import WAYS
from simulate.engine.inputs import layout
from simulate.engine.inputs.rows import Calendar, Condition, InstrumentRow, Variants
from simulate.engine.inputs.spec import SEGMENTS, AttributeRule, CitySpec, Sector, Structure
from simulate.foundation.years import FIRST_YEAR
from simulate.place.calibration_folder import POPULATION
from simulate.place.figures import Figures, load_figures
from simulate.plan.columns import stated
from simulate.plan.conditions import SEGMENTS as ALL_SEGMENTS
from simulate.plan.conditions import SIZES, Conditions
from simulate.plan.conditions import STAGES as ALL_STAGES
from simulate.plan.instrument import AUTOMATIC, Instrument
from simulate.plan.plan import Plan
from simulate.plan.values import VALUE_TYPES, PerRecipient, Product, Value
from simulate.randomness.marginals import Constant, Marginal
from simulate.scenario.files.schema import SAMPLED
from simulate.scenario.scenario import Scenario

ONCE = {
    "per_firm": layout.ONCE_PER_FIRM,
    "per_project": layout.ONCE_PER_PROJECT,
    "per_year": layout.ONCE_PER_YEAR,
    "no": layout.NOT_ONCE,
}


def city_spec(scenario: Scenario, figures: Figures | None = None) -> CitySpec:
    """Everything the engine is told about a scenario; ``figures`` defaults to those of its calibration."""
    figures = figures or load_figures(scenario.calibration / POPULATION)
    plan, scale = scenario.plan, scenario.population.scale
    counts = [round(scale * scenario.population.counts.get(name, figures.segment_counts[name])) for name in SEGMENTS]
    entrants = [scenario.population.entrants.get(name) for name in SEGMENTS]
    variants, choices = all_variants(scenario, scale)
    return CitySpec(
        calendar=Calendar(FIRST_YEAR, scenario.horizon_end - FIRST_YEAR + 1, plan.issued),
        seed=scenario.seed,
        counts=(counts[0], counts[1], counts[2]),
        entrants=(entrants[0], entrants[1], entrants[2]),
        parameters=scenario.parameters,
        structure=structure_of(scenario, figures),
        sectors=sectors_of(plan),
        attributes=tuple(plan.attributes),
        attribute_rules=attribute_rules_of(plan),
        variants=variants,
        readings={name: weights_of(plan, name) for name in sampled_readings(scenario)},
        choices=choices,
        gdp=float(figures.gdp_2022 if scenario.gdp_2022 is None else scenario.gdp_2022),
        budget_payer=list(plan.payers).index(plan.budget_payer),
        lapses=scenario.appropriations.lapses,
        written=scenario.origin.written,
    )


def sampled_readings(scenario: Scenario) -> list[str]:
    """Ids of the readings that are sampled, in the plan's order."""
    return [reading.id for reading in scenario.plan.readings if scenario.readings.get(reading.id) == SAMPLED]


def weights_of(plan: Plan, name: str) -> list[float]:
    """Weights of a reading's alternatives, in their order."""
    return [alternative.weight for alternative in plan.reading(name).alternatives.values()]


def structure_of(scenario: Scenario, figures: Figures) -> Structure:
    """What belongs to the model's shape and is the same in every draw: build times, thresholds in yuan, deviations."""
    window = scenario.parameters["title_window_quarters"]
    if not isinstance(window, Constant):
        raise TypeError("title_window_quarters is a structural number: it cannot be sampled")
    return Structure(
        build_quarters=figures.build_quarters,
        title_window=int(window.value),
        sds=(figures.above_scale_sd, figures.small_revenue_sd, figures.core_revenue_sd),
        scale_threshold=float(figures.above_scale_revenue),
        medium=float(figures.medium_revenue),
        large=float(figures.large_revenue),
        tail_from=figures.tail_from_quantile,
        largest=float(figures.largest_firm_revenue),
        largest_grown=float(figures.largest_grown_revenue),
        mean_revenue=figures.total_revenue_above_scale / figures.segment_counts[SEGMENTS[0]],
    )


def sectors_of(plan: Plan) -> list[Sector]:
    """Industrial sectors in the plan's order, then the digital core."""
    core = [sector for sector in plan.sectors if SEGMENTS[layout.DIGITAL_CORE] in sector.segments]
    industry = [sector for sector in plan.sectors if sector not in core]
    found = []
    for sector in (*industry, *core):
        found.append(Sector(sector.id, sector.share, sector.drift if sector.drift is not None else 0.0, sector.leading))
    return found


def attribute_rules_of(plan: Plan) -> list[AttributeRule]:
    """The rules of all attributes in the order of the plan, of which the first that fits a firm counts."""
    return [
        AttributeRule(
            name, Condition(segment=indices(rule.segment, ALL_SEGMENTS), size=indices(rule.size, SIZES)), rule.share
        )
        for name, attribute in plan.attributes.items()
        for rule in attribute.rules
    ]


def indices(names: Sequence[object], every: Sequence[object]) -> tuple[int, ...] | None:
    """Places of names in the list of all; None where all are named."""
    return None if len(set(names)) == len(every) else tuple(every.index(name) for name in names)


def condition_of(conditions: Conditions | None, plan: Plan, holds: Sequence[str] = ()) -> Condition:
    """The conditions of a title or award with places for names, and the attributes ``holds`` on top."""
    if conditions is None:
        return Condition(holds=tuple(holds))
    names = [sector.identity for sector in sectors_of(plan)]
    sector = None if conditions.sector is None else tuple(names.index(name) for name in conditions.sector)
    return Condition(
        segment=indices(conditions.segment, ALL_SEGMENTS),
        size=indices(conditions.size, SIZES),
        stage=indices(conditions.stage, ALL_STAGES),
        sector=sector,
        min_revenue=None if conditions.min_revenue is None else float(conditions.min_revenue),
        min_growth=conditions.min_growth,
        holds=(*conditions.holds, *holds),
    )


def all_variants(scenario: Scenario, scale: float) -> tuple[Variants, dict[int, tuple[Mapping[str, int], ...]]]:
    """Rows of all instruments, and which alternatives of the sampled readings lead to each."""
    plan = scenario.plan
    rows: list[InstrumentRow] = []
    owners: list[int] = []
    choices: dict[int, tuple[Mapping[str, int], ...]] = {}
    for place, instrument in enumerate(plan.instruments):
        wanted: list[dict[str, int]] = []
        found = scenario.variants.get(instrument.id, ())
        for variant in found:
            wanted.append(scenario.alternatives_of(variant))
            rows.append(row_of(variant.instrument, plan, scale))
        if not found:
            wanted.append({})
            rows.append(row_of(instrument, plan, scale))
        owners.extend([place] * len(wanted))
        choices[place] = tuple(wanted)
    return Variants(tuple(rows), tuple(owners), tuple(one.id for one in plan.instruments)), choices


def row_of(instrument: Instrument, plan: Plan, scale: float) -> InstrumentRow:
    """One variant of an instrument; ``scale`` multiplies what counts firms (anchors, title holders)."""
    mechanism, stacking = instrument.mechanism, instrument.stacking
    places = mechanism.places
    return InstrumentRow(
        identity=instrument.id,
        mechanism=mechanism.kind,
        values=values_of(instrument, scale),
        drawn_as=WAYS.index(places.kind) if places is not None else layout.POISSON,
        outside_table=instrument.outside,
        eligible=condition_of(instrument.eligible, plan),
        award_eligible=condition_of(instrument.award_eligible, plan, instrument.award_requires),
        once=ONCE[instrument.once],
        by_project=instrument.channel == "project",
        candidates=getattr(mechanism.way, "candidates", 0),
        group=stacking.group if stacking else "",
        scope=layout.SCOPE_PROJECT if stacking and stacking.scope == "project" else layout.SCOPE_RECIPIENT,
        promotion=layout.BOTH if stacking and stacking.promotion == "both" else layout.TOP_UP,
        rounds=tuple(instrument.rounds),
        scheme=instrument.granted,
        renewable=instrument.scheme is None,
        window=(instrument.window.start, instrument.window.end),
        each=own_amount(instrument),
        lag=weights(instrument.lag),
        payer=tuple(instrument.payer.get(name, 0.0) for name in plan.payers),
    )


def weights(lag: Mapping[int, float]) -> tuple[float, ...]:
    """Chances of payment after 0, 1, 2 ... years, to the longest lag."""
    return tuple(lag.get(year, 0.0) for year in range(max(lag) + 1))


def own_amount(instrument: Instrument) -> Marginal | None:
    """The distribution of recipients' own amounts, where the award has one."""
    base = instrument.award.sum
    return base.marginal if isinstance(base, PerRecipient) else None


def values_of(instrument: Instrument, scale: float) -> dict[str, Value | float]:
    """Every number that an instrument states by the engine's name; what is paid automatically states no chance of a claim."""
    found: dict[str, Value | float] = {}
    for column, value in stated(instrument):
        if isinstance(value, VALUE_TYPES):
            found[column.name] = Product(value, scale) if column.of_firms else value
        elif value != AUTOMATIC:
            found[column.name] = float(value)
    return found
