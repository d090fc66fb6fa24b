"""Files and plan folders that a scenario refers to: found from the file that states them, and hashed."""

from __future__ import annotations

from pathlib import Path

from simulate.foundation.errors import nearest
from simulate.foundation.files import sha256_file
from simulate.language.choice import tell
from simulate.plan.files.load import load_plan, shipped_plans
from simulate.plan.plan import Plan
from simulate.scenario.files.chain import beside, is_file, is_folder, refuse_missing
from simulate.scenario.files.cursor import Cursor
from simulate.scenario.files.overrides import REPLACE, SET
from simulate.scenario.scenario import Attached
from simulate.yamlfile.reader import check_relative


def attached(at: Cursor, reference: str | None, own: Path) -> Attached | None:
    """The file that a reference means, with its hash.

    Parameters
    ----------
    at : where it stands
    reference : a relative path, or None
    own : the scenario's file, beside which a reference from outside is looked for

    Returns
    -------
    Path and SHA-256; None without a reference, and where the file is refused as missing.
    """
    if reference is None:
        return None
    path = beside(_stating(at, own), reference)
    if is_file(path):
        return Attached(path, sha256_file(path))
    refuse_missing(at, path)
    return None


def named_plan(at: Cursor, own: Path) -> Plan | None:
    """The plan that a scenario names: one that ships, or a folder relative to the file that states it.

    Parameters
    ----------
    at : the name
    own : the scenario's file

    Returns
    -------
    The plan; None where the name is refused.

    Raises
    ------
    ProblemsError
        The mistakes of the plan's own files.
    """
    name = at.value
    if not isinstance(name, str) or not name.strip():
        at.refuse_value(tell("error.value.name_plan_or_folder"))
        return None
    if name in shipped_plans():
        return load_plan(name)
    expected = tell("error.value.one_or_folder_relative", shipped_plans=", ".join(shipped_plans()))
    if wrong := check_relative(name):
        at.refuse(wrong, expected)
        return None
    folder = beside(_stating(at, own), name)
    if is_file(folder / "plan.yaml"):
        return load_plan(folder)
    if is_folder(folder):
        at.refuse(tell("error.value.named_folder_has_no_plan", name=name), expected)
    else:
        at.refuse(tell("error.value.there_is_no_plan", name=name), expected, nearest(name, shipped_plans()))
    return None


def _stating(at: Cursor, own: Path) -> Path:
    """The file that states the reference; what is set from outside counts as stated in the scenario's own file."""
    file = at.traced.origin(at.path).file
    return own if file in (SET, REPLACE, "") else Path(file)
