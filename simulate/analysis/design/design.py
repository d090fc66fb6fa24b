"""Which amounts, awareness, burden or lag reach a target at least cost: a search on common random numbers.

Every candidate is run on the same futures, so that two candidates differ by the levers and not by luck. A target
counts as reached where it is met in at least the wanted share of the futures: the quantile at that confidence stands
on the right side.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import xarray as xr
from scipy.optimize import brentq, minimize

from simulate.analysis.base.expression import HEADLINE, Expression, Target, parse_target
from simulate.analysis.base.results import Floats, Result, about, variable
from simulate.analysis.design.levers import Lever, read_lever
from simulate.foundation.errors import InputError
from simulate.foundation.printed import fine_percent, quantity
from simulate.language.choice import tell
from simulate.runs import run as runs
from simulate.scenario.scenario import Scenario

POINTS = 7
"""Points of the frontier of one lever, bounds included."""
EVALUATIONS = 60
TOLERANCE = 2e-3  # of a lever's range

Model = Callable[[Floats], tuple[Floats, Floats]]
"""Effect and cost by draw, (draws,) each, of the levers' values."""


@dataclass(frozen=True)
class Candidate:
    """One setting of the levers: what it reaches with the wanted confidence, how surely, and its mean cost."""

    values: Floats
    reached: float
    confidence: float
    cost: float


@dataclass
class Search:
    """Settings tried so far, each evaluated once: a run of the model costs more than any look at what is known."""

    model: Model
    target: Target
    confidence: float
    seen: dict[tuple[float, ...], Candidate] = field(default_factory=dict)

    def at(self, values: Floats) -> Candidate:
        """Effect, confidence and mean cost of a setting, shape (levers,); run only where the setting is new."""
        key = tuple(float(f"{value:.10g}") for value in np.atleast_1d(values))
        if key not in self.seen:
            effect, cost = self.model(np.array(key))
            level = 1 - self.confidence if self.target.upward else self.confidence
            reached = quantile_of(effect, level, self.target.upward)
            sure = float(self.target.met(effect).mean())
            self.seen[key] = Candidate(np.array(key), reached, sure, float(cost.mean()))
        return self.seen[key]

    def gap(self, candidate: Candidate) -> float:
        """How far the target is exceeded; negative where it is missed."""
        gap = candidate.reached - self.target.value
        return gap if self.target.upward else -gap

    def best(self, budget: float | None) -> Candidate:
        """The cheapest that reaches the target within the budget; else what comes nearest within the budget."""
        within = [one for one in self.seen.values() if budget is None or one.cost <= budget]
        reaching = [one for one in within if self.reaches(one)]
        if reaching:
            return min(reaching, key=lambda one: (one.cost, tuple(one.values)))
        pool = within or list(self.seen.values())
        return max(pool, key=lambda one: (self.gap(one), one.confidence, -one.cost))

    def reaches(self, candidate: Candidate) -> bool:
        """Whether the share of draws that meet the target is at least ``confidence``."""
        return candidate.confidence >= self.confidence


@dataclass(frozen=True, repr=False)
class DesignAnswer(Result):
    """The cheapest setting that reaches the target, or the best there is.

    Dataset by ``candidate`` in order of cost: ``value`` (candidate, lever), ``reached`` (the effect that is met with
    the wanted confidence), ``confidence``, ``cost`` (mean, yuan), ``efficient`` (none cheaper does better); by
    ``lever`` ``chosen``, ``present``, ``low``, ``high``; scalars ``reachable``, ``best_reached``, ``best_confidence``,
    ``best_cost``.
    """

    chart: ClassVar[str] = "frontier"
    answer: ClassVar[str] = "design"
    table: ClassVar[tuple[str, ...]] = ("value", "reached", "confidence", "cost", "efficient")

    def sentences(self) -> list[str]:
        """Whether and how the target is reached, then a line for each lever."""
        data = self.dataset
        target, wanted = data.attrs["target"], fine_percent(float(data.attrs["confidence"]))
        reached, cost = self.effect(float(data["best_reached"])), self.money(float(data["best_cost"]))
        limit = float(data.attrs.get("budget", math.inf))
        sure = fine_percent(float(data["best_confidence"]))
        yes = bool(data["reachable"])
        if yes:
            first = self.say("analysis.design.reached", target=target, wanted=wanted, sure=sure, cost=cost)
        else:
            free = math.isinf(limit)
            within = self.say(
                "analysis.design.bounds" if free else "analysis.design.bounds_and_cost", limit=self.money(limit)
            )
            first = self.say(
                "analysis.design.not_reachable",
                target=target,
                wanted=wanted,
                within=within,
                reached=reached,
                sure=sure,
                cost=cost,
            )
        return [first, *(self._lever(place) for place in range(data.sizes["lever"]))]

    def effect(self, value: float) -> str:
        """A value of the target's output with its unit."""
        return quantity(value, str(self.dataset.attrs.get("effect_unit", "")), self.language)

    def _lever(self, place: int) -> str:
        one = self.dataset.isel(lever=place)
        money = str(one["kind"].item()) in ("money", "cost")
        names = ("chosen", "present", "low", "high")
        chosen, present, low, high = (self.money(float(one[n])) if money else f"{float(one[n]):.4g}" for n in names)
        lever = one["lever"].item()
        return self.say("analysis.design.lever", lever=lever, chosen=chosen, present=present, low=low, high=high)


