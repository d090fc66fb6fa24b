"""Reads a plan folder: ``plan.yaml``, ``readings.yaml``, and ``artNN_topic.yaml`` for each article."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from simulate.foundation.errors import Problem, ProblemsError, nearest
from simulate.foundation.units import describe
from simulate.language.choice import tell
from simulate.plan.fields import Model
from simulate.plan.files.checks import article_findings, frame_findings, instrument_findings
from simulate.plan.files.figures import frame_sources
from simulate.plan.files.limit_checks import limits_together
from simulate.plan.files.reading_checks import reading_findings, trial_patches
from simulate.plan.files.validation import Finding, validate
from simulate.plan.frame import Frame, ReadingsFile
from simulate.plan.instrument import Instrument, by_text
from simulate.plan.plan import Plan
from simulate.yamlfile.document import Document
from simulate.yamlfile.problems import Problems, dotted
from simulate.yamlfile.reader import read_yaml

PLANS = Path(__file__).resolve().parents[1]
"""The shipped plans stand beside the models."""

FORMAT = 1
_ARTICLE = re.compile(r"art([0-9]{2})_[a-z0-9_]+\.yaml")
_EXPECTED_FILES = "plan.yaml, readings.yaml, or one file an article, such as art09_manufacturing.yaml"


def load_plan(name: str | Path) -> Plan:
    """The plan of a folder, with every mistake of every file found at once.

    Parameters
    ----------
    name : of a plan that ships (``qingdao_2023``), or the path of a folder

    Returns
    -------
    The checked plan; sums are in yuan, shares are fractions.

    Raises
    ------
    ProblemsError
        Every mistake, each with file, line, column and what was expected; or there is no such plan.

    Examples
    --------
    >>> load_plan("qingdao_2023")
    <Plan qingdao_2023: ...>
    """
    folder = find_plan(name)
    problems = Problems()
    documents = _read(folder, problems)
    frame = _frame(documents.get("plan.yaml"), problems)
    places: dict[str, _At] = {}
    instruments = _instruments(documents, frame, places, problems)
    readings = _readings(documents.get("readings.yaml"), problems)
    if "plan.yaml" not in documents and not problems.found:
        problems.add(Problem(str(folder), 0, 0, "", tell("error.value.folder_has_no_plan"), _EXPECTED_FILES))
    if frame is None or problems.found:
        problems.raise_if_any()
    assert frame is not None
    plan = _assembled(folder.name, frame, instruments, readings)
    for one, finding in limits_together(plan.instruments):
        finding.to(places[one.id])
    for finding in article_findings(frame, plan.article_numbers()):
        finding.to(_At(documents["plan.yaml"], problems))
    if "readings.yaml" in documents:
        trial_patches(plan, documents["readings.yaml"], problems)
    problems.raise_if_any()
    return plan


def plan_from_data(data: object, file: str = "plan") -> Plan:
    """The plan that ``Plan.to_data`` wrote, checked as its files were.

    Parameters
    ----------
    data : pure data
    file : the name under which mistakes are told

    Returns
    -------
    An equal plan.

    Raises
    ------
    ProblemsError
        The data is no plan of this version.

    Examples
    --------
    >>> plan = load_plan("qingdao_2023")
    >>> plan_from_data(plan.to_data()).instrument("a09.3") == plan.instrument("a09.3")
    True
    """
    problems = Problems()

    def refuse(
        path: tuple[Hashable, ...], message: str, expected: str = "", suggestion: str = "", *, on_key: bool = False
    ) -> None:
        problems.add(Problem(file, 0, 0, dotted(path), message, expected, suggestion))

    plan = validate(Plan, data, refuse)
    if plan is not None:
        for finding in _whole_findings(plan):
            finding.to(refuse)
    problems.raise_if_any()
    assert plan is not None
    return plan


def _whole_findings(plan: Plan) -> Iterator[Finding]:
    """Every cross mistake of a plan that stands in one piece."""
    yield from (*frame_findings(plan), *frame_sources(plan), *article_findings(plan, plan.article_numbers()))
    yield from reading_findings(ReadingsFile(readings=plan.readings, sources=plan.reading_sources))
    known: set[str] = set()
    for n, one in enumerate(plan.instruments):
        for finding in instrument_findings(one, plan):
            yield replace(finding, path=("instruments", n, *finding.path))
        if one.id in known:
            yield Finding(
                ("instruments", n, "id"),
                tell("error.value.the_instrument_stands_twice", id=one.id),
                tell("error.value.each_id_once"),
            )
        known.add(one.id)


def shipped_plans() -> list[str]:
    """Names of the plans inside the package."""
    return sorted(path.parent.name for path in PLANS.glob("*/plan.yaml"))


def find_plan(name: str | Path) -> Path:
    """The folder of a plan.

    Parameters
    ----------
    name : of a plan that ships, or the path of a folder

    Returns
    -------
    The folder.

    Raises
    ------
    ProblemsError
        There is neither; the nearest shipped name is told.

    Examples
    --------
    >>> find_plan("qingdao_2023").name
    'qingdao_2023'
    """
    if str(name) in shipped_plans():
        return PLANS / str(name)
    if Path(name).is_dir():
        return Path(name)
    expected = tell("error.value.folder_or_one", shipped_plans=", ".join(shipped_plans()))
    near = nearest(str(name), shipped_plans()) or ""
    raise ProblemsError([Problem(str(name), 0, 0, "", tell("error.value.there_no_such_plan"), expected, near)])


def _read(folder: Path, problems: Problems) -> dict[str, Document]:
    """The documents of a folder by file name; what cannot be read, and files of other names, are problems."""
    documents: dict[str, Document] = {}
    for path in sorted(folder.glob("*.y*ml")):
        if path.name not in ("plan.yaml", "readings.yaml") and not _ARTICLE.fullmatch(path.name):
            near = nearest(path.name, ["plan.yaml", "readings.yaml"]) or ""
            problems.add(Problem(str(path), 0, 0, "", tell("error.value.file_no_plan_reads"), _EXPECTED_FILES, near))
            continue
        try:
            document = read_yaml(path)
        except ProblemsError as error:
            for problem in error.problems:
                problems.add(problem)
            continue
        documents[path.name] = document
        _check_format(document, problems)
    return documents


def _check_format(document: Document, problems: Problems) -> None:
    found = document.data.get("format")
    if type(found) is not int or found != FORMAT:
        message = (
            tell("error.value.format", found=describe(found))
            if "format" in document.data
            else tell("error.value.key_format_missing")
        )
        problems.at(document, ("format",), message, f"'format: {FORMAT}', which this version of simulate reads")


@dataclass(frozen=True)
class _At:
    """Refuses at a place of a document; ``keys`` leads there, ``shown`` is its name in messages."""

    document: Document
    problems: Problems
    keys: tuple[Hashable, ...] = ()
    shown: str = ""
    elsewhere: tuple[str, ...] = field(default=())

    def __call__(
        self,
        path: tuple[Hashable, ...],
        message: str,
        expected: str = "",
        suggestion: str = "",
        *,
        on_key: bool = False,
    ) -> None:
        if path and path[0] in self.elsewhere:
            return
        place = (*self.keys, *path)
        shown = ".".join(part for part in (self.shown, dotted(path)) if part)
        self.problems.at(self.document, place, message, expected, suggestion, on_key=on_key, shown=shown)


def _body(document: Document) -> dict[str, Any]:
    return {key: value for key, value in document.data.items() if key != "format"}


def _frame(document: Document | None, problems: Problems) -> Frame | None:
    if document is None:
        return None
    refuse = _At(document, problems)
    frame = validate(Frame, _body(document), refuse)
    if frame is not None:
        for finding in (*frame_findings(frame), *frame_sources(frame)):
            finding.to(refuse)
    return frame


class _Listing(Model):
    """An article file before its instruments are read."""

    instruments: list[Any]


def _instruments(
    documents: Mapping[str, Document], frame: Frame | None, places: dict[str, _At], problems: Problems
) -> dict[str, Instrument]:
    """The instruments of all articles by id; where each stands goes into ``places``."""
    found: dict[str, Instrument] = {}
    for name, document in documents.items():
        match = _ARTICLE.fullmatch(name)
        listing = validate(_Listing, _body(document), _At(document, problems)) if match else None
        for n, data in enumerate(listing.instruments if listing else ()):
            instrument = _instrument(data, frame, document, n, problems)
            if instrument is None or match is None:
                continue
            at = _At(document, problems, ("instruments", n), f"instruments.{instrument.id}")
            if instrument.id in found:
                at(("id",), f"the instrument '{instrument.id}' stands twice", "each id once")
            if instrument.article != int(match[1]):
                at(("id",), f"the instrument '{instrument.id}' in {name}", f"an id of article {int(match[1])}")
            found.setdefault(instrument.id, instrument)
            places.setdefault(instrument.id, at)
    return found


def _instrument(data: object, frame: Frame | None, document: Document, n: int, problems: Problems) -> Instrument | None:
    """One instrument, with the plan's defaults where its entry is silent."""
    name = data.get("id", n) if isinstance(data, Mapping) else n
    given = set(data) if isinstance(data, Mapping) else set()
    base = _defaults(frame)
    elsewhere = tuple(key for key in base if key not in given) if frame is None else ()
    refuse = _At(document, problems, ("instruments", n), f"instruments.{name}", elsewhere)
    if not isinstance(data, Mapping):
        refuse((), tell("error.value.came", value=describe(data)), tell("error.value.instrument_mapping_id_title"))
        return None
    sources = {key: one for key, one in base["sources"].items() if key not in given}
    own = data.get("sources", {})
    merged = {**base, **data, "sources": {**sources, **own} if isinstance(own, Mapping) else own}
    instrument = validate(Instrument, merged, refuse)
    if instrument is not None:
        for finding in instrument_findings(instrument, frame):
            finding.to(refuse)
    return instrument


