"""Compiled engine: the numbers of an instrument in a draw and a year."""

from __future__ import annotations

from simulate.behaviour.arithmetic import exponential, logarithm
from simulate.behaviour.award_value import award_amount
from simulate.engine.inputs.layout import ALIVE, RENEWAL, Inputs, field
from simulate.kernels.compiling import part

BASE, RATE, SHARE, CAP, CLAIM = map(field, ("base", "rate", "share", "cap", "claim"))
COST_FIRST, COST_SECOND, BELIEF = map(field, ("cost_first", "cost_second", "belief"))
PASS_RATE = field("pass_rate")


@part
def value(inputs: Inputs, draw: int, row: int, field: int, year: int) -> float:
    """The number of a field of an instrument row in a year of this draw."""
    return inputs.draws.values[draw, inputs.instruments.column[row, field, year]]


@part
def expected_award(inputs: Inputs, draw: int, row: int, year: int) -> float:
    """Award that a firm reckons with: W times the claim rate; recipients' own amounts enter by their mean."""
    amount = award_amount(
        value(inputs, draw, row, BASE, year),
        value(inputs, draw, row, RATE, year),
        value(inputs, draw, row, SHARE, year),
        value(inputs, draw, row, CAP, year),
    )
    return amount * value(inputs, draw, row, CLAIM, year)


@part
def application_cost(inputs: Inputs, draw: int, row: int, year: int) -> float:
    """c_r: everything the applicant must spend for the title, in yuan."""
    return value(inputs, draw, row, COST_FIRST, year) + value(inputs, draw, row, COST_SECOND, year)


@part
def alive_weight(code: int, renewal_belief: float) -> float:
    """0 before the announcement, 1 inside the window, the belief in renewal after it."""
    if code == ALIVE:
        return 1.0
    return renewal_belief if code == RENEWAL else 0.0


@part
def discount(rate: float, years: float) -> float:
    """D^years with D = 1 / (1 + rho_f)."""
    return exponential(-years * logarithm(1.0 + rate))
