"""The kinds of files: where good ones are, what a spoilt one stands in place of, and what reads it."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from simulate.behaviour.parameters import DECLARATIONS
from simulate.calibration.backtest import load_backtest
from simulate.calibration.config import load_calibration
from simulate.calibration.moments import load_moments
from simulate.calibration.observations import load_observations
from simulate.calibration.scoreboard import read_scores
from simulate.foundation.errors import InputError
from simulate.place.figures import load_figures
from simulate.plan.files.load import load_plan
from simulate.scenario.actuals import load_actual_table
from simulate.scenario.files.priors import load_priors
from simulate.scenario.observed import load_facts
from simulate.scenario.resolve import load_scenario, scenario_from_data
from simulate.yamlfile.reader import read_text
from tests.fuzz.mutations import NUMBERS, WORDS, as_yaml, by_bytes, by_words, mutant

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
PLAN = ROOT / "simulate" / "plan" / "qingdao_2023"
RICHEST = "rich.yaml"
RICH = """format: 1
title: {zh: 样例, en: Sample}
extends: baseline.yaml
horizon: {end: 2024}
draws: 50
readings: {R14: grant, R4: sampled}
instruments:
  a09.3: {award.amount: 100万元, lag: {0: 0.5, 1: 0.5}, claim: 0.8}
  a05.1: {mechanism.jackpot.probability: {by_year: {2023: 1, later: 0.1}}}
  a22.1: {award.cap: 500万元}
  '*': {claim: claim_rate}
behaviour:
  award_response: {triangular: [0, 2, 6]}
  claim_rate: {beta: {mean: 0.9, n: 20}}
  little_giant_list: {by_year: {2023: 3671, later: {uniform: [2500, 4400]}}}
  stage_shares_small: {dirichlet: {shares: [0.5, 0.3, 0.1, 0.1], weight: 20}}
  project_cost_floor: 60万元
