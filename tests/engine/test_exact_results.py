"""The exact results of the model on many draws of the compiled engine, each beside settings that must not give them.

A case measures the same figure at the right setting and at wrong ones that lie close: the first must agree with theory within
four standard errors, the others must not.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import chdtrc

from simulate.engine.inputs import layout
from simulate.plan.values import Drawn
from simulate.randomness.marginals import Dirichlet, Lognormal, Uniform
from tests.engine.cities import city, ends, results, row

Floats = NDArray[np.float64]
SIGMAS = 4.0
MILLION = 1e6


class Measured(NamedTuple):
    """Figures of a run with their standard errors."""

    value: Floats
    error: Floats


def agrees(found: Measured, exact: Any) -> bool:
    """Every figure within four standard errors."""
    return bool((np.abs(found.value - np.asarray(exact)) <= SIGMAS * found.error).all())


def mean_of(sample: NDArray[Any]) -> Measured:
    """Mean over draws (axis 0) with its standard error from the sample."""
    sample = np.asarray(sample, dtype=np.float64)
    return Measured(sample.mean(axis=0), sample.std(axis=0, ddof=1) / math.sqrt(len(sample)))


def moments_of(sample: NDArray[Any]) -> Measured:
    """Mean and variance over draws with their standard errors from the sample."""
    sample = np.asarray(sample, dtype=np.float64)
    centred = (sample - sample.mean()) ** 2
    errors = np.array([sample.std(ddof=1), centred.std(ddof=1)]) / math.sqrt(len(sample))
    return Measured(np.array([sample.mean(), sample.var(ddof=1)]), errors)


# ------------------------------------------------------------------ adoption (1 to 5)


def transformed(years: int, **changes: Any) -> Measured:
    """Share ever transformed at the end of each year."""
    found = results(city(years=years, counts=(20_000, 0, 0), **changes).block(0, 12))
    return mean_of(found.ever[:, 0, 0] / found.firms[:, 0, 0])


def first_project(p: float = 0.03) -> Measured:
    """1: no imitation, no awards, everybody alike."""
    return transformed(10, project_hazard=p)


def imitation(q: float = 0.38) -> Measured:
    """2: every project raises the stage, the share at stage 1 feeds back."""
    found = transformed(10, project_hazard=0.03, peer_effect=q, stage_success_0=1.0)
    return Measured(found.value[-1:], found.error[-1:])


def stages(middle: float = 0.14) -> Measured:
    """3: constant yearly hazards of leaving stage 0, 1, 2, by the chance that a project raises the stage."""
    rates = np.array([0.083, middle, 0.05])
    chances = np.expm1(-rates / 4) / np.expm1(-0.25)  # one hazard of 1 a year drives projects of every stage
    start = Dirichlet((0.75, 0.14, 0.06, 0.05), np.inf)
    settings: dict[str, Any] = {f"stage_success_{stage}": float(chance) for stage, chance in enumerate(chances)}
    one = city(years=5, counts=(20_000, 0, 0), project_hazard=1.0, stage_shares_above_scale=start, **settings)
    found = results(one.block(0, 12))
    return mean_of(found.stages[:, 0, 0, :, -1] / found.firms[:, 0, 0, -1:])


def frailty(shape: float = 4.0) -> Measured:
    """4: unobserved capability."""
    return transformed(10, project_hazard=0.1, frailty_shape=shape)


def additional(response: float = 1.2) -> Measured:
    """5: share of the year's first projects that the award has caused: belief W claim (1 - haircut) / C = 0.5."""
    award = row(
        by_project=True,
        rounds=((12, 31),),
        values={"base": 1.5625e6, "belief": 0.5, "claim": 0.8, "cost_first": 0.0, "anchor": 1.0},
    )
    one = city(
        [award], years=1, counts=(50_000, 0, 0), announced=FIRST_DAY, project_hazard=0.08, award_response=response,
        award_haircut=0.2, intensity_cap=10.0, project_cost_share_0=0.0, project_cost_floor=1e6,
    )  # fmt: skip
    starters = results(one.block(0, 12)).activity[:, :, layout.FIRMS_WITH_PROJECT, 0, 0]
    return mean_of(1.0 - starters[:, layout.OFF] / starters[:, layout.ON])


FIRST_DAY = datetime.date(2023, 1, 1)
YEARS = np.arange(1, 11)


# ------------------------------------------------------------------ recognition (6 to 11, 15)


def awarded(firms: int, draws: int, *rows: Any, years: int = 1, **changes: Any) -> Floats:
    """Obligations of all years in million yuan, by draw."""
    found = results(city(rows, years=years, counts=(firms, 0, 0), **changes).block(0, draws))
    return np.asarray(found.amounts[:, layout.OBLIGATION].sum(axis=(1, 2)) / MILLION)


