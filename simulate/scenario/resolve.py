"""Loads a scenario: its chain of files, changes from outside, plan and priors; every mistake in one pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simulate.foundation.errors import ProblemsError
from simulate.foundation.shipped import scenario_file
from simulate.foundation.units import UnitError, parse_date
from simulate.foundation.years import FIRST_YEAR
from simulate.language.choice import tell
from simulate.place.calibration_folder import NAME, POPULATION, PRIORS, own_folder
from simulate.place.figures import load_figures
from simulate.plan.files.limit_checks import limits_together
from simulate.plan.files.load import plan_from_data
from simulate.plan.plan import Plan
from simulate.scenario.actuals import Actual, load_actual_table
from simulate.scenario.consistency import refuse_unpaid_articles, refuse_unread_years, refuse_years_beyond
from simulate.scenario.files.chain import read_chain
from simulate.scenario.files.cursor import Cursor
from simulate.scenario.files.overrides import apply_changes, apply_sets
from simulate.scenario.files.priors import load_priors
from simulate.scenario.files.schema import DEFAULT_DRAWS, DEFAULT_SEED, EVERY, names_of, scenario_shape
from simulate.scenario.largest import overflow
from simulate.scenario.observed import Fact, load_facts
from simulate.scenario.patched import Patcher, chosen_readings, fixed_plan, variants
from simulate.scenario.record import recorded_priors, resolved_data
from simulate.scenario.references import attached, named_plan
from simulate.scenario.scenario import Appropriations, Attached, Origin, Parameter, Population, Scenario
from simulate.yamlfile.merge import Provenance, Traced
from simulate.yamlfile.problems import Problems

__all__ = ["Scenario", "load_scenario", "scenario_from_data"]

DEFAULT_END = 2025


def load_scenario(path: Path | str, sets: Sequence[str] = ()) -> Scenario:
    """Load a scenario with everything it extends, its plan and the priors of its parameters.

    Parameters
    ----------
    path : of its file, or the name of one in the folder ``scenarios`` or among those that ship
    sets : texts ``PATH=VALUE``, put on top in order; a path is written as in the YAML

    Returns
    -------
    The scenario, ready to run.

    Raises
    ------
    ProblemsError
        All mistakes of the scenario, its parents and the changes, each with file, line, column and the nearest name.
    MachineError
        A file cannot be read.

    Examples
    --------
    >>> scenario = load_scenario("baseline", ["instruments.a09.3.award.amount=100万元"])
    >>> scenario.plan.instrument("a09.3").award.amount
    Known(value=1000000, money=True)
    """
    chain = read_chain(scenario_file(path))
    problems = Problems()
    # Another plan has other instruments, whose ids the remaining paths are split by: it is read first.
    of_plan = [one for one in sets if one.partition("=")[0].strip() == "plan"]
    plan = _plan(apply_sets(chain.written, of_plan, (), problems), chain.files, problems)
    written = apply_sets(chain.written, sets, [one.id for one in plan.instruments], problems)
    calibration = own_folder(chain.files[0].parent)
    if calibration is not None:
        load_figures(calibration / POPULATION)  # what a run reads later is refused now
    return _resolved(
        Origin(written, chain.files, plan, _priors(written, calibration), calibration, _replaced), problems
    )


def _replaced(origin: Origin, changes: Mapping[str, Any]) -> Scenario:
    """The scenario of ``origin`` with other values by dotted path; see ``Scenario.replace``."""
    base, problems = origin.base, Problems()
    if "plan" in changes:
        renamed = apply_changes(origin.written, {"plan": changes["plan"]}, (), problems)
        base = _plan(renamed, origin.files, problems)
    written = apply_changes(origin.written, changes, [one.id for one in base.instruments], problems)
    # The priors are long to read, and only another day of knowledge changes them.
    priors = _priors(written, origin.calibration) if "vintage" in changes else origin.priors
    return _resolved(dataclasses.replace(origin, written=written, base=base, priors=priors), problems)


def scenario_from_data(resolved: Mapping[str, Any], path: Path) -> Scenario:
    """The scenario of a run folder's record, without any file of the scenario or its plan.

    Parameters
    ----------
    resolved : what ``Scenario.resolved`` was when the record was written
    path : of the record; files that the scenario refers to (posterior, observed, evaluate) are looked for beside it, as
        is the folder of figures where the run had another than what ships

    Returns
    -------
    The scenario.

    Raises
    ------
    ProblemsError
        A file is missing, or the data is not what this version wrote.
    """
    problems = Problems()
    place = Provenance(str(path), 0, 0)
    origin = Cursor(Traced({"scenario": resolved}, {(): place}, {}), problems, ("scenario", "origin"))
    written, priors = origin.down("written").value, recorded_priors(origin.down("priors"))
    if not isinstance(written, Mapping):
        origin.down("written").refuse_value(tell("error.value.what_scenario_file_states"))
    problems.raise_if_any()
    plan = plan_from_data(origin.down("plan").value, str(path))
    calibration = path.parent / NAME if origin.value.get("calibration") else None
    return _resolved(Origin(Traced(written, {(): place}, {}), (path,), plan, priors, calibration, _replaced), problems)


def _plan(written: Traced, files: Sequence[Path], problems: Problems) -> Plan:
    """The plan; where there is none, everything that can be checked without it is refused as well."""
    at = Cursor(written, problems)
    plan = named_plan(at.down("plan"), files[0]) if "plan" in written.data else None
    if plan is None:
        scenario_shape(None).read(at)
        problems.raise_if_any()
    assert plan is not None
    return plan


def _priors(written: Traced, calibration: Path | None) -> dict[str, Parameter]:
    """The priors as known on the scenario's vintage; a vintage that is no date is refused with the rest later."""
    try:
        vintage = parse_date(written.data["vintage"]) if written.data.get("vintage") is not None else None
    except UnitError:
        vintage = None
    path = calibration / PRIORS if calibration else None
    return {name: prior.value for name, prior in load_priors(path, vintage).items()}


