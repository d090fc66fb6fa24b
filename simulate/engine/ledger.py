"""From recognitions to obligations, due dates and cash (``docs/model.md``, Submodels: entitlement).

Array functions that both engines use.
"""

from __future__ import annotations

import numpy as np

from simulate.behaviour.arithmetic import whole
from simulate.behaviour.entitlement import obligation_after_stacking
from simulate.engine.arrays.elements import fill
from simulate.engine.arrays.state import NEVER, State
from simulate.engine.inputs.layout import (
    BOTH,
    CASH,
    ENTITLEMENT,
    ENTITLEMENT_ANYWAY,
    FISCAL_COST,
    LAPSED,
    OBLIGATION,
    ON,
    PAID,
    PROJECT_ANYWAY,
    RECOGNISED,
    RECOGNISED_ANYWAY,
    SAVING,
    SCOPE_PROJECT,
    UNPAID,
    Instruments,
)
from simulate.kernels.compiling import kernel, part


@part
def split_whole(total: int, weights: np.ndarray, parts: np.ndarray, remainders: np.ndarray) -> None:
    """Split whole yuan by weights that sum to 1: floors first, then one each to the largest remainders (ties: the
    earlier part).

    ``parts`` (int64) takes the split, ``remainders`` (float64) is scratch; shapes (k,).
    """
    left = total
    for index in range(weights.size):
        exact = total * weights[index]
        parts[index] = np.int64(np.floor(exact))
        remainders[index] = exact - parts[index]
        left -= parts[index]
    while left > 0:
        best = 0
        for index in range(1, weights.size):
            if remainders[index] > remainders[best]:
                best = index
        parts[best] += 1
        remainders[best] -= 1.0
        left -= 1
    while left < 0:  # weights that sum to a hair over 1
        worst = 0
        for index in range(1, weights.size):
            if weights[index] > 0.0 and remainders[index] < remainders[worst]:
                worst = index
        parts[worst] -= 1
        remainders[worst] += 1.0
        left += 1


@part
def stack(state: State, event: int, instruments: Instruments, row_of: np.ndarray) -> int:
    """Obligation of one recognition under "the highest award only": against the firm's others of its group and scope.

    Of several titles of one day the highest award counts (ties: the earlier instrument); earlier days are topped up.
    """
    instrument, award = state.event_instrument[event], state.event_award[event]
    row = row_of[instrument]
    # Nothing is set against an award that the plan pays in full beside the others.
    if award == 0 or instruments.promotion[row] == BOTH:
        return award
    highest, best_of_day = np.int64(0), True
    other = state.latest[state.event_firm[event]]
    while other != NEVER:
        rival = state.event_instrument[other]
        same_group = instruments.group[row_of[rival]] == instruments.group[row]
        same_scope = instruments.scope[row] != SCOPE_PROJECT or state.event_project[other] == state.event_project[event]
        if other != event and same_group and same_scope:
            if state.event_day[other] < state.event_day[event]:
                highest = max(highest, state.event_award[other])
            elif state.event_day[other] == state.event_day[event]:
                higher = state.event_award[other] > award
                tie = state.event_award[other] == award and (
                    rival < instrument or (rival == instrument and other < event)
                )
                best_of_day = best_of_day and not (higher or tie)
        other = state.event_before[other]
    return obligation_after_stacking(award, highest, best_of_day)


@part
def title_anyway(off: State, firm: int, instrument: int, year: int) -> bool:
    """Whether the twin without awards recognised the same firm under the same instrument by the end of ``year``."""
    other = off.latest[firm]
    while other != NEVER:
        if off.event_instrument[other] == instrument and off.event_year[other] <= year:
            return True
        other = off.event_before[other]
    return False


@part
def settle(
    on: State,
    off: State,
    finished_off: np.ndarray,
    instruments: Instruments,
    row_of: np.ndarray,
    counted: np.ndarray,
    amounts: np.ndarray,
    counts: np.ndarray,
    due: np.ndarray,
) -> None:
    """Book one draw: entitlements, savings, obligations, what the twin did anyway, and the years in which payment is
    due.

    ``amounts`` (6, N, Y), ``counts`` (2, 5, N, Y) and ``due`` (N, Z) are written; ``counted`` (1 + L, N, Y) holds how
    many recipients outside the table of firms are paid, and their awards by lag; the twin has their titles too (the
    model has no decision of theirs).
    """
    for event in range(on.used[1]):
        instrument, year, firm = on.event_instrument[event], on.event_year[event], on.event_firm[event]
        award = on.event_award[event]
        obligation = stack(on, event, instruments, row_of)
        amounts[ENTITLEMENT, instrument, year] += award
        amounts[SAVING, instrument, year] += award - obligation
        amounts[OBLIGATION, instrument, year] += obligation
        counts[ON, PAID, instrument, year] += np.int64(obligation > 0)
        due[instrument, year + on.event_lag[event]] += obligation
        anyway = title_anyway(off, firm, instrument, year)
        if anyway:
            amounts[RECOGNISED_ANYWAY, instrument, year] += 1
            amounts[ENTITLEMENT_ANYWAY, instrument, year] += award
        # A slot may hold different entrants in the two cities: the id tells whether it is the same firm.
        same_project = off.identity[firm] == on.identity[firm] and finished_off[year, firm] >= on.event_project[event]
        if same_project if instruments.by_project[row_of[instrument]] else anyway:
            amounts[PROJECT_ANYWAY, instrument, year] += award
    for instrument in range(counted.shape[1]):
        row = row_of[instrument]
        if not instruments.outside[row]:
            continue
        for year in range(counted.shape[2]):
            counts[ON, PAID, instrument, year] += counted[0, instrument, year]
            amounts[RECOGNISED_ANYWAY, instrument, year] = counts[ON, RECOGNISED, instrument, year]
            for lag in range(counted.shape[0] - 1):
                awards = counted[1 + lag, instrument, year]
                due[instrument, year + lag] += awards
                for kind in (ENTITLEMENT, OBLIGATION, ENTITLEMENT_ANYWAY, PROJECT_ANYWAY):
                    amounts[kind, instrument, year] += awards


