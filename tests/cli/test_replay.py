"""replay: the events of one draw, equal to the compiled engine and to the run folder."""

from __future__ import annotations

from collections import Counter

import netCDF4
import pytest

from simulate import api
from simulate.analysis.replay.recording import barred
from simulate.analysis.replay.replay import Replay, replay_draw
from simulate.engine.inputs.rows import Condition, forbidden_bits, thresholds_of
from simulate.runs.record import read_record, save_record
from tests.cli.command import contents, simulate

DRAW = 5


def hashes(folder):
    """Of the files that a record lists, as they are now."""
    return {name: contents(folder)[name] for name in read_record(folder)["files"]}


@pytest.fixture(scope="module")
def replay(small_run) -> Replay:
    return replay_draw(small_run[0], DRAW)


@pytest.fixture(scope="module")
def stored(small_run):
    with api.open_run(small_run[0]).dataset as data:
        yield data.sel(draw=DRAW, policy="on").load()


def test_rounds_hold_the_counts_of_the_run_folder(replay, stored):
    for name in ("eligible", "aware", "applied"):
        found = Counter()
        for one in replay.rounds:
            found[one.instrument, one.date.year] += getattr(one, name)
        for instrument in stored["instrument"].values:
            for year in stored["year"].values:
                assert found[instrument, year] == stored[name].sel(instrument=instrument, year=year)


def test_titles_and_money_of_the_events_are_those_of_the_run_folder(replay, stored):
    won, paid, entitled, owed = Counter(), Counter(), Counter(), Counter()
    for one in replay.events:
        key = (one.instrument, one.date.year)
        won[key] += one.won
        paid[key] += one.obligation > 0
        entitled[key] += one.award
        owed[key] += one.obligation
    assert sum(won.values()) > 20
    for instrument in stored["instrument"].values[~stored["outside"].values.astype(bool)]:
        for year in stored["year"].values:
            at, key = {"instrument": instrument, "year": year}, (instrument, year)
            assert won[key] == stored["recognised"].sel(at)
            assert paid[key] == stored["paid"].sel(at)
            assert entitled[key] == stored["entitlement"].sel(at)
            assert owed[key] == stored["obligation"].sel(at)


def test_titles_anyway_are_those_of_the_run_folder(replay, stored):
    anyway = Counter(one.instrument for one in replay.events if one.anyway)
    firms = ~stored["outside"].values.astype(bool)
    expected = stored["recognised_anyway"].sum("year").values[firms]
    assert [anyway[name] for name in stored["instrument"].values[firms]] == list(expected)


def test_every_event_without_money_says_why(replay):
    for one in replay.events:
        assert bool(one.reason) == (not one.won or one.obligation < one.award or one.award == 0)
        assert (one.paid is None) == (one.obligation == 0)


def test_contests_are_won_by_the_best_ranks(replay):
    for one in replay.rounds:
        ranked = [event for event in replay.events
                  if (event.instrument, event.date) == (one.instrument, one.date) and event.rank is not None and event.applied]  # fmt: skip
        if ranked and one.places is not None:
            best = {event.firm for event in ranked if event.rank <= one.places}
            assert {event.firm for event in ranked if event.won} == best


def test_a_firm_is_told_why_it_takes_no_part(small_run, replay):
    firm = next(one.firm for one in replay.events if one.applied and not one.won)
    found = replay_draw(small_run[0], DRAW, firm=firm)
    assert {one.firm for one in found.events} == {firm}
    rounds = {(one.date, one.instrument) for one in replay.rounds}
    own = {(one.date, one.instrument) for one in found.events}
    outside = {one.id for one in found.plan.instruments if one.outside}
    assert own == {key for key in rounds if key[1] not in outside}
    assert all(one.reason for one in found.events if not one.won)
    assert [one for one in found.events if one.applied] == [one for one in replay.events if one.firm == firm]


def test_one_instrument_alone(small_run, replay):
    found = replay_draw(small_run[0], DRAW, "a09.5")
    assert found.events == tuple(one for one in replay.events if one.instrument == "a09.5")
    assert found.rounds == tuple(one for one in replay.rounds if one.instrument == "a09.5")


def test_what_a_firm_lacks_is_read_from_the_bits_that_forbid_it():
    condition = Condition(stage=(2, 3), min_revenue=1e8, holds=("certificate",))
    thresholds = thresholds_of([condition], ("other", "certificate"))
    bits = forbidden_bits(condition, thresholds)
    missed = [(message.key.rpartition(".")[2], *message.values.values()) for message in barred(bits, thresholds)]
    assert missed == [("stage",), ("revenue",), ("attribute", "certificate")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_command_prints_within_the_page(small_run, language):
    from rich.cells import cell_len

    answer = simulate("replay", small_run[0], "--draw", DRAW, "--instrument", "a09.5", "--lang", language)
    assert answer.code == 0, answer.err
    assert max(cell_len(line) for line in answer.out.splitlines()) <= 100
    assert "a09.5" in answer.out
    assert "a09.3" not in answer.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--draw", "12"], "expected one of 0 to 11"),
        (["--draw", "0", "--instrument", "a9.5"], "did you mean 'a09.5'?"),
        (["--draw", "0", "--firm", "123456789"], "has no such firm"),
    ],
)
def test_what_the_run_does_not_have_is_the_users_mistake(small_run, arguments, words):
    answer = simulate("replay", small_run[0], *arguments)
    assert answer.code == 2
    assert words in answer.err
    assert "Traceback" not in answer.err


def test_a_run_folder_with_other_numbers_is_a_difference(run_folder):
    with netCDF4.Dataset(run_folder / "forecast.nc", "a") as data:
        data["recognised"][0, DRAW, 0, 0] = data["recognised"][0, DRAW, 0, 0] + 1
    save_record(run_folder, read_record(run_folder) | {"files": hashes(run_folder)})
    answer = simulate("replay", run_folder, "--draw", DRAW)
    assert answer.code == 4
    assert "recognised in the run folder" in answer.err
