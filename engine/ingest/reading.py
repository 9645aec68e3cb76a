"""The threads that wait for the reader pool: one document each, the newest wish first."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from engine.errors import EngineError, Stopped
from engine.ingest.gate import Gate
from engine.ingest.progress import Rates
from engine.ingest.storing import ReadDocument
from engine.ingest.text import DocumentText
from engine.library.documents import Documents, FileFacts, Record
from engine.models.kinds import Stop

_CHARACTERS_A_PASSAGE = 700


class ReadOutcome(Protocol):
    """What the pool gives for a file: `sha256` and the facts are of the very bytes that were parsed."""

    @property
    def document(self) -> DocumentText: ...
    @property
    def sha256(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def mtime_ns(self) -> int: ...
    @property
    def file_id(self) -> str: ...


class Reader(Protocol):
    """As much of the reader pool as indexing needs; `workers` documents are read at a time."""

    @property
    def workers(self) -> int: ...
    def read(self, path: Path, stop: Stop) -> ReadOutcome: ...


class ReadingThreads:
    """`began`, `done` and `failed` are called on a reader thread."""

    def __init__(
        self,
        documents: Documents,
        pool: Reader,
        gate: Gate,
        rates: Rates,
        began: Callable[[Record], None],
        done: Callable[[ReadDocument], None],
        failed: Callable[[Record, EngineError], None],
    ) -> None:
        self._documents, self._pool, self._gate, self._rates = documents, pool, gate, rates
        self._began, self._done, self._failed = began, done, failed
        self._work = threading.Condition()
        self._waiting: deque[int] = deque()
        self._known: set[int] = set()
        self._urgent: set[int] = set()
        self._reading = 0
        self._closed = False
        self._threads = [threading.Thread(target=self._run, name=f"read-{n}", daemon=True) for n in range(pool.workers)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def enqueue(self, record: Record, first: bool = False) -> None:
        """Queue a document unless it waits already, before all others if `first`."""
        with self._work:
            if record.id in self._known:
                if not first or record.id not in self._waiting:
                    return
                self._waiting.remove(record.id)
            self._known.add(record.id)
            if first:
                self._urgent.add(record.id)
            (self._waiting.appendleft if first else self._waiting.append)(record.id)
            self._work.notify_all()

    def release(self, document: int) -> None:
        """It has been stored or given up: it may be queued again."""
        with self._work:
            self._known.discard(document)
            self._urgent.discard(document)
            self._work.notify_all()

    def wait_for_urgent(self, seconds: float) -> None:
        """Give what was saved a moment ago the chance to be stored; what takes longer is not waited for."""
        with self._work:
            self._work.wait_for(lambda: not self._urgent or self._closed, seconds)

    @property
    def reading(self) -> int:
        """Documents in the pool now."""
        return self._reading

    @property
    def is_idle(self) -> bool:
        """Nothing waits, is being read or has not been released."""
        with self._work:
            return not self._known

    def close(self) -> None:
        with self._work:
            self._closed = True
            self._work.notify_all()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _run(self) -> None:
        try:
            while True:
                document = self._next()
                self._gate.wait(self._is_closed)
                self._read(document)
        except Stopped:
            return

    def _next(self) -> int:
        with self._work:
            while not self._waiting:
                if self._closed:
                    raise Stopped
                self._work.wait()
            if self._closed:
                raise Stopped
            self._reading += 1
            return self._waiting.popleft()

    def _read(self, document: int) -> None:
        record = self._documents.by_id(document)
        try:
            if record is None:
                self.release(document)
                return
            self._began(record)
            begun = time.monotonic()
            outcome = self._pool.read(Path(record.path), self._is_closed)
            passages = max(1, len(outcome.document.text) // _CHARACTERS_A_PASSAGE)
            self._rates.read(outcome.size, passages, time.monotonic() - begun)
            file = FileFacts(size=outcome.size, mtime_ns=outcome.mtime_ns, file_id=outcome.file_id)
            self._done(ReadDocument(record, outcome.document, outcome.sha256, file))
        except EngineError as error:
            assert record is not None
            self._failed(record, error)
        finally:
            with self._work:
                self._reading -= 1

    def _is_closed(self) -> bool:
        return self._closed
