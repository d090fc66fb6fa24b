"""Compiled code that was damaged on the disk is compiled again, and never run."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulate.kernels.kept_code import KeptCode
from tests.engine.test_cache import told

MIX = "from simulate.randomness.uniforms import mix; print(mix(1), mix.stats.cache_hits.total(), mix.stats.cache_misses.total())"
DAMAGES = {
    "empty": lambda body: b"",
    "truncated": lambda body: body[: len(body) // 2],
    "zeroed": lambda body: bytes(len(body)),
    "one bit": lambda body: body[:-9] + bytes([body[-9] ^ 4]) + body[-8:],
    "another file": lambda body: b"mine",
}


def kept(folder: Path) -> KeptCode:
    return KeptCode(str(folder), "rule-1", ("stamp", 7))


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("end", ["nbi", "nbc"])
def test_a_damaged_file_is_removed_and_its_code_kept_anew(tmp_path, damage, end):
    kept(tmp_path).save("int64", ("code", b"1234567890"))
    assert kept(tmp_path).is_kept()
    assert kept(tmp_path).load("int64") == ("code", b"1234567890")
    (path,) = tmp_path.glob(f"*.{end}")
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert not kept(tmp_path).is_kept()
    assert kept(tmp_path).load("int64") is None
    assert not path.exists()
    kept(tmp_path).save("int64", "again")
    assert kept(tmp_path).load("int64") == "again"


def test_no_flipped_byte_is_run(tmp_path):
    kept(tmp_path).save("int64", ("code", b"1234567890"))
    for path in tmp_path.iterdir():
        body = path.read_bytes()
        for place in range(len(body)):
            path.write_bytes(body[:place] + bytes([body[place] ^ 16]) + body[place + 1 :])
            assert kept(tmp_path).load("int64") is None
        path.write_bytes(body)
    assert kept(tmp_path).load("int64") == ("code", b"1234567890")


def test_code_of_other_sources_is_not_taken(tmp_path):
    kept(tmp_path).save("int64", "code")
    assert KeptCode(str(tmp_path), "rule-1", ("stamp", 8)).load("int64") is None


@pytest.mark.parametrize("end", ["nbi", pytest.param("nbc", marks=pytest.mark.slow)])
def test_a_run_compiles_again(root, tmp_path, end):
    first = told(root, MIX, tmp_path)
    files = list(tmp_path.rglob(f"*.{end}"))
    assert files
    for path in files:
        path.write_bytes(b"")
    again = told(root, MIX, tmp_path)
    assert again == first
    assert again[1:] == ["0", "1"], "not from the damaged file"
    assert told(root, MIX, tmp_path) == [first[0], "1", "0"]
