"""Changes of a loaded plan: readings that are fixed otherwise, and patches of a scenario."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from simulate.foundation.errors import nearest
from simulate.foundation.units import whole_key
from simulate.language.choice import tell
from simulate.plan.files.checks import instrument_findings
from simulate.plan.files.figures import instrument_figures, stated_paths
from simulate.plan.files.validation import Finding, validate
from simulate.plan.instrument import Instrument
from simulate.plan.plan import Plan
from simulate.plan.reading import Patch
from simulate.yamlfile.merge import Provenance
from simulate.yamlfile.problems import Problem, Problems, dotted

Path = tuple[Hashable, ...]

Place = Callable[[str, str, Path, bool], Provenance]
"""Where a patch stands: (instrument id, dotted path of the patch, path inside its data, at the key) -> place."""


def apply_patches(
    plan: Plan, patches: Mapping[str, Mapping[str, Any]], *, where: str = "scenario", place: Place | None = None
) -> Plan:
    """The plan with some figures replaced and everything checked again.

    What stands at a dotted path is replaced whole; None takes it away. Each figure so changed is rated ``assumed``.

    Parameters
    ----------
    plan : stays as it is
    patches : instrument id to dotted path to data, written as in the YAML
    where : the source of the changed figures
    place : tells where in a file a patch stands

    Returns
    -------
    Another plan.

    Raises
    ------
    ProblemsError
        Every mistake, placed by ``place``.

    Examples
    --------
    >>> from simulate.plan.files.load import load_plan
    >>> doubled = apply_patches(load_plan("qingdao_2023"), {"a09.3": {"award.amount": "100万元"}})
    >>> doubled.instrument("a09.3").award.amount
    Known(value=1000000, money=True)
    """
    return _patched(plan, patches, {"rating": "assumed", "where": where}, False, place)


def apply_readings(plan: Plan, choices: Mapping[str, str]) -> Plan:
    """The plan as the named alternatives read it.

    The figures keep their rating: another reading is still a reading of the text.

    Parameters
    ----------
    plan : stays as it is
    choices : reading id to the name of an alternative; a reading that is not named keeps its default

    Returns
    -------
    Another plan.

    Raises
    ------
    InputError
        The plan has no such reading.
    ProblemsError
        The reading has no such alternative.

    Examples
    --------
    Both awards are paid to a platform that is promoted, and not the difference alone:

    >>> from simulate.plan.files.load import load_plan
    >>> apply_readings(load_plan("qingdao_2023"), {"R3": "both"}).instrument("a05.1").stacking.promotion
    'both'
    """
    for name, choice in choices.items():
        plan = _patched(plan, alternative_patch(plan, name, choice), _source_of(name, choice), True, None)
    return plan


def alternative_patch(plan: Plan, name: str, choice: str) -> Patch:
    """The patch of one alternative: what it changes in the instruments.

    Parameters
    ----------
    plan : with the reading
    name : id of the reading, such as ``R3``
    choice : name of the alternative

    Returns
    -------
    Instrument id to dotted path to data; empty for the default.

    Raises
    ------
    InputError
        The plan has no such reading.
    ProblemsError
        The reading has no such alternative.

    Examples
    --------
    >>> from simulate.plan.files.load import load_plan
    >>> alternative_patch(load_plan("qingdao_2023"), "R3", "both")
    {'a05.1': {'stacking.promotion': 'both'}, 'a05.2': {'stacking.promotion': 'both'}}
    """
    reading = plan.reading(name)
    if choice not in reading.alternatives:
        problems = Problems()
        expected = tell("error.value.one_of", names=", ".join(reading.alternatives))
        near = nearest(choice, reading.alternatives) or ""
        problems.add(
            Problem(
                plan.name,
                0,
                0,
                f"readings.{name}",
                tell("error.value.unknown_alternative", choice=choice),
                expected,
                near,
            )
        )
        problems.raise_if_any()
    return reading.alternatives[choice].patch


def _source_of(name: str, choice: str) -> dict[str, str]:
    return {"rating": "assumed", "where": f"{name} read as {choice}"}


def _patched(
    plan: Plan,
    patches: Mapping[str, Mapping[str, Any]],
    source: Mapping[str, str],
    keep_sources: bool,
    place: Place | None,
) -> Plan:
    problems = Problems()
    found = {one.id: one for one in plan.instruments}
    for name, patch in patches.items():
        if name in found:
            changed = patch_instrument(
                plan, found[name], patch, source, keep_sources=keep_sources, place=place, into=problems
            )
            found[name] = changed or found[name]
        else:
            at = place(name, "", (), True) if place else Provenance(plan.name, 0, 0)
            expected, near = tell("error.value.one_of", names=", ".join(found)), nearest(name, found) or ""
            words = (f"instruments.{name}", tell("error.value.unknown_instrument", name=name), expected, near)
            problems.add(Problem(at.file, at.line, at.column, *words, at.line_text))
    problems.raise_if_any()
    return plan.model_copy(update={"instruments": tuple(found.values())})


def patch_instrument(
    plan: Plan,
    instrument: Instrument,
    patch: Mapping[str, Any],
    source: Mapping[str, str],
    *,
    keep_sources: bool,
    place: Place | None,
    into: Problems,
) -> Instrument | None:
    """The instrument with a patch put in.

    Parameters
    ----------
    plan : tells the names of payers, sectors and attributes
    instrument : stays as it is
    patch : dotted path to data
    source : becomes that of every changed figure
    keep_sources : whether a figure keeps a source that covers it already
    place : tells where in a file a part of the patch stands; without it, mistakes stand at the plan
    into : takes the mistakes

    Returns
    -------
    Another instrument; None where there are mistakes.
    """
    data = instrument.to_data()

    def refuse(path: Path, message: str, expected: str = "", suggestion: str = "", *, on_key: bool = False) -> None:
        key, inner = _owner(patch, path)
        at = place(instrument.id, key, inner, on_key) if place else Provenance(plan.name, 0, 0)
        shown = f"instruments.{instrument.id}.{dotted(path)}".rstrip(".")
        into.add(Problem(at.file, at.line, at.column, shown, message, expected, suggestion, at.line_text))

    before = len(into.found)
    for key, value in patch.items():
        for finding in _put(data, key, value):
            finding.to(refuse)
    changed = validate(Instrument, data, refuse) if len(into.found) == before else None
    if changed is None:
        return None
    changed = _with_sources(changed, patch, source, keep_sources)
    for finding in instrument_findings(changed, plan):
        finding.to(refuse)
    return changed if len(into.found) == before else None


def _put(data: dict[str, Any], key: str, value: Any) -> Iterator[Finding]:
    """Put ``value`` at the dotted ``key``; mappings that are missing on the way are made."""
    if key.split(".")[0] == "id":
        yield Finding(
            ("id",),
            tell("error.value.instrument_id_cannot_changed"),
            tell("error.value.another_key_id_how"),
            on_key=True,
        )
        return
    parts: list[Hashable] = []
    target: Any = data
    for part in key.split("."):
        if not isinstance(target, dict):
            yield Finding(
                tuple(parts),
                tell("error.value.is_one_value", parts=dotted(parts)),
                tell("error.value.patch_whole", parts=dotted(parts)),
            )
            return
        name: Hashable = part if part in target else whole_key(part)
        parent, target = target, target.setdefault(name, {})
        parts.append(name)
    if value is None:
        del parent[parts[-1]]
    else:
        parent[parts[-1]] = deepcopy(value)  # another key may lead into it


def _owner(patch: Mapping[str, Any], path: Path) -> tuple[str, Path]:
    """The patch that is to blame for a problem at ``path``: the longest that leads there, or the first below it."""
    words = tuple(str(part) for part in path)
    for length in range(len(words), 0, -1):
        if ".".join(words[:length]) in patch:
            return ".".join(words[:length]), path[length:]
    below = [key for key in patch if tuple(key.split("."))[: len(words)] == words]
    return (below or list(patch))[0], ()


def _with_sources(
    instrument: Instrument, patch: Mapping[str, Any], source: Mapping[str, str], keep: bool
) -> Instrument:
    """Sources of the figures that the patch changed, and none of figures that are gone."""
    paths = [".".join(map(str, path)) for path in instrument_figures(instrument)]
    stated = stated_paths(instrument)
    sources = {key: one.model_dump(exclude_none=True) for key, one in instrument.sources.items() if key in stated}
    for path in paths:
        changed = any(path == key or path.startswith(f"{key}.") or key.startswith(f"{path}.") for key in patch)
        if changed and not (keep and instrument.source(path)):
            sources[path] = dict(source)
    return Instrument.model_validate({**instrument.to_data(), "sources": sources})
