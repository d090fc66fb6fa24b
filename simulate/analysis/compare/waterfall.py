"""From one scenario to another in steps that add up to the yuan in every draw.

Declared order: each step on top of those before it, so that the order decides who gets what two steps do together.
Shapley: the average over all orders, for at most four steps. A share of a whole yuan is given by largest remainder,
ties to the step whose name comes first, so that the order in which steps are declared changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import factorial
from typing import ClassVar

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from simulate.analysis.base.results import Result, variable
from simulate.foundation.errors import InputError
from simulate.language.catalogue import languages, say
from simulate.language.choice import tell
from simulate.language.message import Speakable, worded

Integers = NDArray[np.int64]
MOST_STEPS = 4
Value = Callable[[frozenset[str]], Integers]
"""Yuan by draw, (draws,), with some of the steps taken."""


@dataclass(frozen=True, repr=False)
class Waterfall(Result):
    """Steps from the base to the other scenario.

    Dataset: ``declared`` and ``shapley`` (draw, step) in yuan, ``base`` and ``other`` (draw), ``title_en`` and
    ``title_zh`` (step); without ``shapley`` where there are more than four steps. In every draw base + sum of steps =
    other. Attributes ``measure_en`` and ``base_en`` say what is measured and where from, ``title_en`` where to; so in zh.
    """

    chart: ClassVar[str] = "waterfall"

    @property
    def table(self) -> tuple[str, ...]:  # type: ignore[override]
        """Variables that ``to_csv`` writes: steps in their order, and Shapley's mean over all orders where it was asked for."""
        return tuple(name for name in ("declared", "shapley") if name in self.dataset)

    def sentences(self) -> list[str]:
        """The base, the mean of each step, and the other scenario, a line each."""
        data = self.dataset.mean("draw")
        colon, (start, end) = say("common.colon", self.language), self.ends
        mean = say("analysis.waterfall.mean", self.language)
        measure = self.dataset.attrs.get(f"measure_{self.language}")
        lead = f"{measure}{say('common.comma', self.language)}" if measure else ""
        lines = [f"{lead}{start}{mean}{colon}{self.money(float(data['base']))}"]
        for step, title in zip(data["step"].values, worded(self.dataset, "title", self.language).values, strict=True):
            words = f"  {title}{colon}{self.money(float(data['declared'].sel(step=step)))}"
            if "shapley" in data:
                average = self.money(float(data["shapley"].sel(step=step)))
                words += say("analysis.waterfall.average_over_all_orders", self.language, average=average)
            lines.append(words)
        return [*lines, f"{end}{mean}{colon}{self.money(float(data['other']))}"]

    @property
    def ends(self) -> tuple[str, str]:
        """Titles of both scenarios in the language of the answer."""
        return ends(self.dataset, self.language)


def ends(data: xr.Dataset, language: str) -> tuple[str, str]:
    """What base and other are called, by their titles where the dataset has them."""
    base = data.attrs.get(f"base_{language}") or say("analysis.waterfall.base", language)
    other = data.attrs.get(f"title_{language}") or say("analysis.waterfall.other", language)
    return str(base), str(other)


def waterfall(
    steps: Sequence[str], value: Value, language: str, titles: Sequence[Speakable] | None = None
) -> Waterfall:
    """The steps' bars; ``value`` gives the yuan of every draw with a set of steps taken. Raises InputError.

    ``titles``: each step in words, by its name where there is none.
    """
    if not steps or len(set(steps)) < len(steps):
        raise InputError(tell("error.waterfall.waterfall_one_or_more"))
    base = np.asarray(value(frozenset()))
    declared = declared_order(steps, value)
    dims = ("draw", "step")
    parts = {
        "base": variable(("draw",), base, "CNY", "base"),
        "other": variable(("draw",), np.asarray(value(frozenset(steps))), "CNY", "all steps taken"),
        "declared": variable(dims, declared, "CNY", "steps in declared order"),
    }
    if len(steps) <= MOST_STEPS:
        parts["shapley"] = variable(dims, shapley(steps, value), "CNY", "steps, average over all orders")
    for spoken in languages():
        words = [title.in_language(spoken) for title in titles] if titles else list(steps)
        parts[f"title_{spoken}"] = variable(("step",), words, "", "step in words")
    coords = {"step": list(steps), "draw": list(range(len(base)))}
    return Waterfall(xr.Dataset(parts, coords=coords), language)


