"""Revenue of firms at the start: a lognormal body, and a tail stretched so that the mean is the observed one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulate.engine import layout
from simulate.engine.layout import Firms
from simulate.engine.spec import CitySpec
from simulate.marginals import Constant, Dirichlet
from simulate.population.firms import tail_stretch

Floats = NDArray[np.float64]
STRETCH_NODES = 25


@dataclass
class Revenue:
    """Body and tail of each draw, for the firms of a city."""

    spec: CitySpec
    firms: Firms

    def bodies(self, behaviour: np.ndarray) -> tuple[Floats, Floats, Floats]:
        """Log medians and probability cuts of the lognormal bodies by draw and segment: (D, S) each.

        Above scale the body is cut below the threshold, smaller industry above it; the digital core is not cut.
        """
        from scipy.special import ndtr

        medians = np.log(
            np.stack(
                [behaviour["above_scale_median"], behaviour["small_revenue_median"], behaviour["core_revenue_median"]],
                axis=1,
            )
        )
        cut = ndtr((math.log(self.spec.structure.scale_threshold) - medians) / np.array(self.spec.structure.sds))
        low, high = np.zeros_like(medians), np.ones_like(medians)
        low[:, layout.INDUSTRY_ABOVE_SCALE] = cut[:, layout.INDUSTRY_ABOVE_SCALE]
        high[:, layout.INDUSTRY_SMALL] = cut[:, layout.INDUSTRY_SMALL]
        return medians, low, high

    def stretches(self, behaviour: np.ndarray, median: Floats, low: Floats) -> Floats:
        """Stretch of the revenue tail by draw: exact on a grid of the exponent where the body is fixed, exact by draw
        otherwise.
        """
        structure, exponents = self.spec.structure, behaviour["tail_exponent"]
        if structure.mean_revenue <= 0.0 or self.spec.counts[layout.INDUSTRY_ABOVE_SCALE] == 0:
            return np.ones(len(exponents))
        if isinstance(self.spec.parameters["above_scale_median"], Constant):
            nodes, stretch = self.stretch_grid
            return np.asarray(np.interp(exponents, nodes, stretch))
        return np.array(
            [
                self.stretch(float(e), float(m), float(c), float(t))
                for e, m, c, t in zip(exponents, median, low, behaviour["log_tail_start"], strict=True)
            ]
        )

    @cached_property
    def stretch_grid(self) -> tuple[Floats, Floats]:
        """Stretch on a grid of the tail's exponent."""
        from scipy.special import ndtr, ndtri

        structure, marginal, body = (
            self.spec.structure,
            self.spec.parameters["tail_exponent"],
            self.spec.parameters["above_scale_median"],
        )
        assert isinstance(body, Constant)
        assert not isinstance(marginal, (Mapping, Dirichlet))
        smallest, largest = marginal.support()
        nodes = np.linspace(smallest, largest, STRETCH_NODES) if smallest < largest else np.array([smallest])
        sd, median = structure.sds[layout.INDUSTRY_ABOVE_SCALE], math.log(body.value)
        low = float(ndtr((math.log(structure.scale_threshold) - median) / sd))
        start = median + sd * float(ndtri(low + structure.tail_from * (1.0 - low)))
        return nodes, np.array([self.stretch(float(exponent), median, low, start) for exponent in nodes])

    def stretch(self, exponent: float, median: float, low: float, log_tail_start: float) -> float:
        """Stretch of the tail for one exponent and body."""
        from scipy.special import ndtri

        structure = self.spec.structure
        u = self.firms.size_uniform[self.firms.segment == layout.INDUSTRY_ABOVE_SCALE]
        inside = u[u <= structure.tail_from]
        body = np.exp(median + structure.sds[layout.INDUSTRY_ABOVE_SCALE] * ndtri(low + inside * (1.0 - low)))
        return tail_stretch(
            self.firms,
            exponent,
            structure.tail_from,
            structure.mean_revenue,
            structure.largest,
            body,
            math.exp(log_tail_start),
        )