@kernel
def settle_once(
    on: State,
    off: State,
    finished_off: np.ndarray,
    instruments: Instruments,
    row_of: np.ndarray,
    counted: np.ndarray,
    amounts: np.ndarray,
    counts: np.ndarray,
    due: np.ndarray,
) -> None:
    """``settle`` as Python calls it, with tuples by reference."""
    settle(on, off, finished_off, instruments, row_of, counted, amounts, counts, due)


@part
def prorate(due: np.ndarray, limit: int, paid: np.ndarray) -> None:
    """paid = due * min(1, B / sum due), floored to the yuan; leftover yuan go one each in id order.  Shapes (k,)."""
    total = np.int64(0)
    for index in range(due.size):
        total += due[index]
        paid[index] = due[index]
    if total <= limit:
        return
    left = limit
    for index in range(due.size):
        # As floats: due times limit can be more than 64 bits hold. The leftover loop makes good what this rounds.
        paid[index] = np.int64(np.floor(np.float64(due[index]) * np.float64(limit) / np.float64(total)))
        left -= paid[index]
    while left != 0:  # below zero only where rounding has lifted a part over its floor
        step = 1 if left > 0 else -1
        for index in range(due.size):
            if left != 0 and 0 <= paid[index] + step <= due[index]:
                paid[index] += step
                left -= step


@part
def bind(
    owed: np.ndarray,
    article: np.ndarray,
    place: int,
    limit: int,
    wanted: np.ndarray,
    given: np.ndarray,
    cash: np.ndarray,
) -> None:
    """Pay what is owed under one article's appropriation: ``cash`` of its instruments is written.  Shapes (N,)."""
    for instrument in range(owed.size):
        wanted[instrument] = owed[instrument] if article[instrument] == place else 0
    prorate(wanted, limit, given)
    for instrument in range(owed.size):
        if article[instrument] == place:
            cash[instrument] = given[instrument]


@part
def pay(
    due: np.ndarray,
    payer: np.ndarray,
    recovery: np.ndarray,
    article: np.ndarray,
    limit: np.ndarray,
    budget_payer: int,
    lapses: bool,
    paid: np.ndarray,
    owed: np.ndarray,
    wanted: np.ndarray,
    given: np.ndarray,
    parts: np.ndarray,
    remainders: np.ndarray,
) -> None:
    """``pay_draws`` for one draw; ``owed`` (N, P), ``wanted`` and ``given`` (N,), ``parts`` and ``remainders`` (P,) are
    scratch.
    """
    instruments, years = due.shape
    for instrument in range(instruments):
        fill(owed[instrument], 0)
    for year in range(years):
        for instrument in range(instruments):
            split_whole(due[instrument, year], payer[instrument], parts, remainders)
            for index in range(parts.size):
                owed[instrument, index] += parts[index]
                paid[CASH, instrument, year, index] = owed[instrument, index]
        for place in range(limit.shape[0]):
            # An appropriation is of one budget: what other payers owe of the same award is paid all the same.
            if limit[place, year] >= 0:
                cash = paid[CASH, :, year, budget_payer]
                bind(owed[:, budget_payer], article, place, limit[place, year], wanted, given, cash)
        for instrument in range(instruments):
            for index in range(parts.size):
                spent = paid[CASH, instrument, year, index]
                rest = owed[instrument, index] - spent
                paid[FISCAL_COST, instrument, year, index] = spent - whole(recovery[instrument] * spent)
                paid[LAPSED, instrument, year, index] = rest if lapses else 0
                owed[instrument, index] = 0 if lapses else rest
                paid[UNPAID, instrument, year, index] = owed[instrument, index]


@kernel
def pay_draws(
    due: np.ndarray,
    payer: np.ndarray,
    recovery: np.ndarray,
    article: np.ndarray,
    limit: np.ndarray,
    budget_payer: int,
    lapses: bool,
    paid: np.ndarray,
) -> None:
    """Cash of every draw by instrument, payment year and payer, under the appropriations.

    Parameters
    ----------
    due : (D, N, Z) yuan scheduled by payment year
    payer : (D, N, P) shares of the payers; recovery : (D, N) share of financing that comes back, 0 for awards
    article : (N,) place of the instrument's article in ``limit``; limit : (A, Z) yuan, -1 where nothing binds
    paid : (4, D, N, Z, P) written: cash, fiscal cost, unpaid, lapsed.  cash + lapsed + last unpaid = obligation.
    """
    instruments, payers = payer.shape[1:]
    parts, remainders = np.empty(payers, dtype=np.int64), np.empty(payers)
    wanted, given = np.empty(instruments, dtype=np.int64), np.empty(instruments, dtype=np.int64)
    owed = np.empty((instruments, payers), dtype=np.int64)
    for draw in range(due.shape[0]):
        pay(
            due[draw],
            payer[draw],
            recovery[draw],
            article,
            limit,
            budget_payer,
            lapses,
            paid[:, draw],
            owed,
            wanted,
            given,
            parts,
            remainders,
        )
