"""Compare what lies on disk with what the library knows: new, changed, moved and missing files. Pure logic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from engine.ingest.discover import FoundFile
from engine.library.documents import Record


class Differences(msgspec.Struct, frozen=True):
    """`moved` pairs a document with the file it became. `missing` are known documents without a file."""

    new: tuple[FoundFile, ...]
    changed: tuple[tuple[Record, FoundFile], ...]
    moved: tuple[tuple[Record, FoundFile], ...]
    missing: tuple[Record, ...]


def compare(found: Mapping[str, FoundFile], known: Iterable[Record]) -> Differences:
    """A file is the known one when path, size and mtime agree; it moved when the same file id, size and mtime
    stand under a new name and the old name is gone."""
    records = {record.path: record for record in known}
    changed = []
    for path, record in records.items():
        file = found.get(path)
        if file is not None and _differs(record, file):
            changed.append((record, file))
    missing = {record.file.file_id: record for path, record in records.items() if path not in found}
    new, moved = [], []
    for path, file in found.items():
        if path in records:
            continue
        origin = missing.get(file.facts.file_id)
        if origin is not None and not _differs(origin, file):
            moved.append((origin, file))
            del missing[file.facts.file_id]
        else:
            new.append(file)
    gone = {record.id for record, _ in moved}
    lost = tuple(r for path, r in records.items() if path not in found and r.id not in gone)
    return Differences(tuple(new), tuple(changed), tuple(moved), lost)


def _differs(record: Record, file: FoundFile) -> bool:
    return (record.file.size, record.file.mtime_ns) != (file.facts.size, file.facts.mtime_ns)
