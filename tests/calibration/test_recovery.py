"""On synthetic cities whose parameters are known, calibration finds them: ranks are uniform and intervals cover."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulate.calibration.config import DEFAULT_CONFIG, load_calibration
from simulate.calibration.fit import weighted_quantile
from simulate.calibration.likelihood import weights_of
from simulate.calibration.reference import reference_table
from simulate.scenario.resolve import load_scenario
from simulate.scoring.scores import binomial_band

SETS, DRAWS = 1600, 17600
MOMENTS = ("little_giants_2023", "smart_factory_stock_2024", "workshop_line_stock_2024", "specialised_platforms_2023")
FITTED = ("little_giant_share", "smart_factory_anchor", "workshop_line_anchor", "platform_arrivals")


@pytest.mark.slow
def test_ranks_are_uniform_and_intervals_cover_over_1600_synthetic_data_sets() -> None:
    calibration = load_calibration(DEFAULT_CONFIG.with_name("fit_2024.yaml"))
    moments = [one for one in calibration.figures if one.name in MOMENTS]
    changes = {"vintage": "2023-10-20", "horizon.end": 2023, "population.scale": 0.3}
    table = reference_table(load_scenario(calibration.scenario).replace(changes), moments, DRAWS, quiet=True)
    truth, rest = table.rows(slice(0, SETS)), table.rows(slice(SETS, None))
    ranks = {name: np.empty(SETS) for name in FITTED}
    covered = dict.fromkeys(FITTED, 0)
    for case in range(SETS):
        figures = {one: (truth.simulated[one.name][case],) * 2 for one in moments}
        weight = weights_of(rest, figures)
        assert weight.sum() > 0.0
        for name in FITTED:
            value = truth.parameters[name][case]
            ranks[name][case] = weight[rest.parameters[name] < value].sum()
            low, high = weighted_quantile(rest.parameters[name], weight, [0.05, 0.95])
            covered[name] += bool(low <= value <= high)
    low_count, high_count = binomial_band(SETS, 0.9, 0.99)
    for name in FITTED:
        test = stats.kstest(ranks[name], "uniform")
        print(f"{name}: KS {test.statistic:.3f}, p {test.pvalue:.2f}; 90 % intervals cover {covered[name]} of {SETS}")
        assert test.pvalue > 0.005, name
        assert low_count <= covered[name] <= high_count, name