population: {scale: 0.5, segments: {industry_small: {count: 3000, entrants_per_year: 50}}}
macro: {gdp_2022: 1.5万亿元, gdp_growth: {by_year: {2023: 5%, later: 4%}}}
appropriations: {unpaid: lapse, articles: {9: {2024: 500万元, later: 800万元}}}
observed: nowcast.csv
"""
ACTUALS = "instrument,year,count,cash\na09.3,2023,12,300万元\na05.1,2024,,1000万元\na22.1,2024,3,\n"


@dataclass(frozen=True)
class Kind:
    """``sources`` give good texts by file name; ``read`` reads the file in which the spoilt text stands."""

    name: str
    sources: Callable[[], dict[str, str]]
    read: Callable[[Path], Any]
    structured: bool = True
    folder: Callable[[Path], None] = lambda folder: None
    lined: bool = True  # whether a refusal names a line

    def mutant(self, number: int, *, mild: bool = False) -> tuple[str, bytes]:
        """Name of the spoilt file and its content; a ``mild`` one is often a good file."""
        chance = random.Random(f"{self.name}/{number}")
        texts = self.sources()
        name = RICHEST if RICHEST in texts and chance.random() < 0.5 else chance.choice(sorted(texts))
        text = texts[name]
        if self.name == "set":
            return name, _setting(text, chance)
        if self.name == "record":
            write = partial(json.dumps, ensure_ascii=False)
            return name, mutant(text, lambda: json.loads(text), write, chance, mild=mild)
        parsed = (lambda: read_text(text, Path(name), name).data) if self.structured else None
        return name, mutant(text, parsed, as_yaml, chance, mild=mild)


def _files(*paths: Path) -> Callable[[], dict[str, str]]:
    """Good files without their remarks: to spoil those proves nothing."""
    return cache(lambda: {path.name: _REMARK.sub("", path.read_text(encoding="utf-8")) for path in paths})


_REMARK = re.compile(r"^#.*\n|(?<=\S)\s+# .*$", re.MULTILINE)


def _texts(**texts: str) -> Callable[[], dict[str, str]]:
    return lambda: {name.replace("__", "."): text for name, text in texts.items()}


def _scenario_folder(folder: Path) -> None:
    for path in (*SCENARIOS, ROOT / "scenarios" / "nowcast.csv"):
        shutil.copy(path, folder / path.name)
    (folder.parent / "calibration").mkdir(exist_ok=True)
    shutil.copy(ROOT / "calibration" / "posterior.nc", folder.parent / "calibration" / "posterior.nc")


def _calibration_folder(folder: Path) -> None:
    for path in (ROOT / "calibration").glob("*.*"):
        shutil.copy(path, folder / path.name)


@cache
def _ids() -> tuple[str, ...]:
    return tuple(one.id for one in load_plan("qingdao_2023").instruments)


SETTINGS = (
    "draws=50", "horizon.end=2026", "readings=sampled", "readings.R14=grant", "instruments.a09.3.award.amount=100万元",
    "instruments.a22.1.claim={by_year: {2024: 0.5, later: 0.9}}", "population.scale=0.1", "macro.gdp_growth=4%",
    "macro.gdp_2022=1.4万亿元", "population.segments.industry_small.count=100", "vintage=2023-10-20", "posterior=null",
    "appropriations.articles.9.2024=500万元", "appropriations.unpaid=lapse", "instruments.*.lag={0: 1}", "title.zh=甲",
    "instruments.a09.3.award={kind: fixed, amount: 5万元}", "instruments.a05.1.mechanism.jackpot.probability=0.5",
)  # fmt: skip


def _setting(text: str, chance: random.Random) -> bytes:
    """A ``--set`` whose path or value is spoilt, or any parameter with an extreme value."""
    if chance.random() < 0.4:
        name = chance.choice(DECLARATIONS).name
        text = f"behaviour.{name}={chance.choice([*NUMBERS, *WORDS])}"
    elif chance.random() < 0.6:
        text = by_words(text, chance)
    else:
        return by_bytes(text.encode(), chance)
    return text.encode("utf-8", "surrogatepass")


def _read_setting(path: Path) -> Any:
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    return load_scenario(ROOT / "scenarios" / "baseline.yaml", [text])


@cache
def _record() -> dict[str, str]:
    data = load_scenario(ROOT / "scenarios" / "tight_budget.yaml").resolved
    return {"run.json": json.dumps(data, ensure_ascii=False, indent=1)}


def _read_record(path: Path) -> Any:
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not a record") from error
    return scenario_from_data(data, path)


def _facts(path: Path) -> Any:
    return load_facts(path, _ids(), range(2023, 2026))


def _actuals(path: Path) -> Any:
    return load_actual_table(path, _ids(), range(2023, 2026), range(2023, 2030))


def _fit(path: Path) -> Any:
    return load_calibration(path)


CALIBRATION = ROOT / "calibration"
KINDS = {
    one.name: one
    for one in (
        Kind("scenario", lambda: {**_files(*SCENARIOS)(), RICHEST: RICH}, load_scenario, folder=_scenario_folder),
        Kind("set", lambda: {f"{n}.txt": text for n, text in enumerate(SETTINGS)}, _read_setting, lined=False),
        Kind("plan", _files(*PLAN.glob("*.yaml")), lambda path: load_plan(path.parent),
             folder=lambda folder: [shutil.copy(path, folder) for path in PLAN.glob("*.yaml")] and None),
        Kind("priors", _files(CALIBRATION / "priors.yaml"), load_priors),
        Kind("moments", _files(CALIBRATION / "moments.yaml"), load_moments),
        Kind("population", _files(CALIBRATION / "population.yaml"), load_figures),
        Kind("fit", _files(CALIBRATION / "fit_plan.yaml", CALIBRATION / "fit_2024.yaml"), _fit, folder=_calibration_folder),
        Kind("backtest", _files(CALIBRATION / "backtest.yaml"), load_backtest, folder=_calibration_folder),
        Kind("observations", _files(CALIBRATION / "observations.csv"), load_observations, structured=False),
        Kind("scores", _files(CALIBRATION / "backtest_scores.csv"), read_scores, structured=False),
        Kind("observed", _files(ROOT / "scenarios" / "nowcast.csv"), _facts, structured=False),
        Kind("actuals", _texts(actuals__csv=ACTUALS), _actuals, structured=False),
        Kind("record", _record, _read_record, folder=lambda folder: shutil.copy(CALIBRATION / "posterior.nc", folder) and None, lined=False),
    )
}  # fmt: skip
