"""Same inputs, same bits: whatever the threads, blocks, processes, and whatever was there before."""

from __future__ import annotations

import pytest
import xarray as xr

from simulate import api
from simulate.foundation.errors import InputError, MachineError
from simulate.foundation.files import sha256_file
from simulate.foundation.locking import FolderLock
from simulate.montecarlo.blocks import block_ranges
from simulate.runs import record, run_folder

DRAWS = 12


@pytest.fixture(scope="module")
def reference(small):
    return api.run(small, DRAWS, threads=1, block=DRAWS, quiet=True).dataset


@pytest.mark.parametrize(("threads", "block"), [(1, 1), (2, 1), (2, 5), (4, 7), (3, 64), (2, 1000)])
def test_threads_and_blocks_change_no_bit(small, reference, threads, block):
    xr.testing.assert_identical(api.run(small, DRAWS, threads=threads, block=block, quiet=True).dataset, reference)


def test_a_longer_run_keeps_its_first_draws(small, reference):
    longer = api.run(small, DRAWS + 5, block=4, quiet=True).dataset.isel(draw=slice(0, DRAWS))
    for name in reference.data_vars:
        xr.testing.assert_equal(longer[name], reference[name])


def test_the_mesa_engine_gives_the_same_forecast(small, reference):
    by_agents = api.run(small, 2, engine="mesa", quiet=True).dataset
    for name in reference.data_vars:
        xr.testing.assert_equal(by_agents[name], reference[name].isel(draw=slice(0, 2)))


def test_files_are_the_same_bytes_whatever_the_blocks(small, tmp_path):
    for name, block in (("a", 3), ("b", 8)):
        api.run(small, DRAWS, out=tmp_path / name, block=block, quiet=True)
    for name in (record.FORECAST, record.RECORD):
        assert sha256_file(tmp_path / "a" / name) == sha256_file(tmp_path / "b" / name)


def test_a_run_folder_opens_as_the_forecast_that_was_written(small, reference, tmp_path):
    written = api.run(small, DRAWS, out=tmp_path / "run", quiet=True)
    opened = api.open_run(tmp_path / "run")
    for name in reference.data_vars:
        xr.testing.assert_equal(opened.dataset[name].load(), reference[name])
    assert opened.scenario.resolved == small.resolved == written.scenario.resolved


def test_damaged_truncated_and_foreign_blocks_are_computed_again(small, reference, tmp_path):
    folder = tmp_path / "run"
    api.run(small, DRAWS, out=folder, block=3, quiet=True)
    blocks = sorted((folder / "blocks").glob("*.block"))
    blocks[0].write_bytes(blocks[0].read_bytes()[:-100])
    blocks[1].write_bytes(blocks[2].read_bytes())
    damaged = bytearray(blocks[3].read_bytes())
    damaged[-5] ^= 4
    blocks[3].write_bytes(bytes(damaged))
    again = api.run(small, DRAWS, out=folder, block=3, quiet=True)
    for name in reference.data_vars:
        xr.testing.assert_equal(again.dataset[name].load(), reference[name])
    assert (folder / "run.log").read_text().count("computed again") == 3


def test_more_draws_extend_a_run(small, tmp_path):
    folder = tmp_path / "run"
    api.run(small, 6, out=folder, block=3, quiet=True)
    times = {path.name: path.stat().st_mtime_ns for path in (folder / "blocks").glob("*.block")}
    api.run(small, DRAWS, out=folder, block=3, quiet=True)
    assert block_ranges(folder / "blocks") == [(0, 3), (3, 6), (6, 9), (9, 12)]
    for path in (folder / "blocks").glob("*.block"):
        assert times.get(path.name, path.stat().st_mtime_ns) == path.stat().st_mtime_ns


def test_a_changed_scenario_never_resumes_old_blocks(small, tmp_path):
    folder = tmp_path / "run"
    api.run(small, 4, out=folder, quiet=True)
    doubled = small.replace({"instruments.a09.3.award.amount": "100万元"})
    changed = api.run(doubled, 4, out=folder, quiet=True)
    fresh = api.run(doubled, 4, quiet=True)
    xr.testing.assert_equal(changed.dataset["obligation"].load(), fresh.dataset["obligation"])
    assert api.run_key(small) != api.run_key(doubled)
    assert api.run_key(small) == api.run_key(small.replace({"draws": 77}))


def test_a_folder_in_use_is_refused_and_a_dead_process_leaves_no_lock(small, tmp_path):
    folder = tmp_path / "run"
    with FolderLock(folder), pytest.raises(MachineError, match="in use"):
        api.run(small, 2, out=folder, quiet=True)
    api.run(small, 2, out=folder, quiet=True)


def test_a_wrong_number_of_draws_is_the_users_error(small):
    with pytest.raises(InputError, match="draws"):
        api.run(small, 0, quiet=True)


def test_a_full_disk_is_said_before_the_start(small, tmp_path, monkeypatch):
    monkeypatch.setattr(run_folder.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 1000})())
    with pytest.raises(MachineError, match="MB of disk"):
        api.run(small, 2, out=tmp_path / "run", quiet=True)


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2, 3])
def test_processes_change_no_bit(small, reference, processes):
    xr.testing.assert_identical(api.run(small, DRAWS, processes=processes, block=2, quiet=True).dataset, reference)
