"""Looks through a zip-based document before any library opens it: bombs, unsafe names, document types in its XML."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from engine.errors import EngineError

MOST_ENTRIES = 10_000
MOST_BYTES = 512 * 1024 * 1024
MOST_RATIO = 200
RATIO_MATTERS_BYTES = 8 * 1024 * 1024
"""Small parts of nothing but repetitions pack better than 200 to 1 in ordinary documents."""

_XML_SUFFIXES = (".xml", ".rels", ".vml")
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_BLOCK = 1 << 20


def check_archive(content: bytes) -> None:
    """Raises EngineError: archive_bomb, unsafe_archive, encrypted, damaged."""
    with opened_archive(content) as archive:
        entries = archive.infolist()
        _check_sizes(entries)
        _check_names(entries)
        for entry in entries:
            if entry.flag_bits & 1:
                raise EngineError("encrypted")
            if entry.filename.lower().endswith(_XML_SUFFIXES):
                _check_xml(archive, entry)


@contextmanager
def opened_archive(content: bytes) -> Iterator[zipfile.ZipFile]:
    """The zip file; what zipfile cannot digest becomes EngineError(damaged)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except EngineError:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, ValueError, KeyError) as error:
        raise EngineError("damaged", reader="zip") from error
    except Exception as error:
        if type(error).__module__ in ("zlib", "lzma", "struct", "_lzma"):
            raise EngineError("damaged", reader="zip") from error
        raise


def entry_names(content: bytes) -> list[str]:
    """Names of the entries, empty where the bytes are no readable zip file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return []


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise EngineError("archive_bomb", limit=MOST_ENTRIES)
    total = sum(entry.file_size for entry in entries)
    if total > MOST_BYTES:
        raise EngineError("archive_bomb", limit=MOST_BYTES)
    packed = sum(entry.compress_size for entry in entries)
    if total > RATIO_MATTERS_BYTES and total > MOST_RATIO * max(packed, 1):
        raise EngineError("archive_bomb", limit=MOST_RATIO)
    for entry in entries:
        if entry.file_size > RATIO_MATTERS_BYTES and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise EngineError("archive_bomb", limit=MOST_RATIO)


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        parts = name.split("/")
        if name.startswith("/") or ".." in parts or (len(parts[0]) == 2 and parts[0].endswith(":")) or "\x00" in name:
            raise EngineError("unsafe_archive", reason="name")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise EngineError("unsafe_archive", reason="link")
        if name in seen:
            raise EngineError("unsafe_archive", reason="duplicate")
        seen.add(name)


def _check_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Office formats forbid document types; an external entity would make the text after it vanish silently."""
    tail = b""
    with archive.open(entry) as part:
        while block := part.read(_BLOCK):
            window = tail + block
            if any(mark in window for mark in _DOCTYPES):
                raise EngineError("unsafe_archive", reason="doctype")
            tail = window[-32:]
