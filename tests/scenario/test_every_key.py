"""Whatever shape a scenario writes a value in, it changes a number of the forecast or is refused at its line.

Every parameter and every figure of the schema is varied on a small city whose every figure matters; the numbers that
are sampled (``parameter_value``) do not count as a number of the forecast.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from simulate.behaviour.parameters import DECLARATIONS, Declaration
from simulate.foundation.errors import InputError, ProblemsError
from simulate.randomness import uniforms
from simulate.randomness.marginals import Dirichlet
from simulate.runs.run import run
from simulate.scenario.files.priors import load_priors
from simulate.scenario.resolve import load_scenario

NUMBERS = [one for one in DECLARATIONS if one.components == 1]
VECTORS = [one for one in DECLARATIONS if one.components > 1]
KINDS = (
    "uniform",
    "loguniform",
    "triangular",
    "beta",
    "beta range",
    "lognormal",
    "lognormal range",
    "normal",
    "poisson",
    "choice",
)
SHIFTED = {
    "productivity_gain_1": (0.1, 0.3), "productivity_gain_2": (0.1, 0.3), "productivity_gain_3": (0.1, 0.3),
    "growth_sd": (0.25, 0.6), "tail_exponent": (1.15, 1.6), "above_scale_median": (6e7, 9e7),
    "frailty_shape": (3.0, 8.0), "intensity_cap": (0.5, 0.01), "title_window_quarters": (8, 3),
    "award_haircut": (0.1, 0.9), "award_response": (6.0, 18.0), "award_response_large_ratio": (0.1, 1.9),
    "application_response": (3.0, 0.5), "stage_rank_correlation": (0.5, 0.05), "gdp_growth": (0.05, 0.15),
    "busy_share_start": (0.1, 0.6), "peer_effect": (0.1, 2.0), "growth_size_exponent": (0.1, 0.4),
    "node_anchor": (30.0, 90.0), "dcmm_anchor": (100.0, 300.0), "fiveg_factory_list": (475, 100),
    "fiveg_factory_share": (0.018, 0.002),
    "platform_share": (0.5, 0.1),
}  # fmt: skip
"""A present value and another, where three times or a third of the prior's mean moves too little or too much."""


def pair(one: Declaration) -> tuple[float, float]:
    """The parameter's value in the small city, and another."""
    if one.name in SHIFTED:
        return SHIFTED[one.name]
    value = load_priors()[one.name].value
    marginal = value["later"] if isinstance(value, dict) else value
    assert not isinstance(marginal, Dirichlet)
    mean = marginal.mean()
    other = 3 * mean if 3 * mean <= one.high else mean / 3
    places = 0 if one.unit == "yuan" or one.whole else 6
    return round(mean, places), round(other, places)


def spelt(one: Declaration, value: float) -> str:
    return f"{round(value)}元" if one.unit == "yuan" else f"{value:.6g}"


def distribution(one: Declaration, kind: str) -> str:
    """A distribution of ``kind`` between the parameter's two values."""
    low, high = sorted(pair(one))
    middle, apart = (low + high) / 2, high - low
    a, m, b = (spelt(one, value) for value in (low, middle, high))
    forms = {
        "uniform": f"[{a}, {b}]",
        "loguniform": f"[{a}, {b}]",
        "triangular": f"[{a}, {m}, {b}]",
        "beta": f"{{mean: {min(max(middle, 0.01), 0.99):.6g}, n: 8}}",
        "beta range": f"{{mean: {m}, p05: {a}, p95: {b}}}",
        "lognormal": f"{{median: {m}, sd: 0.1}}",
        "lognormal range": f"{{median: {m}, p05: {a}, p95: {b}}}",
        "normal": f"{{mean: {m}, sd: {spelt(one, max(apart / 20, 1 if one.unit == 'yuan' else 0))}}}",
        "poisson": f"{max(middle, 0.5):.6g}",
        "choice": f"{{{a}: 0.5, {b}: 0.5}}",
    }
    return f"{{{kind.split(' ')[0]}: {forms[kind]}}}"


