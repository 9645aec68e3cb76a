"""Who may use the processor: indexing stands aside while a question is answered or the user has paused it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from engine.errors import Stopped


class Gate:
    """Open unless paused or a question is being answered. `listeners` hear of each change, from any thread."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._questions = 0
        self._paused = False
        self._listeners: list[Callable[[bool], None]] = []

    def listen(self, listener: Callable[[bool], None]) -> None:
        """`listener(is_open)` is called on each change."""
        self._listeners.append(listener)

    @property
    def is_open(self) -> bool:
        return not self._paused and self._questions == 0

    def pause(self, paused: bool) -> None:
        with self._condition:
            self._paused = paused
            self._tell()

    @contextmanager
    def question(self) -> Iterator[None]:
        """Indexing yields for the time of the block."""
        with self._condition:
            self._questions += 1
            self._tell()
        try:
            yield
        finally:
            with self._condition:
                self._questions -= 1
                self._tell()

    def wait(self, stop: Callable[[], bool]) -> None:
        """Return when open; raises Stopped when `stop` says so."""
        with self._condition:
            while not self.is_open:
                if stop():
                    raise Stopped
                self._condition.wait(0.2)

    def _tell(self) -> None:
        self._condition.notify_all()
        for listener in self._listeners:
            listener(self.is_open)
