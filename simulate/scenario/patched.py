"""The plan as a scenario has it: fixed readings first, then the scenario's patches, and a patch wins.

A sampled reading leaves the plan at its default and gives each instrument that it touches a list of variants.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from simulate.foundation.errors import ProblemsError
from simulate.foundation.files import canonical_json
from simulate.language.choice import tell
from simulate.plan.files.patches import apply_patches, apply_readings
from simulate.plan.files.unread import unread
from simulate.plan.instrument import Instrument
from simulate.plan.plan import Plan
from simulate.plan.reading import Reading
from simulate.scenario.files.cursor import Cursor
from simulate.scenario.files.schema import DEFAULT, EVERY, SAMPLED
from simulate.scenario.scenario import Variant
from simulate.yamlfile.merge import Provenance, is_value

Patch = Mapping[str, Any]
"""Dotted path below an instrument to what is put there."""


def chosen_readings(plan: Plan, asked: Mapping[str, str]) -> dict[str, str]:
    """The alternative of every reading: as asked for, as asked for every reading, or its default.

    Parameters
    ----------
    plan : with the readings
    asked : reading id, or ``*`` for all, to an alternative, ``default`` or ``sampled``

    Returns
    -------
    Reading id to an alternative or ``sampled``.

    Examples
    --------
    >>> from simulate.plan.files.load import load_plan
    >>> chosen = chosen_readings(load_plan("qingdao_2023"), {"*": "sampled", "R3": "default"})
    >>> chosen["R3"], chosen["R4"]
    ('top_up', 'sampled')
    """
    chosen = {}
    for reading in plan.readings:
        word = asked.get(reading.id, asked.get(EVERY, DEFAULT))
        chosen[reading.id] = reading.default if word == DEFAULT else word
    return chosen


@dataclass(frozen=True)
class Patcher:
    """Applies ``patches`` (by instrument id, and ``*`` for all that have the path); refuses mistakes below ``at``."""

    patches: Mapping[str, Patch]
    at: Cursor

    def apply(self, plan: Plan, when: str = "") -> Plan | None:
        """Put the patches in.

        Parameters
        ----------
        plan : stays as it is
        when : tells in messages under which readings

        Returns
        -------
        Another plan; None where a patch is refused.
        """
        patches = {one.id: self._of(one) for one in plan.instruments}
        if not any(patches.values()):
            return plan
        try:
            return apply_patches(plan, {name: patch for name, patch in patches.items() if patch}, place=self._place)
        except ProblemsError as error:
            for problem in error.problems:
                self.at.problems.add(replace(problem, message=f"{problem.message}{when}"))
            return None

    def refuse_idle(self, plan: Plan) -> None:
        """Refuse a path of ``*`` that no instrument has."""
        data = [one.to_data() for one in plan.instruments]
        for path in self.patches.get(EVERY, {}):
            if not any(_has(one, path) for one in data):
                known = sorted({found for one in data for found in _paths(one)})
                self.at.down(EVERY, path).refuse_key(tell("error.value.path_of_every_instrument"), known)

    def _of(self, instrument: Instrument) -> Patch:
        """The instrument's own patch, and of those for every instrument the ones that it has, reads and does not patch itself."""
        own, everywhere = self.patches.get(instrument.id, {}), self.patches.get(EVERY, {})
        data = instrument.to_data() if everywhere else {}
        idle = unread(instrument)
        found = {
            path: value
            for path, value in everywhere.items()
            if _has(data, path) and not _covers(own, path) and path.split(".")[0] not in idle
        }
        # Shorter paths first: a longer one changes a part of what a shorter one has put there.
        return dict(sorted({**found, **own}.items(), key=lambda one: one[0].count(".")))

    def _place(self, name: str, path: str, inner: tuple[Hashable, ...], on_key: bool) -> Provenance:
        head = name if path in self.patches.get(name, {}) or not path else EVERY
        here = self.at.down(head, *([path] if path else []), *inner)
        return here.traced.key_origin(here.path) if on_key else here.traced.origin(here.path)


def fixed_plan(plan: Plan, chosen: Mapping[str, str]) -> Plan:
    """The plan with every reading that is not sampled read as chosen.

    Parameters
    ----------
    plan : with every reading at its default
    chosen : reading id to an alternative or ``sampled``

    Returns
    -------
    Another plan.
    """
    return apply_readings(plan, {name: word for name, word in chosen.items() if word != SAMPLED})


def variants(plan: Plan, chosen: Mapping[str, str], patcher: Patcher) -> dict[str, tuple[Variant, ...]]:
    """What each choice of the sampled readings makes of every instrument they touch.

    Parameters
    ----------
    plan : with the other readings fixed
    chosen : reading id to an alternative or ``sampled``
    patcher : puts the scenario's patches on top

    Returns
    -------
    Instrument id to one variant for each combination of alternatives of the readings that touch it.
    """
    found: dict[str, tuple[Variant, ...]] = {}
    for instrument in plan.instruments:
        touching = [one for one in plan.readings_of(instrument.id) if chosen[one.id] == SAMPLED]
        if touching:
            found[instrument.id] = tuple(_variants(plan, instrument, touching, patcher))
    return found


def _variants(plan: Plan, instrument: Instrument, readings: list[Reading], patcher: Patcher) -> Iterator[Variant]:
    """One variant a combination of alternatives, the first reading turning slowest.

    Most alternatives leave most instruments alone, so that combinations with the same patches share one instrument.
    """
    alone = plan.model_copy(update={"instruments": (instrument,), "readings": _only(readings, instrument.id)})
    made: dict[str, Instrument] = {}
    for names in itertools.product(*(one.alternatives for one in readings)):
        choices = {one.id: name for one, name in zip(readings, names, strict=True)}
        key = canonical_json([one.alternatives[name].patch for one, name in zip(alone.readings, names, strict=True)])
        if key not in made:
            words = ", ".join(f"{name} is read as {choice}" for name, choice in choices.items())
            patched = patcher.apply(apply_readings(alone, choices), f" (where {words})")
            if patched is None:
                return
            made[key] = patched.instruments[0]
        yield Variant(choices, made[key])


def _only(readings: list[Reading], name: str) -> tuple[Reading, ...]:
    """The readings with nothing but their patches of one instrument."""
    return tuple(
        one.model_copy(
            update={
                "alternatives": {
                    word: alternative.model_copy(
                        update={"patch": {key: patch for key, patch in alternative.patch.items() if key == name}}
                    )
                    for word, alternative in one.alternatives.items()
                }
            }
        )
        for one in readings
    )


def _has(data: Any, path: str) -> bool:
    for part in path.split("."):
        data = data.get(part) if isinstance(data, Mapping) else None
    return data is not None


def _paths(data: Mapping[Any, Any], above: str = "") -> Iterator[str]:
    """Dotted paths of what a patch may change for every instrument."""
    for key, value in data.items():
        if key not in ("id", "title", "sources", "remark"):
            yield f"{above}{key}"
            if isinstance(value, Mapping) and not is_value(value):
                yield from _paths(value, f"{above}{key}.")


def _covers(patch: Patch, path: str) -> bool:
    return any(path == own or path.startswith(f"{own}.") for own in patch)
