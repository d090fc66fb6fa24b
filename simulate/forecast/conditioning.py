"""Conditioning on facts inside the horizon: the draws whose recognitions agree with everything that has been observed.

Draws that agree are the forecast given the facts, exactly, and weigh the same: the effective sample size is their
number, and every Monte Carlo error follows from it. They keep their numbers, so that any of them can be replayed. A
rationed count that is known is better stated in the scenario (``instruments`` or ``behaviour``), which keeps all draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulate.engine.inputs import layout
from simulate.foundation.errors import InputError
from simulate.language.catalogue import say
from simulate.language.choice import tell
from simulate.montecarlo.blocks import Arrays
from simulate.montecarlo.worker import Store
from simulate.scenario.observed import Fact

if TYPE_CHECKING:
    import xarray as xr

Draws = NDArray[np.int64]

FEW = 100
"""Fewer draws than this make every quantile rough; the outputs say so."""


@dataclass(frozen=True)
class FactFilter:
    """Facts, and where their instruments and years stand in a block of results."""

    facts: tuple[Fact, ...]
    instruments: Sequence[str]
    first_year: int

    def agree(self, arrays: Arrays) -> NDArray[np.bool_]:
        """Which draws of a block agree with each fact, with awards: (facts, draws)."""
        counts = np.asarray(arrays["counts"])[:, layout.ON, layout.RECOGNISED]
        inside = np.ones((len(self.facts), len(counts)), dtype=np.bool_)
        for place, fact in enumerate(self.facts):
            members = [self.instruments.index(name) for name in fact.instruments]
            total = counts[:, members, fact.year - self.first_year].sum(axis=1)
            inside[place] = (total >= fact.low) & (total <= fact.high)
        return inside

    def draws(self, store: Store, draws: int) -> Draws:
        """Numbers of the draws that agree with every fact, in order.

        Raises InputError where none does, with the share of the draws that agree with each fact.
        """
        if not self.facts:
            return np.arange(draws)
        inside = np.concatenate([self.agree(arrays) for _, arrays in store.read(draws)], axis=1)
        kept = np.flatnonzero(inside.all(axis=0))
        if not kept.size:
            shares = inside.mean(axis=1)
            each = "\n".join(
                f"  {fact}: {share:.1%} of the draws" for fact, share in zip(self.facts, shares, strict=True)
            )
            raise InputError(tell("error.conditioning.observed_no_draw_agrees", draws=draws, each=each))
        return kept.astype(np.int64)

    def blocks(self, store: Store, draws: int) -> Iterator[Arrays]:
        """The blocks in draw order, with the draws that agree alone."""
        for _, arrays in store.read(draws):
            inside = self.agree(arrays).all(axis=0)
            if inside.all():
                yield arrays
            elif inside.any():
                yield {name: np.asarray(values)[inside] for name, values in arrays.items()}

    def attributes(self, kept: Draws, draws: int) -> dict[str, Any]:
        """Attributes of the forecast: how many draws were simulated, and how many equally weighted ones are left."""
        if not self.facts:
            return {}
        return {
            "draws_simulated": draws,
            "effective_sample_size": int(kept.size),
            "observed": "; ".join(map(str, self.facts)),
        }


def conditioning_words(data: xr.Dataset, language: str) -> str:
    """What a forecast was conditioned on and how many draws are left, in one sentence or two; empty without facts."""
    about = data.attrs
    if "effective_sample_size" not in about:
        return ""
    left, every = int(about["effective_sample_size"]), int(about["draws_simulated"])
    facts = str(about["observed"])
    said = say("forecast.conditioning.given", language, facts=facts, every=every, left=left)
    return said + (say("forecast.conditioning.few", language, few=FEW) if left < FEW else "")