def open_to_all(pass_rate: float, amount: float = MILLION, **changes: Any) -> Any:
    """A title that costs nothing to apply for, so every firm does."""
    return row(values={"base": amount, "cost_first": 0.0, "pass_rate": pass_rate, "anchor": 1.0}, **changes)


def contest(size: float, share: Any = 1.0, **changes: Any) -> Any:
    """A contest for the city's part of a national list."""
    values = {"list_size": float(size), "list_share": share, "success": 0.5, "cost_first": 0.0}
    return row(mechanism="quota", drawn_as=layout.BINOMIAL, values=values, **changes)


def standard(pi: float = 0.3) -> Measured:
    """6: each of 400 applicants passes with pi."""
    return moments_of(awarded(400, 6000, open_to_all(pi)))


def national_list(share: float = 0.03) -> Measured:
    """8: Binomial(1000, share) places."""
    return moments_of(awarded(150, 20_000, contest(1000, share)))


def uncertain_list(width: float = 0.02) -> Measured:
    """8: the share itself is uniform around 3 %, drawn once a draw."""
    share = Drawn(Uniform(0.03 - width / 2, 0.03 + width / 2), None)
    return moments_of(awarded(150, 20_000, contest(1000, share)))


def jackpot(chance: float = 0.15) -> Measured:
    """9: won by the end of each of three years, once at most."""
    one = city([row(mechanism="jackpot", candidates=1, values={"probability": chance})], counts=(8, 0, 0))
    won = results(one.block(0, 20_000)).counts[:, layout.OFF, layout.RECOGNISED, 0]
    assert won.sum(axis=1).max() == 1
    return mean_of(won.cumsum(axis=1))


COST = Lognormal(8e6, 0.8)


def counted(rate: float, cap: float = 3e6, **changes: Any) -> Any:
    """A Poisson number of recipients outside the table of firms, each paid a fifth of its cost up to the cap."""
    values = {"mean": rate, "rate": 0.2, "cap": cap}
    return row(mechanism="count", outside_table=True, each=COST, values=values, **changes)


def capped_rate(cap: float = 3e6) -> Measured:
    """10: mean award of 24,000 draws of about 40 recipients each."""
    found = results(city([counted(40.0, cap)], years=1, counts=(1, 0, 0)).block(0, 24_000))
    number = found.counts[:, layout.ON, layout.RECOGNISED, 0, 0]
    money = found.amounts[:, layout.OBLIGATION, 0, 0] / MILLION
    ratio = money.sum() / number.sum()
    error = (money - ratio * number).std(ddof=1) * math.sqrt(len(number)) / number.sum()
    return Measured(np.array([ratio]), np.array([error]))


def compound(rate: float = 5.0) -> Measured:
    """11: mean and variance of the sum of such awards."""
    return moments_of(awarded(1, 30_000, counted(rate)))


def mean_award(cap: float, power: int) -> float:
    """E min(0.2 C, cap)^power in million yuan: partial expectations of the lognormal."""
    median, sd, limit = 0.2 * 8.0, 0.8, cap / MILLION
    z = (math.log(limit / median)) / sd

    def normal(x: float) -> float:
        return 0.5 * math.erfc(-x / math.sqrt(2))

    below = median**power * math.exp(0.5 * (power * sd) ** 2) * normal(z - power * sd)
    return below + limit**power * normal(-z)


def thinned(aware: float = 0.6) -> Measured:
    """15: aware, applies with the capped 0.95, passes with 0.4: binomial among 300 firms."""
    values = {"cost_first": 3e4, "pass_rate": 0.4, "anchor": 1e6}
    awareness = {f"awareness_{size}": aware for size in ("small", "medium", "large")}
    return moments_of(awarded(300, 8000, row(values=values), announced=NEVER, **awareness))


NEVER = datetime.date(2040, 1, 1)  # no award moves anybody


# ------------------------------------------------------------------ money (12, 13)


def lagged(weights: tuple[float, ...] = (0.1, 0.7, 0.2)) -> Measured:
    """12: cash by payment year as a share of all obligations of the first year."""
    found = results(city([open_to_all(0.5, lag=weights)], years=1, counts=(2000, 0, 0)).block(0, 200))
    return mean_of(found.due[:, 0] / found.amounts[:, layout.OBLIGATION, 0, :1])


def stacked(first_pass: float = 0.4) -> Measured:
    """13: obligation and saving a firm, in million yuan, of two independent titles of one group."""
    pair = [
        open_to_all(first_pass, 5e5, identity="x01.1", group="g"),
        open_to_all(0.5, 3e5, identity="x01.2", group="g"),
    ]
    found = results(city(pair, years=1, counts=(2000, 0, 0)).block(0, 400))
    kinds = found.amounts[:, [layout.OBLIGATION, layout.SAVING]].sum(axis=(2, 3)) / 2000 / MILLION
    return mean_of(kinds)


