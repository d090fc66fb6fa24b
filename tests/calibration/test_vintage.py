"""Calibration reads no hold-out and nothing that came later: corrupting both leaves the posterior bit for bit."""

from __future__ import annotations

import csv
import dataclasses
import datetime
from pathlib import Path

import numpy as np
import pytest

from simulate.calibration.backtest import backtest, board, load_backtest
from simulate.calibration.config import DEFAULT_CONFIG, Calibration, load_calibration
from simulate.calibration.fit import Fit, fit, moment_table, shifts
from simulate.calibration.observations import OBSERVATIONS_FILE
from simulate.calibration.shown import calibration_text
from simulate.foundation.errors import ProblemsError
from simulate.scenario.posterior import load_posterior, save_posterior

TOP_50 = "  top_50_revenue_share: {zh: 仅一个区的数据，模型不分区, en: one district; the model has no districts}\n"
VINTAGE = datetime.date(2023, 10, 20)


def small(observations: Path | None = None) -> Calibration:
    return dataclasses.replace(load_calibration(observations=observations), draws=1200)


def corrupted(path: Path, spoil_known: bool = False) -> Path:
    """The table with every hold-out and every later figure made absurd (or, to see the test fail, one that was
    known)."""
    with OBSERVATIONS_FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    count = 0
    for row in rows:
        later = datetime.date.fromisoformat(row["known_at"]) > VINTAGE
        if row["use"] == "holdout" or later or (spoil_known and row["id"] == "B46"):
            row["value"] = row["low"] = row["high"] = "36" if row["id"] == "B46" else "987654"
            count += 1
    assert count > 60
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_corrupted_holdouts_and_later_figures_leave_the_posterior(found: Fit, tmp_path: Path) -> None:
    again = fit(small(corrupted(tmp_path / "observations.csv")), threads=1, quiet=True)
    save_posterior(tmp_path / "a.nc", found.posterior)
    save_posterior(tmp_path / "b.nc", again.posterior)
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()


def test_a_corrupted_figure_that_was_known_moves_the_posterior(found: Fit, tmp_path: Path) -> None:
    again = fit(small(corrupted(tmp_path / "observations.csv", spoil_known=True)), quiet=True)
    assert not np.array_equal(found.weight, again.weight)


def test_the_figures_of_the_fit_lie_inside_its_predictive_intervals(found: Fit) -> None:
    assert all(row.contained for row in moment_table(found))
    text = calibration_text(found)
    assert "little_giants_2023" in text
    assert "top_50_revenue_share" in text


def test_the_fit_moves_what_it_fits(found: Fit) -> None:
    moved = {row.name: row.distance for row in shifts(found)}
    assert min(moved[name] for name in found.calibration.fitted) > 0.08
    assert moved["claim_rate"] < 0.1


def test_the_shipped_posterior_is_of_the_shipped_configuration() -> None:
    calibration, posterior = load_calibration(), load_posterior(DEFAULT_CONFIG.parent / "posterior.nc")
    assert posterior.names == calibration.fitted
    assert posterior.attributes["vintage"] == "2023-10-20"
    assert posterior.attributes["draws"] == str(calibration.draws)


@pytest.mark.slow
def test_the_shipped_posterior_comes_again_bit_for_bit(tmp_path: Path) -> None:
    save_posterior(tmp_path / "posterior.nc", fit(load_calibration(), quiet=True).posterior)
    assert (tmp_path / "posterior.nc").read_bytes() == (DEFAULT_CONFIG.parent / "posterior.nc").read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("little_giants_2023, core", "little_giant_2023, core", "unknown moment"),
        ("[little_giants_2023, core_growth_2023]", "[coverage_2023]", "no figure for calibration"),
        (TOP_50, "", "neither fitted nor left out"),
        ("[little_giant_share,", "[little_giant_shore,", "little_giant_share"),
        ("vintage: 2023-10-20", "vintage: soon", "vintage"),
    ],
)
def test_a_wrong_configuration_is_refused_with_its_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = DEFAULT_CONFIG.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "fit.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ProblemsError, match=words) as caught:
        load_calibration(path)
    assert any(problem.line for problem in caught.value.problems)


def test_the_back_test_scores_every_usable_holdout() -> None:
    config = load_backtest()
    scores = backtest(dataclasses.replace(config, settings={**config.settings, "draws": 200}), quiet=True)
    found = board(scores)
    assert {one.moment for one in scores} == set(config.naive)
    assert all(0.0 <= one.pit <= 1.0 and one.crps >= 0.0 for one in scores)
    assert found.skill_last < 1.0
    assert found.accuracy >= abs(found.centredness)
