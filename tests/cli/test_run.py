"""run: what it leaves, what it refuses, and that a refusal changes nothing that stood."""

from __future__ import annotations

import fcntl
import json
import signal
import time

import pytest
from rich.cells import cell_len

from simulate.cli.running.run import default_folder
from simulate.kernels.compiling import generator_name
from tests.cli.command import BASELINE, ROOT, SMALL, contents, made_earlier, simulate, start


def test_a_run_leaves_forecast_record_and_tables(small_run):
    folder, answer = small_run
    assert answer.code == 0, answer.err
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert set(record["files"]) == set(contents(folder)) - {"run.json"} - {
        name for name in contents(folder) if name.startswith("blocks/")
    }
    for name, digest in record["files"].items():
        assert contents(folder)[name] == digest
    assert {"forecast.nc", "tables/overview.csv", "tables/targets.csv"} <= set(record["files"])


def test_what_a_run_prints_fits_the_page_and_says_what_was_changed(small_run):
    _, answer = small_run
    assert max(cell_len(line) for line in answer.out.splitlines()) <= 100
    for words in ("population.scale: 0.03", "Headline", "with 80% probability", "Monte Carlo", "means do", "unpriced"):
        assert words.casefold() in " ".join(answer.out.split()).casefold()


def test_the_same_run_again_changes_no_byte(small_run):
    folder, _ = small_run
    before = contents(folder)
    again = simulate("run", BASELINE, *SMALL, "--draws", 12, "--out", folder, "--no-report", "--quiet", "--block", 5)
    assert (again.code, again.out) == (0, "")
    assert contents(folder) == before


def test_more_draws_extend_a_run(run_folder):
    from simulate import api

    with api.open_run(run_folder).dataset as before:
        obligation = before["obligation"].load()
    answer = simulate("run", BASELINE, *SMALL, "--draws", 16, "--out", run_folder, "--no-report", "--quiet")
    assert answer.code == 0, answer.err
    with api.open_run(run_folder).dataset as after:
        assert after.sizes["draw"] == 16
        assert (after["obligation"].isel(draw=slice(12)) == obligation).all()


@pytest.mark.parametrize(
    "arguments",
    [
        [str(ROOT / "scenarios" / "nowhere.yaml")],
        [BASELINE, "--set", "readngs.R10=x"],
        [BASELINE, "--set", "instruments.a09.3.award.amount=80"],
        [BASELINE, "--threads", "2", "--processes", "2"],
        [BASELINE, "--engine", "mesa", "--processes", "2"],
    ],
)
def test_bad_input_exits_2_and_leaves_the_folder_as_it_was(run_folder, arguments):
    before = contents(run_folder)
    answer = simulate("run", *arguments, "--out", run_folder)
    assert answer.code == 2
    assert answer.err.strip()
    assert "Traceback" not in answer.err
    assert contents(run_folder) == before


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "taken").write_text("mine")
    answer = simulate("run", BASELINE, *SMALL, "--out", tmp_path / "taken")
    assert answer.code == 2
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_the_machines_refusal():
    answer = simulate("run", BASELINE, *SMALL, "--draws", 1, "--out", "/proc/nowhere/run")
    assert answer.code == 3
    assert "Traceback" not in answer.err


def test_two_runs_in_one_folder_are_refused(run_folder):
    with (run_folder / ".lock").open("a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        answer = simulate("run", BASELINE, *SMALL, "--draws", 12, "--out", run_folder)
    assert answer.code == 3
    assert "in use by process" in answer.err


def test_a_trial_has_a_folder_of_its_own(tmp_path):
    plain = default_folder(ROOT / "scenarios" / "baseline.yaml", [])
    trial = default_folder(ROOT / "scenarios" / "baseline.yaml", ["readings.R14=grant"])
    assert plain.as_posix() == "results/baseline"
    assert trial != plain
    assert trial == default_folder(ROOT / "scenarios" / "baseline.yaml", ["readings.R14=grant"])
    assert trial != default_folder(ROOT / "scenarios" / "baseline.yaml", ["readings.R14=financing"])


def test_a_run_without_report_leaves_none_of_an_earlier_one(run_folder):
    made_earlier(run_folder, "budget.xlsx", "report.html", "memo.zh.md", "charts/fan.svg")
    answer = simulate("run", BASELINE, *SMALL, "--draws", 12, "--out", run_folder, "--no-report", "--quiet")
    assert answer.code == 0
    assert not [name for name in contents(run_folder) if name.startswith(("budget", "report", "memo", "charts"))]
    assert not (run_folder / "charts").exists()


def test_an_interrupted_run_says_how_to_go_on_and_goes_on(tmp_path):
    folder = tmp_path / "long"
    arguments = (
        "run",
        BASELINE,
        "--set",
        "population.scale=0.2",
        "--out",
        folder,
        "--no-report",
        "--quiet",
        "--block",
        4,
    )
    process = start(*arguments, "--draws", 4000)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and len(list(folder.glob("blocks/*.block"))) < 2 and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert f"finished draws are kept in {folder}" in err
    assert "Traceback" not in err
    assert not (folder / "forecast.nc").exists()
    kept = sorted(path.name for path in folder.glob("blocks/*.block"))
    assert len(kept) >= 2
    last = max(int(name[10:19]) for name in kept)
    answer = simulate(*arguments, "--draws", last + 4)
    assert answer.code == 0, answer.err
    assert (folder / "forecast.nc").exists()


def test_the_mesa_engine_gives_the_same_bytes(tmp_path):
    # A city of one firm in a hundred: agents take a second a draw.
    for engine in ("mesa", "compiled"):
        answer = simulate("run", BASELINE, "--set", "population.scale=0.01", "--draws", 2, "--engine", engine,
                          "--out", tmp_path / engine, "--no-report", "--quiet")  # fmt: skip
        assert answer.code == 0, answer.err
    one, other = ({name: value for name, value in contents(tmp_path / engine).items() if not name.startswith("blocks")}
                  for engine in ("mesa", "compiled"))  # fmt: skip
    assert one == other


def test_the_audit_generator_is_chosen_before_the_rules_are_loaded(tmp_path):
    process = start("run", BASELINE, *SMALL, "--draws", 4, "--out", tmp_path / "audit", "--no-report", "--quiet",
                    "--audit-generator")  # fmt: skip
    _, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    record = json.loads((tmp_path / "audit" / "run.json").read_text(encoding="utf-8"))
    assert record["generator"] == "philox4x32"


def test_the_audit_generator_is_refused_where_it_comes_too_late():
    assert generator_name() == "squares64"
    answer = simulate("run", BASELINE, *SMALL, "--audit-generator", "--out", "nowhere")
    assert answer.code == 2
    assert "start a new process" in answer.err
