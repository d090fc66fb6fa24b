"""A forecast of the documented shape without running the engine: every instrument of a plan, numbers that add up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr

from simulate.forecast.dataset import attributes
from simulate.forecast.forecast import Forecast
from simulate.forecast.labels import rests_on_assumption
from simulate.scenario.resolve import load_scenario
from simulate.scenario.scenario import Scenario

YEARS, PAYMENT_YEARS = [2023, 2024, 2025], [2023, 2024, 2025, 2026, 2027]
LAG = (0.1, 0.7, 0.2)
SEGMENTS = ("industry_above_scale", "industry_small", "digital_core")


def synthetic(scenario: Scenario, draws: int = 40, seed: int = 7) -> xr.Dataset:
    """Counts Poisson around a level that differs by instrument; money a round award each; cash by a fixed lag."""
    rng = np.random.default_rng(seed)
    plan = scenario.plan
    many = plan.instruments
    priced = np.array([one.priced for one in many])
    simulated = np.array([one.simulated for one in many])
    level = np.where(simulated, np.resize([0.3, 2, 8, 30], len(many)), 0)
    shape = (draws, len(many), len(YEARS))
    recognised = rng.poisson(level[:, None], shape)
    paid = rng.binomial(recognised, 0.9) * priced[:, None]
    award = np.resize([500_000, 1_000_000, 300_000], len(many))[:, None]
    entitlement = paid * award
    saving = (entitlement // 10) * (np.arange(len(many)) % 5 == 0)[:, None]
    obligation = entitlement - saving
    share = np.array([[one.payer.get(name, 0.0) for name in plan.payers] for one in many])
    cash = np.zeros((draws, len(many), len(PAYMENT_YEARS), share.shape[1]), dtype=np.int64)
    for year in range(len(YEARS)):
        for lag, weight in enumerate(LAG):
            cash[:, :, year + lag] += np.rint(obligation[:, :, year, None] * share * weight).astype(np.int64)

    def both(counts: np.ndarray) -> np.ndarray:
        return np.stack([counts, counts // 2])

    firms = ("policy", "draw", "segment", "year")
    projects = rng.poisson(400, (2, draws, 3, len(YEARS)))
    stage = np.broadcast_to(np.array([0.55, 0.24, 0.16, 0.05])[:, None], (2, draws, 3, 4, len(YEARS))).copy()
    gdp = np.full((draws, len(YEARS)), 1.6e12)
    core = rng.uniform(0.1, 0.13, (2, draws, len(YEARS)))
    outside = np.array([one.outside for one in many])
    reached = recognised * ~outside[:, None]
    values: dict[str, tuple[tuple[str, ...], np.ndarray]] = {
        "eligible": (("policy", "draw", "instrument", "year"), both(reached * 40)),
        "aware": (("policy", "draw", "instrument", "year"), both(reached * 20)),
        "applied": (("policy", "draw", "instrument", "year"), both(reached * 3)),
        "recognised": (("policy", "draw", "instrument", "year"), both(recognised)),
        "paid": (("policy", "draw", "instrument", "year"), both(paid)),
        **{name: (("draw", "instrument", "year"), array) for name, array in {
            "entitlement": entitlement, "stacking_saving": saving, "obligation": obligation,
            "recognised_anyway": recognised // 2, "entitlement_anyway": entitlement // 2,
            "project_anyway": (entitlement // 4) * 3}.items()},
        **{name: (("draw", "instrument", "payment_year", "payer"), array) for name, array in {
            "cash": cash, "fiscal_cost": cash // 2, "unpaid": cash * 0, "lapsed": cash * 0}.items()},
        **{name: (firms, projects * factor) for name, factor in
           {"projects": 1, "firms_with_project": 1, "stage_moves": 1, "investment": 10**6, "firms": 10}.items()},
        "coverage": (firms, np.full(projects.shape, 0.86)),
        "stage_share": (("policy", "draw", "segment", "stage", "year"), stage),
        "core_value_added": (("policy", "draw", "year"), core * gdp), "core_share": (("policy", "draw", "year"), core),
        "gdp": (("draw", "year"), gdp), "gdp_before": (("draw",), np.full(draws, 1.5e12)),
        "core_value_added_before": (("draw",), np.full(draws, 0.097 * 1.5e12)),
        "parameter_value": (("draw", "parameter"), rng.uniform(0, 1, (draws, 2))),
        "reading_chosen": (("draw", "reading"), np.zeros((draws, len(plan.readings)), dtype=np.int64)),
        "payer_share": (("draw", "instrument", "payer"), np.broadcast_to(share, (draws, *share.shape)).copy()),
    }  # fmt: skip
    of = "instrument"
    coords = {
        "policy": ["on", "off"], "draw": np.arange(draws), of: [one.id for one in many], "year": YEARS,
        "payment_year": PAYMENT_YEARS, "stage": [0, 1, 2, 3], "parameter": ["claim_rate", "project_hazard"],
        "reading": [one.id for one in plan.readings], "segment": list(SEGMENTS), "payer": list(plan.payers),
        "article": (of, [one.article for one in many]), "group": (of, [one.group for one in many]),
        "title_zh": (of, [one.title.zh for one in many]), "title_en": (of, [one.title.en for one in many]),
        **{f"article_{tongue}": (of, [getattr(plan.articles[one.article], tongue) if one.article in plan.articles else ""
                                      for one in many]) for tongue in ("zh", "en")},
        "recipient": (of, [one.recipient for one in many]), "headline": (of, [one.headline for one in many]),
        "award_kind": (of, [one.award.kind for one in many]), "priced": (of, priced), "simulated": (of, simulated),
        "outside": (of, outside), "assumed": (of, [one.priced and rests_on_assumption(one) for one in many]),
        "budget": ("payer", [name == plan.budget_payer for name in plan.payers]),
        **{f"payer_{tongue}": ("payer", [getattr(one, tongue) for one in plan.payers.values()]) for tongue in ("zh", "en")},
        **{f"segment_{tongue}": ("segment", [getattr(plan.segments[one], tongue) for one in SEGMENTS])
           for tongue in ("zh", "en")},
    }  # fmt: skip
    about = {"scenario": "baseline", "title_zh": scenario.title["zh"], "title_en": scenario.title["en"], "plan": plan.name,
             "seed": 1, "draws": draws, "run_key": "0123456789abcdef" * 4, "rule_hash": "f" * 64, "generator": "squares64",
             "version": "0.1.0", "language": scenario.language}  # fmt: skip
    data = {name: (dims, array, attributes(name)) for name, (dims, array) in values.items()}
    return xr.Dataset(data, coords=coords, attrs=about)


def forecast_of(root: Path, **changes: object) -> Forecast:
    """A synthetic forecast of the baseline with other values by dotted path."""
    scenario = load_scenario(root / "scenarios" / "baseline.yaml")
    scenario = scenario.replace(changes) if changes else scenario
    return Forecast(synthetic(scenario), scenario)
