"""Programmes made by the model of the regression, with known effects."""

from __future__ import annotations

import datetime
import math

import numpy as np

from simulate.reference_class.programmes import WORDS, Programme

DAY = datetime.date(2020, 12, 31)
BURDEN = {"low": 0.6, "medium": 0.0, "high": -0.6}


def programme(
    name: str, ratios: dict[str, float], family: str | None = None, scope: str = "none", **words: str
) -> Programme:
    usual = {term: allowed[-1] for term, allowed in WORDS.items()}
    return Programme(name, name, family or name, usual | words, ratios, scope, "final", DAY, "B")


def made(count: int, seed: int, sd: float = 0.5, collapsed: float = 0.0, capped: bool = False) -> tuple[Programme, ...]:
    """Families of one programme each: effects of burden alone, a residual, some collapsed by two and a half (log)."""
    numbers = np.random.default_rng(seed)
    found = []
    for index in range(count):
        burden = tuple(BURDEN)[index % 3]
        log = -0.3 + BURDEN[burden] + numbers.normal(0.0, sd)
        if numbers.random() < collapsed:
            log += numbers.normal(-2.5, 0.9)
        if capped:
            log = min(log, 0.0)
        words = {"burden": burden, "hard_cap": "yes" if capped else "no"}
        found.append(programme(f"made{index}", {"money": math.exp(log)}, **words))
    return tuple(found)
