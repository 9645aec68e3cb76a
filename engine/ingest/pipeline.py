"""Keeps the library in step with the disk: discover → read → split → store → embed, resumable document by document.

One index thread owns every change to the list of documents; reader threads wait for the pool; an embedding thread
follows behind. What is left to do stands in SQLite as the documents' states, so a kill loses nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue

import msgspec

from engine.errors import EngineError, Stopped
from engine.ingest.discover import facts_of
from engine.ingest.embedding import EmbeddingThread
from engine.ingest.folders import Folders
from engine.ingest.gate import Gate
from engine.ingest.progress import Rates, Throttle, progress
from engine.ingest.reading import Reader, ReadingThreads
from engine.ingest.storing import Offsets, ReadDocument, restore, store
from engine.library.documents import Record
from engine.library.library import Library
from engine.models.kinds import Embedder
from engine.protocol import DocumentChanged, Emit, Noticed, Progressed
from engine.values import IndexProgress, Reading, Skipped, Unreadable, Waiting

log = logging.getLogger(__name__)

STORE_DOCUMENTS = 200
STORE_CHARACTERS = 200 * 700
"""Documents are committed together until this much is read, or until no more is in the pool."""
_TICK_SECONDS = 0.2
_LOOK_SECONDS = 0.5
_UPKEEP_SECONDS = 5.0
_SKIPS = frozenset({"kind_unsupported", "too_large", "empty", "not_a_regular_file"})


class Pipeline:
    """Started by `start`. `folders` does what the user wants with them; call it on the index thread (`do`, `call`)."""

    def __init__(
        self, library: Library, pool: Reader, offsets: Offsets, embedder: Embedder | None, gate: Gate, emit: Emit
    ) -> None:
        self._library, self._offsets, self._emit = library, offsets, emit
        self.rates = Rates()
        self._tasks: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._state = threading.Condition()
        self._open_tasks = 0
        self._read: list[ReadDocument] = []
        self._closed = False
        self._changed_at = 0.0
        self._upkept_at = 0.0
        self._may_tell = Throttle(0.2)
        self._told: IndexProgress | None = None
        self._reading = ReadingThreads(
            library.documents, pool, gate, self.rates, self._began, self._was_read, self._was_unreadable
        )
        self.folders = Folders(library, emit, self._reading.enqueue, self.do)
        self._embedding = (
            EmbeddingThread(library, embedder, gate, self.rates, self._show, self._embedding_failed)
            if embedder
            else None
        )
        self._thread = threading.Thread(target=self._run, name="index", daemon=True)

    def start(self) -> None:
        """Mend what a crash left, then compare every folder with the disk."""
        self.do(self._mend)
        self.do(self.folders.start)
        self._thread.start()
        self._reading.start()

    def do(self, task: Callable[[], None]) -> None:
        """Run on the index thread, after what was asked before."""
        with self._state:
            self._open_tasks += 1
        self._tasks.put(task)

    def call(self, task: Callable[[], None], stop: Callable[[], bool]) -> None:
        """Run on the index thread and wait; its EngineError is raised here. Raises Stopped when `stop` says so."""
        done = threading.Event()
        failure: list[EngineError] = []

        def run() -> None:
            try:
                if not stop():
                    task()
            except EngineError as error:
                failure.append(error)
            finally:
                done.set()

        self.do(run)
        while not done.wait(0.05):
            self._raise_if_over(stop)
        if failure:
            raise failure[0]
        if stop():
            raise Stopped

    def wait_until_current(self, stop: Callable[[], bool], embedded: bool = True) -> None:
        """Return when everything known has been read (and embedded). Raises Stopped, EngineError(engine_stopped)."""
        while not self._is_current(embedded):
            self._raise_if_over(stop)
            with self._state:
                self._state.wait(0.1)

    def look_now(self) -> None:
        """What was saved a moment ago need not wait for quiet: somebody asks. Takes half a second at most."""
        paths = self.folders.flush()
        if paths:
            compared = threading.Event()
            self.do(lambda: self.folders.compare(*paths, first=True))
            self.do(compared.set)
            compared.wait(_LOOK_SECONDS / 2)
        self._reading.wait_for_urgent(_LOOK_SECONDS / 2)

    def progress(self) -> IndexProgress:
        waiting_bytes, passages = self._library.documents.backlog()
        left = self.rates.seconds_for(waiting_bytes, passages) if waiting_bytes or passages else None
        return progress(self._library.documents.counts(), self._reading.reading, left)

    def close(self) -> None:
        with self._state:
            self._closed = True
        self.folders.close()
        self._reading.close()
        if self._embedding:
            self._embedding.close()
        if self._thread.ident is not None:
            self._thread.join()

    # -- the index thread

    def _run(self) -> None:
        while not self._closed:
            try:
                task = self._tasks.get(timeout=_TICK_SECONDS)
            except Empty:
                self._step(self._nothing)
            else:
                self._step(task)
                with self._state:
                    self._open_tasks -= 1
                    self._state.notify_all()
            self._tell_progress()

    def _step(self, task: Callable[[], None]) -> None:
        try:
            task()
            self._store_read()
            self.folders.tick()
            self._upkeep()
        except EngineError as error:
            log.error("indexing: %s %s", error.code, error.facts.get("library", ""))
            self._emit(Noticed(id=0, code=error.code, facts=error.facts))

    def _mend(self) -> None:
        repaired = self._library.passages.repaired
        made = restore(self._library, self._offsets)
        if repaired:
            self._library.documents.embed_again()
            self._emit(Noticed(id=0, code="library_repaired", facts={"passages": made}))
        for record in self._library.documents.in_state(Waiting, Reading):
            self._reading.enqueue(record)
        self._wake_embedding()

    def _store_read(self) -> None:
        with self._state:
            enough = sum(len(document.text.text) for document in self._read) >= STORE_CHARACTERS
            if not self._read or not (enough or len(self._read) >= STORE_DOCUMENTS or not self._reading.reading):
                return
            ready, self._read = self._read, []
        fresh = [document for document in ready if not self.folders.settle(document)]
        for record in store(self._library, fresh, self._offsets):
            self._show(record)
        if any(document.record.revision for document in fresh):
            self._library.passages.remove_stale()
        self._changed_at = time.monotonic()
        for document in ready:
            self._reading.release(document.record.id)
            if facts_of(Path(document.record.path)) != document.file:
                self.folders.compare(document.record.path)
        self._wake_embedding()

    def _upkeep(self) -> None:
        """In batches while much is coming in, and once it is quiet."""
        quiet = self._changed_at and time.monotonic() - self._changed_at > _UPKEEP_SECONDS
        if quiet or time.monotonic() - self._upkept_at > _UPKEEP_SECONDS:
            self._library.passages.upkeep(force=bool(quiet))
            self._upkept_at = time.monotonic()
            self._changed_at = 0.0 if quiet else self._changed_at

    def _tell_progress(self) -> None:
        if not self._may_tell():
            return
        now = self.progress()
        if now != self._told:
            self._told = now
            self._emit(Progressed(id=0, progress=now))

    # -- told by the reader and embedding threads

    def _began(self, record: Record) -> None:
        self._show(msgspec.structs.replace(record, state=Reading()))

    def _was_read(self, document: ReadDocument) -> None:
        with self._state:
            self._read.append(document)
        self.do(self._nothing)

    def _was_unreadable(self, record: Record, error: EngineError) -> None:
        self.do(lambda: self._give_up(record, error))

    def _give_up(self, record: Record, error: EngineError) -> None:
        self._reading.release(record.id)
        current = self._library.documents.by_id(record.id)
        if error.code == "vanished" or current is None:
            self.folders.compare(record.path)
            return
        if isinstance(current.state, Skipped):
            return
        state = Skipped(error.code, error.facts) if error.code in _SKIPS else Unreadable(error.code, error.facts)
        if current.revision:
            changed = self._library.documents.drop_text(record.id, state)
            self._library.passages.remove_stale()
        else:
            changed = self._library.documents.set_state(record.id, state)
        if changed:
            self._show(changed)

    def _embedding_failed(self, error: EngineError) -> None:
        self._emit(Noticed(id=0, code="embedder_missing", facts=error.facts))

    def _show(self, record: Record) -> None:
        self._emit(DocumentChanged(id=0, document=record.shown()))

    # -- small questions

    def _is_current(self, embedded: bool) -> bool:
        with self._state:
            if self._open_tasks or self._read or self.folders.holds_something() or not self._reading.is_idle:
                return False
        return not embedded or self._embedding is None or self._embedding.is_idle

    def _wake_embedding(self) -> None:
        if self._embedding:
            self._embedding.wake()

    def _raise_if_over(self, stop: Callable[[], bool]) -> None:
        if stop():
            raise Stopped
        if self._closed:
            raise EngineError("engine_stopped")

    def _nothing(self) -> None:
        """Wakes the index thread."""
