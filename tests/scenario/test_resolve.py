"""A scenario means what its file, its parents and the changes from outside say, in that order."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simulate.foundation.errors import ProblemsError
from simulate.foundation.files import sha256_json
from simulate.plan.instrument import Instrument
from simulate.randomness.marginals import Constant, Dirichlet, Triangular, Uniform
from simulate.scenario.resolve import Scenario, load_scenario, scenario_from_data

HEAD = "format: 1\ntitle: {zh: 甲, en: A}\n"
ROOT = HEAD + "plan: qingdao_2023\n"


def load(folder: Path, text: str, *sets: str) -> Scenario:
    (folder / "s.yaml").write_text(text)
    return load_scenario(folder / "s.yaml", sets)


@pytest.fixture
def root(tmp_path: Path) -> Scenario:
    return load(tmp_path, ROOT)


def award(scenario: Scenario, name: str) -> object:
    """The award as data, with its amounts in yuan."""
    return award_of(scenario.plan.instrument(name))


def award_of(instrument: Instrument) -> object:
    return instrument.to_data()["award"]


def test_a_bare_scenario_is_the_plan_with_its_defaults(root: Scenario) -> None:
    assert (root.draws, root.seed, root.horizon_end, root.language) == (2000, 20231020, 2025, "zh")
    assert root.readings == root.plan.default_readings()
    assert root.plan == root.origin.base
    assert root.variants == {}
    assert root.population.scale == 1.0
    assert not root.appropriations.limits
    assert not root.appropriations.lapses
    assert "claim_rate" in root.parameters


def test_every_key_reaches_its_place(tmp_path: Path) -> None:
    (tmp_path / "actuals.csv").write_text("instrument,year,count\na09.3,2024,7\n")
    found = load(
        tmp_path,
        ROOT
        + "vintage: 2023-10-20\n"
        + "horizon: {end: 2027}\n"
        + "draws: 50\nseed: 7\nlanguage: en\nevaluate: actuals.csv\n"
        + "behaviour:\n"
        + "  claim_rate: 90%\n"
        + "  award_response: {triangular: [0, 1, 2]}\n"
        + "  project_cost_floor: {uniform: [20万元, 50万元]}\n"
        + "  little_giant_list: {by_year: {2024: 4000, later: {uniform: [3000, 5000]}}}\n"
        + "  stage_shares_small: {dirichlet: {shares: [.4, .3, .2, .1], weight: 9}}\n"
        + "population: {scale: 0.1, segments: {digital_core: {count: 3000, entrants_per_year: null}}}\n"
        + "macro: {gdp_2022: 1.5万亿元, gdp_growth: 5%}\n"
        + "appropriations: {unpaid: lapse, articles: {9: {2024: 500万元, later: 1元}, '13': {2025: 0元}}}\n",
    )
    assert (found.horizon_end, found.draws, found.seed, found.language) == (2027, 50, 7, "en")
    assert found.vintage == "2023-10-20"
    assert found.evaluate is not None
    assert found.parameters["claim_rate"] == Constant(0.9)
    assert found.parameters["award_response"] == Triangular(0, 1, 2)
    assert found.parameters["project_cost_floor"] == Uniform(200_000, 500_000)
    assert found.parameters["little_giant_list"] == {"2024": Constant(4000), "later": Uniform(3000, 5000)}
    assert found.parameters["stage_shares_small"] == Dirichlet((0.4, 0.3, 0.2, 0.1), 9)
    assert found.parameters["gdp_growth"] == Constant(0.05)
    assert found.population.counts == {"digital_core": 3000}
    assert found.population.entrants == {}
    assert found.gdp_2022 == 15 * 10**11
    assert found.appropriations.lapses
    assert found.appropriations.limits == {9: {"2024": 5_000_000, "later": 1}, 13: {"2025": 0}}


def test_a_vintage_takes_the_priors_known_on_that_day(tmp_path: Path, root: Scenario) -> None:
    old = load(tmp_path, ROOT + "vintage: 2023-10-20\n")
    assert old.parameters["stage_success_0"] != root.parameters["stage_success_0"]
    assert root.replace({"vintage": "2023-10-20"}).parameters == old.parameters


def test_a_child_changes_its_parent_and_states_its_own_title(tmp_path: Path) -> None:
    (tmp_path / "root.yaml").write_text(
        ROOT
        + "draws: 10\ninstruments: {a09.3: {award.amount: 60万元}}\nbehaviour: {award_response: {uniform: [0, 1]}}\n"
    )
    (tmp_path / "middle.yaml").write_text(
        "format: 1\ntitle: {zh: 乙, en: B}\nextends: root.yaml\ndraws: 20\nbehaviour: {award_response: 3}\n"
    )
    found = load(tmp_path, HEAD.replace("A", "C") + "extends: middle.yaml\ninstruments: {a09.4: {award.amount: 1元}}\n")
    assert found.title["en"] == "C"
    assert found.draws == 20
    assert found.parameters["award_response"] == Constant(3)
    assert award(found, "a09.3") == {"kind": "fixed", "amount": "600000元"}
    assert award(found, "a09.4") == {"kind": "fixed", "amount": "1元"}
    assert [file.name for file in found.origin.files] == ["s.yaml", "middle.yaml", "root.yaml"]
    assert str(found.provenance["draws"]).endswith("middle.yaml:4")
    assert str(found.provenance["instruments.a09.3.award.amount"]).endswith("root.yaml:5")


def test_what_a_file_extends_is_enough_its_title_is_then_its_name(tmp_path: Path) -> None:
    (tmp_path / "root.yaml").write_text(ROOT)
    (tmp_path / "middle.yaml").write_text("extends: root.yaml\ndraws: 7\n")
    found = load(tmp_path, "extends: middle.yaml\n")
    assert found.title == {"zh": "s", "en": "s"}
    assert found.draws == 7
    assert found.key_data() == load_scenario(tmp_path / "root.yaml").key_data()
    again = scenario_from_data(json.loads(json.dumps(found.resolved)), tmp_path / "run.json")
    assert again.resolved == found.resolved


def test_a_title_of_one_s_own_is_not_handed_on(tmp_path: Path) -> None:
    (tmp_path / "middle.yaml").write_text("extends: root.yaml\ntitle: {zh: 乙, en: B}\n")
    (tmp_path / "root.yaml").write_text(ROOT)
    assert load(tmp_path, "extends: middle.yaml\n").title["en"] == "s"
    assert load_scenario(tmp_path / "middle.yaml").title["en"] == "B"


@pytest.mark.parametrize(
    ("parent", "child", "first"),
    [
        ("format: 1\ntitle: {zh: 甲, en: A}\n", "extends: root.yaml\n", "s.yaml:1:1: the key 'plan' is missing"),
        (ROOT, "extends: root.yaml\nhorizon: {}\n", "s.yaml:2:10: horizon: the key 'end' is missing"),
        (ROOT, "draws: 3\n", "s.yaml:1:1: format: the key 'format' is missing"),
        (ROOT, "format: 1\nplan: qingdao_2023\n", "s.yaml:1:1: the key 'title' is missing"),
        (ROOT, "extends: root.yaml\ntitle: {zh: 乙}\n", "s.yaml:2:8: title: the key 'en' is missing"),
        (ROOT, "extends: root.yaml\nformat: 2\n", "s.yaml:2:9: format: unknown format 2"),
        ("plan: qingdao_2023\n", "extends: root.yaml\n", "root.yaml:1:1: format: the key 'format' is missing"),
    ],
)
def test_what_is_missing_is_missing_in_the_file_that_should_state_it(
    tmp_path: Path, parent: str, child: str, first: str
) -> None:
    (tmp_path / "root.yaml").write_text(parent)
    with pytest.raises(ProblemsError) as caught:
        load(tmp_path, child)
    assert caught.value.problems[0].headline().replace(f"{tmp_path}/", "").startswith(first)


def test_a_reference_is_relative_to_the_file_that_states_it(tmp_path: Path) -> None:
    folder = tmp_path / "below"
    folder.mkdir()
    (folder / "actuals.csv").write_text("instrument,year,count\na09.3,2024,7\n")
    (folder / "root.yaml").write_text(ROOT + "evaluate: actuals.csv\n")
    found = load(tmp_path, HEAD + "extends: below/root.yaml\n")
    assert found.evaluate is not None
    assert found.evaluate.path == folder / "actuals.csv"


def test_nested_and_dotted_patches_are_the_same(tmp_path: Path) -> None:
    dotted = load(tmp_path, ROOT + "instruments: {a09.3: {award.amount: 1元, stacking.promotion: both}}\n")
    nested = load(tmp_path, ROOT + "instruments: {a09.3: {award: {amount: 1元}, stacking: {promotion: both}}}\n")
    assert dotted.key_data() == nested.key_data()


def test_a_patched_part_drops_what_the_parent_patched_below_it(tmp_path: Path) -> None:
    (tmp_path / "root.yaml").write_text(ROOT + "instruments: {a09.3: {mechanism.standard.pass: 0.5}}\n")
    whole = "instruments: {a09.3: {mechanism: {standard: {pass: 0.9, anchor: 3}}}}\n"
    found = load(tmp_path, HEAD + "extends: root.yaml\n" + whole)
    assert found.plan.instrument("a09.3").to_data()["mechanism"] == {"standard": {"pass": 0.9, "anchor": 3.0}}


def test_nothing_takes_a_figure_away(tmp_path: Path) -> None:
    found = load(tmp_path, ROOT + "instruments: {a09.3: {eligible.min_revenue: null}}\n")
    assert found.plan.instrument("a09.3").eligible is not None
    assert "min_revenue" not in found.plan.instrument("a09.3").to_data()["eligible"]


def test_a_star_patches_every_instrument_that_has_the_path_and_none_that_patches_it_itself(tmp_path: Path) -> None:
    text = ROOT + "instruments:\n  '*': {award.amount: 0元, award.rate: 0%}\n  a09.3: {award.amount: 7元}\n"
    found = load(tmp_path, text)
    for one in found.plan.instruments:
        before = found.origin.base.instrument(one.id).award
        assert (one.award.amount is None) == (before.amount is None)
        assert (one.award.rate is None) == (before.rate is None)
        if one.id != "a09.3" and one.award.amount is not None:
            assert one.award.amount.to_data() == "0元"
    assert award(found, "a09.3") == {"kind": "fixed", "amount": "7元"}
    assert found.plan.instrument("a22.1").to_data()["award"]["rate"] == 0


def test_a_patched_figure_counts_as_assumed(tmp_path: Path, root: Scenario) -> None:
    found = load(tmp_path, ROOT + "instruments: {a09.3: {award.amount: 1元}}\n")
    before = root.plan.instrument("a09.3").source("award.amount")
    after = found.plan.instrument("a09.3").source("award.amount")
    assert before is not None
    assert after is not None
    assert (before.rating, after.rating) == ("stated", "assumed")


def test_a_fixed_reading_changes_the_plan_and_a_patch_wins_over_it(tmp_path: Path) -> None:
    found = load(tmp_path, ROOT + "readings: {R10: B}\n")
    assert award(found, "a09.4") == {"kind": "fixed", "amount": "500000元"}
    found = load(tmp_path, ROOT + "readings: {R10: B}\ninstruments: {a09.4: {award.amount: 9元}}\n")
    assert award(found, "a09.4") == {"kind": "fixed", "amount": "9元"}


def test_a_sampled_reading_gives_variants_and_leaves_the_plan_at_its_default(tmp_path: Path, root: Scenario) -> None:
    found = load(tmp_path, ROOT + "readings: {R10: sampled, R14: sampled}\n")
    assert found.plan == root.plan
    assert {name: len(one) for name, one in found.variants.items()} == {"a09.4": 3, "a09.5": 3, "a13.1": 3}
    amounts = {one.choices["R10"]: award_of(one.instrument)["amount"] for one in found.variants["a09.4"]}  # type: ignore[index]
    assert amounts == {"A": "300000元", "B": "500000元", "C": "300000元"}


def test_a_patch_wins_in_every_variant(tmp_path: Path) -> None:
    text = ROOT + "readings: sampled\ninstruments:\n  '*': {award.amount: 0元, award.rate: 0%}\n"
    found = load(tmp_path, text)
    assert set(found.readings.values()) == {"sampled"}
    for variants in found.variants.values():
        for one in variants:
            priced = one.instrument.award
            assert priced.amount is None or priced.amount.to_data() == "0元"
            assert priced.rate is None or priced.rate.to_data() == 0


def test_variants_combine_the_readings_that_touch_an_instrument(tmp_path: Path) -> None:
    found = load(tmp_path, ROOT + "readings: {R5: sampled, R6: sampled, R10: B}\n")
    choices = [tuple(one.choices.items()) for one in found.variants["a05.3"]]
    assert len(choices) == len(set(choices)) == 6
    assert "a09.4" not in found.variants


def test_some_readings_may_be_fixed_where_all_are_sampled(tmp_path: Path) -> None:
    (tmp_path / "root.yaml").write_text(ROOT + "readings: sampled\n")
    found = load(tmp_path, HEAD + "extends: root.yaml\nreadings: {R14: grant, R6: default}\n")
    assert found.readings["R14"] == "grant"
    assert found.readings["R6"] == "province"
    assert found.readings["R10"] == "sampled"


def test_set_and_replace_do_what_the_file_would(tmp_path: Path, root: Scenario) -> None:
    lines = "readings: {R14: grant}\ninstruments: {a09.3: {award.amount: 100万元}}\nhorizon: {end: 2026}\n"
    written = load(tmp_path, ROOT + lines)
    sets = ("readings.R14=grant", "instruments.a09.3.award.amount=100万元", "horizon.end=2026")
    by_set = load(tmp_path, ROOT, *sets)
    changes = {"readings.R14": "grant", "instruments.a09.3.award.amount": "100万元", "horizon.end": 2026}
    assert written.key_data() == by_set.key_data() == root.replace(changes).key_data()


def test_set_reaches_into_a_value_by_year_and_into_appropriations(tmp_path: Path) -> None:
    text = ROOT + "behaviour: {little_giant_list: {by_year: {2024: 1, later: 2}}}\n"
    sets = ("behaviour.little_giant_list.by_year.2024=4000", "appropriations.articles.9.2024=5万元")
    found = load(tmp_path, text, *sets)
    assert found.parameters["little_giant_list"] == {"2024": Constant(4000), "later": Constant(2)}
    assert found.appropriations.limits == {9: {"2024": 50_000}}


def test_a_later_and_narrower_set_wins(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="draws came twice"):
        load(tmp_path, ROOT, "draws=5", "draws=6")
    found = load(tmp_path, ROOT, "readings.R14=grant", "readings=sampled", "readings.R6=city")
    assert (found.readings["R14"], found.readings["R6"]) == ("sampled", "city")


def test_replace_takes_values_of_python(root: Scenario) -> None:
    import datetime

    import numpy as np

    found = root.replace(
        {
            "draws": np.int64(9),
            "instruments.a09.3.window.to": datetime.date(2026, 6, 30),
            "behaviour.award_response": {"triangular": (0, 1, 2)},
        }
    )
    assert found.draws == 9
    assert found.plan.instrument("a09.3").window.end == datetime.date(2026, 6, 30)
    assert found.parameters["award_response"] == Triangular(0, 1, 2)


def test_replace_is_checked_and_leaves_the_scenario_as_it_was(root: Scenario) -> None:
    before = sha256_json(root.resolved)
    with pytest.raises(ProblemsError, match=r"replace:1:.*instruments\.a09\.3\.award\.amount: amount 5 has no unit"):
        root.replace({"instruments.a09.3.award.amount": 5})
    root.replace({"draws": 3})
    assert sha256_json(root.resolved) == before


def test_title_draws_seed_language_and_place_are_not_in_the_key(tmp_path: Path, root: Scenario) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    other = load(folder, ROOT.replace("甲", "乙") + "draws: 9\nseed: 9\nlanguage: en\n")
    assert other.key_data() == root.key_data()


@pytest.mark.parametrize(
    "line",
    [
        "horizon: {end: 2026}",
        "readings: {R14: grant}",
        "readings: {R14: sampled}",
        "instruments: {a09.3: {award.amount: 1元}}",
        "behaviour: {claim_rate: 0.5}",
        "population: {scale: 0.5}",
        "macro: {gdp_2022: 1亿元}",
        "appropriations: {articles: {9: {2024: 1元}}}",
        "appropriations: {unpaid: lapse, articles: {9: {2024: 1元}}}",
        "observed: facts.csv",
    ],
)
def test_whatever_changes_a_number_is_in_the_key(tmp_path: Path, root: Scenario, line: str) -> None:
    (tmp_path / "facts.csv").write_text("instrument,year,count\na09.3,2024,7\n")
    assert load(tmp_path, ROOT + line + "\n").key_data() != root.key_data()


def test_the_content_of_an_attached_file_is_in_the_key_and_its_name_is_not(tmp_path: Path) -> None:
    facts = "instrument,year,count\na09.3,2024,7\n"
    for name, content in (("a.csv", facts), ("b.csv", facts), ("c.csv", f"{facts}\n")):
        (tmp_path / name).write_text(content)
    a, b, c = (load(tmp_path, ROOT + f"observed: {name}.csv\n").key_data() for name in "abc")
    assert a == b != c


def test_resolved_is_what_json_gives_back_and_rebuilds_the_scenario(tmp_path: Path) -> None:
    text = (
        ROOT
        + "readings: {R10: B, R6: sampled}\n"
        + "instruments:\n  '*': {claim: automatic}\n  a09.3: {award.amount: 1元, lag: {0: 1}}\n"
        + "behaviour: {little_giant_list: {by_year: {2024: 4, later: 5}}, award_response: {choice: {0.5: .5, 2: .5}}}\n"
        + "appropriations: {articles: {9: {2024: 500万元, later: 1元}}}\n"
    )
    scenario = load(tmp_path, text)
    data = json.loads(json.dumps(scenario.resolved))
    assert data == scenario.resolved
    (tmp_path / "s.yaml").unlink()
    again = scenario_from_data(data, tmp_path / "run.json")
    assert again.resolved == scenario.resolved
    assert again.plan == scenario.plan
    assert again.parameters == scenario.parameters
    assert again.variants == scenario.variants
    assert again.replace({"readings.R10": "C"}).key_data() == scenario.replace({"readings.R10": "C"}).key_data()


def test_the_repr_tells_what_is_in_hand(tmp_path: Path) -> None:
    (tmp_path / "root.yaml").write_text(ROOT + "draws: 10\n")
    text = "extends: root.yaml\nreadings: {R14: grant, R6: sampled}\ninstruments: {a09.3: {award.amount: 60万元}}\n"
    shown = repr(load(tmp_path, HEAD + text))
    assert "Scenario: A / 甲" in shown
    assert "s.yaml extends" in shown
    assert "2023 to 2025; 10 draws, seed 20231020" in shown
    assert "R14=grant, 1 of" in shown
    assert "instruments.a09.3.award.amount: 60万元" in shown
    assert "s.yaml:5" in shown


def test_text_of_a_scenario_is_escaped_in_html(tmp_path: Path) -> None:
    found = load(tmp_path, ROOT.replace("en: A", "en: <script>x</script>"))
    assert "<script>" not in found._repr_html_()


def test_loading_a_scenario_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(ROOT)
    code = (
        "import sys\n"
        "from simulate.scenario.resolve import load_scenario\n"
        "load_scenario(sys.argv[1], ['readings=sampled'])\n"
        "print([m for m in ('scipy', 'numba', 'matplotlib', 'xarray', 'mesa', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "s.yaml")], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_change_of_one_instrument_below_a_change_of_all_stays_there(tmp_path: Path) -> None:
    everywhere = 'instruments:\n  "*": {claim: {by_year: {2023: 0.5, later: 0.9}}}\n'
    found = load(tmp_path, ROOT + everywhere + "  a04.1: {claim.by_year.2024: 0.2}\n")
    own, other = (found.plan.instrument(name).to_data()["claim"]["by_year"] for name in ("a04.1", "a09.3"))
    assert own == {2023: 0.5, 2024: 0.2, "later": 0.9}
    assert other == {2023: 0.5, "later": 0.9}
    assert found.origin.written.data["instruments"]["*"] == {"claim": {"by_year": {2023: 0.5, "later": 0.9}}}
