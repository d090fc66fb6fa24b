"""Which figures a plan states, and whether each has a source."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping

from pydantic import BaseModel

from simulate.errors import nearest
from simulate.plan.frame import Frame
from simulate.plan.instrument import Instrument, Source
from simulate.plan.validation import Finding
from simulate.plan.values import VALUE_TYPES

Path = tuple[Hashable, ...]

PARTS = ("eligible", "award_eligible", "mechanism", "application", "award", "holders")
"""Keys of an instrument whose every number, word and distribution is a figure."""

WHOLES = ("lag", "payer", "claim", "window", "round", "round_until")
"""Keys of an instrument that are one figure each."""

FRAME_PARTS = ("sectors", "attributes", "targets")


def figures(model: BaseModel, parts: Iterable[str]) -> Iterator[Path]:
    """Paths of the figures below the keys ``parts``, by the names that files use; a list of figures is one figure."""
    for name, field in type(model).model_fields.items():
        key = field.alias or name
        if key in parts and name in model.model_fields_set:
            yield from _leaves((key,), getattr(model, name))


def _leaves(path: Path, value: object) -> Iterator[Path]:
    if isinstance(value, VALUE_TYPES) or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        yield path
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if name in value.model_fields_set:
                yield from _leaves((*path, field.alias or name), getattr(value, name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves((*path, key), inner)
    elif isinstance(value, tuple):
        if any(isinstance(inner, BaseModel) for inner in value):
            for n, inner in enumerate(value):
                yield from _leaves((*path, n), inner)
        elif any(True for inner in value for _ in _leaves((), inner)):
            yield path


def instrument_figures(instrument: Instrument) -> list[Path]:
    """Every figure of an instrument that must have a source."""
    stated = {
        field.alias or name for name, field in Instrument.model_fields.items() if name in instrument.model_fields_set
    }
    wholes: list[Path] = [(key,) for key in WHOLES if key in stated]
    return [*figures(instrument, PARTS), *wholes]


def instrument_sources(instrument: Instrument) -> Iterator[Finding]:
    """Figures without a source, and sources of figures that are not there."""
    stated = instrument_figures(instrument)
    yield from _uncovered(stated, instrument.sources)
    names = stated_paths(instrument)
    for key in instrument.sources:
        if key not in names:
            near = nearest(key, names) or ""
            message = f"'{key}' is nothing that this instrument states"
            yield Finding(("sources", key), message, "the dotted path of a figure or of a part", near, on_key=True)


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
    """Figures of ``plan.yaml`` without a source."""
    yield from _uncovered(list(figures(frame, FRAME_PARTS)), frame.sources)


def _uncovered(stated: list[Path], sources: Mapping[str, Source]) -> Iterator[Finding]:
    for path in stated:
        prefixes = [".".join(map(str, path[:n])) for n in range(1, len(path) + 1)]
        if not any(prefix in sources for prefix in prefixes):
            expected = f"an entry in 'sources' for {' or '.join(reversed(prefixes))}"
            yield Finding(path, "a figure without source", expected)