def design(
    scenario: Scenario, levers: Sequence[str], target: str, confidence: float = 0.9, budget: float | None = None, *,
    cost: str = HEADLINE, draws: int = 200, quiet: bool = True,
) -> DesignAnswer:  # fmt: skip
    """Search the levers of a scenario for the cheapest setting that reaches a target.

    Parameters
    ----------
    scenario : what is changed
    levers : ``PATH`` or ``PATH=LOW:HIGH``, such as ``instruments.a09.3.award.amount=0万元:200万元``; each once
    target : ``OUTPUT >= NUMBER`` or with another comparison, such as ``projects.2025 >= 1000``
    confidence : share of the draws that must meet it, inside (0, 1)
    budget : mean cost that is not to be exceeded, yuan
    cost : the output to keep low, money
    draws : of each setting
    quiet : no bar of progress

    Returns
    -------
    The setting chosen, and every setting tried with its effect, confidence and mean cost in yuan.

    Raises
    ------
    InputError
        A lever, target, cost or confidence that cannot be.

    Examples
    --------
    >>> levers = ["instruments.a09.3.award.amount"]  # doctest: +SKIP
    >>> sim.design(sim.load_scenario("baseline"), levers, "projects.2025 >= 1000")  # doctest: +SKIP
    """
    aim, chosen = parse_target(target), [read_lever(scenario, one) for one in levers]
    cost_of = Expression(cost)
    _refuse_twice([one.path for one in chosen])
    if cost_of.unit not in ("CNY", ""):
        raise InputError(tell("error.design.cost_no_sum_money", cost=cost, headline=HEADLINE))
    run_on: dict[str, object] = {}

    def model(values: Floats) -> tuple[Floats, Floats]:
        changes = {lever.path: lever.figure(value) for lever, value in zip(chosen, values, strict=True)}
        forecast = runs.run(scenario.replace(changes), draws, quiet=quiet)
        run_on.update(about(forecast))
        return aim.expression.defined(forecast).values.astype(float), cost_of(forecast).values.astype(float)

    found = design_model(model, chosen, aim, confidence, budget, language=scenario.language)
    del run_on["run_key"]  # every setting is a run of its own
    return dataclasses.replace(found, dataset=found.dataset.assign_attrs(run_on))


def _refuse_twice(paths: Sequence[str]) -> None:
    """One figure has one lever: of two, only the last would count."""
    twice = next((path for place, path in enumerate(paths) if path in paths[:place]), None)
    if twice is not None:
        raise InputError(tell("error.design.lever_twice_each_figure", twice=twice))


def design_model(
    model: Model, levers: Sequence[Lever], target: Target, confidence: float, budget: float | None = None, *,
    language: str = "en",
) -> DesignAnswer:  # fmt: skip
    """The same for any model of effect and cost."""
    if not levers:
        raise InputError(tell("error.design.design_one_or_more"))
    if not 0 < confidence < 1:
        hint = f"; did you mean {confidence / 100:g}?" if 1 < confidence < 100 else ""
        raise InputError(tell("error.design.design_confidence_probability_between", confidence=confidence, hint=hint))
    search = Search(model, target, confidence)
    if len(levers) == 1:
        _one_lever(search, levers[0])
    else:
        _several(search, levers, budget)
    return DesignAnswer(_dataset(search, levers, budget), language)


def quantile_of(effect: Floats, level: float, upward: bool) -> float:
    """The draw at a level: the lower of two where more is better, the higher where less is, so none is flattered."""
    if upward:
        return float(np.quantile(effect, level, method="inverted_cdf"))
    return float(np.quantile(effect, level, method="higher"))


