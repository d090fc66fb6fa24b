"""Whether readings are complete, do not contradict each other, and patch what the plan has."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from simulate.foundation.errors import nearest
from simulate.language.choice import tell
from simulate.plan.files.checks import known, sums_to_one
from simulate.plan.files.patches import patch_instrument
from simulate.plan.files.validation import Finding
from simulate.plan.frame import ReadingsFile
from simulate.plan.plan import Plan
from simulate.plan.reading import Reading
from simulate.yamlfile.document import Document
from simulate.yamlfile.merge import Provenance
from simulate.yamlfile.problems import Problems


def reading_findings(file: ReadingsFile) -> Iterator[Finding]:
    """Every mistake of the readings that shows without the instruments.

    Parameters
    ----------
    file : ``readings.yaml``, each of whose fields is right by itself

    Yields
    ------
    Mistakes, at paths from the top of the file.
    """
    ids = [one.id for one in file.readings]
    for n, reading in enumerate(file.readings):
        at = ("readings", n)
        if reading.id in ids[:n]:
            yield Finding(
                (*at, "id"),
                tell("error.value.the_reading_stands_twice", id=reading.id),
                tell("error.value.each_id_once"),
            )
        if reading.default not in reading.alternatives:
            expected = tell("error.value.one_of", names=", ".join(reading.alternatives))
            near = nearest(reading.default, reading.alternatives) or ""
            yield Finding(
                (*at, "default"), tell("error.value.unknown_alternative", choice=reading.default), expected, near
            )
        weights = [one.weight for one in reading.alternatives.values()]
        yield from sums_to_one((*at, "alternatives"), weights, f"the weights of {reading.id}")
        yield from _kind(at, reading)
    if file.readings and "weights" not in file.sources:
        yield Finding((), tell("error.value.weights_without_source"), tell("error.value.entry_ources_weights"))
    yield from _conflicts(file)


def _kind(at: tuple[Hashable, ...], reading: Reading) -> Iterator[Finding]:
    for name, one in reading.alternatives.items():
        place = (*at, "alternatives", name)
        if one.patch and (name == reading.default or reading.kind == "note"):
            what = "the default" if name == reading.default else "a note"
            yield Finding(
                (*place, "patch"),
                tell("error.value.a_patch_in", what=what),
                tell("error.value.no_patch_changes_nothing", what=what),
                on_key=True,
            )
        if not one.patch and name != reading.default and reading.kind == "switch":
            yield Finding(
                place,
                tell("error.value.the_alternative_changes_nothing", name=name),
                tell("error.value.patch_or_kind_note"),
            )
    if (reading.kind == "note") != (reading.why is not None):
        expected = tell("error.value.why_note_no_switch")
        yield Finding(at, f"a {reading.kind} {'with' if reading.why else 'without'} 'why'", expected)


def _conflicts(file: ReadingsFile) -> Iterator[Finding]:
    """Two readings that patch the same figure, or one a part of the other's."""
    taken: dict[tuple[str, str], str] = {}
    for n, reading in enumerate(file.readings):
        own: dict[tuple[str, str], str] = {}
        for name, alternative in reading.alternatives.items():
            for instrument, patch in alternative.patch.items():
                for key in patch:
                    own.setdefault((instrument, key), reading.id)
                    rival = next((other for (i, k), other in taken.items() if i == instrument and _overlap(k, key)), "")
                    if rival:
                        place = ("readings", n, "alternatives", name, "patch", instrument, key)
                        message = tell(
                            "error.value.and_both_patch", id=reading.id, rival=rival, instrument=instrument, name=key
                        )
                        yield Finding(place, message, tell("error.value.one_reading_each_figure"), on_key=True)
        taken.update(own)


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def trial_patches(plan: Plan, document: Document, problems: Problems) -> None:
    """Apply each alternative by itself; what does not fit is a problem of ``readings.yaml``.

    Parameters
    ----------
    plan : with the readings at their defaults
    document : ``readings.yaml``, which tells lines and columns
    problems : takes the mistakes
    """
    instruments = {one.id: one for one in plan.instruments}
    for n, data in enumerate(document.data["readings"]):
        reading = plan.reading(data["id"])
        for finding in known((), reading.concerns, instruments, "instrument"):
            place_of = ("readings", n, "concerns", *finding.path)
            problems.at(document, place_of, finding.message, finding.expected, finding.suggestion)
        for name, alternative in reading.alternatives.items():
            top = ("readings", n, "alternatives", name, "patch")

            def place(
                instrument: str, key: str, inner: tuple[Hashable, ...], on_key: bool, top: tuple[Hashable, ...] = top
            ) -> Provenance:
                path = (*top, instrument, key, *inner)
                line, column = document.key_position(path) if on_key else document.position(path)
                return Provenance(document.file, line, column, document.line_text(line))

            for name_of, patch in alternative.patch.items():
                if name_of not in instruments:
                    near = nearest(name_of, instruments) or ""
                    words = (
                        tell("error.value.unknown_instrument", name=name_of),
                        tell("error.value.one_of", names=", ".join(instruments)),
                        near,
                    )
                    problems.at(document, (*top, name_of), *words, on_key=True)
                    continue
                source = {"rating": "assumed", "where": f"{reading.id} read as {name}"}
                patch_instrument(
                    plan, instruments[name_of], patch, source, keep_sources=True, place=place, into=problems
                )
