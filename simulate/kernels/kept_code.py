"""Compiled code kept on disk with a checksum: what is damaged is compiled again, and never run."""

from __future__ import annotations

import hashlib
import pickle
from contextlib import suppress
from pathlib import Path
from typing import Any

from numba.core.caching import IndexDataCacheFile

DIGEST_SIZE = hashlib.sha256().digest_size


class KeptCode(IndexDataCacheFile):
    """Numba's index and code of one function, each file with its checksum in front.

    Numba itself takes what it finds: an empty or truncated file ends every later run, and a changed byte is run.
    """

    def _load_index(self) -> dict[Any, str]:
        found = self._read(Path(self._index_path))
        stamp, overloads = found if found is not None else (None, {})
        return overloads if stamp == self._source_stamp else {}

    def _save_index(self, overloads: dict[Any, str]) -> None:
        self._write(self._index_path, (self._source_stamp, overloads))

    def _load_data(self, name: str) -> Any:
        found = self._read(Path(self._data_path(name)))
        if found is None:
            raise FileNotFoundError(name)  # numba compiles again
        return found

    def _save_data(self, name: str, data: Any) -> None:
        self._write(self._data_path(name), data)

    def _write(self, path: str, data: Any) -> None:
        dumped = self._dump(data)
        with self._open_for_write(path) as stream:
            stream.write(hashlib.sha256(dumped).digest() + dumped)

    def _read(self, path: Path) -> Any:
        """What was kept; None where there is nothing, or only what is damaged: that is removed."""
        body = _body(path)
        return None if body is None else pickle.loads(body)

    def is_kept(self) -> bool:
        """Whether there is code, all of it as it was written."""
        names = self._load_index().values()
        return bool(names) and all(_body(Path(self._data_path(name))) is not None for name in names)


def _body(path: Path) -> bytes | None:
    """The bytes behind a checksum that they fit; a file whose bytes do not is removed."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    digest, body = data[:DIGEST_SIZE], data[DIGEST_SIZE:]
    if hashlib.sha256(body).digest() == digest:
        return body
    with suppress(OSError):
        path.unlink()
    return None
