"""``run.json``: what a run folder is the run of, and the hash of every file that the run has made, its own included."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from simulate.foundation.errors import InputError
from simulate.foundation.files import sealed_json, sha256_file, unsealed, write_atomic
from simulate.foundation.locking import FolderLock
from simulate.foundation.progress import notice
from simulate.foundation.switching import SWITCH, finish, is_inside
from simulate.language.choice import tell
from simulate.scenario.attachments import ATTACHED, attached_names
from simulate.yamlfile.source import refuse_kind

FORECAST, RECORD, BLOCKS, LOG = "forecast.nc", "run.json", "blocks", "run.log"
TABLES, CHARTS, ANALYSIS = "tables", "charts", "analysis"
WORKBOOK, PAGE, MEMOS = "budget.xlsx", "report.html", {"zh": "memo.zh.md", "en": "memo.en.md"}
FILES = (FORECAST, RECORD, *ATTACHED, WORKBOOK, PAGE, *MEMOS.values())
"""Files that a run may write at the top of its folder."""

FOLDERS = {TABLES: (".csv",), CHARTS: (".png", ".svg"), ANALYSIS: (".nc",)}
"""Folders of further files, with the ends of their names."""

FORMAT, UNSEALED = 2, 1
"""The format that is written, and an earlier one that has no hash of its own content."""

KEYS: dict[str, type | tuple[type, ...]] = {
    "run_key": str, "rule_hash": str, "generator": str, "seed": int, "draws": int, "scenario": dict, "files": dict,
}  # fmt: skip


def is_place(name: str) -> bool:
    """Whether a run may write a file of this name."""
    folder, _, rest = name.partition("/")
    return name in FILES or (folder in FOLDERS and "/" not in rest and rest.endswith(FOLDERS[folder]))


def is_report(name: str) -> bool:
    """Whether a file of a run folder is made from the forecast alone: tables, workbook, page, memos and charts."""
    return name in (WORKBOOK, PAGE, *MEMOS.values()) or name.startswith((f"{TABLES}/", f"{CHARTS}/"))


def save_record(folder: Path, record: Mapping[str, Any]) -> None:
    """Write ``run.json`` with the hash of its own content."""
    write_atomic(folder / RECORD, sealed_json(record))


def read_record(folder: Path) -> dict[str, Any]:
    """``run.json`` of a run folder, after what an interrupted run has left half-way was finished.

    Raises InputError where it is missing, of another format, or not as it was written; MachineError where a folder
    that was left half-way is in use or cannot be written.
    """
    settle(folder)
    path = folder / RECORD
    try:
        refuse_kind(path, str(path))
        text = path.read_text(encoding="utf-8")
        version = json.loads(text).get("format")
        record = unsealed(text, needed=version != UNSEALED)
    except FileNotFoundError as error:
        raise InputError(tell("error.record.no_folder_imulate_run", folder=folder, record=RECORD)) from error
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise InputError(tell("error.record.damaged_or_changed_hand", path=path, error=error)) from error
    if version not in (FORMAT, UNSEALED):
        raise InputError(
            tell("error.record.format_this_version_reads", path=path, version=version, unsealed=UNSEALED, format=FORMAT)
        )
    if not _is_whole(record):
        raise InputError(tell("error.record.not_record_imulate_run", path=path))
    if version == UNSEALED:
        notice(
            f"{path}: of an earlier version and without a hash of its own: a change made to it by hand does not show"
        )
    return record


def _is_whole(record: Mapping[str, Any]) -> bool:
    """Whether a record has all that is read from it."""
    if not all(isinstance(record.get(key), kind) for key, kind in KEYS.items()):
        return False
    origin = record["scenario"].get("origin")
    if not isinstance(origin, dict) or not isinstance(origin.get("written"), dict):
        return False
    return all(isinstance(digest, str) and is_inside(name) for name, digest in record["files"].items())


def settle(folder: Path) -> None:
    """Finish what an interrupted run has left half-way, and say so."""
    if (folder / SWITCH).exists():
        with FolderLock(folder):
            finish_and_say(folder)


def finish_and_say(folder: Path) -> None:
    """The same in a folder that the caller holds."""
    if (folder / SWITCH).exists():
        finish(folder)
        notice(f"{folder}: a run that was killed while its files took their places has been finished")


def made(record: Mapping[str, Any] | None) -> dict[str, str]:
    """Hashes of the files that the run of a record has made, by name.

    Records of an earlier version list whatever stood in the folder, the user's files, too.
    """
    if record is None:
        return {}
    foreign = set(ATTACHED) - set(attached_names(record["scenario"]["origin"]))
    return {name: digest for name, digest in record["files"].items() if is_place(name) and name not in foreign}


def check_files(folder: Path, record: Mapping[str, Any], names: Iterable[str], again: str = "run the scenario") -> None:
    """Raise InputError unless the files ``names`` are, to the byte, those that the record vouches for.

    ``again``: what makes them anew.
    """
    for name in names:
        path, digest = folder / name, record["files"].get(name)
        if not path.exists():
            raise InputError(tell("error.record.no_in_it_again", folder=folder, name=name, again=again))
        if digest is None:
            raise InputError(tell("error.record.no_file_this_run", path=path, again=again))
        if sha256_file(path) != digest:
            raise InputError(tell("error.record.damaged_since_run_remove", path=path, again=again))
