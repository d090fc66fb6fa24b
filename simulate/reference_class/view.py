"""Draws of actual / announced for a programme that has not run yet."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.special import ndtri

from simulate.foundation.errors import InputError
from simulate.foundation.units import parse_date
from simulate.language.choice import tell
from simulate.place.evidence import one_of
from simulate.randomness.uniforms import name_code, over_draws, purpose
from simulate.reference_class.programmes import MEASURES, REACHED, WORDS, Programme, shipped_programmes
from simulate.reference_class.regression import COLLAPSE_SPREAD, Rows, Sample, rows_of, sample
from simulate.yamlfile.arguments import argument, number_of_draws

Floats = NDArray[np.float64]

VIEW = purpose("outside view", "where a programme lies among comparable ones")
CHAINS, BURN, KEPT = 32, 100, 64
RAISED, KEPT_TO = 1.0, 2.0
"""Beta prior of the share of caps that are raised once they are reached."""

SPENT_OUT = (REACHED, 1.03)
"""Where the actual of a programme lies that reached its cap."""

FEWEST = 5


def outside_view(
    *,
    kind: str | None = None,
    allocation: str | None = None,
    burden: str | None = None,
    hard_cap: str | bool | None = None,
    stage: str | None = None,
    crisis: str | bool | None = None,
    recipient_class: str | None = None,
    of: str = "recipients",
    vintage: str | datetime.date | None = None,
    programmes: tuple[Programme, ...] | None = None,
    draws: int = 4000,
    seed: int = 1,
) -> xr.DataArray:
    """How much of what is announced comes true, from comparable programmes.

    Parameters
    ----------
    kind : str, optional
        ``voucher``, ``grant``, ``matching_grant``, ``subsidy``, ``tax_credit``, ``loan``, ``guarantee`` or ``service``.
    allocation : str, optional
        ``open``, ``first_come``, ``contest``, ``lottery`` or ``entitlement``.
    burden : str, optional
        Of applying: ``low``, ``medium`` or ``high``.
    hard_cap : str or bool, optional
        Whether the money is capped: ``yes`` or ``no``, or a truth value.
    stage : str, optional
        Of the announcement: ``initial``, ``renewed`` or ``mid_course``.
    crisis, recipient_class : str, optional
        Whether it answers a crisis; ``firms`` or ``households``.
    of : str
        ``recipients`` or ``money``.
    vintage : str or datetime.date
        Only programmes whose outcome was known on this day; None: all.
    programmes : tuple of Programme, optional
        Another reference class than that which ships.
    draws, seed : int
        How many draws; the same seed gives the same ones, and the first of many are those of few.

    Whatever is None varies as it does among the programmes that match the rest.

    Returns
    -------
    xarray.DataArray
        Ratios of actual to announced, dimension ``draw``; its attributes say what was asked, and how many programmes
        spoke (``programmes``) and matched (``matching``).

    Raises
    ------
    InputError
        A word that there is not, with the nearest that there is; too few programmes known.

    Examples
    --------
    >>> import simulate as sim
    >>> ratio = sim.outside_view(kind="grant", burden="high", hard_cap="yes", of="money", draws=500)  # doctest: +SKIP
    >>> ratio.sizes["draw"]  # doctest: +SKIP
    500
    >>> bool(ratio.median() < 0.9)  # doctest: +SKIP
    True
    """
    asked = _words(
        {
            "kind": kind, "allocation": allocation, "burden": burden, "hard_cap": hard_cap, "stage": stage,
            "crisis": crisis, "recipient_class": recipient_class,
        }
    )  # fmt: skip
    measure, size = argument("of", of, one_of(*MEASURES)), argument("draws", draws, number_of_draws)
    known = _known(shipped_programmes() if programmes is None else programmes, vintage)
    rows, found = _learned(known)
    words = {key: word for key, word in asked.items() if word is not None}
    comparable = matching(rows.programmes, words)
    quantiles = {name: _uniforms(seed, size, name) for name in NUMBERS}
    ratios = drawn(rows, found, comparable, words, measure, quantiles)
    named = {key: word or "any" for key, word in asked.items()}
    return xr.DataArray(
        ratios,
        dims="draw",
        name=f"actual / announced {measure}",
        attrs={
            **named,
            "of": measure,
            "seed": seed,
            "programmes": len(known),
            "matching": len({one.id for one in comparable}),
        }
        | ({} if vintage is None else {"vintage": str(vintage)}),
    )


NUMBERS = ("row", "comparable", "family", "collapse", "residual", "raised", "spent")


def drawn(
    rows: Rows, found: Sample, comparable: Sequence[Programme], words: Mapping[str, str], measure: str,
    quantiles: Mapping[str, Floats],
) -> Floats:  # fmt: skip
    """Ratios, one for each number of ``quantiles`` (by the names of ``NUMBERS``)."""
    size = len(found.residual_sd)
    row = np.minimum((quantiles["row"] * size).astype(np.int64), size - 1)
    other = np.minimum((quantiles["comparable"] * len(comparable)).astype(np.int64), len(comparable) - 1)
    designs = np.array([_design(rows, one.words | dict(words), measure) for one in comparable])
    log = (found.effects @ designs.T)[row, other]
    log = log + found.family_sd[row] * ndtri(quantiles["family"])
    down = quantiles["collapse"] < found.collapsed[row]
    spread = np.where(down, COLLAPSE_SPREAD, found.residual_sd[row])
    log = log - found.collapse[row] * down + spread * ndtri(quantiles["residual"])
    capped = np.array([(one.words | dict(words))["hard_cap"] == "yes" for one in comparable])[other]
    stopped = capped & (log > 0.0) & (quantiles["raised"] >= _raised(rows))
    low, high = SPENT_OUT
    return np.where(stopped, low + (high - low) * quantiles["spent"], np.exp(log))


def _raised(rows: Rows) -> float:
    """Share of caps that were raised, of those that were reached."""
    reached = [
        one for one, measure in zip(rows.programmes, rows.measure, strict=True) if one.reached_cap(MEASURES[measure])
    ]
    raised = sum(one.scope in ("extended", "expanded") for one in reached)
    return (RAISED + raised) / (RAISED + KEPT_TO + len(reached))


def _design(rows: Rows, words: Mapping[str, str], measure: str) -> Floats:
    """The row of a programme of a new family."""
    own = {("measure", measure), *words.items()}
    return np.array([column in own for column in rows.columns], dtype=np.float64)


def matching(programmes: Sequence[Programme], words: Mapping[str, str]) -> list[Programme]:
    """Programmes that are ``words``; where fewer than ``FEWEST`` are, those that are as many of them as can be."""
    shared = [sum(one.words[key] == word for key, word in words.items()) for one in programmes]
    least = len(words)
    while sum(count >= least for count in shared) < min(FEWEST, len(programmes)):
        least -= 1
    return [one for one, count in zip(programmes, shared, strict=True) if count >= least]


def _words(given: Mapping[str, str | bool | None]) -> dict[str, str | None]:
    named = {True: "yes", False: "no"}
    written = {key: named[word] if isinstance(word, bool) else word for key, word in given.items()}
    return {key: None if word is None else argument(key, word, one_of(*WORDS[key])) for key, word in written.items()}


def _known(programmes: tuple[Programme, ...], vintage: str | datetime.date | None) -> tuple[Programme, ...]:
    day = datetime.date.max if vintage is None else argument("vintage", vintage, parse_date)
    known = tuple(one for one in programmes if one.counts and one.known_at <= day)
    if len(known) < FEWEST:
        raise InputError(tell("error.view.vintage_outcomes_were_known", count=len(known), day=day, fewest=FEWEST))
    return known


@lru_cache(maxsize=8)
def _learned(programmes: tuple[Programme, ...]) -> tuple[Rows, Sample]:
    rows = rows_of(programmes)
    used = np.ones((CHAINS, len(rows.ratio)), dtype=np.bool_)
    return rows, _flat(sample(rows, used, burn=BURN, kept=KEPT))


def _flat(found: Sample) -> Sample:
    """All chains behind one another."""
    return found.each(lambda values: values.reshape(-1, *values.shape[2:]))


def _uniforms(seed: int, size: int, name: str) -> Floats:
    return np.asarray(over_draws(seed, 0, size, name_code(name), VIEW), dtype=np.float64)
