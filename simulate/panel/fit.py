"""Learns from the figures known on a day: a Laplace approximation, averaged over the parameters.

Given the parameters, log counts are Gaussian and figures are sums of their exponentials with the variance of counts
(quasi-Poisson). Gauss-Newton steps find the mode, where figures are linear in the log counts; there the marginal
likelihood of the parameters is Gaussian, too. Parameters are averaged over by importance sampling: points spread evenly
over the prior, then twice over a normal fitted to their posterior, weighted by prior times likelihood.

References: Rasmussen and Williams (2006), Gaussian processes for machine learning, section 3.4; Rue, Martino and Chopin
(2009) for the averaging.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulate.panel.kernel import PARAMETERS, Coordinates, coordinates, covariances, means
from simulate.panel.latent import REVIEW_ERROR, Latent, Sum, sums
from simulate.panel.tables import Panel

Floats = NDArray[np.float64]

PRIOR_MEDIANS = np.array([0.35, 0.60, 0.25, 0.15, 0.12])
PRIOR_SDS = np.array([0.5, 0.4, 0.5, 0.6, 0.6])
"""Lognormal priors of ``PARAMETERS``: medians and standard deviations of the logs."""

POINTS = (64, 96, 128)
STEPS = 12
WIDER = 1.3
"""Points of each round, Gauss-Newton steps, and by how much a later round's normal is wider than the posterior."""


@dataclass(frozen=True)
class Fit:
    """What was learned: where the figures' latent counts stand, and for each point of the parameters its weight and what
    a prediction needs."""

    panel: Panel
    vintage: datetime.date
    at: Coordinates
    slopes: Floats
    """Derivatives of the figures by the latent logs, (figures, latents)."""
    points: Floats
    """Values of the parameters, (points, parameters)."""
    weights: Floats
    whitening: Floats
    """Inverse lower Cholesky factors of the figures' covariance, (points, figures, figures)."""
    solved: Floats
    """Inverse covariance times residual, (points, figures)."""

    def parameters(self) -> dict[str, float]:
        """Posterior geometric means."""
        mean = np.exp(self.weights @ np.log(self.points))
        return dict(zip(PARAMETERS, mean.tolist(), strict=True))


@lru_cache(maxsize=64)
def fit(panel: Panel, vintage: datetime.date) -> Fit:
    """Fit to the counts of ``panel`` that were known on ``vintage``."""
    return _fit(panel.as_of(vintage), vintage)


def _fit(panel: Panel, vintage: datetime.date) -> Fit:
    figures = sums(panel)
    latents = sorted({key for one in figures for key in (*one.weights, *one.lost)})
    at = coordinates(latents, panel, vintage)
    linear = _Linear(figures, latents)
    fixed, parts = covariances(at, at)
    point, points, prior = PRIOR_MEDIANS, np.exp(_normals(POINTS[0]) * PRIOR_SDS + np.log(PRIOR_MEDIANS)), None
    z = linear.start(means(at))
    for count in (*POINTS[1:], 0):
        z = _mode(linear, z, means(at), fixed + np.tensordot(point**2, parts, 1))
        slopes, value, variance = linear.at(z)
        whitening, solved, fits = _likelihoods(slopes, value - slopes @ means(at), variance, fixed, parts, points)
        weights = _weights(fits + _log_prior(points) - (_log_prior(points) if prior is None else prior))
        if not count:
            break
        points, prior = _around(points, weights, count)
        point = np.exp(np.log(points).mean(axis=0))
    return Fit(panel, vintage, at, slopes, points, weights, whitening, solved)


