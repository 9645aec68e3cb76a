"""A stop flag that native code reads without entering Python."""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from engine.models.kinds import Stop

POLL_SECONDS = 0.01

# strlen of "" is 0 and of "\1" is 1: it turns two bytes into a flag. llama.cpp asks at every node of its graph (about
# 1 000 times a token); a Python callback there would wait for the interpreter's lock each time another thread holds it.
_libc = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)


class StopFlag:
    """`function(address)`, for C, is not 0 while the flag is up."""

    def __init__(self) -> None:
        self._bytes = ctypes.create_string_buffer(2)
        self.function = _libc.strlen
        self.address = ctypes.addressof(self._bytes)

    @contextmanager
    def watching(self, stop: Stop) -> Iterator[None]:
        """While the body runs, `stop` is asked every 10 ms from a thread; the flag goes up when it says so."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(POLL_SECONDS):
                if stop():
                    self._bytes[0] = b"\1"
                    return

        watcher = threading.Thread(target=watch, name="stop-watch", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()
            self._bytes[0] = b"\0"
