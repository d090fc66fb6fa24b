"""A replayed draw on the screen: rounds, projects and events, within 100 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from simulate.language.vocabulary import TERMS
from simulate.plan.words import pick

if TYPE_CHECKING:
    from simulate.analysis.replay.replay import Replay

WIDTH = 100

REASONS = {
    "outside the window": "不在享受期限内",
    "award's own condition not met": "不符合奖补附加条件",
    "not claimed": "未申请兑付",
    "a higher or equal award of its group counts": "同组已有更高或相同奖补",
    "no amount to pay": "没有可付金额",
    "did not know of it": "不知晓",
    "did not apply": "未申报",
    "not chosen": "未入选",
    "did not pass": "未通过",
    "no longer active": "已不存续",
    "not eligible: ": "不符合条件：",
    "holds the title": "已有该称号",
    "no project completed lately": "近期无完成项目",
    "segment": "企业类别",
    "sector": "行业",
    "size": "规模",
    "stage": "等级",
    "revenue": "营业收入",
    "growth": "增速",
    "lacks ": "缺少",
    "starts a project": "启动项目",
    "completes a project": "完成项目",
}
"""Words of the notes in Chinese."""


def words(text: str, language: str) -> str:
    """A note in the language of the reader."""
    if language == "zh":
        for english, chinese in REASONS.items():
            text = text.replace(english, chinese)
        return text.replace(" places", "个名额").replace("rank ", "第").replace(" of ", "名，共").replace(", ", "，")
    return text


def tables(replay: Replay, language: str) -> RenderableType:
    """Rounds, projects and events of a draw, and that both engines agree on it."""
    parts: list[RenderableType] = [Text(heading(replay, language), style="bold"), Text()]
    if replay.rounds:
        parts += [round_table(replay, language), Text()]
    if replay.projects:
        parts += [Text(project_line(replay, language)), Text()]
    parts += [event_table(replay, language), Text(), Text(pick(EQUAL, language))]
    return Group(*parts)


EQUAL = (
    "Both engines and the run folder hold the same counts and money of this draw.",
    "两个引擎与结果文件夹中本次抽样的数量和金额完全一致。",
)


def heading(replay: Replay, language: str) -> str:
    """The draw that is replayed, and the firm where it is one firm's part."""
    firm = "" if replay.firm is None else pick((f", firm {replay.firm}", f"，企业{replay.firm}"), language)
    return pick((f"Draw {replay.draw}", f"第{replay.draw}次抽样"), language) + firm


def project_line(replay: Replay, language: str) -> str:
    """Projects of the firm, one after the other."""
    stage = pick(("stage", "等级"), language)
    told = (f"{one.year}Q{one.quarter} {words(one.what, language)} ({stage} {one.stage})" for one in replay.projects)
    return "; ".join(told) if language != "zh" else "；".join(told)


def round_table(replay: Replay, language: str) -> Table:
    """A row for each round: date, instrument, eligible, aware, applied, places, recognised."""
    places = pick(("places", "名额"), language)
    names = [
        pick((TERMS[name].en, TERMS[name].zh), language) for name in ("eligible", "aware", "applied", "recognised")
    ]
    heads = [pick(("Round", "轮次"), language), "", "", *names[:3], places, names[3]]
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
    heads = (("Date", "日期"), ("", ""), ("Firm", "企业"), ("stage", "等级"), ("rank", "名次"), ("title", "认定"),
             ("entitled, yuan", "应享（元）"), ("owed, yuan", "应付（元）"), ("paid", "兑付"), ("any-\nway", "不奖\n也有"),
             ("why not", "原因"))  # fmt: skip
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), width=WIDTH)
    for pair, width in zip(heads, (10, 5, 8, 5, 4, 5, 10, 10, 4, 6, None), strict=True):
        side = "right" if pair[0] in ("Firm", "stage", "rank") or "yuan" in pair[0] else "left"
        table.add_column(pick(pair, language), width=width, ratio=None if width else 1, justify=side, overflow="fold")  # type: ignore[arg-type]
    yes, no = pick(("yes", "是"), language), pick(("no", "否"), language)
    for one in replay.events:
        stage = "" if one.stage is None else str(one.stage)
        money = [f"{value:,}" if one.won and one.award else "" for value in (one.award, one.obligation)]
        anyway = "" if one.anyway is None else (yes if one.anyway else no)
        cells = [one.date.isoformat(), one.instrument, str(one.firm), stage, str(one.rank or ""), yes if one.won else "",
                 *money, str(one.paid or ""), anyway, words(one.reason, language)]  # fmt: skip
        table.add_row(*map(Text, cells))
    return table
