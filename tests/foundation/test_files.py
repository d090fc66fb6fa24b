"""Files are whole or absent, hashes are equal for equal data, and a folder has one user at a time."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from simulate.foundation import files
from simulate.foundation.errors import MachineError
from simulate.foundation.files import (
    atomic_path,
    sealed_json,
    sha256_file,
    sha256_json,
    staging,
    undisturbed,
    unsealed,
    write_atomic,
)
from simulate.foundation.locking import FolderLock


def _fail_halfway(path: Path) -> None:
    with atomic_path(path) as temporary:
        assert temporary.suffix == ".nc"
        temporary.write_text("half")
        raise RuntimeError


def test_a_failed_write_leaves_what_stood_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "forecast.nc"
    write_atomic(path, "old")
    with pytest.raises(RuntimeError):
        _fail_halfway(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("write", [staging, lambda folder: atomic_path(folder / "a.nc")], ids=["folder", "file"])
def test_an_interruption_while_a_temporary_is_made_leaves_nothing(
    write: Callable[[Path], AbstractContextManager[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(make: Callable[..., Any]) -> Callable[..., Any]:
        def made(path: Any, *args: Any, **more: Any) -> None:
            make(path, *args, **more)
            if files.MARK in str(path):
                raise KeyboardInterrupt

        return made

    monkeypatch.setattr("os.mkdir", interrupted(os.mkdir))
    monkeypatch.setattr(Path, "touch", interrupted(Path.touch))
    with pytest.raises(KeyboardInterrupt), write(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_bytes_and_text_arrive_as_given(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.txt"
    write_atomic(path, "甲\r\n")
    assert path.read_bytes() == "甲\r\n".encode()
    write_atomic(path, b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff"


def test_a_written_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", "x")
    (tmp_path / "b").write_text("x")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


def test_a_place_that_cannot_be_written_is_the_machine_s_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(MachineError, match="cannot write"):
        write_atomic(tmp_path / "file" / "below", "x")
    with pytest.raises(MachineError, match="cannot read"):
        sha256_file(tmp_path / "missing")


def test_hashes_are_known_values(tmp_path: Path) -> None:
    (tmp_path / "abc").write_text("abc")
    published = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_file(tmp_path / "abc") == published


def test_a_file_is_read_once_and_again_when_it_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, reads = tmp_path / "a", []
    true = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda stream, name: reads.append(1) or true(stream, name))
    path.write_bytes(b"abc")
    first = sha256_file(path)
    assert (sha256_file(path), len(reads)) == (first, 2), "it could still change without a sign"
    monkeypatch.setattr(files, "RESTED", 0)
    assert [sha256_file(path) for _ in range(3)] == [first] * 3
    assert len(reads) == 3
    time.sleep(0.02)
    path.write_bytes(b"abd")
    assert sha256_file(path) == hashlib.sha256(b"abd").hexdigest()


def test_a_sealed_record_is_read_as_it_was_written_or_not_at_all() -> None:
    text = sealed_json({"甲": [1, 0.1, None], "b": {"c": "d"}})
    assert unsealed(text) == {"甲": [1, 0.1, None], "b": {"c": "d"}}
    for changed in (
        text.replace("0.1", "0.2"),
        text.replace('"d"', '"e"'),
        text.replace("sha256", "sha257"),
        "[]",
        "{}",
    ):
        with pytest.raises(ValueError):  # noqa: PT011  (of JSON, or ours)
            unsealed(changed)
    assert unsealed('{"a": 1}', needed=False) == {"a": 1}


def test_equal_data_has_equal_hashes_and_other_data_others() -> None:
    assert sha256_json({"a": 1, "b": [0.1, None]}) == sha256_json({"b": [0.1, None], "a": 1})
    assert sha256_json({"a": 1}) != sha256_json({"a": 1.5})
    assert sha256_json({"甲": 1}) != sha256_json({"乙": 1})
    with pytest.raises(ValueError, match="Out of range"):
        sha256_json(float("nan"))


HOLD = """
import sys, time
from pathlib import Path
from simulate.foundation.locking import FolderLock
with FolderLock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_lock_names_its_holder_and_dies_with_it(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(MachineError, match=f"in use by process {holder.pid}"), FolderLock(tmp_path):
            pass
        holder.kill()
        holder.wait()
    with FolderLock(tmp_path):
        pass


def test_a_lock_is_free_again_after_its_body(tmp_path: Path) -> None:
    for _ in range(2):
        with FolderLock(tmp_path):
            pass


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_during_a_write_is_met_after_it(number: signal.Signals) -> None:
    met, done = [], []
    before = signal.signal(number, lambda came, _: met.append((came, list(done))))
    try:
        with undisturbed():
            signal.raise_signal(number)
            assert not met
            done.append("written")
        assert met == [(number, ["written"])]
        signal.raise_signal(number)
        assert len(met) == 2, "the handler is back"
    finally:
        signal.signal(number, before)
