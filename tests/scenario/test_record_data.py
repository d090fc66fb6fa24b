"""A scenario out of a run's record is checked as files are: whatever stands there, it is the scenario or a refusal."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from simulate.foundation.errors import ProblemsError
from simulate.scenario.resolve import load_scenario, scenario_from_data

ROOT = Path(__file__).parents[2]
GONE = object()

SPOILT: dict[str, tuple[tuple[Any, ...], Any, str]] = {
    "no origin": (("origin",), GONE, "scenario.origin.written"),
    "text for an origin": (("origin",), "x", "scenario.origin.written"),
    "no plan": (("origin", "plan"), GONE, ""),
    "a list for a plan": (("origin", "plan"), [], ""),
    "no prior": (("origin", "priors", "claim_rate"), GONE, "the parameter 'claim_rate' is missing"),
    "another prior": (("origin", "priors", "clam_rate"), 0.5, "unknown parameter 'clam_rate'"),
    "a prior of another form": (("origin", "priors", "claim_rate"), {"triangular": [3, 2]}, "scenario.origin.priors.claim_rate.triangular"),
    "a prior out of its range": (("origin", "priors", "claim_rate"), 7, "scenario.origin.priors.claim_rate"),
    "text for a prior": (("origin", "priors", "claim_rate"), "x", "scenario.origin.priors.claim_rate"),
    "a default that is none": (("origin", "plan", "readings", 0, "default"), "x", "unknown alternative 'x'"),
    "an instrument twice": (("origin", "plan", "instruments", 0, "id"), "a05.2", "stands twice"),
    "a lag that sums to 2": (("origin", "plan", "instruments", 0, "lag"), {"0": 1.0, "1": 1.0}, "sum to 2"),
    "text for what was written": (("origin", "written"), "x", "scenario.origin.written: 'x' came"),
    "a title that moves the cursor": (("origin", "written", "title", "zh"), "\x1b[2J", "invisible character U+001B"),
    "a plan's title that does": (("origin", "plan", "title", "en"), "\u202e", "invisible character U+202E"),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILT)
def test_a_spoilt_record_is_refused_with_its_file_and_path(case: str, tmp_path: Path) -> None:
    path, value, expected = SPOILT[case]
    data = json.loads(json.dumps(load_scenario(ROOT / "scenarios" / "tight_budget.yaml", ["posterior=null"]).resolved))
    whole = copy.deepcopy(data)
    parent = data
    for key in path[:-1]:
        parent = parent[key]
    if value is GONE:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    with pytest.raises(ProblemsError) as caught:
        scenario_from_data(data, tmp_path / "run.json")
    assert expected in str(caught.value)
    assert all(one.file == str(tmp_path / "run.json") for one in caught.value.problems)
    assert scenario_from_data(whole, tmp_path / "run.json").resolved == whole