def declared_order(steps: Sequence[str], value: Value) -> Integers:
    """What each step adds on top of those before it.

    Parameters
    ----------
    steps : in the order of the file
    value : yuan of each draw, shape (draws,), where a set of steps is taken

    Returns
    -------
    Yuan, shape (draws, steps).

    Examples
    --------
    >>> sums = {frozenset(): 0, frozenset("a"): 10, frozenset("b"): 20, frozenset("ab"): 50}
    >>> declared_order(["a", "b"], lambda taken: np.array([sums[taken]]))
    array([[10, 40]])
    """
    levels = [np.asarray(value(frozenset(steps[:count]))) for count in range(len(steps) + 1)]
    return np.stack([after - before for before, after in pairwise(levels)], axis=1)


def shapley(steps: Sequence[str], value: Value) -> Integers:
    """What each step adds on average over all orders (Shapley 1953), in whole yuan that add up.

    Parameters
    ----------
    steps : at most ``MOST_STEPS``
    value : yuan of each draw, shape (draws,), where a set of steps is taken

    Returns
    -------
    Yuan, shape (draws, steps).

    Raises
    ------
    InputError
        There are more steps.

    Examples
    --------
    Step a adds 10 when it comes first and 30 when it comes second:

    >>> sums = {frozenset(): 0, frozenset("a"): 10, frozenset("b"): 20, frozenset("ab"): 50}
    >>> shapley(["a", "b"], lambda taken: np.array([sums[taken]]))
    array([[20, 30]])
    """
    count = len(steps)
    if count > MOST_STEPS:
        raise InputError(tell("error.waterfall.waterfall_steps_average_over", count=count, most=MOST_STEPS))
    by_set = {chosen: np.asarray(value(chosen)) for chosen in _subsets(steps)}
    weighted = []
    for step in steps:
        others = [one for one in steps if one != step]
        parts = [_weight(len(s), count) * (by_set[s | {step}] - by_set[s]) for s in _subsets(others)]
        weighted.append(sum(parts[1:], start=parts[0]))
    total = by_set[frozenset(steps)] - by_set[frozenset()]
    return whole(np.stack(weighted, axis=1), factorial(count), total, sorted(range(count), key=lambda i: steps[i]))


def whole(numerators: Integers, denominator: int, total: Integers, order: Sequence[int]) -> Integers:
    """Quotients in whole numbers that sum to a total: largest remainders first.

    Parameters
    ----------
    numerators : shape (draws, steps)
    denominator : above 0
    total : shape (draws,)
    order : places of steps, the first of which is served first among equal remainders

    Returns
    -------
    Shape (draws, steps).

    Examples
    --------
    >>> whole(np.array([[10, 10, 10]]), 3, np.array([10]), [0, 1, 2])
    array([[4, 3, 3]])
    """
    floors = numerators // denominator
    remainder = numerators - floors * denominator
    missing = total - floors.sum(axis=1)
    ranks = np.empty_like(remainder)
    by_rank = np.argsort(-remainder[:, order], axis=1, kind="stable")
    np.put_along_axis(ranks, np.asarray(order)[by_rank], np.arange(len(order))[None, :], axis=1)
    return np.asarray(floors + (ranks < missing[:, None]))


def _subsets(steps: Sequence[str]) -> list[frozenset[str]]:
    return [frozenset(chosen) for size in range(len(steps) + 1) for chosen in combinations(steps, size)]


def _weight(before: int, count: int) -> int:
    """In how many of the orders exactly these steps come before."""
    return factorial(before) * factorial(count - before - 1)
