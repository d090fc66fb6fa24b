"""From recognitions to obligations, due dates and cash (``docs/model.md``, Submodels: entitlement).

Array functions that both engines use.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulate.behaviour.arithmetic import round_half_up
from simulate.behaviour.entitlement import obligation_after_stacking
from simulate.engine.arrays.elements import fill
from simulate.engine.arrays.state import NEVER, Arms, State
from simulate.engine.inputs.layout import (
    BOTH,
    CASH,
    ENTITLEMENT,
    ENTITLEMENT_DEADWEIGHT,
    FISCAL_COST,
    LAPSED,
    OBLIGATION,
    ON,
    PAID,
    PROJECT_DEADWEIGHT,
    RECOGNISED,
    RECOGNISED_DEADWEIGHT,
    SAVING,
    SCOPE_PROJECT,
    UNPAID,
    Instruments,
)
from simulate.kernels.compiling import inner_kernel, kernel


class Book(NamedTuple):
    """What the ledger of a draw writes, in yuan and recognitions."""

    amounts: np.ndarray  # (6, N, Y) int64, in the order of ``layout.AMOUNTS``
    counts: np.ndarray  # (2, 5, N, Y) int64
    due: np.ndarray  # (N, Z) int64: scheduled payment by payment year


class Claims(NamedTuple):
    """What is to be paid, and by whom."""

    due: np.ndarray  # (D, N, Z) int64: yuan scheduled by payment year
    payer: np.ndarray  # (D, N, P) float64: shares of the payers
    recovery: np.ndarray  # (D, N) float64: share of financing that comes back, 0 for awards


class PaymentLimits(NamedTuple):
    """What one payer may spend in a year, article by article, and what becomes of what it cannot pay."""

    article: np.ndarray  # (N,) int64: place of the instrument's article in ``limit``
    limit: np.ndarray  # (A, Z) int64: yuan, -1 where nothing binds
    payer: int
    lapses: bool  # unpaid money lapses instead of rolling over


class Till(NamedTuple):
    """The buffers in which the payments of one draw are worked out."""

    owed: np.ndarray  # (N, P) int64: due and not yet paid
    wanted: np.ndarray  # (N,) int64: owed under one article
    given: np.ndarray  # (N,) int64: paid under it
    parts: np.ndarray  # (P,) int64: payers' parts of a sum
    remainders: np.ndarray  # (P,) float64


@inner_kernel
def split_whole(total: int, weights: np.ndarray, parts: np.ndarray, remainders: np.ndarray) -> None:
    """Split whole yuan by weights that sum to 1: floors first, then one each to the largest remainders (ties: the
    earlier part).

    ``parts`` (int64) takes the split, ``remainders`` (float64) is scratch; shapes (k,).
    """
    left = total
    for index in range(weights.size):
        exact = total * weights[index]
        parts[index] = int(np.floor(exact))
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


@inner_kernel
def stack(state: State, event: int, instruments: Instruments, row_of: np.ndarray) -> int:
    """Obligation of one recognition under "the highest award only": against the firm's others of its group and scope.

    Of several titles of one day the highest award counts (ties: the earlier instrument); earlier days are topped up.
    """
    award: int = state.event_award[event]
    instrument = state.event_instrument[event]
    row = row_of[instrument]
    # Nothing is set against an award that the plan pays in full beside the others.
    if award == 0 or instruments.promotion[row] == BOTH:
        return award
    highest, best_of_day = 0, True
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


@inner_kernel
def is_deadweight(off: State, firm: int, instrument: int, year: int) -> bool:
    """Whether the twin without awards recognised the same firm under the same instrument by the end of ``year``."""
    other = off.latest[firm]
    while other != NEVER:
        if off.event_instrument[other] == instrument and off.event_year[other] <= year:
            return True
        other = off.event_before[other]
    return False


@inner_kernel
def settle(
    arms: Arms, finished_off: np.ndarray, instruments: Instruments, row_of: np.ndarray, counted: np.ndarray, book: Book
) -> None:
    """Book one draw: entitlements, savings, obligations, what the twin without awards did as well (deadweight), and the
    years in which payment is due.

    ``finished_off`` (Y, n) holds the last completed project of the twin's firms at the year's ends, ``counted`` (1 + L,
    N, Y) how many recipients outside the table of firms are paid, and their awards by lag; the twin has their titles,
    too (the model has no decision of theirs).
    """
    book_firms(arms, finished_off, instruments, row_of, book)
    amounts, counts = book.amounts, book.counts
    for instrument in range(counted.shape[1]):
        if not instruments.outside_table[row_of[instrument]]:
            continue
        for year in range(counted.shape[2]):
            counts[ON, PAID, instrument, year] += counted[0, instrument, year]
            amounts[RECOGNISED_DEADWEIGHT, instrument, year] = counts[ON, RECOGNISED, instrument, year]
            for lag in range(counted.shape[0] - 1):
                awards = counted[1 + lag, instrument, year]
                book.due[instrument, year + lag] += awards
                for kind in (ENTITLEMENT, OBLIGATION, ENTITLEMENT_DEADWEIGHT, PROJECT_DEADWEIGHT):
                    amounts[kind, instrument, year] += awards


@inner_kernel
def book_firms(arms: Arms, finished_off: np.ndarray, instruments: Instruments, row_of: np.ndarray, book: Book) -> None:
    """Book what firms have won: entitlement, saving, obligation, deadweight, and the years in which payment is due."""
    on, off, amounts = arms.on, arms.off, book.amounts
    for event in range(on.used[1]):
        instrument, year, firm = on.event_instrument[event], on.event_year[event], on.event_firm[event]
        award = on.event_award[event]
        obligation = stack(on, event, instruments, row_of)
        amounts[ENTITLEMENT, instrument, year] += award
        amounts[SAVING, instrument, year] += award - obligation
        amounts[OBLIGATION, instrument, year] += obligation
        book.counts[ON, PAID, instrument, year] += int(obligation > 0)
        book.due[instrument, year + on.event_lag[event]] += obligation
        deadweight = is_deadweight(off, firm, instrument, year)
        if deadweight:
            amounts[RECOGNISED_DEADWEIGHT, instrument, year] += 1
            amounts[ENTITLEMENT_DEADWEIGHT, instrument, year] += award
        # A slot may hold different entrants in the two cities: the id tells whether it is the same firm.
        same_project = off.identity[firm] == on.identity[firm] and finished_off[year, firm] >= on.event_project[event]
        if same_project if instruments.by_project[row_of[instrument]] else deadweight:
            amounts[PROJECT_DEADWEIGHT, instrument, year] += award


@kernel
def settle_once(
    arms: Arms, finished_off: np.ndarray, instruments: Instruments, row_of: np.ndarray, counted: np.ndarray, book: Book
) -> None:
    """``settle`` as Python calls it, arms and instruments by reference."""
    settle(arms, finished_off, instruments, row_of, counted, book)


@inner_kernel
def prorate(due: np.ndarray, limit: int, paid: np.ndarray) -> None:
    """paid = due * min(1, B / sum due), floored to the yuan; leftover yuan go one each in id order.  Shapes (k,)."""
    total = 0
    for index in range(due.size):
        total += due[index]
        paid[index] = due[index]
    if total <= limit:
        return
    left = limit
    for index in range(due.size):
        # As floats: due times limit can be more than 64 bits hold. The leftover loop makes good what this rounds.
        paid[index] = int(np.floor(np.float64(due[index]) * np.float64(limit) / np.float64(total)))
        left -= paid[index]
    while left != 0:  # below zero only where rounding has lifted a part over its floor
        step = 1 if left > 0 else -1
        for index in range(due.size):
            if left != 0 and 0 <= paid[index] + step <= due[index]:
                paid[index] += step
                left -= step


@inner_kernel
def bind(article: np.ndarray, article_index: int, limit: int, payer: int, cash: np.ndarray, till: Till) -> None:
    """Pay what is owed by a payer under one article's appropriation: ``cash`` (N,) of its instruments is written."""
    for instrument in range(article.size):
        till.wanted[instrument] = till.owed[instrument, payer] if article[instrument] == article_index else 0
    prorate(till.wanted, limit, till.given)
    for instrument in range(article.size):
        if article[instrument] == article_index:
            cash[instrument] = till.given[instrument]


