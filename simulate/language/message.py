"""Texts that are said later, in the language of whoever reads them: a message of the catalogues, a name, a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from simulate.language.catalogue import SOURCE, languages, say


class Speakable(Protocol):
    """Whatever has a text in each language."""

    def in_language(self, language: str) -> str:
        """Return the text in a language."""


class Named(Protocol):
    """A dataset, or its attributes."""

    def __contains__(self, name: Any, /) -> bool:
        """Whether there is a variable of this name."""

    def __getitem__(self, name: Any, /) -> Any:
        """Return the variable of this name."""


@dataclass(frozen=True)
class Message:
    """A text of the catalogues: its key, and the values of its places, each a value or speakable itself."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        """Return the text in a language."""
        return say(self.key, language, **{name: _spoken(value, language) for name, value in self.values.items()})

    def __str__(self) -> str:
        return self.in_language(SOURCE)


@dataclass(frozen=True)
class Verbatim:
    """A text that is the same in every language, such as a name."""

    text: str

    def in_language(self, language: str) -> str:
        """Return the text."""
        return self.text


@dataclass(frozen=True)
class Listed:
    """Speakable parts, one after the other; ``separator`` is the key of what stands between two."""

    parts: Sequence[Speakable]
    separator: str = "common.comma"

    def in_language(self, language: str) -> str:
        """Return the parts in a language."""
        return say(self.separator, language).join(part.in_language(language) for part in self.parts)


@dataclass(frozen=True)
class Worded:
    """What a function says in a language."""

    words: Callable[[str], str]

    def in_language(self, language: str) -> str:
        """Return what the function says."""
        return self.words(language)


def _spoken(value: object, language: str) -> object:
    return value.in_language(language) if hasattr(value, "in_language") else value


def given(texts: Mapping[str, str], language: str) -> str:
    """Return the text that a file gives in a language; that in the source language where it gives none."""
    return texts.get(language) or texts[SOURCE]


def worded(names: Named, name: str, language: str) -> Any:
    """Return ``name_<language>`` of a dataset or its attributes; that in the source language where it was written without."""
    own = f"{name}_{language}"
    return names[own if own in names else f"{name}_{SOURCE}"]


def in_every_language(name: str, text: Speakable) -> dict[str, str]:
    """Return the text in all languages as ``name_en``, ``name_zh`` and so on, as datasets and tables hold it."""
    return {f"{name}_{language}": text.in_language(language) for language in languages()}


def in_one_line(text: Speakable, separator: str = " ") -> str:
    """Return the text in all languages, one after the other, as a heading that every reader reads."""
    return separator.join(text.in_language(language) for language in languages())
