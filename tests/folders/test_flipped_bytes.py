"""No flipped byte of a run folder changes a figure that is shown, or ends in anything but our refusal."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import xarray as xr

from simulate import api
from simulate.analysis.base.stored import stored_results, write_stored
from simulate.cli import delivery
from simulate.foundation.errors import InputError, MachineError, SimulateError
from simulate.runs.record import read_record
from simulate.runs.verify import changed_files
from tests.cli.command import Answer, simulate
from tests.folders.conftest import DRAWS, write_reports

REFUSED = (2, 3, 4)
READ, KEPT = ("run.json", "forecast.nc", "posterior.nc"), "analysis/explain.nc"


def furnish_all(forecast, stage: Path) -> None:
    """Tables and pages, and a kept analysis."""
    write_reports(forecast, stage)
    write_stored(
        stage, "explain", xr.Dataset({"share": ("driver", [0.25, 0.75])}), {"en": ["A quarter."]}, "tornado", forecast
    )


@pytest.fixture(scope="module")
def full(tiny, tmp_path_factory) -> Path:
    """A run folder with every kind of file."""
    folder = tmp_path_factory.mktemp("runs") / "full"
    api.run(tiny, DRAWS, out=folder, block=2, quiet=True, write_reports=furnish_all)
    return folder


def shown(folder: Path) -> object:
    """What every reader of a folder is given: the record, all numbers of the forecast, the scenario, kept results."""
    forecast = api.open_run(folder)
    numbers = {
        name: (one.dims, one.values.tolist() if one.dtype == object else one.values.tobytes())
        for name, one in forecast.dataset.variables.items()
    }
    results = [(one.name, one.sentences, one.dataset["share"].values.tolist()) for one in stored_results(forecast)]
    return read_record(folder), numbers, forecast.dataset.attrs, forecast.scenario.resolved, results


def files_of(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def flip(path: Path, dice: random.Random) -> bytes:
    """Flip a bit of a file, anywhere in it; returns what stood there."""
    body = path.read_bytes()
    place = dice.randrange(len(body))
    path.write_bytes(body[:place] + bytes([body[place] ^ (1 << dice.randrange(8))]) + body[place + 1 :])
    return body


def is_refusal(answer: Answer) -> bool:
    return answer.code in REFUSED and "Traceback" not in answer.err and answer.out == ""


def campaign(folder: Path, flips: int, seed: int) -> int:
    """Flip a bit here and there, mostly in files that every reader reads; returns how many flips were refused."""
    dice, before, refused = random.Random(seed), shown(folder), 0
    files, read = files_of(folder), [folder / name for name in READ]
    for number in range(flips):
        path = folder / KEPT if number % 20 == 1 else dice.choice(read if number % 10 else files)
        body = flip(path, dice)
        try:
            assert shown(folder) == before, path
        except (InputError, MachineError):
            refused += 1
        finally:
            path.write_bytes(body)
    return refused


def test_no_flipped_byte_changes_what_a_reader_is_given(full):
    assert campaign(full, 25, seed=1) > 15


@pytest.mark.slow
def test_a_thousand_flipped_bytes_change_nothing_that_is_shown(full):
    assert campaign(full, 1000, seed=2) > 700


COMMANDS = {
    "budget": ["budget", "RUN", "--year", "2024"],
    "replay": ["replay", "RUN", "--draw", "1", "--instrument", "a09.5"],
    "report": ["report", "RUN", "--lang", "en"],
    "compare": ["compare", "RUN", "RUN", "--lang", "en"],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_shows_another_figure(full, monkeypatch, name):
    """A flip in each file for each command; reports are cut short, since their words are tested elsewhere."""
    monkeypatch.setattr(delivery.Handover, "__call__", lambda self, forecast, stage: write_reports(forecast, stage))
    words = [str(full) if word == "RUN" else word for word in COMMANDS[name]]
    calm = simulate(*words)
    assert calm.code == 0, calm.err
    dice = random.Random(3)
    for path in files_of(full):
        body = flip(path, dice)
        answer = simulate(*words)
        assert is_refusal(answer) or (answer.code, answer.out) == (0, calm.out), path
        path.write_bytes(body)


def test_verify_names_the_file(full):
    listed = read_record(full)["files"]
    dice = random.Random(4)
    for name in listed:
        body = flip(full / name, dice)
        assert list(changed_files(full, listed)) == [f"{full / name}: its bytes have changed since the run"]
        (full / name).write_bytes(body)
    assert not list(changed_files(full, listed))


@pytest.mark.parametrize("change", ["draws", "seed", "rule_hash", "version", "scenario", "files", "sha256"])
def test_a_record_that_was_changed_anywhere_is_refused(run_folder, change):
    path = run_folder / "run.json"
    record = json.loads(path.read_text())
    if change == "scenario":
        record["scenario"]["content"]["population"]["scale"] *= 2
    elif change == "files":
        record["files"].pop("forecast.nc")
    elif change == "sha256":
        del record["sha256"]
    else:
        record[change] = record[change] + 1 if isinstance(record[change], int) else record[change] + "0"
    path.write_text(json.dumps(record))
    with pytest.raises(InputError, match=r"run\.json: damaged or changed by hand since the run"):
        api.open_run(run_folder)


def test_a_record_of_an_earlier_version_is_read_and_said_to_be_one(run_folder, capsys):
    path = run_folder / "run.json"
    record = read_record(run_folder)
    path.write_text(json.dumps(record | {"format": 1}))
    assert api.open_run(run_folder).dataset.sizes["draw"] == DRAWS
    assert f"{path}: of an earlier version and without a hash of its own" in capsys.readouterr().err


@pytest.mark.parametrize(
    "body", ["", "[]", "{", "null", '"run"', "\ufeff{}", '{"format": 1}', '{"format": 3}', "[" * 5000]
)
def test_what_is_no_record_is_refused_in_one_sentence(run_folder, body):
    (run_folder / "run.json").write_text(body, encoding="utf-8")
    for command in (["report"], ["verify"], ["replay", "--draw", "0"], ["budget", "--year", "2024"]):
        answer = simulate(command[0], run_folder, *command[1:])
        assert answer.code == 2, answer.err
        assert len(answer.err.strip().splitlines()) == 1
    with pytest.raises(SimulateError):
        api.open_run(run_folder)
