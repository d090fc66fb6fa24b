"""What ships beside the code (scenarios, calibration, notebooks): where it lies, and how it is laid out in a folder.

In an installed package it lies below ``simulate/data``, in a clone beside the package; nobody else needs to know.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from simulate.foundation.errors import InputError, MachineError, Problem, ProblemsError, nearest
from simulate.foundation.files import laid_out
from simulate.language.choice import tell

FOLDERS = ("scenarios", "calibration", "notebooks")
PACKAGE = Path(__file__).resolve().parents[1]
DATA = PACKAGE / "data"
SUFFIX = ".yaml"


def shipped(folder: str) -> Path:
    """Where one of ``FOLDERS`` lies. Raises MachineError where the package was installed without it."""
    root = DATA if DATA.is_dir() else PACKAGE.parent
    if not (root / folder).is_dir():
        raise MachineError(tell("error.shipped.missing_simulate_installed_without", root=root / folder))
    return root / folder


def installed() -> bool:
    """Whether the data belongs to an installed package, which nobody should write into, rather than to a clone."""
    return DATA.is_dir()


def shipped_files() -> list[Path]:
    """Every file that ships, relative to the folder in which it is laid out."""
    found = []
    for folder in FOLDERS:
        top = shipped(folder)
        paths = sorted(path for path in top.rglob("*") if path.is_file())
        found += [Path(folder) / path.relative_to(top) for path in paths if _ships(path.relative_to(top))]
    return found


def _ships(place: Path) -> bool:
    """Nothing that editors, notebooks and Python leave behind."""
    return not any(part.startswith((".", "__")) for part in place.parts)


def lay_out(folder: Path) -> list[Path]:
    """Copy everything that ships into ``folder``, a new or an empty one: all of it or nothing.

    Returns the files, relative to ``folder``. Raises InputError where something lies there, MachineError where the
    disk refuses.
    """
    expected = tell("error.value.folder_does_not_exist")
    if folder.is_symlink() or folder.exists():
        if not folder.is_dir():
            raise InputError(tell("error.shipped.a_file", folder=folder, expected=expected))
        lying = sorted(path.name for path in folder.iterdir())
        if lying:
            more = f" and {len(lying) - 1} more" if lying[1:] else ""
            raise InputError(
                tell("error.shipped.not_empty_it_holds", folder=folder, lying=lying[0], more=more, expected=expected)
            )
    files = shipped_files()
    with laid_out(folder) as stage:
        for place in files:
            (stage / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(shipped(place.parts[0]) / Path(*place.parts[1:]), stage / place)
    return files


def shipped_scenarios() -> list[str]:
    """Names of the scenarios that ship; the baseline first, since the others start from it."""
    return _names(shipped("scenarios"))


def scenarios_here() -> list[str]:
    """Names of the scenarios in ``scenarios/`` of the folder one works in."""
    return _names(Path("scenarios"))


def _names(folder: Path) -> list[str]:
    return sorted((path.stem for path in folder.glob(f"*{SUFFIX}")), key=lambda name: (name != "baseline", name))


def scenario_file(name: Path | str) -> Path:
    """The file that ``name`` means: a path as it stands; a bare name is a file of ``scenarios/`` here, or one that ships.

    ``baseline`` is ``scenarios/baseline.yaml`` in a folder laid out by ``simulate init``, elsewhere the one of the
    package. Raises ProblemsError, with the nearest name, where a bare name means nothing.
    """
    path = Path(name)
    if len(path.parts) != 1 or path.suffix or path.is_file():
        return path
    for folder in (Path("scenarios"), shipped("scenarios")):
        if (folder / f"{path}{SUFFIX}").is_file():
            return folder / f"{path}{SUFFIX}"
    names = [*scenarios_here(), *shipped_scenarios()]
    message, expected = (
        tell("error.value.there_is_no_scenario", path=path),
        tell("error.value.file_or_one", names=", ".join(dict.fromkeys(names))),
    )
    raise ProblemsError([Problem(str(path), 0, 0, "", message, expected, nearest(str(path), names) or "")])
