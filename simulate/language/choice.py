"""In which language messages and help are said: ``--lang``, else ``SIMULATE_LANG``, else the locale, else English."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from itertools import pairwise

from simulate.language.catalogue import SOURCE, has, languages, say

VARIABLES = ("SIMULATE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
"""The first that is set decides; ``zh_CN.UTF-8`` asks for zh."""

_SPOKEN: ContextVar[str] = ContextVar("spoken", default=SOURCE)


def spoken() -> str:
    """The language of messages in this context: English unless ``speak`` was called."""
    return _SPOKEN.get()


def speak(language: str) -> None:
    """Say messages in this language from now on."""
    _SPOKEN.set(language)


def chosen(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """Return the language that a command line and its environment ask for; English where it has no catalogues."""
    environment = os.environ if environment is None else environment
    asked = [after for word, after in pairwise(arguments) if word == "--lang"]
    asked += [word.partition("=")[2] for word in arguments if word.startswith("--lang=")]
    asked += [environment[name] for name in VARIABLES if environment.get(name)]
    language = asked[0].replace("-", "_").partition("_")[0].partition(".")[0] if asked else SOURCE
    return language if language in languages() else SOURCE


def tell(key: str, /, **values: object) -> str:
    """Return the text of a key in the language of messages; see ``say``."""
    return say(key, spoken(), **values)


def noun(word: str) -> str:
    """Return what a message calls a thing of this kind (``error.noun.<word>``); the word itself where the catalogues have none."""
    key = f"error.noun.{word.replace(' ', '_')}"
    return tell(key) if has(key) else word
