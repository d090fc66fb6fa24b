"""A cluster gives the bits of a run at home, whatever dies; what it cannot do it says in one message."""

from __future__ import annotations

import random
import signal
import time

import pytest
import xarray as xr

from simulate import api
from simulate.foundation.errors import InputError, MachineError
from simulate.foundation.files import sha256_file
from simulate.montecarlo import cluster as cluster_module
from simulate.montecarlo.cluster import Cluster, difference, identity
from simulate.runs import record
from tests.cli.command import BASELINE, SMALL, start
from tests.montecarlo.clusters import free_port, local_cluster

DRAWS = 12
KILLS = 10


@pytest.mark.parametrize("address", ["localhost:8786", "tcp://8786", "tcp://host", "http://host:80", ""])
def test_an_address_that_is_none_is_the_users_mistake(address):
    with pytest.raises(InputError, match="tcp://host:port"):
        Cluster(address)


def test_what_differs_on_a_worker_is_named():
    mine = identity()
    assert {"simulate", "rules", "generator", "numpy"} <= set(mine)
    told = difference(mine, {**mine, "rules": "0123", "numpy": "1.0"})
    assert "rules 0123 (here " in told
    assert "numpy 1.0 (here " in told
    assert "generator" not in told
    assert "cannot be imported" in difference(mine, ModuleNotFoundError("No module named 'simulate'"))


def test_no_scheduler_is_said_in_one_line(small, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_module, "TIMEOUT", 1.0)
    with pytest.raises(MachineError, match=r"no scheduler answers at tcp://127\.0\.0\.1") as refused:
        api.run(small, 2, out=tmp_path / "run", cluster=f"tcp://127.0.0.1:{free_port()}", quiet=True)
    assert "\n" not in str(refused.value)


@pytest.mark.slow
def test_two_workers_change_no_bit(small, tmp_path):
    reference = api.run(small, DRAWS, threads=1, block=DRAWS, quiet=True).dataset
    with local_cluster(tmp_path / "dask", workers=2) as cluster:
        for block in (1, 5, 64):
            found = api.run(small, DRAWS, cluster=cluster.address, block=block, quiet=True).dataset
            xr.testing.assert_identical(found, reference)


@pytest.mark.slow
def test_a_worker_with_another_generator_gets_no_work(small, tmp_path):
    with local_cluster(tmp_path / "dask", workers=1) as cluster:
        cluster.worker(SIMULATE_GENERATOR="philox4x32")
        cluster.wait_for(2)
        process = start("run", BASELINE, *SMALL, "--draws", DRAWS, "--cluster", cluster.address, "--no-report",
                        "--quiet", "--out", tmp_path / "run")  # fmt: skip
        _, err = process.communicate(timeout=300)
    assert process.returncode == 3, err
    assert "would not compute what we do" in err
    assert "generator philox4x32 (here squares64)" in err
    assert "Traceback" not in err
    assert not list((tmp_path / "run").glob("blocks/*"))


@pytest.mark.slow
def test_a_scheduler_without_workers_is_said(small, tmp_path):
    with local_cluster(tmp_path / "dask", workers=0) as cluster, pytest.raises(MachineError, match="has no workers"):
        api.run(small, 2, cluster=cluster.address, quiet=True)


@pytest.mark.slow
def test_ten_workers_killed_at_random_leave_the_files_of_an_undisturbed_run(small, tmp_path):
    api.run(small, 600, out=tmp_path / "calm", quiet=True)
    dice, kills, rounds = random.Random(2), 0, 0
    with local_cluster(tmp_path / "dask", workers=2) as cluster:
        workers = cluster.processes[1:]
        while kills < KILLS:
            folder = tmp_path / f"storm{rounds}"
            process = start("run", BASELINE, *SMALL, "--draws", 600, "--block", 2, "--cluster", cluster.address,
                            "--no-report", "--quiet", "--out", folder)  # fmt: skip
            while process.poll() is None:
                time.sleep(dice.uniform(0.1, 1.0))
                if kills < KILLS and list(folder.glob("blocks/0*.block")) and process.poll() is None:
                    victim = workers.pop(dice.randrange(len(workers)))
                    victim.send_signal(signal.SIGKILL)
                    workers.append(cluster.worker())
                    kills += 1
            _, err = process.communicate()
            assert process.returncode == 0, err
            rounds += 1
            assert sha256_file(folder / record.FORECAST) == sha256_file(tmp_path / "calm" / record.FORECAST)
    assert kills == KILLS


@pytest.mark.slow
def test_a_scheduler_that_goes_away_leaves_a_run_that_goes_on(small, tmp_path):
    folder = tmp_path / "run"
    arguments = ("run", BASELINE, *SMALL, "--draws", 600, "--block", 2, "--no-report", "--quiet", "--out", folder)
    with local_cluster(tmp_path / "dask", workers=1) as cluster:
        process = start(*arguments, "--cluster", cluster.address)
        while len(list(folder.glob("blocks/0*.block"))) < 3 and process.poll() is None:
            time.sleep(0.02)
        cluster.processes[0].send_signal(signal.SIGKILL)
        _, err = process.communicate(timeout=120)
    assert process.returncode == 3, err
    assert "went away" in err
    assert f"finished draws are kept in {folder}" in err
    assert "Traceback" not in err
    kept = {path.name: path.stat().st_mtime_ns for path in folder.glob("blocks/0*.block")}
    assert len(kept) >= 3
    api.run(small, 600, out=folder, quiet=True)
    assert {name: (folder / "blocks" / name).stat().st_mtime_ns for name in kept} == kept
    calm = api.run(small, 600, quiet=True).dataset
    again = api.open_run(folder).dataset
    for name in calm.data_vars:
        xr.testing.assert_equal(again[name].load(), calm[name])
