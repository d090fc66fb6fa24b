"""Compiled engine: the numbers of an instrument in a draw and a year."""

from __future__ import annotations

from simulate.behaviour.arithmetic import exponential, logarithm
from simulate.behaviour.award_value import award_amount
from simulate.engine.arrays.job import ArmRun
from simulate.engine.inputs.layout import AVAILABLE, IF_RENEWED, field
from simulate.kernels.compiling import inner_kernel

BASE, RATE, SHARE, CAP, CLAIM = map(field, ("base", "rate", "share", "cap", "claim"))
COST_FIRST, COST_SECOND, BELIEF = map(field, ("cost_first", "cost_second", "belief"))
PASS_RATE = field("pass_rate")


@inner_kernel
def value(run: ArmRun, row: int, field: int, year: int) -> float:
    """The number of a field of an instrument row in a year of this draw."""
    number: float = run.inputs.draws.values[run.draw, run.inputs.instruments.column[row, field, year]]
    return number


@inner_kernel
def expected_award(run: ArmRun, row: int, year: int) -> float:
    """Award that a firm reckons with: W times the claim rate; recipients' own amounts enter by their mean."""
    amount = award_amount(
        value(run, row, BASE, year),
        value(run, row, RATE, year),
        value(run, row, SHARE, year),
        value(run, row, CAP, year),
    )
    return amount * value(run, row, CLAIM, year)


@inner_kernel
def application_cost(run: ArmRun, row: int, year: int) -> float:
    """c_r: everything the applicant must spend for the title, in yuan."""
    return value(run, row, COST_FIRST, year) + value(run, row, COST_SECOND, year)


@inner_kernel
def availability_weight(code: int, renewal_belief: float) -> float:
    """0 before the announcement, 1 inside the window, the belief in renewal after it."""
    if code == AVAILABLE:
        return 1.0
    return renewal_belief if code == IF_RENEWED else 0.0


@inner_kernel
def discount(rate: float, years: float) -> float:
    """D^years with D = 1 / (1 + rho_f)."""
    return exponential(-years * logarithm(1.0 + rate))
