"""How far bringing the library up to date has come, and how long the rest will take."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

from engine.values import IndexProgress

_PASSAGES_A_BYTE = 1 / 600
"""Before anything has been read: about 600 bytes of a file give one passage (plain text less, PDF more)."""
_READ_BYTES_A_SECOND = 300_000.0
_EMBEDDED_A_SECOND = 25.0


class Rates:
    """What reading and embedding have cost so far in this process; safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bytes = self._read_seconds = 0.0
        self._read_passages = self._embedded = self._embed_seconds = 0.0

    def read(self, size: int, passages: int, seconds: float) -> None:
        with self._lock:
            self._bytes += size
            self._read_passages += passages
            self._read_seconds += seconds

    def embedded(self, passages: int, seconds: float) -> None:
        with self._lock:
            self._embedded += passages
            self._embed_seconds += seconds

    def seconds_for(self, waiting_bytes: int, passages: int) -> float:
        """Expected time for bytes not read yet and passages not embedded yet; the two overlap, so the longer counts."""
        with self._lock:
            density = self._read_passages / self._bytes if self._bytes > 10_000 else _PASSAGES_A_BYTE
            reading = self._bytes / self._read_seconds if self._read_seconds > 0.2 else _READ_BYTES_A_SECOND
            embedding = self._embedded / self._embed_seconds if self._embed_seconds > 0.2 else _EMBEDDED_A_SECOND
        return max(waiting_bytes / reading, (passages + waiting_bytes * density) / embedding)


class Throttle:
    """True at most once in `interval_seconds`, so that progress does not flood the window."""

    def __init__(self, interval_seconds: float) -> None:
        self._interval = interval_seconds
        self._last = 0.0

    def __call__(self) -> bool:
        now = time.monotonic()
        if now - self._last < self._interval:
            return False
        self._last = now
        return True


def progress(counts: Mapping[str, int], reading: int, seconds_left: float | None) -> IndexProgress:
    """From the number of documents in each state (by state name) and of those in the reader pool now."""
    waiting = max(0, counts.get("Waiting", 0) - reading)
    return IndexProgress(
        waiting=waiting,
        reading=reading,
        embedding=counts.get("Embedding", 0),
        done=counts.get("Ready", 0),
        problems=counts.get("Unreadable", 0) + counts.get("Skipped", 0),
        seconds_left=seconds_left,
    )
