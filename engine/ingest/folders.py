"""What the index thread does with folders: list, compare with the disk, move, hold deletions, skip, forget."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from engine.errors import EngineError
from engine.ingest.discover import FoundFile, device_of, facts_of, list_files
from engine.ingest.readers.route import SUPPORTED_SUFFIXES
from engine.ingest.reconcile import compare
from engine.ingest.storing import ReadDocument
from engine.ingest.watch import Watcher
from engine.library.documents import Record
from engine.library.library import Library
from engine.protocol import DocumentChanged, DocumentMoved, DocumentRemoved, Emit, FolderChanged, FolderRemoved, Noticed
from engine.values import Embedding, Folder, Skipped, Waiting

HOLD_SECONDS = 0.7
"""A file that vanished may be on its way to another name: it leaves the library only after this time."""
RECONCILE_SECONDS = 3600.0


class Enqueue(Protocol):
    def __call__(self, record: Record, first: bool = False) -> None: ...


class Folders:
    """Every method runs on the index thread, except `quote`, `flush` and `close`."""

    def __init__(
        self, library: Library, emit: Emit, enqueue: Enqueue, later: Callable[[Callable[[], None]], None]
    ) -> None:
        self._library, self._emit, self._enqueue = library, emit, enqueue
        self._roots: dict[str, int] = {}
        self._away: set[str] = set()
        self._held: dict[str, float] = {}
        self._reconciled = time.monotonic()
        self._limit_told = False
        self._watcher = Watcher(lambda paths: later(lambda: self.compare(*paths)), self._limited)

    # -- asked by the user

    def start(self) -> None:
        for folder, device in self._library.documents.folders():
            self._roots[folder.path] = device
            self._watcher.add(folder.path)
            self.compare(folder.path)

    def add(self, path: str) -> None:
        """Raises EngineError: no_such_folder, folder_inside_library."""
        root = Path(path)
        device = device_of(root)
        if device is None or not (root.is_dir() or facts_of(root)):
            raise EngineError("no_such_folder", path=path)
        if self._library.folder == root or self._library.folder in root.parents:
            raise EngineError("folder_inside_library", path=path)
        if self._root_of(path) is not None:
            self.compare(path, first=True)
            return
        self._library.documents.put_folder(path, device, 0)
        for inner in [known for known in self._roots if _is_below(known, path)]:
            self._drop_root(inner)
            self._library.documents.set_folder(inner, path)
        self._roots[path] = device
        self._watcher.add(path)
        self.compare(path)

    def remove(self, path: str) -> None:
        """The folder's documents leave the library with every trace of their text.

        Raises EngineError(no_such_folder).
        """
        if path not in self._roots:
            raise EngineError("no_such_folder", path=path)
        records = self._library.documents.in_folder(path)
        self._drop_root(path)
        self._erase(records)
        self._library.documents.remove([record.id for record in records])
        self._library.documents.compact()
        for record in records:
            self._emit(DocumentRemoved(id=0, path=record.path))

    def retry(self, path: str) -> None:
        """Raises EngineError(no_such_document)."""
        record = self._record(path)
        changed = self._library.documents.set_state(record.id, Waiting())
        if changed:
            self._library.documents.distrust(record.id)
            self._show(changed)
            self._enqueue(changed, first=True)

    def forget(self, path: str) -> None:
        """Raises EngineError(no_such_document)."""
        record = self._record(path)
        self._erase([record])
        changed = self._library.documents.drop_text(record.id, Skipped("forgotten"))
        self._library.documents.compact()
        if changed:
            self._show(changed)

    def reconcile(self) -> None:
        """Compare every folder with the disk now."""
        self._reconciled = time.monotonic()
        self.compare(*self._roots)

    def quote(self, path: str, seconds_for: Callable[[int, int], float]) -> tuple[int, int, int, float]:
        """Documents, bytes, excluded and seconds of a folder that is not watched yet. From any thread."""
        root = Path(path)
        if device_of(root) is None:
            raise EngineError("no_such_folder", path=path)
        listing = list_files(root, root, self._library.folder)
        wanted = [file for file in listing.files.values() if _is_supported(file.path)]
        size = sum(file.facts.size for file in wanted)
        excluded = listing.excluded + len(listing.files) - len(wanted)
        return len(wanted), size, excluded, seconds_for(size, 0)

    def flush(self) -> set[str]:
        """Paths that still wait for quiet; a question wants them compared now. From any thread."""
        return self._watcher.flush()

    def close(self) -> None:
        self._watcher.close()

    # -- what the disk says

    def compare(self, *paths: str, first: bool = False) -> None:
        """Bring what is known of the paths (a root, folders or files below one) in line with the disk.

        Both names of a move belong in one call; a name that vanished a moment ago is still held for that.
        """
        for root in self._roots:
            inside = [path for path in _topmost(set(paths)) if path == root or _is_below(path, root)]
            if inside and not self._is_away(root):
                self._compare(root, inside, first)

    def _compare(self, root: str, paths: list[str], first: bool) -> None:
        files: dict[str, FoundFile] = {}
        known = {path: record for path in self._held if (record := self._library.documents.get(path))}
        excluded = 0
        for path in paths:
            listing = list_files(Path(root), Path(path), self._library.folder)
            files.update(listing.files)
            excluded += listing.excluded
            known.update((record.path, record) for record in self._library.documents.under(path))
        differences = compare(files, known.values())
        for record, file in differences.moved:
            self._move(record, file)
        urgent = first or paths != [root]
        for file in differences.new:
            self._new(root, file, urgent)
        for record, file in differences.changed:
            self._changed(record, file, urgent)
        for record in differences.missing:
            self._held.setdefault(record.path, time.monotonic())
        if paths == [root]:
            self._library.documents.put_folder(root, self._roots[root], excluded)
        if paths == [root] or differences.new or differences.moved:
            self._show_folder(root)

    def settle(self, read: ReadDocument) -> bool:
        """True if what was read needs no storing: its content is known, here or under a name that vanished."""
        current = self._library.documents.by_id(read.record.id)
        if current is None or isinstance(current.state, Skipped):
            return True
        if current.revision and current.sha256 == read.sha256:
            changed = self._library.documents.set_file(current.id, read.file, Embedding(0, current.passages))
            if changed:
                self._show(changed)
            return True
        origin = self._held_with(read.sha256)
        if origin is None:
            return False
        self._move(origin, FoundFile(read.record.path, read.file))
        return True

    def tick(self) -> None:
        """Let go of what stayed away, and look at everything once an hour."""
        now = time.monotonic()
        gone = [path for path, since in self._held.items() if now - since >= HOLD_SECONDS]
        if gone:
            self._let_go(gone)
        if now - self._reconciled > RECONCILE_SECONDS:
            self.reconcile()

    def holds_something(self) -> bool:
        return bool(self._held)

    # -- steps

    def _new(self, root: str, file: FoundFile, first: bool) -> None:
        suffix = Path(file.path).suffix.lower()
        supported = _is_supported(file.path)
        state = Waiting() if supported else Skipped("kind_unsupported", {"suffix": suffix})
        record = self._library.documents.add(file.path, root, file.facts, state)
        self._show(record)
        if supported:
            self._enqueue(record, first)

    def _changed(self, record: Record, file: FoundFile, first: bool) -> None:
        match record.state:
            case Skipped(code="forgotten" | "kind_unsupported"):
                self._library.documents.set_file(record.id, file.facts, record.state)
            case _:
                changed = self._library.documents.set_file(record.id, file.facts, Waiting())
                if changed:
                    self._show(changed)
                    self._enqueue(changed, first)

    def _move(self, record: Record, file: FoundFile) -> None:
        root = self._root_of(file.path)
        moved = self._library.documents.move(record.id, file.path, root or record.folder, file.facts)
        self._held.pop(record.path, None)
        if moved:
            self._library.conversations.follow(record.path, file.path)
            self._emit(DocumentMoved(id=0, before=record.path, document=moved.shown()))

    def _held_with(self, sha256: str) -> Record | None:
        for path in self._held:
            record = self._library.documents.get(path)
            if record and record.revision and record.sha256 == sha256 and not Path(path).exists():
                return record
        return None

    def _let_go(self, paths: list[str]) -> None:
        removed = []
        for path in paths:
            del self._held[path]
            record = self._library.documents.get(path)
            root = self._root_of(path)
            if record is None or facts_of(Path(path)) or root is None or self._is_away(root):
                continue
            removed.append(record)
        if not removed:
            return
        self._library.documents.remove([record.id for record in removed])
        self._library.passages.remove_stale()
        for record in removed:
            shutil.rmtree(self._library.document_cache(record.id), ignore_errors=True)
            self._emit(DocumentRemoved(id=0, path=record.path))
        for root in {record.folder for record in removed}:
            self._show_folder(root)

    def _erase(self, records: list[Record]) -> None:
        self._library.passages.forget([record.id for record in records])
        for record in records:
            shutil.rmtree(self._library.document_cache(record.id), ignore_errors=True)
            self._library.conversations.scrub(record.path)

    def _is_away(self, root: str) -> bool:
        """Missing or on another device: a share was unmounted, and nothing in it was deleted."""
        device = device_of(Path(root))
        if device is None:
            away = not (self._is_single(root) and Path(root).parent.is_dir())
        else:
            away = device != self._roots[root] and not self._holds_known(root)
            if not away:
                self._roots[root] = device
        if away != (root in self._away):
            (self._away.add if away else self._away.discard)(root)
            self._show_folder(root)
            if away:
                self._emit(Noticed(id=0, code="folder_away", facts={"path": root}))
        return away

    def _holds_known(self, root: str) -> bool:
        return any(facts_of(Path(record.path)) for record in self._library.documents.in_folder(root)[:50])

    def _is_single(self, root: str) -> bool:
        records = self._library.documents.in_folder(root)
        return len(records) == 1 and records[0].path == root

    def _root_of(self, path: str) -> str | None:
        return next((root for root in self._roots if path == root or _is_below(path, root)), None)

    def _drop_root(self, root: str) -> None:
        self._watcher.remove(root)
        self._library.documents.remove_folder(root)
        del self._roots[root]
        self._away.discard(root)
        self._emit(FolderRemoved(id=0, path=root))

    def _record(self, path: str) -> Record:
        record = self._library.documents.get(path)
        if record is None:
            raise EngineError("no_such_document", path=path)
        return record

    def _limited(self, root: str) -> None:
        if not self._limit_told:
            self._limit_told = True
            self._emit(Noticed(id=0, code="watch_limit", facts={"sysctl": "fs.inotify.max_user_watches"}))

    def _show(self, record: Record) -> None:
        self._emit(DocumentChanged(id=0, document=record.shown()))

    def _show_folder(self, root: str) -> None:
        for folder, _ in self._library.documents.folders():
            if folder.path == root:
                self._emit(FolderChanged(id=0, folder=_with_away(folder, root in self._away)))


def _with_away(folder: Folder, away: bool) -> Folder:
    return Folder(path=folder.path, away=away, documents=folder.documents, excluded=folder.excluded)


def _is_supported(path: str) -> bool:
    return Path(path).suffix.lower() in SUPPORTED_SUFFIXES


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def _topmost(paths: set[str]) -> list[str]:
    """Without those that lie below another of them."""
    return [path for path in sorted(paths) if not any(_is_below(path, other) for other in paths)]
