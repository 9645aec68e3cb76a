"""The disposable reader pool: documents are opened in other processes, and a bad one costs nothing but itself."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from engine.errors import EngineError, Stopped
from engine.ingest.read_messages import ReadOutcome, ReadRequest, Rendered, RenderRequest
from engine.ingest.reader_worker import ReaderWorker
from engine.ingest.regular_file import file_errors

_MB = 1024 * 1024
_WAIT_SECONDS = 0.1


class ReadLimits(msgspec.Struct, frozen=True):
    """Wall time of a document: `seconds` and `seconds_per_mb` for each of its megabytes, `most_seconds` at most.

    `memory_bytes` is address space above what the process has. After `files` documents, or above `recycle_bytes` of
    resident memory, a process is replaced; one that has been idle for `idle_seconds` is ended.
    """

    seconds: float = 60.0
    seconds_per_mb: float = 1.0
    most_seconds: float = 600.0
    memory_bytes: int = 2048 * _MB
    files: int = 200
    recycle_bytes: int = 500 * _MB
    idle_seconds: float = 60.0

    def seconds_for(self, size: int) -> float:
        """For a file of `size` bytes."""
        return min(self.seconds + self.seconds_per_mb * size / _MB, self.most_seconds)


class ReadPool:
    """Usable from any thread; `read` blocks its caller. Drawing a page never waits for reading."""

    def __init__(self, workers: int | None = None, limits: ReadLimits | None = None) -> None:
        self._limits = limits or ReadLimits()
        self._room = workers or max(1, (os.cpu_count() or 2) - 1)
        self._changed = threading.Condition()
        self._idle: list[ReaderWorker] = []
        self._reading = 0
        self._drawing = False
        self._closed = False
        self._used = time.monotonic()
        self._resting = False

    @property
    def workers(self) -> int:
        """How many documents are read at a time."""
        return self._room

    def read(self, path: Path, stop: Callable[[], bool]) -> ReadOutcome:
        """Read one document. Raises EngineError with a code of DOCUMENT_CODES, or Stopped."""
        with file_errors():
            size = path.lstat().st_size
        seconds = self._limits.seconds_for(size)
        with self._read_turn(stop), self._worker() as worker:
            request = ReadRequest(str(path), round(seconds) + 1, self._limits.memory_bytes)
            reply = worker.ask(request, seconds, self._stopping(stop))
        if not isinstance(reply, ReadOutcome):
            raise EngineError("reader_crashed")
        return reply

    def render(self, path: Path, page: int, scale: float, out: Path) -> None:
        """Draw a PDF's page (from 1) at `scale` pixels per point to a PNG file, whole or not at all.

        Raises EngineError: no_such_page or a code of DOCUMENT_CODES; Stopped when the pool is closed meanwhile.
        """
        seconds = self._limits.seconds
        with self._draw_turn(), self._worker() as worker:
            request = RenderRequest(str(path), page, scale, str(out), round(seconds) + 1, self._limits.memory_bytes)
            try:
                reply = worker.ask(request, seconds, self._stopping(lambda: False))
            except BaseException:
                with suppress(OSError):
                    out.with_name(out.name + ".part").unlink()
                raise
        if not isinstance(reply, Rendered):
            raise EngineError("reader_crashed")

    def close(self) -> None:
        """End every process; what is being read ends as Stopped."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
            self._changed.notify_all()
        for worker in idle:
            worker.kill()

    @contextmanager
    def _read_turn(self, stop: Callable[[], bool]) -> Iterator[None]:
        with self._changed:
            while not self._closed and self._reading >= self._room:
                self._changed.wait(_WAIT_SECONDS)
                if stop():
                    raise Stopped
            self._reading += 1
        try:
            yield
        finally:
            with self._changed:
                self._reading -= 1
                self._changed.notify_all()

    @contextmanager
    def _draw_turn(self) -> Iterator[None]:
        """One page at a time, in a process beside those that read."""
        with self._changed:
            while not self._closed and self._drawing:
                self._changed.wait(_WAIT_SECONDS)
            self._drawing = True
        try:
            yield
        finally:
            with self._changed:
                self._drawing = False
                self._changed.notify_all()

    @contextmanager
    def _worker(self) -> Iterator[ReaderWorker]:
        """A process out of the idle ones or a new one; it comes back unless it is worn out or dead."""
        with self._changed:
            if self._closed:
                raise Stopped
            worker = self._idle.pop() if self._idle else None
        if worker is None or not worker.is_alive():
            if worker is not None:
                worker.kill()
            worker = ReaderWorker()
        try:
            yield worker
        finally:
            self._take_back(worker)

    def _take_back(self, worker: ReaderWorker) -> None:
        worn = worker.files >= self._limits.files or worker.memory_bytes() > self._limits.recycle_bytes
        with self._changed:
            keep = not self._closed and not worn and worker.is_alive() and len(self._idle) < self._room
            if keep:
                self._idle.append(worker)
                self._used = time.monotonic()
                self._rest()
        if not keep:
            worker.kill()

    def _rest(self) -> None:
        """Have a thread end the idle processes when nothing has been read for a while. Called with the lock held."""
        if not self._resting:
            self._resting = True
            threading.Thread(target=self._end_idle, name="read-pool-rest", daemon=True).start()

    def _end_idle(self) -> None:
        with self._changed:
            while not self._closed and (left := self._used + self._limits.idle_seconds - time.monotonic()) > 0:
                self._changed.wait(left)
            self._resting = False
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.kill()

    def _stopping(self, stop: Callable[[], bool]) -> Callable[[], bool]:
        return lambda: self._closed or stop()