@pytest.fixture(scope="module", autouse=True)
def _codes_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uniforms, "purpose_code", functools.cache(uniforms.purpose_code))
        yield


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city of known numbers: every parameter of ``NUMBERS`` at the first of its two values, and one award that moves
    decisions."""
    path = tmp_path_factory.mktemp("keys") / "base.yaml"
    path.write_text(
        "format: 1\ntitle: {zh: 甲, en: A}\nplan: qingdao_2023\ndraws: 16\nhorizon: {end: 2025}\n"
        "population: {scale: 0.03}\n"
        "instruments: {a09.4: {award.amount: 2000万元}}\n"
        "behaviour:\n" + "".join(f"  {one.name}: {spelt(one, pair(one)[0])}\n" for one in NUMBERS)
    )
    return path


@functools.cache
def forecast_of(base: Path, written: str) -> xr.Dataset:
    """The numbers of the base with one key written otherwise, on line 2 of a file that extends it."""
    path = base.parent / "child.yaml"
    path.write_text(f"extends: base.yaml\n{written}\n")
    data = run(load_scenario(path), quiet=True, threads=1).dataset
    return data.drop_vars(["parameter_value", "parameter"])


def check_refused(base: Path, head: str, lines: Mapping[str, str]) -> None:
    """Every line, by the path that it states below ``head``, has a problem of its own there."""
    path = base.parent / "child.yaml"
    path.write_text(f"extends: base.yaml\n{head}:\n" + "".join(f"  {line}\n" for line in lines.values()))
    with pytest.raises(ProblemsError) as caught:
        load_scenario(path)
    found = {problem.line: problem for problem in caught.value.problems}
    for number, below in enumerate(lines, 3):
        assert number in found, f"{lines[below]} is accepted"
        assert found[number].file.endswith("child.yaml")
        assert found[number].path.startswith(f"{head}.{below}"), found[number].headline()
        assert found[number].expected, found[number].headline()


@pytest.fixture(scope="module")
def unchanged(base: Path) -> xr.Dataset:
    return forecast_of(base, "")


def differs(one: xr.Dataset, other: xr.Dataset) -> bool:
    """Whether any number differs, or there are others."""
    return dict(one.sizes) != dict(other.sizes) or any(
        not np.array_equal(one[name].values, other[name].values, equal_nan=one[name].dtype.kind == "f") for name in one
    )


def changed_or_refused(base: Path, unchanged: xr.Dataset, path: str, written: str) -> bool:
    """Whether it was accepted; fails where it was and changed nothing, or was refused elsewhere than on its line."""
    try:
        found = forecast_of(base, written)
    except ProblemsError as error:
        for problem in error.problems:
            assert problem.file.endswith("child.yaml"), problem.headline()
            assert problem.line == 2, problem.headline()
            assert problem.path.startswith(path), problem.headline()
            assert problem.expected, problem.headline()
        return False
    except InputError as error:  # what only the sampled values of a draw can show has no line, but names its figure
        if not str(error).startswith(path):
            raise
        return False
    assert differs(found, unchanged), f"{written} changes nothing"
    return True


def behaviour(one: Declaration, value: str) -> str:
    return f"behaviour: {{{one.name}: {value}}}"


ODD = ("[0.1, 0.2]", "{}", "word", "true", "", ".nan", "{each: {uniform: [0, 1]}}", "{by_year: {}}",
       "{by_year: {2024: 0.1}}", "{uniform: [0.1, 0.2], normal: {mean: 0, sd: 1}}", "{uniform: 3}")  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_no_parameter_takes_a_list_a_word_or_half_a_distribution(base: Path, odd: str) -> None:
    check_refused(base, "behaviour", {one.name: f"{one.name}: {odd}" for one in DECLARATIONS})


def test_what_is_read_once_takes_no_value_by_year(base: Path) -> None:
    once = {one.name: f"{one.name}: {{by_year: {{2023: 1, later: 1}}}}" for one in DECLARATIONS if not one.yearly}
    check_refused(base, "behaviour", once)


@pytest.mark.parametrize("one", NUMBERS, ids=lambda one: one.name)
def test_a_number_counts(base: Path, unchanged: xr.Dataset, one: Declaration) -> None:
    assert changed_or_refused(base, unchanged, "", behaviour(one, spelt(one, pair(one)[1])))


YEARLY = [one for one in NUMBERS if one.yearly]


@pytest.mark.parametrize("one", YEARLY, ids=lambda one: one.name)
def test_a_value_by_year_counts_in_its_year(base: Path, unchanged: xr.Dataset, one: Declaration) -> None:
    if one.name == "gdp_growth" and not reads_growth_by_year(base):
        pytest.skip("the engine reads the growth of the economy once")
    first, other = (spelt(one, value) for value in pair(one))
    written = behaviour(one, f"{{by_year: {{2023: {first}, later: {other}}}}}")
    assert changed_or_refused(base, unchanged, "", written)
    assert differs(forecast_of(base, written), forecast_of(base, behaviour(one, other)))


@pytest.mark.slow
@pytest.mark.parametrize("one", YEARLY, ids=lambda one: one.name)
def test_one_value_for_every_year_is_that_value(base: Path, one: Declaration) -> None:
    other = spelt(one, pair(one)[1])
    by_year = forecast_of(base, behaviour(one, f"{{by_year: {{later: {other}}}}}"))
    assert not differs(by_year, forecast_of(base, behaviour(one, other)))


@functools.cache
def reads_growth_by_year(base: Path) -> bool:
    """Whether the engine reads the growth of the economy year by year."""
    by_year = "{by_year: {2023: 5%, later: 15%}}"
    return differs(forecast_of(base, f"behaviour: {{gdp_growth: {by_year}}}"), forecast_of(base, ""))


@pytest.mark.parametrize("place", range(0, len(NUMBERS), 3))
def test_a_distribution_counts_or_is_refused(base: Path, unchanged: xr.Dataset, place: int) -> None:
    check_distribution(base, unchanged, NUMBERS[place], KINDS[(place // 3) % len(KINDS)])


@pytest.mark.slow
@pytest.mark.parametrize("one", NUMBERS, ids=lambda one: one.name)
def test_every_distribution_of_every_parameter_counts_or_is_refused(
    base: Path, unchanged: xr.Dataset, one: Declaration
) -> None:
    accepted = [kind for kind in KINDS if check_distribution(base, unchanged, one, kind)]
    assert accepted or one.structural


def check_distribution(base: Path, unchanged: xr.Dataset, one: Declaration, kind: str) -> bool:
    written = behaviour(one, distribution(one, kind))
    accepted = changed_or_refused(base, unchanged, f"behaviour.{one.name}", written)
    if accepted:
        values = run(load_scenario(base.parent / "child.yaml"), quiet=True, threads=1).dataset["parameter_value"]
        values = values.sel(parameter=one.name).values
        assert ((values >= one.low) & (values <= one.high)).all()
    return accepted


@pytest.mark.parametrize("one", VECTORS, ids=lambda one: one.name)
def test_a_vector_of_shares_counts(base: Path, unchanged: xr.Dataset, one: Declaration) -> None:
    shares = "{dirichlet: {shares: [0.1, 0.2, 0.3, 0.4], weight: 9}}"
    assert changed_or_refused(base, unchanged, "", behaviour(one, shares))


READ = (
    "macro: {gdp_2022: 2万亿元}",
    "population: {scale: 0.05}",
    *(f"population: {{segments: {{{name}: {{count: 9000}}}}}}" for name in ("industry_above_scale", "industry_small", "digital_core")),
    *(f"population: {{segments: {{{name}: {{entrants_per_year: 50}}}}}}" for name in ("industry_above_scale", "industry_small", "digital_core")),
    "horizon: {end: 2024}",
    "draws: 4",
    "seed: 7",
    "readings: {R14: grant}",
    "appropriations: {articles: {9: {2024: 1元}}}",
    "appropriations: {unpaid: lapse, articles: {9: {2024: 1元}}}",
)  # fmt: skip
UNREAD = (
    "macro: {gdp_2022: 0元}",
    "macro: {gdp_2022: {uniform: [1亿元, 2亿元]}}",
    "macro: {gdp_2022: {by_year: {later: 1亿元}}}",
    "population: {scale: {uniform: [1, 2]}}",
    "population: {segments: {industry_small: {count: {by_year: {later: 5}}}}}",
    "population: {segments: {industry_small: {count: 5.5}}}",
    "population: {segments: {industry_small: {entrants_per_year: {poisson: 5}}}}",
    "horizon: {end: 2025.5}",
    "draws: [3]",
    "seed: {choice: {1: 1}}",
    "readings: {R14: {choice: {grant: 1}}}",
    "readings: [R14]",
    "appropriations: {unpaid: lapse}",
    "appropriations: {articles: {9: 1元}}",
    "appropriations: {articles: {9: {2024: {uniform: [1元, 2元]}}}}",
    "appropriations: {articles: {7: {later: 1元}}}",
    "appropriations: {articles: {9: [1元]}}",
    "instruments: {a09.3: {id: a09.4}}",
    "instruments: {'*': {id: a09.4}}",
)  # fmt: skip


@pytest.mark.parametrize("written", READ)
def test_every_other_key_counts(base: Path, unchanged: xr.Dataset, written: str) -> None:
    assert changed_or_refused(base, unchanged, "", written)


@pytest.mark.parametrize("written", UNREAD)
def test_a_shape_that_nobody_reads_is_refused(base: Path, unchanged: xr.Dataset, written: str) -> None:
    assert not changed_or_refused(base, unchanged, written.split(":")[0], written)


SHARES = ("0.3", "{by_year: {2024: 0.3, later: 0.1}}", "{uniform: [0.2, 0.4]}", "{triangular: [0.1, 0.2, 0.4]}",
          "{beta: {mean: 0.3, n: 5}}", "{normal: {mean: 0.3, sd: 0.05}}", "{lognormal: {median: 0.3, sd: 0.2}}",
          "{choice: {0.2: 0.5, 0.4: 0.5}}", "{times: [claim_rate, 0.5]}", "{loguniform: [0.2, 0.4]}")  # fmt: skip
SMALL = (*(shape.replace("0.", "0.00") for shape in SHARES[:4]), "{beta: {mean: 0.003, n: 500}}")
AMOUNTS = ("3万元", "{by_year: {2024: 3万元, later: 4万元}}", "{uniform: [2万元, 4万元]}",
           "{triangular: [1万元, 2万元, 4万元]}", "{normal: {mean: 3万元, sd: 5000元}}", "{loguniform: [2万元, 4万元]}",
           "{lognormal: {median: 3万元, sd: 0.2}}", "{choice: {2万元: 0.5, 4万元: 0.5}}", "{times: [node_cost, 0.5]}",
           "{each: {uniform: [2万元, 4万元]}}", "{each: {choice: {2万元: 0.5, 4万元: 0.5}}}")  # fmt: skip
COUNTS = ("30", "{by_year: {2024: 30, later: 2}}", "{uniform: [20, 40]}", "{triangular: [20, 30, 40]}",
          "{normal: {mean: 30, sd: 2}}", "{lognormal: {median: 30, sd: 0.2}}", "{choice: {20: 0.5, 40: 0.5}}",
          "{poisson: 30}", "{loguniform: [20, 40]}", "{times: [platform_arrivals, 9]}")  # fmt: skip
NEVER = ("[1]", "true", "word", "{}", "{poison: 3}", "{by_year: {2024: 1}}", "{each: {each: 1}}", "{times: [1]}")

FIGURES = {
    "a09.3 award.amount": AMOUNTS,
    "a09.3 claim": SHARES,
    "a09.3 mechanism.standard.pass": SHARES,
    "a09.3 mechanism.standard.anchor": COUNTS,
    "a06.1 mechanism.quota.success": SHARES,
    "a06.1 mechanism.quota.slots.binomial.share": SMALL,
    "a06.1 mechanism.quota.slots.binomial.list": COUNTS,
    "a06.1 award.share": SHARES,
    "a22.1 award.rate": SHARES,
    "a22.1 award.base": AMOUNTS,
    "a13.1 award.recovery": SHARES,
    "a11.1 mechanism.count.yearly.poisson": COUNTS,
    "a05.1 mechanism.jackpot.probability": SHARES,
}


def check_figure(base: Path, unchanged: xr.Dataset, figure: str, shapes: tuple[str, ...]) -> None:
    name, path = figure.split(" ")
    for shape in shapes:
        written = f"instruments: {{{name}: {{{path}: {shape}}}}}"
        accepted = changed_or_refused(base, unchanged, f"instruments.{name}.{path}", written)
        assert accepted or shape.startswith(("{by_year", "{each", "{poisson")), written


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_of_an_instrument_counts_or_is_refused(base: Path, unchanged: xr.Dataset, figure: str) -> None:
    check_figure(base, unchanged, figure, FIGURES[figure][:2])


@pytest.mark.parametrize("odd", NEVER)
def test_no_figure_of_an_instrument_takes_a_list_a_word_or_half_a_value(base: Path, odd: str) -> None:
    names = sorted({figure.split(" ")[0] for figure in FIGURES})
    for place in range(5):
        paths = {name: [one.split(" ")[1] for one in FIGURES if one.startswith(name)] for name in names}
        lines = {
            f"{name}.{found[place]}": f"{name}: {{{found[place]}: {odd}}}"
            for name, found in paths.items()
            if len(found) > place
        }
        if lines:
            check_refused(base, "instruments", lines)


@pytest.mark.slow
@pytest.mark.parametrize("figure", FIGURES)
def test_every_shape_of_a_figure_counts_or_is_refused(base: Path, unchanged: xr.Dataset, figure: str) -> None:
    check_figure(base, unchanged, figure, FIGURES[figure][2:])
