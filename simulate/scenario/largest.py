"""The largest sum that a scenario could come to owe: every sum over instruments, years and draws must fit 64 bits.

A bound, not a forecast: as many recipients as there can be, each with the largest award. What a distribution without
end can give is bounded by the keyed number nearest to 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from simulate.behaviour.limits import LARGEST_TOTAL
from simulate.behaviour.parameters import declaration
from simulate.foundation.errors import InputError
from simulate.foundation.units import MAX_MONEY, TYPED, YUAN, format_money_short
from simulate.foundation.years import FIRST_YEAR
from simulate.language.choice import tell
from simulate.place.figures import load_figures
from simulate.plan.instrument import Instrument
from simulate.plan.mechanism import Places
from simulate.plan.values import ByYear, Drawn, Known, Parameter, PerRecipient, Product, Value
from simulate.randomness.marginals import Lognormal, Marginal, Normal, PoissonCount, Truncated
from simulate.scenario.scenario import Scenario

FARTHEST = 8.3
"""Standard deviations that the largest keyed number, 1 - 2^-53, lies above the mean of a normal distribution."""


@dataclass(frozen=True)
class Bound:
    """What an instrument could pay at most: so many recipients over all years, each so many yuan."""

    instrument: str
    recipients: float
    award: float

    @property
    def total(self) -> float:
        """Most yuan that the instrument can pay in one draw."""
        return self.recipients * self.award if self.award else 0.0


def refuse_overflow(scenario: Scenario, draws: int | None = None) -> None:
    """Refuse a scenario whose sum over all draws might not fit 64 bits.

    Parameters
    ----------
    scenario : loaded
    draws : in place of the scenario's

    Raises
    ------
    InputError
        It might not fit; the instrument that weighs most is named, and what would fit.
    """
    if problem := overflow(scenario, draws):
        one, message, expected = problem
        raise InputError(tell("error.largest.instruments_award", one=one, message=message, expected=expected))


def overflow(scenario: Scenario, draws: int | None = None) -> tuple[str, str, str] | None:
    """What weighs most in a sum that might not fit 64 bits.

    Parameters
    ----------
    scenario : loaded
    draws : in place of the scenario's

    Returns
    -------
    Id of the instrument, what it comes to, and what would fit; None if all fits.
    """
    draws, found = draws or scenario.draws, list(bounds(scenario))
    if draws * math.fsum(one.total for one in found) <= LARGEST_TOTAL:
        return None
    largest = max(found, key=lambda one: one.total)
    message = tell(
        "error.value.up_awards_up_over", recipients=largest.recipients, award=_yuan(largest.award), draws=draws
    )
    return (
        largest.instrument,
        message,
        f"at most {LARGEST_TOTAL:,} yuan in all: a lower 'amount', a 'cap', or fewer draws",
    )


def _yuan(amount: float) -> str:
    return format_money_short(amount, TYPED) if amount <= MAX_MONEY else f"{amount:.1e}{YUAN}"


def bounds(scenario: Scenario) -> Iterator[Bound]:
    """The bound of every instrument with a sum: the largest of its variants.

    Parameters
    ----------
    scenario : loaded

    Yields
    ------
    Bounds in the order of the plan.
    """
    years, firms = scenario.horizon_end - FIRST_YEAR + 1, most_firms(scenario)
    for instrument in scenario.plan.instruments:
        variants = [one.instrument for one in scenario.variants.get(instrument.id, ())] or [instrument]
        found = [Bound(one.id, recipients(one, firms, years), highest_award(one)) for one in variants if one.priced]
        if found:
            yield max(found, key=lambda one: one.total)


def most_firms(scenario: Scenario) -> float:
    """Most firms that there can be: those at the start and, each year, as many entrants as there were firms, or as
    stated.

    Parameters
    ----------
    scenario : loaded

    Returns
    -------
    A count, perhaps of a fraction.
    """
    years, total = scenario.horizon_end - FIRST_YEAR + 1, 0.0
    for name, usual in load_figures().segment_counts.items():
        count = scenario.population.scale * scenario.population.counts.get(name, usual)
        entrants = scenario.population.entrants.get(name, count)
        total += count + years * (entrants + FARTHEST * math.sqrt(entrants) + FARTHEST**2)
    return total


def recipients(instrument: Instrument, firms: float, years: int) -> float:
    """Most recognitions of all years: by places where they limit it, of firms not more than there are in each round.

    Parameters
    ----------
    instrument : simulated
    firms : most firms that there can be (``most_firms``)
    years : simulated

    Returns
    -------
    A count, perhaps of a fraction.

    Examples
    --------
    One national platform a year at most (article 5):

    >>> from simulate.plan.files.load import load_plan
    >>> recipients(load_plan("qingdao_2023").instrument("a05.1"), firms=10_000, years=3)
    3
    """
    rounds = 1 if instrument.once == "per_firm" else years * len(instrument.rounds)
    mechanism = instrument.mechanism
    limited = years * (most_places(mechanism.places) if mechanism.places else mechanism.way.most)
    return limited if instrument.outside else min(limited, firms * rounds)


def most_places(places: Places) -> float:
    """Most places of a year that a keyed number can give.

    Parameters
    ----------
    places : of a mechanism

    Returns
    -------
    A count, perhaps of a fraction.

    Examples
    --------
    >>> most_places(Places(rounded=8))
    9.0
    """
    if places.binomial:
        return highest(places.binomial.size) + 1
    if places.rounded:
        return highest(places.rounded) + 1
    assert places.poisson is not None
    return _most_of_poisson(highest(places.poisson))


def _most_of_poisson(mean: float) -> float:
    """A count that a Poisson count of this mean exceeds with less than 2^-53 (Bernstein's bound)."""
    return mean + 9.0 * math.sqrt(mean) + 40.0


def highest_award(instrument: Instrument) -> float:
    """The largest sum of one recognition: the cap where there is one.

    Parameters
    ----------
    instrument : priced

    Returns
    -------
    Yuan.

    Examples
    --------
    Article 22:

    >>> from simulate.plan.files.load import load_plan
    >>> highest_award(load_plan("qingdao_2023").instrument("a22.1"))
    3000000.0
    """
    award = instrument.award
    if award.sum is None or award.cap is not None:
        return float(award.cap or 0)
    factors = [highest(one) for one in (award.rate, award.share) if one is not None]
    return math.prod([highest(award.sum), *factors])


def highest(value: Value) -> float:
    """The largest that a number of the plan can be.

    Parameters
    ----------
    value : as ``read_value`` reads it

    Returns
    -------
    In the number's own unit.

    Examples
    --------
    >>> highest(ByYear(((2023, Known(1.0)),), later=Product(Known(4.0), 0.5)))
    2.0
    """
    match value:
        case Known():
            return value.value
        case Parameter():
            return declaration(value.name).high
        case Product():
            return highest(value.value) * value.factor
        case ByYear():
            return max(map(highest, (*(one for _, one in value.years), value.later)))
        case Drawn() | PerRecipient():
            return highest_of(value.marginal)


def highest_of(marginal: Marginal) -> float:
    """The largest value that a distribution can take at a keyed number.

    Parameters
    ----------
    marginal : of one number

    Returns
    -------
    In the number's own unit; the upper end where there is one.
    """
    high = marginal.support()[1]
    if isinstance(marginal, Truncated):
        return min(high, highest_of(marginal.inner))
    if math.isfinite(high):
        return high
    if isinstance(marginal, Lognormal):
        return marginal.median * math.exp(min(FARTHEST * marginal.sd, 700.0))
    if isinstance(marginal, PoissonCount):
        return _most_of_poisson(marginal.rate)
    if isinstance(marginal, Normal):
        return marginal.centre + FARTHEST * marginal.sd
    return math.inf
