"""Which figures a plan states, and whether each has a source."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping

from pydantic import BaseModel

from simulate.foundation.errors import nearest
from simulate.language.choice import tell
from simulate.plan.files.validation import Finding
from simulate.plan.frame import Frame
from simulate.plan.instrument import Instrument, Source
from simulate.plan.values import VALUE_TYPES

Path = tuple[Hashable, ...]

PARTS = ("eligible", "award_eligible", "mechanism", "application", "award", "holders")
"""Keys of an instrument whose every number, word and distribution is a figure."""

WHOLES = ("lag", "payer", "claim", "window", "scheme", "round")
"""Keys of an instrument that are one figure each."""

FRAME_PARTS = ("sectors", "attributes", "targets")


def figures(model: BaseModel, parts: Iterable[str]) -> Iterator[Path]:
    """Paths of the figures below some keys; a list of figures is one figure.

    Parameters
    ----------
    model : an instrument, or the frame of a plan
    parts : its keys, by the names that files use

    Yields
    ------
    Paths from the model.

    Examples
    --------
    >>> from simulate.plan.award import Award
    >>> list(figures(Award(kind="fixed", amount="50万元", cap="60万元"), ["amount", "cap"]))
    [('amount',), ('cap',)]
    """
    wanted = set(parts)
    for key, value in below(model):
        if key in wanted:
            yield from _leaves((key,), value)


def _leaves(path: Path, value: object) -> Iterator[Path]:
    if _is_figure(value) or (isinstance(value, tuple) and any(_is_figure(inner) for inner in value)):
        yield path
    else:
        for key, inner in below(value):
            yield from _leaves((*path, key), inner)


def _is_figure(value: object) -> bool:
    return isinstance(value, VALUE_TYPES) or (isinstance(value, (int, float)) and not isinstance(value, bool))


def below(value: object) -> Iterable[tuple[Hashable, object]]:
    """What stands below a node: stated fields by the names that files use, keys, or positions."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields.items()
        return [(one.alias or name, getattr(value, name)) for name, one in fields if name in value.model_fields_set]
    if isinstance(value, Mapping):
        return value.items()
    return enumerate(value) if isinstance(value, tuple) else ()


def instrument_figures(instrument: Instrument) -> list[Path]:
    """Every figure of an instrument that must have a source.

    Parameters
    ----------
    instrument : of a plan

    Returns
    -------
    Paths from the instrument.
    """
    wholes: list[Path] = [(key,) for key, _ in below(instrument) if key in WHOLES]
    return [*figures(instrument, PARTS), *wholes]


def instrument_sources(instrument: Instrument) -> Iterator[Finding]:
    """Figures without a source, and sources of figures that are not there.

    Parameters
    ----------
    instrument : with the plan's defaults filled in

    Yields
    ------
    Mistakes, at paths from the instrument.
    """
    stated = instrument_figures(instrument)
    yield from _uncovered(stated, instrument.sources)
    names = stated_paths(instrument)
    for key in instrument.sources:
        if key not in names:
            near = nearest(key, names) or ""
            message = tell("error.value.nothing_this_instrument_states", name=key)
            yield Finding(("sources", key), message, tell("error.value.dotted_path_figure_or"), near, on_key=True)


def stated_paths(instrument: Instrument) -> set[str]:
    """Dotted paths of everything an instrument states."""
    return set(_dotted("", instrument.to_data()))


def _dotted(above: str, data: Mapping[str, object]) -> Iterator[str]:
    for key, value in data.items():
        path = f"{above}.{key}" if above else str(key)
        yield path
        if isinstance(value, Mapping) and path != "sources":
            yield from _dotted(path, value)


def frame_sources(frame: Frame) -> Iterator[Finding]:
    """A finding for each figure of ``plan.yaml`` without a source.

    Parameters
    ----------
    frame : of a plan

    Yields
    ------
    Mistakes, at paths from the top of the file.
    """
    yield from _uncovered(list(figures(frame, FRAME_PARTS)), frame.sources)


def _uncovered(stated: list[Path], sources: Mapping[str, Source]) -> Iterator[Finding]:
    for path in stated:
        prefixes = [".".join(map(str, path[:n])) for n in range(1, len(path) + 1)]
        if not any(prefix in sources for prefix in prefixes):
            expected = f"an entry in 'sources' for {' or '.join(reversed(prefixes))}"
            yield Finding(path, tell("error.value.a_figure_without_source"), expected)
