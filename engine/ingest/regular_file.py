"""Opens a document safely: regular files only, no links, and what is parsed is what was hashed."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from engine.errors import EngineError

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, getattr(errno, "ESTALE", errno.ENOENT)})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM})
_ODD = frozenset({errno.ELOOP, errno.EISDIR, errno.ENXIO, errno.ENODEV})


class Opened(msgspec.Struct, frozen=True):
    """A file's bytes with what the file system said of the open file. `sha256` in hexadecimal."""

    content: bytes
    sha256: str
    size: int
    mtime_ns: int
    file_id: str


def open_document(path: Path, limit_bytes: int) -> Opened:
    """The whole file. Raises EngineError: not_a_regular_file, vanished, no_permission, disk_error, too_large, empty."""
    with file_errors():
        if not stat.S_ISREG(path.lstat().st_mode):
            raise EngineError("not_a_regular_file")
        descriptor = os.open(path, _FLAGS)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise EngineError("not_a_regular_file")
            if status.st_size > limit_bytes:
                raise EngineError("too_large", bytes=status.st_size, limit_bytes=limit_bytes)
            content = _read(file.read, status.st_size, limit_bytes)
    if not content:
        raise EngineError("empty")
    return Opened(
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        mtime_ns=status.st_mtime_ns,
        file_id=f"{status.st_dev}:{status.st_ino}",
    )


@contextmanager
def file_errors() -> Iterator[None]:
    """Turns the system's refusals into document codes."""
    try:
        yield
    except OSError as error:
        raise EngineError(_code(error)) from error


def _read(read: Callable[[int], bytes | None], size: int, limit_bytes: int) -> bytes:
    """Until the end, which may have moved since the size was asked."""
    parts: list[bytes] = []
    got = 0
    while block := read(max(size - got, 65_536)):
        parts.append(block)
        got += len(block)
        if got > limit_bytes:
            raise EngineError("too_large", bytes=got, limit_bytes=limit_bytes)
    return b"".join(parts)


def _code(error: OSError) -> str:
    if error.errno in _GONE:
        return "vanished"
    if error.errno in _FORBIDDEN:
        return "no_permission"
    if error.errno in _ODD:
        return "not_a_regular_file"
    return "disk_error"
