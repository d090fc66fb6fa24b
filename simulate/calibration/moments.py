"""The observation model: what of a simulated city is set against a public figure (``calibration/moments.yaml``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate.foundation.units import UnitError, describe, parse_number
from simulate.foundation.years import parse_year
from simulate.language.choice import tell
from simulate.place.evidence import CALIBRATION, Entry, one_of, open_figures, text
from simulate.place.figures import SEGMENTS

MOMENTS_FILE = CALIBRATION / "moments.yaml"

COUNTED, SHARES, LEVELS = ("recognised", "projects"), ("coverage", "core_growth", "core_share"), ("firms", "gdp")
QUANTITIES = (*COUNTED, *SHARES, *LEVELS)
PERCENT = 0.01
CHANCES = ("thinned", "places", "simulated")
KEYS = ("instruments", "segments", "years", "base", "per", "chance", "sd")
FIRST_YEAR, LAST_YEAR = 2022, 2045


@dataclass(frozen=True)
class Moment:
    """One number that the model produces and a figure measures.

    Attributes
    ----------
    name, figure: of the moment, and the id of the observation (the figure itself is not read here).
    quantity: one of ``QUANTITIES``.
    instruments, segments, years: which recognitions, or which firms, and when.
    base: what is added to the simulated number.
    per: the figure's unit in units of the model.
    chance: which part of a draw's chance the likelihood sums exactly; one of ``CHANCES``.
    sd: standard deviation of what separates figure and model, in the figure's unit.
    """

    name: str
    figure: str
    quantity: str
    years: tuple[int, ...]
    instruments: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    base: float = 0.0
    per: float = 1.0
    chance: str = "simulated"
    sd: float = 0.0

    @property
    def counted(self) -> bool:
        """Whether the model gives a whole number: recognitions or projects."""
        return self.quantity in COUNTED


def load_moments(path: Path | None = None) -> dict[str, Moment]:
    """Every moment by name; ``path`` defaults to the ``calibration/moments.yaml`` that ships.

    Raises ProblemsError with every problem of the file at its line and column.
    """
    entry = open_figures(path or MOMENTS_FILE, "moments")
    found = {name: _moment(entry.down(name), name) for name in entry.value}
    entry.problems.raise_if_any()
    return {name: one for name, one in found.items() if one is not None}


def _moment(entry: Entry, name: str) -> Moment | None:
    if not entry.has_keys(("figure", "quantity", "years"), KEYS):
        return None
    read: Mapping[str, Any] = {
        "figure": entry.read("figure", text, ""),
        "quantity": entry.read("quantity", one_of(*QUANTITIES), QUANTITIES[0]),
        "years": entry.read("years", _listed(_year), ()),
        "instruments": entry.read("instruments", _listed(text), ()),
        "segments": entry.read("segments", _listed(one_of(*SEGMENTS)), ()),
        "base": entry.read("base", parse_number, 0.0),
        "per": entry.read("per", _positive, 1.0),
        "chance": entry.read("chance", one_of(*CHANCES), "simulated"),
        "sd": entry.read("sd", lambda value: parse_number(value, 0.0), 0.0),
    }
    moment = Moment(name, **read)
    if (moment.quantity == "recognised") != bool(moment.instruments):
        entry.refuse(
            tell("error.value.instruments_for", count=len(moment.instruments), quantity=moment.quantity),
            tell("error.value.instruments_recognised_only"),
        )
    if expected := _other_unit(moment):
        entry.down("per").refuse(tell("error.value.for", per=moment.per, quantity=moment.quantity), expected)
    if moment.chance == "places" and (len(moment.instruments), len(moment.years)) != (1, 1):
        entry.refuse(tell("error.value.rationed_list_several_instruments"), tell("error.value.one_instrument_one_year"))
    return moment


def _other_unit(moment: Moment) -> str:
    """The units in which a figure of this quantity is published, where ``per`` is none of them; else empty."""
    if moment.quantity in COUNTED and moment.per != 1.0:
        return tell("error.value.1_what_counted_set")
    if moment.quantity in SHARES and moment.per not in (1.0, PERCENT):
        return tell("error.value.share_percent_or_1", percent=PERCENT)
    if moment.quantity in LEVELS and moment.per < 1.0:
        return tell("error.moment_unit")
    return ""


def _listed(parse: Callable[[object], Any]) -> Callable[[object], tuple[Any, ...]]:
    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list) or not value:
            raise UnitError(tell("error.value.came", value=describe(value)), tell("error.value.a_list"))
        found = tuple(parse(one) for one in value)
        if len({*found}) < len(found):
            raise UnitError(tell("error.value.entry_stands_twice"), tell("error.value.each_entry_once_what"))
        return found

    return read


def _year(value: object) -> int:
    return parse_year(value, FIRST_YEAR, LAST_YEAR)


def _positive(value: object) -> float:
    number = parse_number(value, 0.0)
    if number == 0.0:
        raise UnitError(tell("error.value.0_came"), tell("error.value.a_number_above_0"))
    return number
