"""A replayed draw on the screen: rounds, projects and events, within 100 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from simulate.language.catalogue import say
from simulate.language.vocabulary import label

if TYPE_CHECKING:
    from simulate.analysis.replay.replay import Replay

WIDTH = 100
EVENT_COLUMNS: tuple[tuple[str, int | None, bool], ...] = (
    ("answers.replay.date", 10, False),
    ("", 5, False),
    ("answers.replay.firm_head", 8, True),
    ("answers.replay.stage", 5, True),
    ("answers.replay.rank", 4, True),
    ("answers.replay.title", 5, False),
    ("answers.replay.entitled_yuan", 10, True),
    ("answers.replay.owed_yuan", 10, True),
    ("answers.budget.paid", 4, False),
    ("answers.replay.any_way", 6, False),
    ("answers.replay.why_not", None, False),
)
"""The heading's key, the width, and whether figures stand in it."""


def tables(replay: Replay, language: str) -> RenderableType:
    """Rounds, projects and events of a draw, and that both engines agree on it."""
    parts: list[RenderableType] = [Text(heading(replay, language), style="bold"), Text()]
    if replay.rounds:
        parts += [round_table(replay, language), Text()]
    if replay.projects:
        parts += [Text(project_line(replay, language)), Text()]
    parts += [event_table(replay, language), Text(), Text(say("answers.replay.engines_agree", language))]
    return Group(*parts)


def heading(replay: Replay, language: str) -> str:
    """The draw that is replayed, and the firm where it is one firm's part."""
    firm = "" if replay.firm is None else say("answers.replay.of_firm", language, firm=replay.firm)
    return say("answers.replay.draw", language, draw=replay.draw) + firm


def project_line(replay: Replay, language: str) -> str:
    """Projects of the firm, one after the other."""
    stage = say("answers.replay.stage", language)
    told = (
        f"{one.year}Q{one.quarter} {one.what.in_language(language)} ({stage} {one.stage})" for one in replay.projects
    )
    return say("common.semicolon", language).join(told)


def round_table(replay: Replay, language: str) -> Table:
    """A row for each round: date, instrument, eligible, aware, applied, places, recognised."""
    places = say("answers.replay.places", language)
    names = [label(name, language) for name in ("eligible", "aware", "applied", "recognised")]
    heads = [say("answers.replay.round", language), "", "", *names[:3], places, names[3]]
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), width=WIDTH)
    for head, width in zip(heads, (10, 5, None, 10, 10, 10, 10, 10), strict=True):
        side = width == 10 and head != heads[0]
        table.add_column(
            head, width=width, ratio=None if width else 1, no_wrap=True, justify="right" if side else "left"
        )
    for one in replay.rounds:
        title = replay.plan.instrument(one.instrument).title.in_language(language)
        rationed = "" if one.places is None else f"{one.places:,}"
        firms = [f"{one.eligible:,}", f"{one.aware:,}", f"{one.applied:,}"] if one.eligible else ["", "", ""]
        cells = [one.date.isoformat(), one.instrument, title, *firms, rationed, f"{one.won:,}"]
        table.add_row(*map(Text, cells))
    return table


def event_table(replay: Replay, language: str) -> Table:
    """One line an applicant or winner."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), width=WIDTH)
    for key, width, figures in EVENT_COLUMNS:
        side: Literal["left", "right"] = "right" if figures else "left"
        head = say(key, language) if key else ""
        table.add_column(head, width=width, ratio=None if width else 1, justify=side, overflow="fold")
    yes, no = say("common.yes", language), say("common.no", language)
    for one in replay.events:
        stage = "" if one.stage is None else str(one.stage)
        money = [f"{value:,}" if one.won and one.award else "" for value in (one.award, one.obligation)]
        anyway = "" if one.anyway is None else (yes if one.anyway else no)
        cells = [one.date.isoformat(), one.instrument, str(one.firm), stage, str(one.rank or ""), yes if one.won else "",
                 *money, str(one.paid or ""), anyway, one.reason.in_language(language) if one.reason else ""]  # fmt: skip
        table.add_row(*map(Text, cells))
    return table