def _defaults(frame: Frame | None) -> dict[str, Any]:
    """The plan's defaults as data; harmless ones where ``plan.yaml`` could not be read, so that the rest is checked."""
    if frame is None:
        stub = {key: {"rating": "assumed", "where": "?"} for key in ("window", "payer", "lag", "claim")}
        window = {"from": "1900-01-01", "to": "2200-12-31"}
        return {"window": window, "payer": {"somebody": 1}, "lag": {0: 1}, "claim": "automatic", "sources": stub}
    plain = frame.model_dump(by_alias=True, exclude_none=True)
    return {**plain["defaults"], "window": plain["window"]}


def _readings(document: Document | None, problems: Problems) -> ReadingsFile:
    if document is None:
        return ReadingsFile(readings=(), sources={})
    refuse = _At(document, problems)
    found = validate(ReadingsFile, _body(document), refuse)
    if found is None:
        return ReadingsFile(readings=(), sources={})
    for finding in reading_findings(found):
        finding.to(refuse)
    return found


def _assembled(name: str, frame: Frame, instruments: Mapping[str, Instrument], readings: ReadingsFile) -> Plan:
    parts = {key: getattr(frame, key) for key in Frame.model_fields}
    return Plan.model_construct(
        None,
        **parts,
        name=name,
        instruments=by_text(list(instruments.values())),
        readings=tuple(sorted(readings.readings, key=lambda one: one.number)),
        reading_sources=readings.sources,
    )
