"""Blocks of draws on disk: written whole or not at all, with a checksum, and read back only if they are what they
claim to be.
"""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulate.engine.inputs.layout import Results
from simulate.foundation.files import write_atomic

MAGIC = b"SIMULATE BLOCK 1\n"
Arrays = dict[str, NDArray[np.generic]]


class BlockError(ValueError):
    """A block file that is damaged, truncated or of another run; it is computed again."""


def block_path(folder: Path, first: int, last: int) -> Path:
    """Where the block of draws ``first`` to ``last - 1`` lies."""
    return folder / f"{first:09d}-{last:09d}.block"


def block_ranges(folder: Path) -> list[tuple[int, int]]:
    """Draws of all block files in a folder, by their names."""
    found = []
    for path in folder.glob("*.block"):
        first, _, last = path.stem.partition("-")
        if path.name.isascii() and first.isdigit() and last.isdigit() and int(first) < int(last):
            found.append((int(first), int(last)))
    return sorted(found)


def pack(arrays: Arrays, run_key: str, first: int, last: int) -> bytes:
    """A block as bytes: a line of JSON (run key, draws, checksum), then the compressed arrays."""
    buffer = io.BytesIO()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        head = json.dumps({"name": name, "dtype": array.dtype.str, "shape": array.shape}).encode()
        buffer.write(len(head).to_bytes(4, "little") + head + array.tobytes())
    body = zlib.compress(buffer.getvalue(), 1)
    head = json.dumps(
        {"run_key": run_key, "first": first, "last": last, "sha256": hashlib.sha256(body).hexdigest()}, sort_keys=True
    ).encode()
    return MAGIC + head + b"\n" + body


def unpack(data: bytes, run_key: str, first: int, last: int) -> Arrays:
    """The arrays of a block; raises ``BlockError`` if it is damaged, of another run or of other draws."""
    if not data.startswith(MAGIC):
        raise BlockError("not a block file")
    head, _, body = data[len(MAGIC) :].partition(b"\n")
    try:
        facts = json.loads(head)
    except ValueError as error:
        raise BlockError("its first line is damaged") from error
    if facts != facts | {"run_key": run_key, "first": first, "last": last}:
        raise BlockError("it belongs to another run")
    if hashlib.sha256(body).hexdigest() != facts.get("sha256"):
        raise BlockError("its checksum does not fit: truncated or damaged")
    return _arrays(zlib.decompress(body))  # the checksum fits: these are the bytes that we wrote


def _arrays(raw: bytes) -> Arrays:
    arrays: Arrays = {}
    place = 0
    while place < len(raw):
        size = int.from_bytes(raw[place : place + 4], "little")
        facts = json.loads(raw[place + 4 : place + 4 + size])
        place += 4 + size
        dtype, shape = np.dtype(facts["dtype"]), tuple(facts["shape"])
        count = int(np.prod(shape, dtype=np.int64))
        arrays[facts["name"]] = np.frombuffer(raw, dtype, count, place).reshape(shape)
        place += count * dtype.itemsize
    return arrays


def save_block(folder: Path, first: int, last: int, arrays: Arrays, run_key: str) -> None:
    """Write the draws ``first`` to ``last - 1`` as one file, whole or not at all."""
    write_atomic(block_path(folder, first, last), pack(arrays, run_key, first, last))


def load_block(folder: Path, first: int, last: int, run_key: str) -> Arrays:
    """A finished block; raises ``BlockError`` if it cannot be trusted."""
    path = block_path(folder, first, last)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BlockError(f"it cannot be read: {error.strerror or error}") from error
    return unpack(data, run_key, first, last)


def results_to_arrays(results: Results) -> Arrays:
    """The arrays of a block by their names, as files keep them."""
    return dict(results._asdict())
