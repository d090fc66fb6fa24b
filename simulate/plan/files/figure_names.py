"""What the figures of an instrument are called, part by part of their dotted paths."""

from __future__ import annotations

from simulate.language.catalogue import has, say


def path_words(path: str, language: str) -> str:
    """A figure's dotted path in words.

    Parameters
    ----------
    path : such as ``mechanism.quota.slots``
    language : ``zh`` or ``en``

    Returns
    -------
    The named parts in a row; empty where no part has a name.

    Examples
    --------
    >>> path_words("mechanism.quota.slots", "en")
    'recognition, quota, places'
    """
    parts = [_key(part) for part in path.split(".")]
    return say("common.path", language).join(say(key, language) for key in parts if key)


def _key(part: str) -> str | None:
    """The text of a key's short name; a number or a mechanism without one is called as it declares itself."""
    keys = (f"plan.figure.{part}", f"plan.mechanism.{part}", f"plan.column.{part}")
    return next((key for key in keys if has(key)), None)


def figure_name(path: str, language: str) -> str:
    """A figure's dotted path in words, the path behind it.

    Parameters
    ----------
    path : such as ``mechanism.quota.slots``
    language : ``zh`` or ``en``

    Returns
    -------
    Words and path; the path alone where no part has a name.

    Examples
    --------
    >>> figure_name("mechanism.quota.slots", "en")
    'recognition, quota, places (mechanism.quota.slots)'
    """
    words = path_words(path, language)
    return f"{words} ({path})" if words else path