def _one_lever(search: Search, lever: Lever) -> None:
    """A grid for the frontier, then the crossing nearest to the cheapest point that reaches the target."""
    grid = np.union1d(np.linspace(lever.low, lever.high, POINTS), np.clip([lever.present], lever.low, lever.high))
    tried = [search.at(np.array([value])) for value in grid]
    reaching = [place for place, one in enumerate(tried) if search.reaches(one)]
    if not reaching:
        return
    place = min(reaching, key=lambda one: tried[one].cost)
    for other in (place - 1, place + 1):
        if 0 <= other < len(grid) and not search.reaches(tried[other]):
            ends = sorted((grid[place], grid[other]))

            def gap(value: float) -> float:
                one = search.at(np.array([value]))
                return max(search.gap(one), 1e-9) if search.reaches(one) else min(search.gap(one), -1e-9)

            brentq(gap, *ends, xtol=TOLERANCE * (lever.high - lever.low), maxiter=30, disp=False)


def _several(search: Search, levers: Sequence[Lever], budget: float | None) -> None:
    """COBYLA on levers scaled to 0..1, from several starts: least cost, or the most effect where none reaches it."""
    low, span = np.array([one.low for one in levers]), np.array([one.high - one.low for one in levers])

    def at(scaled: Floats) -> Candidate:
        return search.at(low + np.clip(scaled, 0, 1) * span)

    present = np.clip((np.array([one.present for one in levers]) - low) / span, 0, 1)
    starts = [present, np.full(len(levers), 0.5)]
    ends = [at(one) for one in (*starts, np.zeros(len(levers)), np.ones(len(levers)))]
    worth = max(abs(one.cost) for one in ends) or 1.0
    size = max(abs(search.gap(one)) for one in ends) or 1.0
    inside = [{"type": "ineq", "fun": lambda scaled: np.concatenate([scaled, 1 - scaled])}]
    if budget is not None:
        inside.append({"type": "ineq", "fun": lambda scaled: (budget - at(scaled).cost) / worth})
    reach = {"type": "ineq", "fun": lambda scaled: search.gap(at(scaled)) / size}

    def minimise(aim: Callable[[Floats], float], start: Floats, constraints: Sequence[object]) -> None:
        options = {"rhobeg": 0.25, "maxiter": EVALUATIONS, "tol": TOLERANCE}
        minimize(aim, start, method="COBYLA", constraints=constraints, options=options)

    for start in (*starts, (search.best(budget).values - low) / span):
        minimise(lambda scaled: at(scaled).cost / worth, start, [reach, *inside])
    if not search.reaches(search.best(budget)):
        nearest_yet = (search.best(budget).values - low) / span
        minimise(lambda scaled: -search.gap(at(scaled)) / size, nearest_yet, inside)


def _dataset(search: Search, levers: Sequence[Lever], budget: float | None) -> xr.Dataset:
    tried = sorted(search.seen.values(), key=lambda one: (one.cost, -search.gap(one)))
    best = search.best(budget)
    record, efficient = -np.inf, []
    for one in tried:
        efficient.append(search.gap(one) > record)
        record = max(record, search.gap(one))
    c, by_lever = ("candidate",), ("lever",)
    allowed = budget is None or best.cost <= budget
    parts = {
        "value": variable(("candidate", "lever"), np.stack([one.values for one in tried]), "", "setting"),
        "reached": variable(c, [one.reached for one in tried], "", "effect met with the wanted confidence"),
        "confidence": variable(c, [one.confidence for one in tried], "1", "share of futures that meet the target"),
        "cost": variable(c, [one.cost for one in tried], "CNY", "mean cost"),
        "efficient": variable(c, efficient, "", "none cheaper does better"),
        "chosen": variable(by_lever, best.values, "", "setting chosen"),
        "kind": variable(by_lever, [one.kind for one in levers], "", "what the lever is"),
        "reachable": variable((), search.reaches(best) and allowed, "", "whether the target is reached"),
        "best_reached": variable((), best.reached, "", "effect of the chosen setting"),
        "best_confidence": variable((), best.confidence, "1", "share of futures that meet the target"),
        "best_cost": variable((), best.cost, "CNY", "mean cost of the chosen setting"),
    }
    for name in ("present", "low", "high"):
        parts[name] = variable(by_lever, [getattr(one, name) for one in levers], "", name)
    attrs = {
        "target": str(search.target),
        "confidence": search.confidence,
        "effect_unit": search.target.expression.unit,
    } | ({"budget": budget} if budget else {})
    return xr.Dataset(parts, {"lever": [one.path for one in levers]}, attrs)
