"""Every kind of mistake is reported at its line and column, with its path, what was expected and the nearest name."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulate.foundation.errors import ProblemsError
from simulate.scenario.resolve import load_scenario

HEAD = "format: 1\ntitle: {zh: 甲, en: A}\nplan: qingdao_2023\n"
"""Three good lines; a mistake that is added stands on line 4."""


def headlines(folder: Path, text: str | bytes, *sets: str) -> list[str]:
    path = folder / "s.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ProblemsError) as caught:
        load_scenario(path, sets)
    return [problem.headline().replace(f"{folder}/", "") for problem in caught.value.problems]


MISTAKES = {
    "misspelt key": ("horizn: {end: 2025}", "4:1: horizn: unknown key 'horizn'", "'horizon'?"),
    "misspelt key below": ("horizon: {ends: 2025}", "4:11: horizon.ends: unknown key 'ends'", "'end'?"),
    "missing key": ("horizon: {}", "4:10: horizon: the key 'end' is missing", "expected 'end: ...'"),
    "duplicate key": ("draws: 5\ndraws: 6", "5:1: draws: the key 'draws' stands twice", "(the first is on line 4)"),
    "NO as a word": ("language: NO", "4:11: language: unknown language 'NO'", "one of zh, en"),
    "yes for a number": ("draws: yes", "4:8: draws: 'yes' came", "a whole number from 1 to 1000000"),
    "text for a number": ("draws: many", "4:8: draws: 'many' came", "a whole number from 1 to 1000000"),
    "fraction for a count": ("draws: 10.5", "4:8: draws: 10.5 came", "a whole number"),
    "truth for a count": ("draws: true", "4:8: draws: true came", "a whole number"),
    "nothing for a count": ("draws:", "4:1: draws: nothing came", "a whole number"),
    "zero draws": ("draws: 0", "4:8: draws: 0 is out of range", "from 1 to 1000000"),
    "negative seed": ("seed: -1", "4:7: seed: -1 is out of range", "from 0 to"),
    "horizon before the start": ("horizon: {end: 2022}", "4:16: horizon.end: 2022 is out of range", "2023 to 2040"),
    "mapping for a number": ("draws: {n: 5}", "4:8: draws: a mapping came", "a whole number"),
    "list for a mapping": ("horizon: [2025]", "4:10: horizon: a list came", "a mapping with the keys end"),
    "number for a mapping": ("instruments: 3", "4:14: instruments: 3 came", "a mapping from instruments"),
    "30 February": ("vintage: 2023-02-30", "4:10: vintage: the day '2023-02-30' does not exist", "YYYY-MM-DD"),
    "date in words": ("vintage: 20 Oct 2023", "4:10: vintage: '20 Oct 2023' is not a date", "YYYY-MM-DD"),
    "unknown plan": ("qingdao_2032", "3:7: plan: there is no plan 'qingdao_2032'", "'qingdao_2023'?"),
    "unknown reading": ("readings: {R77: grant}", "4:12: readings.R77: unknown reading 'R77'", "'R7'?"),
    "unknown alternative": ("readings: {R14: grnat}", "4:17: readings.R14: unknown alternative 'grnat'", "'grant'?"),
    "unknown word for all readings": ("readings: smapled", "4:11: readings.*: unknown choice", "'sampled'?"),
    "unknown instrument": (
        "instruments: {a9.3: {award.amount: 1元}}",
        "4:15: instruments.a9.3: unknown instrument 'a9.3'",
        "'a09.3'?",
    ),
    "unknown path of an instrument": (
        "instruments:\n  a09.3: {award.amuont: 1元}",
        "5:11: instruments.a09.3.award.amuont: unknown key 'amuont'",
        "'amount'?",
    ),
    "unknown path of every instrument": (
        "instruments:\n  '*': {award.amuont: 1元}",
        "5:9: instruments.*.award.amuont: unknown path of every instrument 'award.amuont'",
        "'award.amount'?",
    ),
    "patch that is no mapping": (
        "instruments: {a09.3: 5万元}",
        "4:22: instruments.a09.3: '5万元' came",
        "a mapping such as",
    ),
    "figure patched twice": (
        "instruments:\n  a09.3: {award.amount: 1元, award: {amount: 2元}}",
        "5:37: instruments.a09.3.award.amount: this figure is patched twice",
        "one value",
    ),
    "bare money": (
        "instruments:\n  a09.3: {award.amount: 500000}",
        "5:25: instruments.a09.3.award.amount: amount 500000 has no unit",
        "'500000元' or '500000万元'?",
    ),
    "wrong unit": (
        "instruments:\n  a09.3: {award.amount: 50 CYN}",
        "5:25: instruments.a09.3.award.amount: unknown unit of money 'CYN'",
        "'50 CNY'?",
    ),
    "unit without 元": (
        "instruments:\n  a09.3: {award.amount: 50万}",
        "5:25: instruments.a09.3.award.amount: unknown unit of money '万'",
        "'50万元'?",
    ),
    "negative money": (
        "instruments:\n  a09.3: {award.amount: -5万元}",
        "5:25: instruments.a09.3.award.amount: '-5万元' is negative",
        "an amount of 0 or more",
    ),
    "share above 1": (
        "behaviour: {claim_rate: 1.2}",
        "4:25: behaviour.claim_rate: share 1.2 is out of range",
        "0 to 1",
    ),
    "percent without its sign": ("behaviour: {claim_rate: 90}", "4:25: behaviour.claim_rate: share 90", "'90%'?"),
    "money for a share": ("behaviour: {claim_rate: 5元}", "4:25: behaviour.claim_rate: '5元' is not a share", "3.5%"),
    "unknown parameter": ("behaviour: {clam_rate: 1}", "4:13: behaviour.clam_rate: unknown parameter", "'claim_rate'?"),
    "parameter out of its range": (
        "behaviour: {award_response: {triangular: [0, 2, 60]}}",
        "4:49: behaviour.award_response.triangular.2: 60 is out of range",
        "a number, from 0 to 20",
    ),
    "unordered triangular": (
        "behaviour: {award_response: {triangular: [6, 2, 0]}}",
        "4:42: behaviour.award_response.triangular: min 6, mode 2, max 0 are not in order",
        "min <= mode <= max",
    ),
    "short triangular": (
        "behaviour: {award_response: {triangular: [6, 2]}}",
        "4:42: behaviour.award_response.triangular: a list of 2",
        "a list of 3 numbers [min, mode, max]",
    ),
    "unknown distribution": (
        "behaviour: {award_response: {triangualr: [0, 2, 6]}}",
        "4:30: behaviour.award_response.triangualr: unknown distribution 'triangualr'",
        "'triangular'?",
    ),
    "distribution that lies too high": (
        "behaviour: {award_response: {lognormal: {median: 20, sd: 1}}}",
        "4:29: behaviour.award_response: 50 % of the distribution is out of range",
        "values from 0 to 20, with at most 1 % outside, which is cut",
    ),
    "two distributions": (
        "behaviour: {award_response: {triangular: [0, 2, 6], uniform: [0, 1]}}",
        "4:29: behaviour.award_response: a mapping of 2 keys",
        "one key of",
    ),
    "weights that do not sum to 1": (
        "behaviour: {award_response: {choice: {1: .5, 2: .6}}}",
        "4:38: behaviour.award_response.choice: the weights sum to 1.1",
        "weights that sum to 1",
    ),
    "shares that do not sum to 1": (
        "behaviour: {stage_shares_small: {dirichlet: {shares: [.5, .2, .2, .2], weight: 9}}}",
        "4:54: behaviour.stage_shares_small.dirichlet.shares: the weights sum to 1.1",
        "weights that sum to 1",
    ),
    "too few shares": (
        "behaviour: {stage_shares_small: {dirichlet: {shares: [.5, .5], weight: 9}}}",
        "4:33: behaviour.stage_shares_small: 2 shares",
        "4 shares",
    ),
    "unknown year": (
        "behaviour: {little_giant_list: {by_year: {1999: 5, later: 6}}}",
        "4:43: behaviour.little_giant_list.by_year.1999: unknown year '1999'",
        "a year from 2023 to 2040, or 'later'",
    ),
    "no later years": (
        "behaviour: {little_giant_list: {by_year: {2024: 5}}}",
        "4:32: behaviour.little_giant_list: no value for the years after the last",
        "'later: ...'",
    ),
    "unknown segment": (
        "population: {segments: {industry_smal: {count: 5}}}",
        "4:25: population.segments.industry_smal: unknown segment",
        "'industry_small'?",
    ),
    "unknown article": (
        "appropriations: {articles: {99: {2024: 1元}}}",
        "4:29: appropriations.articles.99: unknown article '99'",
        "one of 4, 5",
    ),
    "unknown fate of the unpaid": (
        "appropriations: {unpaid: laps}",
        "4:26: appropriations.unpaid: unknown",
        "'lapse'?",
    ),
    "one figure in two places": (
        "macro: {gdp_growth: 5%}\nbehaviour: {gdp_growth: 5%}",
        "4:9: macro.gdp_growth: 'gdp_growth' stands under 'macro' and under 'behaviour'",
        "one of the two",
    ),
    "cap below the amount": (
        "instruments:\n  a09.3: {award.cap: 1万元}",
        "5:22: instruments.a09.3.award.cap: the ceiling 10000元 lies below the amount",
        "500000元 or more",
    ),
    "lag that does not sum to 1": (
        "instruments:\n  a09.3: {lag: {0: .5, 1: .4}}",
        "5:16: instruments.a09.3.lag: the weights of the lag sum to 0.9",
        "a sum of 1",
    ),
    "unknown payer": (
        "instruments:\n  a09.3: {payer: {citty: 1}}",
        "5:19: instruments.a09.3.payer.citty: unknown payer 'citty'",
        "'city'?",
    ),
    "inverted window": (
        "instruments:\n  a09.3: {window: {from: 2025-12-31, to: 2023-10-20}}",
        "5:42: instruments.a09.3.window.to: the window ends on 2023-10-20",
        "a day not before 2025-12-31",
    ),
    "parameter of another unit": (
        "instruments:\n  a09.3: {award.amount: claim_rate}",
        "5:25: instruments.a09.3.award.amount: the parameter 'claim_rate' is measured in probability",
        "an amount of money, or a declared parameter that is one",
    ),
    "word that is no parameter": (
        "instruments:\n  a09.3: {claim: clam_rate}",
        "5:18: instruments.a09.3.claim: 'clam_rate' is not a declared parameter",
        "'claim_rate'?",
    ),
    "text with a comma": (
        "macro: {gdp_2022: 1亿元, and more}",
        "4:24: macro.and more: the words 'and more' stand where a key is expected",
        "quotes around a text that holds a comma",
    ),
    "tab": ("horizon:\n\tend: 2025", "5:1: a tab in the indentation", "blanks"),
    "full-width colon": ("draws：500", "4:6: the full-width colon", "'draws: 500'?"),
    "anchor": ("draws: &n 5", "4:8: draws: the anchor '&n'", "no anchor"),
    "alias": ("draws: *n", "4:8: draws: the alias '*n'", "aliases are not read"),
    "tag": ("draws: !!int 5", "4:8: draws: the tag '!!int'", "no tag"),
    "open bracket": ("horizon: {end: 2025", "5:1: this is not YAML", "'key: value' lines"),
    "missing parent": ("extends: basline.yaml", "4:10: extends: there is no file 'basline.yaml'", "'baseline.yaml'?"),
    "absolute path": (
        "extends: /data/a.yaml",
        "4:10: extends: '/data/a.yaml' is an absolute path",
        "relative to this file",
    ),
    "path of a home folder": ("extends: ~/a.yaml", "4:10: extends: '~/a.yaml' is an absolute path", "relative to"),
    "URL": (
        "extends: https://example.org/a.yaml",
        "4:10: extends: 'https://example.org/a.yaml' is a URL",
        "relative to",
    ),
    "wrong kind of file": ("posterior: fit.csv", "4:12: posterior: 'fit.csv' is not a .nc file", ".nc"),
    "missing attachment": ("evaluate: actuals.csv", "4:11: evaluate: there is no file 'actuals.csv'", "'actual.csv'?"),
    "extends itself": (
        "extends: s.yaml",
        "4:10: extends: a circle of 'extends': s.yaml -> s.yaml",
        "a chain that ends",
    ),
    "another format": ("", "1:9: format: unknown format 2", "1, the format this version reads scenarios in"),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_each_mistake_has_its_place_and_remedy(tmp_path: Path, kind: str) -> None:
    line, place, remedy = MISTAKES[kind]
    for name in ("baseline.yaml", "actual.csv"):
        (tmp_path / name).write_text(HEAD)
    text = HEAD + line + "\n"
    if kind == "another format":
        text = text.replace("format: 1", "format: 2")
    if kind == "unknown plan":
        text = HEAD.replace("qingdao_2023", line)
    found = headlines(tmp_path, text)
    assert len(found) == 1, found
    assert found[0].startswith(f"s.yaml:{place}")
    assert remedy in found[0]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", "s.yaml:1:1: the file is empty"),
        ("# nothing but a comment\n", "s.yaml:1:1: the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "s.yaml:1:1: the file is not UTF-8 text"),
        (b"format: 1\nseed: \x00", "s.yaml:2:7: the file holds the invisible character U+0000"),
        ("- format: 1\n", "s.yaml:1:1: the file holds a list"),
        ("title: {zh: 甲, en: A}\n", "s.yaml:1:1: format: the key 'format' is missing"),
        ("format: 1\ntitle: {zh: 甲, en: A}\n", "s.yaml:1:1: the key 'plan' is missing"),
        ("format: 1\nplan: qingdao_2023\n", "s.yaml:1:1: the key 'title' is missing"),
        ("format: 1\ntitle: {zh: 甲}\nplan: qingdao_2023\n", "s.yaml:2:8: title: the key 'en' is missing"),
    ],
)
def test_a_file_that_is_no_scenario_says_so(tmp_path: Path, text: str | bytes, first: str) -> None:
    assert headlines(tmp_path, text)[0].startswith(first)


def test_a_missing_scenario_suggests_the_nearest_file(tmp_path: Path) -> None:
    (tmp_path / "baseline.yaml").write_text(HEAD)
    with pytest.raises(ProblemsError, match=r"baselin\.yaml: there is no such file; did you mean '.*baseline\.yaml'"):
        load_scenario(tmp_path / "baselin.yaml")


def test_all_mistakes_of_a_file_come_in_one_pass_in_its_order(tmp_path: Path) -> None:
    text = HEAD + (
        "horizon: {end: 2022}\n"
        "drows: 5\n"
        "readings: {R14: grnt, R99: x}\n"
        "instruments:\n"
        "  a09.3: {award.amount: 5}\n"
        "  a99.1: {award.amount: 5元}\n"
        "  a22.1: {award.cap: -3元, claim: 2}\n"
        "behaviour: {claim_rate: 3, award_response: {triangular: [3, 2, 1]}}\n"
        "appropriations: {articles: {9: {1999: 1元, 2024: 1}}}\n"
        "observed: gone.csv\n"
    )
    places = [line.split(": ")[0] + ": " + line.split(": ")[1] for line in headlines(tmp_path, text)]
    assert places == [
        "s.yaml:4:16: horizon.end",
        "s.yaml:5:1: drows",
        "s.yaml:6:17: readings.R14",
        "s.yaml:6:23: readings.R99",
        "s.yaml:8:25: instruments.a09.3.award.amount",
        "s.yaml:9:3: instruments.a99.1",
        "s.yaml:10:22: instruments.a22.1.award.cap",
        "s.yaml:10:34: instruments.a22.1.claim",
        "s.yaml:11:25: behaviour.claim_rate",
        "s.yaml:11:57: behaviour.award_response.triangular",
        "s.yaml:12:33: appropriations.articles.9.1999",
        "s.yaml:12:49: appropriations.articles.9.2024",
        "s.yaml:13:11: observed",
    ]


def test_an_unknown_plan_does_not_hide_the_other_mistakes(tmp_path: Path) -> None:
    text = HEAD.replace("2023", "2032") + "draws: 0\nreadings: {R99: x}\n"
    assert [line.split(": ")[1] for line in headlines(tmp_path, text)] == ["plan", "draws"]


def test_a_mistake_of_a_parent_is_reported_in_the_parent(tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text(HEAD + "draws: 0\n")
    found = headlines(tmp_path, "format: 1\ntitle: {zh: 乙, en: B}\nextends: parent.yaml\nseed: -1\n")
    assert [line.split(" ")[0] for line in found] == ["parent.yaml:4:8:", "s.yaml:4:7:"]


def test_a_parent_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text("format: 3\n")
    found = headlines(tmp_path, "format: 1\ntitle: {zh: 乙, en: B}\nextends: parent.yaml\n")
    assert found[0].startswith("parent.yaml:1:9: format: unknown format 3")


def test_a_circle_of_files_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("format: 1\nextends: s.yaml\n")
    found = headlines(tmp_path, "format: 1\ntitle: {zh: 甲, en: A}\nextends: b.yaml\n")
    assert found[0].startswith("b.yaml:2:10: extends: a circle of 'extends': s.yaml -> b.yaml -> s.yaml")


def test_a_patch_that_does_not_fit_a_sampled_reading_names_the_reading(tmp_path: Path) -> None:
    text = HEAD + "readings: {R15: sampled}\ninstruments:\n  a15.1: {award.amount: 8万元}\n"
    found = headlines(tmp_path, text)
    assert found[0].startswith("s.yaml:6:11: instruments.a15.1.award.amount: 'amount' in an award of kind rate")
    assert "(where R15 is read as fee)" in found[0]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("draws", "1:1", "'draws' came; expected PATH=VALUE"),
        ("=5", "1:1", "'=5' came; expected PATH=VALUE"),
        ("draws=", "1:1", "'draws=' came; expected PATH=VALUE"),
        ("drows=5", "1:1", "drows: unknown key 'drows'"),
        ("draws=[5", "1:9", "draws: this is not YAML"),
        ("draws=0", "1:7", "draws: 0 is out of range"),
        ("draws.x=5", "1:1", "draws.x: 'draws' is one value, there is nothing below it"),
        ("format=1", "1:1", "format: 'format' cannot be set from outside"),
        ("instruments.a9.3.award.amount=5万元", "1:13", "instruments.a9.3: unknown instrument 'a9.3'"),
        ("instruments.a09.3.award.amuont=5万元", "1:25", "instruments.a09.3.award.amuont: unknown key 'amuont'"),
        ("instruments.a09.3.award.amount=5", "1:32", "instruments.a09.3.award.amount: amount 5 has no unit"),
        ("behaviour.award_response={triangular: [3, 2, 1]}", "1:39", "behaviour.award_response.triangular: min 3"),
        ("plan=qingdao_2032", "1:6", "plan: there is no plan 'qingdao_2032'"),
        ("plan=/etc", "1:6", "plan: '/etc' is an absolute path"),
    ],
)
def test_a_mistake_on_the_command_line_is_placed_in_its_text(tmp_path: Path, text: str, place: str, words: str) -> None:
    assert headlines(tmp_path, HEAD + "draws: 5\n", text)[0].startswith(f"--set:{place}: {words}")


def test_mistakes_of_the_file_and_of_the_command_line_come_together(tmp_path: Path) -> None:
    found = headlines(tmp_path, HEAD + "seed: -1\n", "draws", "horizon.end=2022")
    assert {line.split(":")[0] for line in found} == {"s.yaml", "--set"}
    assert len(found) == 3
