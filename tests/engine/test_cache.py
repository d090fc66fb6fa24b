"""A compiled cache that cannot lie: another rule is another folder, and another result."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import simulate
from simulate.kernels import compiling

PACKAGE = Path(simulate.__file__).parent
SHOW = """
from simulate.kernels import compiling
from simulate.montecarlo.warm_up import is_warm
from tests.engine.cities import city, results
print(compiling.CACHE_FOLDER)
print(is_warm())
print(results(city(years=2, counts=(400, 0, 0), project_hazard=0.4).block(0, 1)).activity.sum())
"""
FOLDER = "from simulate.kernels import compiling; print(compiling.CACHE_FOLDER); print(compiling.rule_hash())"


def clone(root: Path, folder: Path) -> Path:
    """A copy of the package, its figures and the helpers of these tests."""
    for name in ("simulate", "calibration"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "tests" / "engine").mkdir(parents=True)
    for name in ("tests/__init__.py", "tests/engine/__init__.py", "tests/engine/cities.py"):
        shutil.copy(root / name, folder / name)
    return folder


def told(folder: Path, code: str, cache: Path, **environment: str) -> list[str]:
    """What a fresh Python says in a clone, with a cache of its own."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("NUMBA", "SIMULATE", "PYTHONPATH"))
    }
    variables = {**inherited, "XDG_CACHE_HOME": str(cache), **environment}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout.split()


def edit(path: Path, old: str, new: str) -> None:
    """Change a source as an economist would: in place, keeping its date."""
    stamp = path.stat()
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


def test_the_folder_is_named_by_every_rule_and_engine_source_and_by_the_generator(root: Path, tmp_path: Path) -> None:
    folder = clone(root, tmp_path / "clone")
    first = told(folder, FOLDER, tmp_path / "cache")
    assert told(folder, FOLDER, tmp_path / "cache") == first
    audit = told(folder, FOLDER, tmp_path / "cache", SIMULATE_GENERATOR="philox4x32")
    edit(folder / "simulate" / "behaviour" / "award_value.py", "(20.0 * prior + winners)", "(21.0 * prior + winners)")
    other = told(folder, FOLDER, tmp_path / "cache")
    for place in (0, 1):
        assert len({first[place], audit[place], other[place]}) == 3
    plain = told(folder, FOLDER, tmp_path / "cache", **{compiling.PLAIN_VARIABLE: "1"})
    assert (plain[0] != other[0], plain[1]) == (True, other[1]), "another way to compile is the same run"
    sampling = folder / "simulate" / "scenario" / "sampling.py"
    sampling.write_text(sampling.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    sampled = told(folder, FOLDER, tmp_path / "cache")
    assert sampled[0] == other[0], "what is not compiled needs no new cache"
    assert sampled[1] != other[1], "another way to sample is another run"
    other = sampled
    report = folder / "simulate" / "foundation" / "units.py"
    report.write_text(report.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert told(folder, FOLDER, tmp_path / "cache") == other, "what changes no number changes no cache"


def is_compiled(path: Path) -> bool:
    """Whether a source has functions that are compiled."""
    text = path.read_text(encoding="utf-8")
    return any(mark in text for mark in ("@rule", "@kernel", "@inner_kernel", "njit"))


def test_every_compiled_module_is_hashed() -> None:
    hashed = {path.resolve() for path in compiling.source_files(compiling.UNCOMPILED)}
    for path in PACKAGE.rglob("*.py"):
        if is_compiled(path):
            assert path.resolve() in hashed, f"{path.name} is compiled but not part of the cache's name"


def test_every_module_that_a_kernel_reads_is_hashed() -> None:
    """Constants are compiled into kernels: a module they are imported from must be part of the name, too."""
    hashed = {path.resolve() for path in compiling.source_files(compiling.UNCOMPILED)}
    for path in filter(is_compiled, hashed):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(
                tuple(f"from simulate.{room}." for room in ("engine", "behaviour", "kernels", "randomness"))
            ):
                read, names = (
                    PACKAGE.parent / line.split()[1].replace(".", "/"),
                    line.partition(" import ")[2].split(", "),
                )
                modules = [read / name for name in names] if read.is_dir() else [read]
                for module in modules:
                    assert module.with_suffix(".py").resolve() in hashed, f"{path.name} reads {module}"


def test_processes_write_into_files_of_their_own(root: Path, tmp_path: Path) -> None:
    """Two that compile one function for arguments of different types at the same time may give both the same number."""
    code = "from simulate.randomness.uniforms import uniform; print(uniform._cache._cache_file._data_name(1))"
    first, second = (told(root, code, tmp_path / "cache") for _ in range(2))
    assert first != second


def test_where_nothing_can_be_kept_no_code_is_left_behind(root: Path, tmp_path: Path) -> None:
    """Numba would leave it beside the sources, where a rule that another file inlines outlives its edit."""
    folder = clone(root, tmp_path / "clone")
    (tmp_path / "file").touch()
    code = """
from simulate.kernels.compiling import CACHE_FOLDER, KEPT
from simulate.randomness.uniforms import mix
mix(1)
print(CACHE_FOLDER, KEPT, len(list(CACHE_FOLDER.rglob("*.nbc"))) > 0)
"""
    where, kept, compiled = told(folder, code, tmp_path / "file")
    assert (kept, compiled) == ("False", "True")
    assert not Path(where).exists()
    assert not list(folder.rglob("*.nbc"))


@pytest.mark.slow
def test_an_edited_rule_gives_another_result_and_the_old_rule_the_old_one(root: Path, tmp_path: Path) -> None:
    folder = clone(root, tmp_path / "clone")
    cache, rule = tmp_path / "cache", folder / "simulate" / "behaviour" / "project.py"
    cold = told(folder, SHOW, cache)
    warm = told(folder, SHOW, cache)
    assert (cold[1], warm[1]) == ("False", "True")
    assert (cold[0], cold[2]) == (warm[0], warm[2])
    original = "    return project_hazard + peer_effect * share"
    edit(rule, original, original.replace("project_hazard +", "2.0 * project_hazard +"))
    edited = told(folder, SHOW, cache)
    assert edited[0] != cold[0]
    assert edited[1] == "False"
    assert int(edited[2]) > 1.2 * int(cold[2]), "the rule that kernels of other files inline has changed"
    edit(rule, original.replace("project_hazard +", "2.0 * project_hazard +"), original)
    assert told(folder, SHOW, cache) == warm