def _resolved(origin: Origin, problems: Problems) -> Scenario:
    at = Cursor(origin.written, problems)
    data = scenario_shape(names_of(origin.base)).read(at)
    scenario = _assembled(origin, data, at)
    problems.raise_if_any()
    assert scenario is not None
    return dataclasses.replace(scenario, resolved=resolved_data(scenario))


def _assembled(origin: Origin, data: Mapping[str, Any], at: Cursor) -> Scenario | None:
    """The scenario of checked ``data``, without ``resolved``; None where its patches are refused."""
    own = origin.files[0]
    chosen = chosen_readings(origin.base, data.get("readings") or {})
    patcher = Patcher(data.get("instruments") or {}, at.down("instruments"))
    fixed = fixed_plan(origin.base, chosen)
    patcher.refuse_idle(fixed)
    plan = patcher.apply(fixed)
    found = variants(fixed, chosen, patcher)
    files = {key: attached(at.down(key), data.get(key), own) for key in ("posterior", "observed", "evaluate")}
    parameters, limits = _parameters(origin, data, at), _appropriations(data.get("appropriations") or {})
    end = (data.get("horizon") or {}).get("end") or DEFAULT_END
    # Where a patch is refused the rest is checked against the plan without it, so that one pass finds all mistakes.
    refuse_unread_years(at, plan or fixed, found, parameters)
    refuse_unpaid_articles(at.down("appropriations"), plan or fixed, found, limits)
    payments = _payments(plan or origin.base, end, limits)
    refuse_years_beyond(at, origin.files, end, payments[-1])
    facts, actuals = _tables(plan or origin.base, end, payments, files, at.problems)
    if plan is None or at.problems.found:
        return None
    scenario = Scenario(
        path=own,
        title=data["title"],
        plan=plan,
        readings=chosen,
        variants=found,
        parameters=parameters,
        population=_population(data.get("population") or {}),
        gdp_2022=(data.get("macro") or {}).get("gdp_2022"),
        appropriations=limits,
        horizon_end=end,
        vintage=data.get("vintage"),
        draws=data.get("draws", DEFAULT_DRAWS),
        seed=data.get("seed", DEFAULT_SEED),
        language=data.get("language", plan.language),
        posterior=files["posterior"],
        observed=files["observed"],
        evaluate=files["evaluate"],
        facts=facts,
        actuals=actuals,
        resolved={},
        origin=origin,
    )
    _refuse_beyond_limits(scenario, at)
    return scenario