# ------------------------------------------------------------------ firms (16, 17)


def grown(years: int = 4, sd: float = 0.25) -> Measured:
    """16: variance of ln x after some years less the variance at the start, of the same firms."""
    start, end = (
        np.concatenate([arms.off.log_revenue[:20_000].copy() for arms in ends(growing(years, each).block(0, 6))])
        for each in (0.0, sd)
    )
    change, spread = end - start, start - start.mean()
    gains = (end - end.mean()) ** 2 - spread**2
    return Measured(
        np.array([gains.mean(), change.var(ddof=1)]),
        np.array([gains.std(ddof=1), ((change - change.mean()) ** 2).std(ddof=1)]) / math.sqrt(change.size),
    )


def growing(years: int, sd: float) -> Any:
    """A city without exit whose firms only grow."""
    return city(years=years, counts=(20_000, 0, 0), growth_sd=sd)


def peopled(rate: float = 0.06) -> Measured:
    """17: firms at the end of each of ten years: exit, then 300 entrants a year."""
    rates = {f"exit_rate_{size}": rate for size in ("small", "medium", "large")}
    one = city(years=10, counts=(4800, 0, 0), entrants=(300.0, 0.0, 0.0), **rates)
    return mean_of(results(one.block(0, 200)).firms[:, layout.OFF, 0])


# ------------------------------------------------------------------ all of them


def bass() -> float:
    """The quarterly recursion of result 2."""
    adopted = 0.0
    for _ in range(40):
        adopted += (1 - adopted) * -math.expm1(-(0.03 + 0.38 * adopted) / 4)
    return adopted


class Case(NamedTuple):
    """A figure of the engine, what theory says, and settings at which the engine must say something else."""

    measure: Callable[..., Measured]
    exact: Any
    published: Any  # the figure as the model's specification prints it, with its rounding
    rounding: float
    wrong: tuple[Any, ...]


N, PI, LIST, SHARE = 400, 0.3, 1000, 0.03
LIST_VARIANCE = LIST * SHARE * (1 - SHARE)
CASES = {
    "1 first project": Case(first_project, -np.expm1(-0.03 * YEARS), (..., -1, 0.25918), 5e-6, (0.0285, 0.0315)),
    "2 quarterly Bass": Case(imitation, [bass()], (..., -1, 0.7931), 5e-5, (0.37, 0.39)),
    "3 Markov chain of stages": Case(
        stages, [0.49527, 0.25149, 0.17569, 0.07755], (..., 0, 0.4953), 5e-5, (0.13, 0.15)
    ),
    "4 frailty": Case(frailty, 1 - (1 + 0.1 * YEARS / 4) ** -4.0, (..., -1, 0.5904), 5e-5, (3.5, 5.0, 1e9)),
    "5 additional share": Case(
        additional, np.expm1(-0.08) / -np.expm1(-0.08 * math.exp(0.6)) + 1, (..., (), 0.4332), 5e-5, (1.15, 1.25)
    ),
    "6 standard": Case(standard, [N * PI, N * PI * (1 - PI)], None, 0, (0.29, 0.31)),
    "8 national list": Case(national_list, [LIST * SHARE, LIST_VARIANCE], None, 0, (0.0295, 0.0305)),
    "8 uncertain share": Case(
        uncertain_list, [LIST * SHARE, LIST_VARIANCE + (LIST**2 - LIST) * 0.02**2 / 12], None, 0, (0.0, 0.015, 0.025)
    ),
    "9 jackpot": Case(jackpot, 1 - 0.85 ** np.arange(1, 4), (..., -1, 0.3859), 5e-5, (0.14, 0.16)),
    "10 capped rate of cost": Case(capped_rate, [mean_award(3e6, 1)], (..., 0, 1.737), 5e-4, (2.9e6, 3.1e6)),
    "11 Poisson sum": Case(compound, [5 * mean_award(3e6, 1), 5 * mean_award(3e6, 2)], None, 0, (4.8, 5.2)),
    "12 lags": Case(lagged, [0.1, 0.7, 0.2], None, 0, ((0.11, 0.69, 0.2), (0.1, 0.69, 0.21))),
    "13 highest only": Case(stacked, [0.5 * 0.4 + 0.3 * 0.5 * 0.6, 0.3 * 0.4 * 0.5], None, 0, (0.39, 0.41)),
    "15 thinning": Case(thinned, [300 * 0.228, 300 * 0.228 * (1 - 0.228)], None, 0, (0.58, 0.62)),
    "16 growth": Case(grown, [4 * 0.0625, 4 * 0.0625], None, 0, (3, 5)),
    "17 exit and entry": Case(peopled, 5000 - 200 * 0.94**YEARS, (..., -1, 4892.0), 0.5, (0.059, 0.061)),
}