class _Linear:
    """The figures, and what they are in the neighbourhood of a state of the latent logs."""

    def __init__(self, figures: Sequence[Sum], latents: Sequence[Latent]) -> None:
        column = {key: index for index, key in enumerate(latents)}
        self.value = np.array([one.value for one in figures])
        self.error = np.array([one.error for one in figures])
        self.weights = np.zeros((len(figures), len(latents)))
        self.lost = np.zeros_like(self.weights)
        for row, one in enumerate(figures):
            for matrix, terms in ((self.weights, one.weights), (self.lost, one.lost)):
                for key, weight in terms.items():
                    matrix[row, column[key]] = weight
        self.counted = np.array([one.counted for one in figures])

    def start(self, z: Floats) -> Floats:
        """A first state: lists as they were counted, everything else as ``z`` says."""
        z = z.copy()
        for row in np.flatnonzero(np.count_nonzero(self.weights, axis=1) == 1):
            z[np.flatnonzero(self.weights[row])] = np.log(max(self.value[row], 0.5))
        return z

    def at(self, z: Floats) -> tuple[Floats, Floats, Floats]:
        """Slopes, the figures as linear functions would have them, and their variances at ``z``."""
        expected = np.exp(z)
        slopes = self.weights * expected
        counting = np.where(self.counted, np.abs(self.weights) @ expected, 0.0)
        reviews = (REVIEW_ERROR * (self.lost @ expected)) ** 2
        return slopes, self.value - slopes.sum(axis=1) + slopes @ z, self.error + counting + reviews + 0.25


def _mode(linear: _Linear, z: Floats, mean: Floats, prior: Floats) -> Floats:
    """The posterior mode by Gauss-Newton steps of at most one, from ``z``."""
    for _ in range(STEPS):
        slopes, value, variance = linear.at(z)
        spread = prior @ slopes.T
        weights = np.linalg.solve(slopes @ spread + np.diag(variance), value - slopes @ mean)
        z = z + np.clip(mean + spread @ weights - z, -1.0, 1.0)
    return z


def _likelihoods(
    slopes: Floats, residual: Floats, variance: Floats, fixed: Floats, parts: Floats, points: Floats
) -> tuple[Floats, Floats, Floats]:
    """Inverse Cholesky factors, solved residuals and log likelihoods at every point."""
    base = slopes @ fixed @ slopes.T + np.diag(variance)
    terms = np.stack([slopes @ part @ slopes.T for part in parts])
    factors = np.linalg.cholesky(base + np.tensordot(points**2, terms, 1))
    whitening = np.linalg.inv(factors)
    white = whitening @ residual
    solved = np.einsum("pnm,pn->pm", whitening, white)
    logs = np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)
    return whitening, solved, -0.5 * (white**2).sum(axis=1) - logs


def _weights(logs: Floats) -> Floats:
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _log_prior(points: Floats) -> Floats:
    return np.asarray(-0.5 * (((np.log(points) - np.log(PRIOR_MEDIANS)) / PRIOR_SDS) ** 2).sum(axis=1))


def _around(points: Floats, weights: Floats, count: int) -> tuple[Floats, Floats]:
    """New points from a normal around the weighted ones, and its log density there."""
    logs = np.log(points)
    mean = weights @ logs
    spread = (logs - mean).T @ ((logs - mean) * weights[:, None]) + 0.02 * np.diag(PRIOR_SDS**2)
    factor = WIDER * np.linalg.cholesky(spread)
    normals = _normals(count)
    return np.exp(mean + normals @ factor.T), -0.5 * (normals**2).sum(axis=1)


def _normals(count: int) -> Floats:
    """Standard normal points that fill the space evenly: a Kronecker sequence, (count, parameters)."""
    size = len(PARAMETERS)
    ratio = 2.0
    for _ in range(64):  # the root of x^(size + 1) = x + 1
        ratio = (1.0 + ratio) ** (1.0 / (size + 1))
    steps = ratio ** -np.arange(1.0, size + 1.0)
    return np.asarray(ndtri((0.5 + np.arange(1, count + 1)[:, None] * steps) % 1.0), dtype=np.float64)


def predict(found: Fit, latents: Sequence[Latent], panel: Panel) -> tuple[Floats, Floats]:
    """Mean (points, N) and covariance (points, N, N) of latent logs, at each point of the parameters.

    ``panel`` holds the places of the one that was fitted, first and in their order, and may hold more.
    """
    at = coordinates(latents, panel, found.vintage)
    fixed, parts = covariances(at, found.at)
    squares = found.points**2
    cross = (fixed + np.tensordot(squares, parts, 1)) @ found.slopes.T
    own_fixed, own_parts = covariances(at, at)
    half = found.whitening @ cross.transpose(0, 2, 1)
    mean = means(at) + np.einsum("pnf,pf->pn", cross, found.solved)
    return mean, own_fixed + np.tensordot(squares, own_parts, 1) - half.transpose(0, 2, 1) @ half
