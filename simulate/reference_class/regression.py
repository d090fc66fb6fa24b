"""A hierarchical regression of ln(actual / announced), by Gibbs sampling with keyed numbers.

The log ratio of a programme is a mean by measure (recipients, money), plus shrunken effects of what it is (kind,
allocation, burden, hard cap, stage, crisis, class of recipients) and of its family, plus a residual: normal, or, for a share of
programmes that collapse, normal around a value far below. Where a hard cap was reached and not raised, the demand is only
known to be at least what was reached.

Many chains run side by side; each may leave out rows of its own, so that leaving out every family in turn costs one run.

References: Gelman and Hill (2007) for shrunken effects; Tanner and Wong (1987) for censored values drawn along.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaincinv, ndtr, ndtri

from simulate.randomness.uniforms import over_draws, purpose
from simulate.reference_class.programmes import MEASURES, WORDS, Programme

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

GIBBS = purpose("reference class", "numbers of the sampler that learns from comparable programmes")

MEAN_SD = 1.0
EFFECT_SHAPE, EFFECT_RATE = 2.0, 0.15
FAMILY_SHAPE, FAMILY_RATE = 2.0, 0.3
RESIDUAL_SHAPE, RESIDUAL_RATE = 2.0, 0.5
COLLAPSE_MEAN, COLLAPSE_SD, COLLAPSE_SPREAD = 2.5, 0.7, 0.9
COLLAPSED, STANDING = 1.5, 8.5
"""Priors: of a mean log ratio; inverse gammas of the variances of effects (about 0.4 squared), families and residuals;
how far a collapsed programme lies below (log) and its spread; beta of the share that collapses."""

TERMS = (*WORDS, "family")


@dataclass(frozen=True)
class Rows:
    """One row a programme and measure."""

    programmes: tuple[Programme, ...]
    measure: NDArray[np.int64]
    ratio: Floats
    """Logarithms, (rows,)."""
    censored: Bools
    design: Floats
    """Zeros and ones, (rows, columns)."""
    columns: tuple[tuple[str, str], ...]
    """Term and word of each column; the first are the measures."""

    def columns_of(self, term: str) -> NDArray[np.int64]:
        """Columns of one term."""
        return np.array([index for index, (name, _) in enumerate(self.columns) if name == term], dtype=np.int64)


def rows_of(programmes: Sequence[Programme]) -> Rows:
    """The rows of programmes that have come to their end."""
    pairs = [(one, measure) for one in programmes if one.counts for measure in MEASURES if measure in one.ratios]
    families = dict.fromkeys(one.family for one, _ in pairs)
    columns = [("measure", word) for word in MEASURES]
    columns += [(term, word) for term, words in WORDS.items() for word in words]
    columns += [("family", family) for family in families]
    design = np.array([[_is(one, measure, *column) for column in columns] for one, measure in pairs], dtype=np.float64)
    return Rows(
        programmes=tuple(one for one, _ in pairs),
        measure=np.array([MEASURES.index(measure) for _, measure in pairs], dtype=np.int64),
        ratio=np.array([math.log(one.ratios[measure]) for one, measure in pairs]),
        censored=np.array([one.spent_out(measure) for one, measure in pairs], dtype=np.bool_),
        design=design,
        columns=tuple(columns),
    )


def _is(one: Programme, measure: str, term: str, word: str) -> bool:
    if term == "measure":
        return measure == word
    return (one.family if term == "family" else one.words[term]) == word


@dataclass(frozen=True)
class Sample:
    """Draws from the posterior, chain by chain: (chains, kept, ...)."""

    effects: Floats
    family_sd: Floats
    residual_sd: Floats
    collapse: Floats
    """How far below a collapsed programme lies (log)."""
    collapsed: Floats
    """Share that collapses."""

    def each(self, change: Callable[[Floats], Floats]) -> Sample:
        """The sample with ``change`` made to every array, such as the choice of a chain."""
        return Sample(**{name: change(values) for name, values in vars(self).items()})


@dataclass
class _State:
    """Where the chains stand."""

    effects: Floats
    variances: dict[str, Floats]
    residual: Floats
    collapse: Floats
    share: Floats
    latent: Floats


class _Numbers:
    """Keyed numbers for all chains, one sweep after the other."""

    def __init__(self, seed: int, chains: int) -> None:
        self.seed, self.chains, self.call = seed, chains, 0

    def uniforms(self, *shape: int) -> Floats:
        size = math.prod(shape)
        self.call += 1
        return np.asarray(over_draws(self.seed, 0, self.chains * size, self.call, GIBBS)).reshape(self.chains, *shape)

    def normals(self, *shape: int) -> Floats:
        return np.asarray(ndtri(self.uniforms(*shape)), dtype=np.float64)

    def inverse_gamma(self, shape: Floats, rate: Floats) -> Floats:
        return np.asarray(rate / gammaincinv(shape, self.uniforms()), dtype=np.float64)

    def beta(self, a: Floats, b: Floats) -> Floats:
        return np.asarray(betaincinv(a, b, self.uniforms()), dtype=np.float64)


def sample(rows: Rows, used: Bools, *, burn: int, kept: int, seed: int = 1) -> Sample:
    """Run one chain for each row of ``used``, (chains, rows): which rows it learns from."""
    chains, width = len(used), len(rows.columns)
    numbers, weight = _Numbers(seed, chains), used.astype(np.float64)
    terms = {term: rows.columns_of(term) for term in TERMS}
    state = _State(
        effects=np.zeros((chains, width)),
        variances={term: np.full(chains, 0.15) for term in TERMS},
        residual=np.full(chains, 1.0),
        collapse=np.full(chains, COLLAPSE_MEAN),
        share=np.full(chains, 0.15),
        latent=np.broadcast_to(rows.ratio, (chains, len(rows.ratio))).copy(),
    )
    found: list[tuple[Floats, ...]] = []
    for sweep in range(burn + kept):
        centre = state.effects @ rows.design.T
        down = _components(state, centre, numbers)
        _demand(state, rows, centre, down, numbers)
        _effects(state, rows, weight, down, terms, numbers)
        _variances(state, rows, weight, down, terms, numbers)
        if sweep >= burn:
            spreads = np.sqrt(state.variances["family"]), np.sqrt(state.residual)
            found.append((state.effects.copy(), *spreads, state.collapse, state.share))
    return Sample(*(np.stack(parts, axis=1) for parts in zip(*found, strict=True)))


def _components(state: _State, centre: Floats, numbers: _Numbers) -> Bools:
    """Which programmes collapsed."""
    off = state.latent - centre
    sd = np.sqrt(state.residual)[:, None]
    standing = np.log1p(-state.share)[:, None] - np.log(sd) - 0.5 * (off / sd) ** 2
    below = (off + state.collapse[:, None]) / COLLAPSE_SPREAD
    collapsed = np.log(state.share)[:, None] - math.log(COLLAPSE_SPREAD) - 0.5 * below**2
    odds = np.exp(np.clip(collapsed - standing, -50.0, 50.0))
    return np.asarray(numbers.uniforms(off.shape[1]) < odds / (1.0 + odds))


def _demand(state: _State, rows: Rows, centre: Floats, down: Bools, numbers: _Numbers) -> None:
    """Draw the demand of those that reached their cap: at least what they reached."""
    cut = rows.censored
    middle = (centre - state.collapse[:, None] * down)[:, cut]
    sd = np.where(down, COLLAPSE_SPREAD, np.sqrt(state.residual)[:, None])[:, cut]
    above = ndtr((middle - rows.ratio[cut]) / sd)
    drawn = middle - sd * ndtri(above * numbers.uniforms(int(cut.sum())))
    # Far in the tail the quantile of a vanishing chance has no number: the cap itself stands in.
    state.latent[:, cut] = np.where(np.isfinite(drawn), np.maximum(drawn, rows.ratio[cut]), rows.ratio[cut])


def _effects(
    state: _State, rows: Rows, weight: Floats, down: Bools, terms: dict[str, NDArray[np.int64]], numbers: _Numbers
) -> None:
    """Draw all effects together, given the rest: those of words first, with those of families integrated out."""
    families = terms["family"]
    words = np.setdiff1d(np.arange(state.effects.shape[1]), families)
    x, z = rows.design[:, words], rows.design[:, families]
    precision = weight / np.where(down, COLLAPSE_SPREAD**2, state.residual[:, None])
    target = precision * (state.latent + state.collapse[:, None] * down)
    prior = np.full(state.effects.shape, 1.0 / MEAN_SD**2)
    for term, columns in terms.items():
        prior[:, columns] = 1.0 / state.variances[term][:, None]
    weighted = x.T * precision[:, None, :]
    across, own = weighted @ z, precision @ z + prior[:, families]
    normal = weighted @ x - (across / own[:, None, :]) @ across.transpose(0, 2, 1)
    diagonal = np.arange(words.size)
    normal[:, diagonal, diagonal] += prior[:, words]
    right = target @ x - np.einsum("ckf,cf->ck", across, target @ z / own)
    inverse = np.linalg.inv(np.linalg.cholesky(normal))
    white = np.einsum("ckl,cl->ck", inverse, right) + numbers.normals(words.size)
    effects = np.einsum("ckl,ck->cl", inverse, white)
    mean = (target @ z - np.einsum("ckf,ck->cf", across, effects)) / own
    state.effects[:, words] = effects
    state.effects[:, families] = mean + numbers.normals(families.size) / np.sqrt(own)


def _variances(
    state: _State, rows: Rows, weight: Floats, down: Bools, terms: dict[str, NDArray[np.int64]], numbers: _Numbers
) -> None:
    """Draw variances, the depth of a collapse, and the share that collapses."""
    for term, columns in terms.items():
        shape, rate = (FAMILY_SHAPE, FAMILY_RATE) if term == "family" else (EFFECT_SHAPE, EFFECT_RATE)
        squares = 0.5 * (state.effects[:, columns] ** 2).sum(axis=1)
        state.variances[term] = numbers.inverse_gamma(np.full(len(squares), shape + columns.size / 2), rate + squares)
    off = state.latent - state.effects @ rows.design.T
    up, fallen = weight * ~down, weight * down
    state.residual = numbers.inverse_gamma(
        RESIDUAL_SHAPE + 0.5 * up.sum(axis=1), RESIDUAL_RATE + 0.5 * (up * off**2).sum(axis=1)
    )
    precision = 1.0 / COLLAPSE_SD**2 + fallen.sum(axis=1) / COLLAPSE_SPREAD**2
    mean = (COLLAPSE_MEAN / COLLAPSE_SD**2 - (fallen * off).sum(axis=1) / COLLAPSE_SPREAD**2) / precision
    state.collapse = np.maximum(mean + numbers.normals() / np.sqrt(precision), 1.0)
    state.share = numbers.beta(COLLAPSED + fallen.sum(axis=1), STANDING + up.sum(axis=1))