@inner_kernel
def pay(
    due: np.ndarray, payer: np.ndarray, recovery: np.ndarray, under: PaymentLimits, paid: np.ndarray, till: Till
) -> None:
    """``pay_draws`` for one draw; ``owed`` (N, P), ``wanted`` and ``given`` (N,), ``parts`` and ``remainders`` (P,) are
    scratch.
    """
    instruments, years = due.shape
    owed, parts = till.owed, till.parts
    for instrument in range(instruments):
        fill(owed[instrument], 0)
    for year in range(years):
        for instrument in range(instruments):
            split_whole(due[instrument, year], payer[instrument], parts, till.remainders)
            for index in range(parts.size):
                owed[instrument, index] += parts[index]
                paid[CASH, instrument, year, index] = owed[instrument, index]
        for article_index in range(under.limit.shape[0]):
            # An appropriation is of one budget: what other payers owe of the same award is paid all the same.
            if under.limit[article_index, year] >= 0:
                cash = paid[CASH, :, year, under.payer]
                bind(under.article, article_index, under.limit[article_index, year], under.payer, cash, till)
        for instrument in range(instruments):
            for index in range(parts.size):
                spent = paid[CASH, instrument, year, index]
                rest = owed[instrument, index] - spent
                paid[FISCAL_COST, instrument, year, index] = spent - round_half_up(recovery[instrument] * spent)
                paid[LAPSED, instrument, year, index] = rest if under.lapses else 0
                owed[instrument, index] = 0 if under.lapses else rest
                paid[UNPAID, instrument, year, index] = owed[instrument, index]


@kernel
def pay_draws(claims: Claims, under: PaymentLimits, paid: np.ndarray) -> None:
    """Cash of every draw by instrument, payment year and payer, under the appropriations.

    Parameters
    ----------
    claims : what falls due, who pays it, and what comes back
    under : the appropriations
    paid : (4, D, N, Z, P) written: cash, fiscal cost, unpaid, lapsed.  cash + lapsed + last unpaid = obligation.
    """
    instruments, payers = claims.payer.shape[1:]
    till = Till(
        np.empty((instruments, payers), dtype=np.int64),
        np.empty(instruments, dtype=np.int64),
        np.empty(instruments, dtype=np.int64),
        np.empty(payers, dtype=np.int64),
        np.empty(payers),
    )
    for draw in range(claims.due.shape[0]):
        pay(claims.due[draw], claims.payer[draw], claims.recovery[draw], under, paid[:, draw], till)
