"""The firms' core of the model in plain NumPy: what one would write without a compiler.

It covers one arm from the announced start: growth and exit (the year's first quarter), completion of projects, starts of
projects, peers. Same rules, same keyed numbers, same order of operations, so that its projects, firms with a project,
stage moves, investment, firms and stages are the compiled engine's to the yuan (``test_numpy_version.py``). It leaves
out entrants, size and threshold bits, rounds, awards and the ledger, so that it does less work than the passes it is
compared with (``passes.py``: growth, completion, starts).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulate.behaviour import arithmetic as scalar
from simulate.behaviour.eligibility import EXITED
from simulate.engine.arrays.state import NEVER, State
from simulate.engine.inputs.layout import Inputs
from simulate.engine.inputs.purposes import BUILD_TIME, EXIT, GROWTH, PROJECT_START, STAGE_SUCCESS
from simulate.randomness.uniforms import BELOW_ONE, EXPONENT_OF_ONE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SHIFT_12, SHIFT_32 = np.uint64(12), np.uint64(32)


def uniforms(key: np.uint64, units: NDArray[np.integer], times: int | NDArray[np.integer], code: np.uint64) -> Floats:
    """squares64 on arrays."""
    counter = units.astype(np.uint64) | (np.asarray(times, dtype=np.uint64) << SHIFT_32) | code
    x = counter * key
    y = x
    z = y + key
    for add in (y, z, y):
        x = x * x + add
        x = (x >> SHIFT_32) | (x << SHIFT_32)
    x = x * x + z
    t = x
    x = (x >> SHIFT_32) | (x << SHIFT_32)
    word = t ^ ((x * x + y) >> SHIFT_32)
    return ((word >> SHIFT_12) | EXPONENT_OF_ONE).view(np.float64) - BELOW_ONE


def exponential(x: Floats) -> Floats:
    """The portable exponential on arrays, term by term as in ``behaviour/arithmetic.py``."""
    x = np.minimum(np.maximum(x, -700.0), 700.0)
    n = (x * scalar.LOG2_E + scalar.ROUNDER) - scalar.ROUNDER
    r = (x - n * scalar.LN2_HIGH) - n * scalar.LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = (1.0 + r) + r2 * (0.5 + r * 0.16666666666666666)
    middle = (0.041666666666666664 + r * 0.008333333333333333) + r2 * (0.001388888888888889 + r * 0.0001984126984126984)
    high = (2.48015873015873e-05 + r * 2.7557319223985893e-06) + r2 * (
        2.755731922398589e-07 + r * 2.505210838544172e-08
    )
    top = 2.08767569878681e-09 + r * 1.6059043836821613e-10
    series = low + r4 * (middle + r4 * (high + r4 * top))
    return np.asarray(series * ((n.astype(np.int64) + 1023) << 52).view(np.float64))


def quantile(table: Floats, u: Floats) -> Floats:
    """The quantile table on arrays."""
    upper, v = (u > 0.5).astype(np.int64), np.minimum(u, 1.0 - u)
    bits = v.view(np.int64)
    cell = np.clip((bits >> scalar.SEGMENT_SHIFT) - scalar.LOWEST_SEGMENT, 0, scalar.TABLE_POINTS - 2)
    share = (bits & scalar.SEGMENT_MASK).astype(np.float64) * scalar.SEGMENT_WIDTH
    share[v == 0.5] = 1.0
    low = table[upper, cell]
    return np.asarray(low + share * (table[upper, cell + 1] - low))


class NumpyDraw:
    """One draw and arm without awards, from the state that the compiled engine starts from."""

    def __init__(self, inputs: Inputs, draw: int, key: np.uint64, start: State, shift: Floats) -> None:
        n = int(start.used[0])
        self.inputs, self.draw, self.key, self.record = inputs, draw, key, inputs.draws.behaviour[draw]
        self.identity, self.segment, self.sector = (
            getattr(start, name)[:n].astype(np.int64) for name in ("identity", "segment", "sector")
        )
        self.log_revenue, self.propensity = start.log_revenue[:n].copy(), start.propensity[:n].copy()
        self.pending, self.yearly = start.pending_gain[:n].copy(), start.yearly_gain[:n].copy()
        self.log_capability, self.shift = start.log_capability[:n], shift[self.sector]
        self.alive = (start.traits[:n] & EXITED) == 0
        self.stage, self.done, self.running, self.next_project, self.project_year = (
            getattr(start, name)[:n].astype(np.int64)
            for name in ("stage", "done", "running", "next_project", "project_year")
        )
        self.ever = start.ever[:n].copy()
        self.peers = start.sector_rate.copy()
        years = inputs.settings.years
        self.activity = np.zeros((4, 3, years), dtype=np.int64)
        self.firms, self.ever_count = (np.zeros((3, years), dtype=np.int64) for _ in range(2))
        self.stages = np.zeros((3, 4, years), dtype=np.int64)
        self.success = np.array([*(self.record[f"stage_success_{stage}"] for stage in range(3)), 0.0])
        share = [self.record[f"project_cost_share_{stage}"] for stage in range(3)]
        self.cost_share = np.array([*share, share[0]])
        self.gain = np.array([0.0, *(self.record[f"productivity_gain_{stage}"] for stage in (1, 2, 3))])

    def run(self) -> NumpyDraw:
        """All quarters."""
        for quarter in range(self.inputs.settings.quarters):
            if quarter % 4 == 0:
                self.grow(quarter // 4)
            self.finish(np.flatnonzero((self.done == quarter) & self.alive), quarter)
            self.start(quarter)
            self.note_peers()
            if quarter % 4 == 3:
                self.close_year(quarter // 4)
        return self

    def grow(self, year: int) -> None:
        """Growth, exit, propensity."""
        draws, record, settings = self.inputs.draws, self.record, self.inputs.settings
        gain: Floats | float = 0.0
        if settings.ramp_matters:
            gain = np.minimum(self.pending, self.yearly)
            self.pending -= gain
        shock = quantile(self.inputs.tables.laplace, uniforms(self.key, self.identity, year, GROWTH))
        drift = draws.drift[self.draw, self.sector] + gain
        relative = self.log_revenue - draws.segment_median[self.draw, self.segment]
        spread = record["growth_sd"] * exponential(-record["growth_size_exponent"] * np.maximum(relative, 0.0))
        change = np.minimum((drift + 0.0) + spread * shock, settings.log_grown - self.log_revenue)
        self.log_revenue = self.log_revenue + change
        size = (self.log_revenue >= settings.log_medium).astype(np.int64) + (self.log_revenue >= settings.log_large)
        rate = np.array([record[f"exit_rate_{name}"] for name in ("small", "medium", "large")])[size]
        gone = self.alive & (uniforms(self.key, self.identity, year, EXIT) < rate)
        self.alive &= ~gone
        self.done[gone] = NEVER
        log_m = self.log_capability + record["size_gradient"] * self.log_revenue + self.shift
        self.propensity = np.where(self.alive, exponential(log_m), 0.0)

    def finish(self, who: Ints, quarter: int) -> None:
        """Projects are done: firms are transformed and may rise a stage."""
        if not who.size:
            return
        number, stage = self.running[who], self.stage[who]
        self.done[who], self.ever[who] = NEVER, True
        u = uniforms(self.key, self.identity[who], number, STAGE_SUCCESS)
        risen = who[(stage < 3) & (u < self.success[stage])]
        self.stage[risen] += 1
        if self.inputs.settings.ramp_matters:
            gain = self.gain[self.stage[risen]]
            self.pending[risen] += gain
            self.yearly[risen] += gain / self.record["productivity_ramp"]
        self.activity[2, :, quarter // 4] += np.bincount(self.segment[risen], minlength=3)

    def start(self, quarter: int) -> None:
        """Firms without a project under way may start one."""
        settings, record, year = self.inputs.settings, self.record, quarter // 4
        hazard = (0.25 * self.propensity) * self.peers[self.sector]
        u = uniforms(self.key, self.identity, quarter, PROJECT_START)
        who = np.flatnonzero((u < hazard) & (self.done == NEVER))
        h, v = hazard[who], u[who]
        who = who[(v < h - 0.5 * h * h) | (v < 1.0 - exponential(-h))]
        number = self.next_project[who]
        self.running[who], self.next_project[who] = number, number + 1
        drawn = uniforms(self.key, self.identity[who], number, BUILD_TIME)
        place = np.searchsorted(settings.build_cumulative, drawn, side="right")
        quarters = settings.build_quarters[np.minimum(place, settings.build_quarters.size - 1)]
        self.done[who] = quarter + quarters
        cost = np.maximum(
            record["project_cost_floor"], self.cost_share[self.stage[who]] * exponential(self.log_revenue[who])
        )
        yuan = np.floor(cost + 0.5).astype(np.int64)
        first = who[self.project_year[who] != year]
        self.project_year[first] = year
        self.activity[0, :, year] += np.bincount(self.segment[who], minlength=3)
        self.activity[1, :, year] += np.bincount(self.segment[first], minlength=3)
        np.add.at(self.activity[3, :, year], self.segment[who], yuan)
        self.finish(who[quarters == 0], quarter)

    def note_peers(self) -> None:
        """p + q F of each sector."""
        sectors = self.peers.size
        firms = np.bincount(self.sector[self.alive], minlength=sectors)
        adopted = np.bincount(self.sector[self.alive & (self.stage >= 1)], minlength=sectors)
        share = np.divide(adopted, firms, out=np.zeros(sectors), where=firms > 0)
        self.peers = self.record["project_hazard"] + self.record["peer_effect"] * share

    def close_year(self, year: int) -> None:
        """Firms, transformed firms, stages by segment."""
        for segment in range(3):
            here = self.alive & (self.segment == segment)
            self.firms[segment, year] = here.sum()
            self.ever_count[segment, year] = (self.ever & here).sum()
            self.stages[segment, :, year] = np.bincount(self.stage[here], minlength=4)
