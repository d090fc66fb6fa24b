"""A plan in hand: its frame, its instruments in the order of the text, and the open questions of meaning."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from simulate.foundation.errors import InputError, nearest
from simulate.language.choice import tell
from simulate.plan.fields import Listed
from simulate.plan.frame import Frame
from simulate.plan.instrument import Instrument, Source, plain
from simulate.plan.reading import Reading


class Plan(Frame):
    """A checked plan. ``name`` is that of its folder."""

    name: str
    instruments: Annotated[tuple[Instrument, ...], Listed]
    readings: Annotated[tuple[Reading, ...], Listed] = ()
    reading_sources: dict[str, Source]

    def instrument(self, name: str) -> Instrument:
        """The instrument with an id.

        Parameters
        ----------
        name : article and number, such as ``a05.1``

        Returns
        -------
        The instrument.

        Raises
        ------
        InputError
            The plan has no such instrument; the nearest id is named.

        Examples
        --------
        Article 5 pays 10 million yuan for a national cross-industry platform:

        >>> from simulate.plan.files.load import load_plan
        >>> load_plan("qingdao_2023").instrument("a05.1").award.amount
        Known(value=10000000, money=True)
        """
        found = {one.id: one for one in self.instruments}
        if name not in found:
            raise InputError(_unknown("instrument", name, list(found)))
        return found[name]

    def reading(self, name: str) -> Reading:
        """The open question of meaning with an id.

        Parameters
        ----------
        name : such as ``R10``

        Returns
        -------
        The reading.

        Raises
        ------
        InputError
            The plan has no such reading; the nearest id is named.
        """
        found = {one.id: one for one in self.readings}
        if name not in found:
            raise InputError(_unknown("reading", name, list(found)))
        return found[name]

    def article(self, number: int) -> tuple[Instrument, ...]:
        """The instruments of one article.

        Parameters
        ----------
        number : of the article

        Returns
        -------
        Instruments in the order of the text; none where the article promises nothing.

        Examples
        --------
        >>> from simulate.plan.files.load import load_plan
        >>> [one.id for one in load_plan("qingdao_2023").article(22)]
        ['a22.1', 'a22.2']
        """
        return tuple(one for one in self.instruments if one.article == number)

    def article_numbers(self) -> list[int]:
        """Every article in which the plan has an instrument, a target or something left out, in order."""
        listed = (self.instruments, self.targets, self.not_modelled)
        return sorted({one.article for entries in listed for one in entries})

    def readings_of(self, name: str) -> tuple[Reading, ...]:
        """The readings that touch an instrument: those that change it, and those that concern it.

        Parameters
        ----------
        name : id of the instrument

        Returns
        -------
        Readings in order.
        """
        return tuple(one for one in self.readings if name in one.instruments)

    def default_readings(self) -> dict[str, str]:
        """The baseline's alternative of every reading: id to name."""
        return {one.id: one.default for one in self.readings}

    def to_data(self) -> dict[str, Any]:
        """The whole plan as pure data; ``plan_from_data`` reads it again."""
        return plain(self)

    def __repr__(self) -> str:
        groups = Counter(one.group for one in self.instruments)
        switches = sum(one.kind == "switch" for one in self.readings)
        answered = sum(one.simulated is not None for one in self.targets)
        return (
            f"<Plan {self.name}: {self.title.en} ({', '.join(self.document)}), "
            f"{self.window.start} to {self.window.end}; {len(self.instruments)} instruments "
            f"({', '.join(f'{groups[group]} {group}' for group in sorted(groups))}), "
            f"{len(self.readings)} readings ({switches} change numbers), "
            f"{len(self.targets)} targets ({answered} simulated)>"
        )

    __str__ = __repr__


def _unknown(what: str, name: str, known: list[str]) -> str:
    near = nearest(name, known)
    hint = tell("error.hint", near=near) if near else ""
    return f"{what} '{name}': the plan has no such {what}; expected one of {', '.join(known)}{hint}"
