"""The parent's side of the embedding worker: starts it, sends it batches, starts it again once when it dies."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import numpy as np

from engine.errors import EngineError
from engine.models.embedder_worker import Refused, Started, WorkerSettings, serve
from engine.models.kinds import Vectors

Serve = Callable[[Connection, WorkerSettings], None]

_ATTEMPTS = 2
_START_SECONDS = 180.0
_BATCH_SECONDS = 120.0
_LEAVE_SECONDS = 0.3


class EmbedderProcess:
    """At most one worker, started by the first batch. Safe to use from several threads: one batch at a time."""

    def __init__(self, settings: WorkerSettings, serve: Serve = serve) -> None:
        """`serve` is what the worker runs; tests give one that fails."""
        self._settings, self._serve = settings, serve
        self._turn = threading.Lock()
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._closed = False

    def start(self) -> None:
        """Have the worker load the model now. Raises EngineError(embedder_unusable)."""
        self.vectors([])

    def vectors(self, rows: Sequence[Sequence[int]]) -> Vectors:
        """float32 [rows, dimension] of one batch of token ids. A batch whose worker died is sent once more.

        Raises EngineError(embedder_unusable): crashed, too_slow, or what the worker found wrong with the folder.
        """
        with self._turn:
            for attempt in range(_ATTEMPTS):
                try:
                    connection = self._connected()
                    return _ask(connection, rows) if rows else np.zeros((0, self._settings.dimension), np.float32)
                except (EOFError, OSError) as error:
                    self._end()
                    if attempt == _ATTEMPTS - 1 or self._closed:
                        raise self._unusable("crashed") from error
                except TimeoutError as error:
                    self._end()
                    raise self._unusable("too_slow") from error
            raise AssertionError("every attempt returns or raises")

    @property
    def pid(self) -> int | None:
        """Of the worker that runs now."""
        process = self._process
        return process.pid if process is not None and process.is_alive() else None

    def close(self) -> None:
        """End the worker; a batch that takes longer than 0.3 s is lost."""
        self._closed = True
        if not self._turn.acquire(timeout=_LEAVE_SECONDS):
            process = self._process
            if process is not None:
                process.kill()
            self._turn.acquire()
        try:
            self._end()
        finally:
            self._turn.release()

    def _connected(self) -> Connection:
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        self._end()
        if self._closed:
            raise self._unusable("closed")
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        self._process = spawn.Process(target=self._serve, args=(theirs, self._settings), name="embedder", daemon=True)
        self._process.start()
        theirs.close()
        self._connection = ours
        match _receive(ours, _START_SECONDS):
            case Started():
                return ours
            case Refused(reason=reason):
                self._end()
                raise self._unusable(reason)
            case _:
                raise EOFError

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.join(_LEAVE_SECONDS)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process.close()
            self._process = None

    def _unusable(self, reason: str) -> EngineError:
        return EngineError("embedder_unusable", path=self._settings.folder, reason=reason)


def _ask(connection: Connection, rows: Sequence[Sequence[int]]) -> Vectors:
    connection.send([list(row) for row in rows])
    found = _receive(connection, _BATCH_SECONDS)
    if not isinstance(found, np.ndarray) or len(found) != len(rows):
        raise EOFError
    return found


def _receive(connection: Connection, seconds: float) -> object:
    if not connection.poll(seconds):
        raise TimeoutError
    return connection.recv()
