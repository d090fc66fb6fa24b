"""A posterior vouches for itself: a damaged one is refused by whoever refers to it."""

from __future__ import annotations

import random
import shutil

import numpy as np
import pytest

from simulate.foundation.errors import InputError
from simulate.scenario.posterior import Posterior, load_posterior, save_posterior


@pytest.fixture
def small(tmp_path):
    """A posterior of 40 rows."""
    dice = np.linspace(0.1, 0.9, 40)
    path = tmp_path / "posterior.nc"
    save_posterior(
        path,
        Posterior(np.full(40, 1 / 40), {"project_hazard": dice / 10, "peer_effect": dice / 9}, {"vintage": "2023"}),
    )
    return path


def said(path) -> object:
    found = load_posterior(path)
    return {name: column.tolist() for name, column in found.values.items()}, found.weight.tolist(), found.attributes


def test_no_flipped_byte_changes_what_is_read(small):
    """Every byte of the file in turn; whatever is refused is refused in our words."""
    true, body = said(small), small.read_bytes()
    dice, refused = random.Random(1), 0
    for place in range(len(body)):
        damaged = bytearray(body)
        damaged[place] ^= 1 << dice.randrange(8)
        small.write_bytes(damaged)
        try:
            assert said(small) == true
        except InputError:
            refused += 1
    assert refused > 0.8 * 2 * 40 * 8


def test_a_damaged_one_stops_a_scenario_that_refers_to_it(root, tmp_path):
    from tests.cli.command import simulate

    for name in ("scenarios", "calibration"):
        shutil.copytree(root / name, tmp_path / name)
    path = tmp_path / "calibration" / "posterior.nc"
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)
    answer = simulate(
        "run", tmp_path / "scenarios" / "baseline.yaml", "--draws", 1, "--out", tmp_path / "run", "--quiet"
    )
    assert answer.code == 2, answer.err
    assert f"{path}: damaged or changed since it was written" in answer.err
    assert not (tmp_path / "run").exists()
