"""Numba settings, and a compiled cache that cannot lie.

Numba's own cache looks only at the file that defines a cached function, so an edited rule that is inlined into a kernel
of another file would silently go on running in its old form.  Here the cache lives in a folder that is named by the
hash of every rule and engine source, the versions of numba and of Python, the generator and the way of compiling in use:
another rule is another folder.  And processes that compile at the same time never write into one file: numba numbers the files of a
function, and two processes may give one number to code for arguments of different types.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import platform
import shutil
import sys
import sysconfig
import tempfile
import uuid
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])

PACKAGE = Path(__file__).resolve().parents[1]
SAMPLERS = ("foundation/years.py", "scenario/sampling.py", "scenario/posterior.py")
"""Outside the rooms of rules and engines, these make the values and firms that a draw starts from."""
NUMBERED = ("plan/award.py", "plan/columns.py", "plan/instrument.py", "plan/mechanism.py")
"""What a plan declares: its order gives the numbers by which kernels find a column and tell mechanisms apart."""
SOURCES = ("behaviour", "engine", "kernels", "randomness", *SAMPLERS, *NUMBERED)
UNCOMPILED = (
    *SAMPLERS, "randomness/distributions.py", "randomness/marginals.py", "randomness/special.py", "randomness/unbounded.py", "engine/inputs/firms.py",
    "engine/inputs/translate.py", "engine/agents/",
)  # fmt: skip
"""Nothing in these is compiled, and no kernel reads a constant of theirs."""
GENERATOR_VARIABLE = "SIMULATE_GENERATOR"
PLAIN_VARIABLE = "SIMULATE_PLAIN_NUMBA"
"""Set to 1, everything is compiled by numba's public interface alone: the same numbers, and the first run takes twice as
long.  It is the way out where another version of numba is not what ``inner_kernels.py`` takes it for, and what that file
is tested against.
"""
PLAIN = os.environ.get(PLAIN_VARIABLE, "") not in ("", "0")
PROCESS = uuid.uuid4().hex


def generator_name() -> str:
    """The generator of this process: ``squares64``, or ``philox4x32`` where the audit switch asks for it."""
    name = os.environ.get(GENERATOR_VARIABLE, "squares64")
    if name not in ("squares64", "philox4x32"):
        raise ValueError(f"{GENERATOR_VARIABLE}={name!r}: expected squares64 or philox4x32")
    return name


def source_files(without: tuple[str, ...] = ()) -> list[Path]:
    """Every source that can change a number: rules, engines, generator, samplers."""
    files: list[Path] = []
    for name in SOURCES:
        path = PACKAGE / name
        files.extend(sorted(path.rglob("*.py")) if path.is_dir() else [path])
    return [path for path in files if not path.relative_to(PACKAGE).as_posix().startswith(without)]


def rule_hash(without: tuple[str, ...] = ()) -> str:
    """SHA-256 over the sources of every number and the generator: part of every run key."""
    digest = hashlib.sha256(generator_name().encode())
    for path in source_files(without):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


ROOT_VARIABLE, USUAL_ROOT = (
    ("LOCALAPPDATA", "AppData/Local") if sys.platform == "win32" else ("XDG_CACHE_HOME", ".cache")
)


def cache_root() -> Path:
    """The user's cache folder, by the platform's custom."""
    return Path(os.environ.get(ROOT_VARIABLE) or Path.home() / USUAL_ROOT) / "simulate"


def cache_folder() -> Path:
    """The folder of compiled code for exactly these sources, this numba, this Python."""
    name = hashlib.sha256()
    mode = "plain" if PLAIN else "inner kernels"
    platforms = platform.machine(), sysconfig.get_platform()
    for fact in (rule_hash(UNCOMPILED), mode, version("numba"), sys.version, *platforms):
        name.update(fact.encode())
    return cache_root() / "compiled" / name.hexdigest()[:24]


def can_keep(folder: Path) -> bool:
    """Whether files can be written in a folder, which is made where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def use_passing_folder() -> Path:
    """A folder that ends with this process and serves its children.

    Numba would turn to the folders of the sources, where an old rule can outlive its edit.
    """
    root = tempfile.mkdtemp(prefix="simulate-")
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    os.environ[ROOT_VARIABLE] = root
    return cache_folder()


LASTING_FOLDER = cache_folder()
KEPT = can_keep(LASTING_FOLDER)
"""Whether what is compiled serves later runs, too."""
CACHE_FOLDER = LASTING_FOLDER if KEPT else use_passing_folder()
os.environ["NUMBA_CACHE_DIR"] = str(CACHE_FOLDER)

import numba  # noqa: E402  (the cache folder has to stand before numba is imported)

setattr(numba.config, "CACHE_DIR", str(CACHE_FOLDER))  # noqa: B010  (numba's settings are not known to type checkers)


def is_cached(function: Callable[..., Any]) -> bool:
    """True if an earlier run has left machine code of this kernel or rule for exactly these sources."""
    compiled: Any = function
    kept: KeptCode = compiled._cache._cache_file
    return kept.is_kept()


from simulate.kernels.inner_kernels import InnerKernelCompiler  # noqa: E402
from simulate.kernels.kept_code import KeptCode  # noqa: E402  (they import numba, too)


def _compiled(function: Function, **options: object) -> Function:
    """``function`` compiled on first call: IEEE arithmetic (no fast-math)."""
    njit: Any = numba.njit
    compiled: Function = njit(error_model="numpy", **options)(function)
    return compiled


def _cached(function: Function, **options: object) -> Function:
    """``function`` compiled on first call and kept on disk, in files of this process's own."""
    compiled: Any = _compiled(function, cache=True, **options)
    usual = compiled._cache._cache_file
    files = KeptCode(usual._cache_path, Path(usual._index_name).stem, usual._source_stamp)
    files._data_name_pattern = f"{Path(files._index_name).stem}.{PROCESS}.{{number:d}}.nbc"
    compiled._cache._cache_file = files
    return cast(Function, compiled)


def rule(function: Function) -> Function:
    """A scalar rule: inlined into every kernel, callable from Python.

    For kernels it is an inner kernel; what Python calls is compiled when Python calls it first.
    """
    compiled: Any = _cached(function, forceinline=True)
    if not PLAIN:
        inlined: Any = _inner(function, forceinline=True)
        compiled.get_call_template, compiled.get_overload = inlined.get_call_template, inlined.get_overload
    return cast(Function, compiled)


def kernel(function: Function) -> Function:
    """A loop over firms or draws: releases the interpreter's lock, so that threads run it side by side."""
    return _cached(function, nogil=True)


def inner_kernel(function: Function) -> Function:
    """A phase of a kernel: called by compiled code only, never from Python; allocates nothing.

    It is kept on disk as a part of its kernels alone, without a wrapper for Python and without reference counts.
    """
    return _compiled(function, nogil=True) if PLAIN else _inner(function, nogil=True)


def _inner(function: Function, **options: object) -> Function:
    """Compiled once for all whole numbers: numba would compile it anew for every constant it is given."""
    inner: Any = _compiled(
        function,
        pipeline_class=InnerKernelCompiler,
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        _nrt=False,
        **options,
    )
    for_types = inner.get_call_template
    inner.get_call_template = lambda types, names: for_types(tuple(map(numba.types.unliteral, types)), names)
    return cast(Function, inner)
