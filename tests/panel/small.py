"""Panels of a few titles and places, written by a test."""

from __future__ import annotations

import datetime

from simulate.panel.tables import Count, Panel, Place, Title

EARLY = datetime.date(2000, 1, 1)


def title(
    name: str = "prize", root: str = "China", model: str = "batches", first_year: int = 2016, review: int = 0
) -> Title:
    return Title(name, name, name, {}, root, model, first_year, review, 7, "")


def place(name: str, within: str = "China", level: str = "city", gdp: float = 100.0) -> Place:
    return Place(name, name, level, within, gdp, EARLY, "A", "", "", "")


CHINA = place("China", "", "country", 10_000.0)


def count(
    place: str, year: int, value: float, measure: str = "new", title: str = "prize", known: str | None = None
) -> Count:
    day = datetime.date.fromisoformat(known or f"{year}-09-30")
    return Count(
        f"{title} {place} {year} {measure}", title, place, year, measure, value, value, value, day, "B", "", "", ""
    )


def panel(counts: list[Count], places: list[Place], titles: list[Title] | None = None) -> Panel:
    return Panel(
        tuple(counts),
        {one.title: one for one in titles or [title()]},
        {one.place: one for one in [CHINA, *places]},
    )
