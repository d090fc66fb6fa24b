"""Monte Carlo: draws cut into blocks, computed by whoever is at hand, kept on disk, put together in draw order.

A block is a pure function of (run key, first draw, last draw); threads, processes, workers, the size of blocks, kills
and resumes change no bit of the result.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulate.engine.arrays.job import Job
from simulate.engine.arrays.state import Arms, Scratch, new_arms, new_scratch
from simulate.engine.compiled.draw import run_draws
from simulate.engine.inputs.city import City
from simulate.engine.inputs.layout import ROOM_EXCEEDED, Inputs, Results, empty_results
from simulate.engine.inputs.spec import CitySpec
from simulate.foundation.errors import SimulateError
from simulate.kernels.reference import by_reference
from simulate.montecarlo.blocks import Arrays, BlockError, block_ranges, load_block, results_to_arrays, save_block

FIRM_DRAWS = 2_400_000  # firms x draws of a block: its memory, and what a killed run loses
LARGEST_BLOCK = 200
SLICE = 200_000  # firms x draws computed in one go: how long an interruption waits
Uniforms = Mapping[str, NDArray[np.float64]]
Span = tuple[int, int]


def default_block(firms: int) -> int:
    """Draws a block: 200 for a city, fewer for a province."""
    return max(1, min(LARGEST_BLOCK, FIRM_DRAWS // max(firms, 1)))


class StoppedError(Exception):
    """Raised inside a block that nobody waits for any more."""


@dataclass
class Worker:
    """Computes blocks of one city; keeps one scratch a thread.  A block under way ends soon after its ``stop`` is set."""

    spec: CitySpec
    uniforms: Uniforms | None = None
    city: City = field(init=False)
    _local: threading.local = field(default_factory=threading.local, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __post_init__(self) -> None:
        self.city = City(self.spec)

    def inputs(self, first: int, last: int) -> Inputs:
        """What the engines need for the draws ``first`` to ``last - 1``."""
        uniforms = (
            None if self.uniforms is None else {name: values[first:last] for name, values in self.uniforms.items()}
        )
        with self._lock:  # what all draws share is built by the first thread that comes
            return self.city.block(first, last - first, uniforms)

    def compute(self, first: int, last: int, stop: threading.Event | None = None) -> Arrays:
        """One block by the compiled engine.

        Parameters
        ----------
        first, last : the draws ``first`` to ``last - 1``
        stop : set by whoever no longer wants the block

        Returns
        -------
        Results, sampled values, readings and variants by name, draws along the first axis.

        Raises
        ------
        StoppedError
            ``stop`` was set.
        SimulateError
            A draw has more firms or recognitions than there is room for, a defect.
        """
        inputs = self.inputs(first, last)
        results = self.empty(inputs)
        job = by_reference(Job(inputs, *self.scratch(inputs), results))
        for start, end in missing_spans(last - first, max(1, SLICE // max(self.city.room, 1)), []):
            if stop is not None and stop.is_set():
                raise StoppedError
            run_draws(job, start, end)
        if results.notes[:, ROOM_EXCEEDED].any():
            raise SimulateError(
                "a draw needs more room for firms or recognitions than was reserved; please report this scenario"
            )
        return results_to_arrays(results) | self.sampled(inputs, first, last)

    def compute_by_agents(self, first: int, last: int, stop: threading.Event | None = None) -> Arrays:
        """The same block by the Mesa engine, draw by draw, equal to the bit.

        Parameters
        ----------
        first, last : the draws ``first`` to ``last - 1``
        stop : set by whoever no longer wants the block

        Returns
        -------
        As ``compute``.

        Raises
        ------
        StoppedError
            ``stop`` was set.
        """
        from simulate.engine.agents.mesa_model import CityModel  # Mesa takes half a second; few runs ask for it

        inputs, runs = self.inputs(first, last), []
        for draw in range(last - first):
            if stop is not None and stop.is_set():
                raise StoppedError
            runs.append(CityModel(inputs, draw, "on").run())
        results = Results(*(np.concatenate(parts) for parts in zip(*runs, strict=True)))
        return results_to_arrays(results) | self.sampled(inputs, first, last)

    def empty(self, inputs: Inputs) -> Results:
        """Results of a block before its first draw, all zero."""
        draws, instruments = inputs.draws.row.shape
        return empty_results(draws, instruments, inputs.settings.years, self.city.payment_years)

    def scratch(self, inputs: Inputs) -> tuple[Arms, Scratch]:
        """The arrays in which this thread computes, made once and used for every block, by reference."""
        if not hasattr(self._local, "scratch"):
            self._local.scratch = new_arms(inputs), new_scratch(inputs)
        arrays: tuple[Arms, Scratch] = self._local.scratch
        return arrays

    def sampled(self, inputs: Inputs, first: int, last: int) -> Arrays:
        """What the draws of a block sampled: parameter values, stage shares, variants, readings."""
        readings = self.city.readings_of(first, last - first)
        return {
            "values": inputs.draws.values,
            "stage_share": inputs.draws.stage_share,
            "row": inputs.draws.row,
            "readings": np.stack(list(readings.values()), axis=1)
            if readings
            else np.zeros((last - first, 0), dtype=np.int64),
        }


def missing_spans(draws: int, size: int, done: list[Span]) -> list[Span]:
    """What is still to compute: the gaps between finished blocks, cut into blocks of at most some draws.

    Parameters
    ----------
    draws : that are wanted
    size : most draws of a block
    done : spans of finished blocks, first and one past the last draw

    Returns
    -------
    Spans in order.

    Examples
    --------
    >>> missing_spans(10, 4, [(2, 5)])
    [(0, 2), (5, 9), (9, 10)]
    """
    spans: list[Span] = []
    place = 0
    for first, last in [*sorted(done), (draws, draws)]:
        while place < min(first, draws):
            end = min(place + size, first, draws)
            spans.append((place, end))
            place = end
        place = max(place, last)
    return spans


def usable_spans(found: list[Span], draws: int) -> list[Span]:
    """Finished blocks that do not overlap, within the wanted draws.

    Parameters
    ----------
    found : spans, first and one past the last draw
    draws : that are wanted

    Returns
    -------
    Spans in order.

    Examples
    --------
    >>> usable_spans([(4, 8), (0, 4), (2, 6), (8, 12)], 10)
    [(0, 4), (4, 8)]
    """
    chosen: list[Span] = []
    place = 0
    for first, last in sorted(found):
        if first >= place and last <= draws:
            chosen.append((first, last))
            place = last
    return chosen


@dataclass
class Store:
    """Where blocks are kept: in memory, or in a folder."""

    run_key: str
    folder: Path | None = None
    log: Callable[[str], None] = lambda text: None
    _memory: dict[Span, Arrays] = field(default_factory=dict)

    def finished(self, draws: int) -> list[Span]:
        """Blocks that can be trusted; a damaged or foreign one is removed and will be computed again."""
        if self.folder is None:
            return usable_spans(list(self._memory), draws)
        good = []
        for span in usable_spans(block_ranges(self.folder), draws):
            try:
                load_block(self.folder, *span, self.run_key)
                good.append(span)
            except BlockError as error:
                self.log(f"block {span[0]}-{span[1]} is computed again: {error}")
        return good

    def keep(self, span: Span, arrays: Arrays) -> None:
        """Keep a finished block of draws, on disk where the store has a folder and in memory otherwise."""
        if self.folder is None:
            self._memory[span] = arrays
        else:
            save_block(self.folder, *span, arrays, self.run_key)

    def read(self, draws: int) -> Iterator[tuple[Span, Arrays]]:
        """Every finished block in the order of its draws: span and arrays."""
        for span in usable_spans(list(self._memory) if self.folder is None else block_ranges(self.folder), draws):
            yield span, self._memory[span] if self.folder is None else load_block(self.folder, *span, self.run_key)