@pytest.mark.parametrize("name", CASES)
def test_the_engine_gives_the_exact_result_and_no_other(name: str) -> None:
    measure, exact, published, rounding, wrong = CASES[name]
    if published is not None:
        assert np.asarray(exact)[published[1]] == pytest.approx(published[2], abs=1.001 * rounding)
    found = measure()
    assert agrees(found, exact), (found, exact)
    for setting in wrong:
        assert not agrees(measure(setting), exact), f"{setting} cannot be told from the right setting"


def test_the_quarterly_step_is_not_the_continuous_curve() -> None:
    """2: continuous Bass, (1 - e) / (1 + (q/p) e) with e = exp(-(p + q) T), gives 0.8128: another figure."""
    decay = math.exp(-0.41 * 10)
    continuous = (1 - decay) / (1 + 0.38 / 0.03 * decay)
    assert continuous == pytest.approx(0.8128, abs=5e-5)
    assert not agrees(imitation(), continuous)


@pytest.mark.parametrize(("places", "firms"), [(0, 50), (1, 50), (25, 300), (300, 300), (301, 300), (500, 300)])
def test_a_quota_costs_its_places_or_its_applicants_exactly(places: int, firms: int) -> None:
    """7: W S, or W n where fewer apply."""
    assert (awarded(firms, 20, contest(places)) == min(places, firms)).all()


def winners(draws: int, firms: int, places: int, *, by_size: bool = False, **changes: Any) -> NDArray[np.int64]:
    """How often each firm of the table wins a contest, over draws; or each place in the order of a draw's sizes."""
    wins = np.zeros(firms, dtype=np.int64)
    for arms in ends(city([contest(places)], years=1, counts=(firms, 0, 0), **changes).block(0, draws)):
        place = np.argsort(np.argsort(arms.off.log_revenue[:firms])) if by_size else np.arange(firms)
        wins[place[arms.off.event_firm[: arms.off.used[1]]]] += 1
    return wins


def chance_of_equal_wins(wins: NDArray[np.int64], draws: int, places: int) -> float:
    """Chance of wins as uneven as these where every firm wins with S/n: chi-square with n - 1 degrees of freedom."""
    n, share = wins.size, places / wins.size
    spread = ((wins - draws * share) ** 2).sum() / (draws * share * (1 - share)) * (n - 1) / n
    return float(chdtrc(n - 1, spread))


def test_equal_scores_win_with_equal_chance() -> None:
    """18: firms that differ in luck alone win with S/n each; where size counts they do not."""
    alike = {"contest_noise_ratio": 1.0, "frailty_shape": 20.0}
    wins, unlike = winners(4000, 25, 10, by_size=True, **alike), alike | {"contest_size_weight": 0.02}
    assert wins.sum() == 4000 * 10
    assert 1e-4 < chance_of_equal_wins(wins, 4000, 10) < 1 - 1e-4
    assert chance_of_equal_wins(winners(4000, 25, 10, by_size=True, **unlike), 4000, 10) < 1e-9


def test_noise_lets_less_capable_firms_win() -> None:
    """18: without noise the S most capable win; noise as wide as capability leaves them about half of the places."""
    firms, places = 400, 40
    shares = {}
    for ratio in (0.0, 1.0):
        one = city([contest(places)], years=1, counts=(firms, 0, 0), contest_noise_ratio=ratio, frailty_shape=20.0)
        kept = []
        for arms in ends(one.block(0, 50)):
            best = np.argsort(-arms.off.log_capability[:firms])[:places]
            kept.append(np.isin(best, arms.off.event_firm[: arms.off.used[1]]).mean())
        shares[ratio] = float(np.mean(kept))
    assert shares[0.0] == 1.0
    assert shares[1.0] == pytest.approx(0.446, abs=0.04)  # by simulation of a log-gamma score with normal noise


def test_without_noise_the_largest_win() -> None:
    """18: the S largest, whatever their ids; ties go to the smaller id."""
    firms, places = 500, 40
    one = city([contest(places)], years=1, counts=(firms, 0, 0), contest_size_weight=1.0)
    for arms in ends(one.block(0, 3)):
        won = set(arms.off.event_firm[: arms.off.used[1]].tolist())
        assert won == set(np.argsort(-arms.off.log_revenue[:firms])[:places].tolist())
    wins = winners(5, firms, places)
    assert set(np.flatnonzero(wins)) == set(np.argsort(one.firms.identity)[:places])
