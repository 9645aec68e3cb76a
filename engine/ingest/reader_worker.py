"""One reader process as the pool sees it: started, asked, watched, killed."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import psutil

from engine.errors import EngineError, Stopped
from engine.ingest.read_messages import Hello, Refused, Reply, Request, receive, replies, send

_START_SECONDS = 60.0
_TICK_SECONDS = 0.05
_MEMORY_TICKS = 5
_NEAR_LIMIT = 0.7


class ReaderWorker:
    """Not thread-safe: one caller at a time. `files` counts what it has answered."""

    def __init__(self) -> None:
        self.files = 0
        self._greeted = False
        self._frames: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _program()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=_creation_flags(),
        )
        self._listener = threading.Thread(target=self._listen, name="reader-worker", daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def ask(self, request: Request, seconds: float, stop: Callable[[], bool]) -> Reply:
        """Its reply. Raises EngineError, or Stopped; after any but a Refused of its own the worker is dead."""
        try:
            self._greet(stop)
            self._send(request)
            reply = self._next(time.monotonic() + seconds, seconds, request.memory_bytes, stop)
        except BaseException:
            self.kill()
            raise
        self.files += 1
        if isinstance(reply, Refused):
            raise EngineError(reply.code, **reply.facts)
        return reply

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def memory_bytes(self) -> int:
        """Resident memory, 0 when it is gone."""
        try:
            return int(psutil.Process(self.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def kill(self) -> None:
        """End the process now and wait for it."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _send(self, request: Request) -> None:
        """A process that died meanwhile is found out when its reply does not come."""
        stream = self._process.stdin
        if stream is not None:
            with suppress(OSError):
                send(stream, request)

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while (frame := receive(stream)) is not None:
            self._frames.put(frame)
        self._frames.put(None)

    def _greet(self, stop: Callable[[], bool]) -> None:
        """The first frame tells that the process came up; that it does not is no document's fault."""
        deadline = time.monotonic() + _START_SECONDS
        while not self._greeted:
            try:
                frame = self._frames.get(timeout=_TICK_SECONDS)
            except queue.Empty:
                if stop():
                    raise Stopped from None
                if time.monotonic() > deadline:
                    raise EngineError("internal", where="reader_process") from None
                continue
            if frame is None or not isinstance(replies.decode(frame), Hello):
                raise EngineError("internal", where="reader_process")
            self._greeted = True

    def _next(self, deadline: float, seconds: float, memory_bytes: int, stop: Callable[[], bool]) -> Reply:
        before = peak = self.memory_bytes()
        ticks = 0
        while True:
            try:
                frame = self._frames.get(timeout=_TICK_SECONDS)
            except queue.Empty:
                ticks += 1
                if ticks % _MEMORY_TICKS == 0:
                    peak = max(peak, self.memory_bytes())
                self._check(deadline, seconds, peak - before, memory_bytes, stop)
                continue
            if frame is None:
                raise self._death(peak - before, seconds, memory_bytes)
            return replies.decode(frame)

    def _check(self, deadline: float, seconds: float, used: int, memory_bytes: int, stop: Callable[[], bool]) -> None:
        if stop():
            raise Stopped
        if time.monotonic() > deadline:
            raise EngineError("too_slow", seconds=round(seconds))
        if used > memory_bytes:
            raise EngineError("too_much_memory", limit_bytes=memory_bytes)

    def _death(self, used: int, seconds: float, memory_bytes: int) -> EngineError:
        """Why the process ended in the middle of a document; a native library that gets no memory just aborts."""
        code = self._process.wait()
        if sys.platform != "win32" and code == -signal.SIGXCPU:
            return EngineError("too_slow", seconds=round(seconds))
        if used > _NEAR_LIMIT * memory_bytes:
            return EngineError("too_much_memory", limit_bytes=memory_bytes)
        return EngineError("reader_crashed")


def _program() -> str:
    """Run by the same interpreter in isolated mode, with the same modules in reach."""
    return f"import sys; sys.path[:] = {sys.path!r}; from engine.ingest.reader_process import main; main()"


def _creation_flags() -> int:
    if sys.platform != "win32":
        return 0
    return subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