def _refuse_beyond_limits(scenario: Scenario, at: Cursor) -> None:
    """Refuse what the plan, as the scenario changes it, has more of than the engines tell apart or a sum can hold."""
    instruments = [*scenario.plan.instruments]
    instruments += [one.instrument for variants in scenario.variants.values() for one in variants]
    for instrument, finding in limits_together(instruments):
        _refuse(at, instrument.id, finding.message, finding.expected)
    if problem := overflow(scenario):
        one, message, expected = problem
        _refuse(at, one, message, expected)


def _refuse(at: Cursor, instrument: str, message: str, expected: str) -> None:
    """Refuse something of an instrument where the scenario changes it; where it does not, at the change of all, or its plan."""
    written = at.down("instruments").value or {}
    if instrument in written:
        at.down("instruments", instrument).refuse(message, expected)
    else:
        place = at.down("instruments", EVERY) if EVERY in written else at.down("plan")
        place.refuse(f"{instrument}: {message}", expected)


def _payments(plan: Plan, end: int, limits: Appropriations) -> range:
    """The years in which what is recognised to the year ``end`` may be paid."""
    longest = max((max(one.lag, default=0) for one in plan.instruments), default=0)
    return range(FIRST_YEAR, end + 1 + longest + limits.rollover_years)


def _tables(
    plan: Plan, end: int, payments: range, files: Mapping[str, Attached | None], problems: Problems
) -> tuple[tuple[Fact, ...], tuple[Actual, ...]]:
    """What the tables of observed facts and of actuals hold; their problems are added to ``problems``."""
    names, years = [one.id for one in plan.instruments], range(FIRST_YEAR, end + 1)
    facts: tuple[Fact, ...] = ()
    actuals: tuple[Actual, ...] = ()
    try:
        if (observed := files["observed"]) is not None:
            facts = load_facts(observed.path, names, years)
        if (evaluate := files["evaluate"]) is not None:
            actuals = load_actual_table(evaluate.path, names, years, payments)
    except ProblemsError as error:
        for problem in error.problems:
            problems.add(problem)
    return facts, actuals


def _parameters(origin: Origin, data: Mapping[str, Any], at: Cursor) -> dict[str, Parameter]:
    """The priors with the scenario's values in their place; ``macro.gdp_growth`` is the parameter of that name."""
    stated = dict(data.get("behaviour") or {})
    growth = (data.get("macro") or {}).get("gdp_growth")
    if growth is not None:
        if "gdp_growth" in stated:
            message = tell("error.value.gdp_growth_stands_under")
            at.down("macro", "gdp_growth").refuse(message, tell("error.value.one_of_the_two"), on_key=True)
        stated["gdp_growth"] = growth
    return {name: stated.get(name, prior) for name, prior in origin.priors.items()}


def _population(data: Mapping[str, Any]) -> Population:
    segments: Mapping[str, Mapping[str, Any]] = data.get("segments") or {}
    counts = {name: one["count"] for name, one in segments.items() if one.get("count") is not None}
    entrants = {
        name: one["entrants_per_year"] for name, one in segments.items() if one.get("entrants_per_year") is not None
    }
    return Population(data.get("scale", 1.0), counts, entrants)


def _appropriations(data: Mapping[str, Any]) -> Appropriations:
    limits = {int(article): years for article, years in (data.get("articles") or {}).items()}
    return Appropriations(data.get("unpaid") == "lapse", limits)
