"""The NumPy version is the same model where it is one: equal integers with the compiled engine, so that their speeds
compare.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from simulate.engine.arrays.job import Job
from simulate.engine.inputs.layout import OFF
from simulate.kernels.reference import by_reference
from simulate.montecarlo.worker import Worker
from simulate.randomness.uniforms import draw_key
from simulate.runs.run import prepared_spec
from simulate.scenario.resolve import load_scenario
from tests.benchmarks.core import start_of_draw
from tests.benchmarks.numpy_version import NumpyDraw


@pytest.mark.slow
def test_without_entrants_both_give_the_same_projects_investment_and_stages(root):
    scenario = load_scenario(root / "scenarios" / "baseline.yaml", ["population.scale=0.1"])
    worker = Worker(dataclasses.replace(prepared_spec(scenario), entrants=(0.0, 0.0, 0.0)))
    inputs = worker.inputs(0, 3)
    results = worker.compute(0, 3)
    job = by_reference(Job(inputs, *worker.scratch(inputs), worker.empty(inputs)))
    for draw in range(3):
        key = draw_key(inputs.settings.seed, draw)
        start_of_draw(job, draw)
        found = NumpyDraw(inputs, draw, key, job.arms.off, job.scratch.shift).run()
        np.testing.assert_array_equal(found.activity, results["activity"][draw, OFF])
        np.testing.assert_array_equal(found.firms, results["firms"][draw, OFF])
        np.testing.assert_array_equal(found.ever_count, results["ever"][draw, OFF])
        np.testing.assert_array_equal(found.stages, results["stages"][draw, OFF])
