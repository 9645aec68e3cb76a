"""Hints that something changed below a folder; what is true is found by comparing with the disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

QUIET_SECONDS = 0.3
LONGEST_SECONDS = 5.0
POLL_SECONDS = 60.0
SLOW_POLL_SECONDS = 600.0
_QUIET_EVENTS = frozenset({"opened", "closed_no_write"})


class Watcher:
    """Calls `changed(paths)` on its own thread once paths have been quiet for 0.3 s, and with a root to poll it.

    A root the system cannot watch (no events, no watches left) is polled; `limited(root)` tells of it once.
    """

    def __init__(self, changed: Callable[[set[str]], None], limited: Callable[[str], None]) -> None:
        self._changed, self._limited = changed, limited
        self._hints: dict[str, float] = {}
        self._first: dict[str, float] = {}
        self._wake = threading.Condition()
        self._closed = False
        self._watches: dict[str, ObservedWatch | None] = {}
        self._polled: dict[str, float] = {}
        self._observer: BaseObserver = Observer()
        self._observer.daemon = True
        self._observer.start()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def add(self, root: str) -> None:
        path = Path(root)
        try:
            self._watches[root] = self._observer.schedule(
                _Hints(self.hint, None if path.is_dir() else root),
                str(path if path.is_dir() else path.parent),
                recursive=path.is_dir(),
            )
            self._polled[root] = SLOW_POLL_SECONDS
        except OSError:
            self._watches[root] = None
            self._polled[root] = POLL_SECONDS
            if path.exists():
                self._limited(root)

    def remove(self, root: str) -> None:
        watch = self._watches.pop(root, None)
        self._polled.pop(root, None)
        if watch is not None:
            try:
                self._observer.unschedule(watch)
            except KeyError:
                pass  # the observer dropped it by itself when the folder vanished

    def hint(self, path: str) -> None:
        """Something may have changed at `path`."""
        now = time.monotonic()
        with self._wake:
            self._hints[path] = now
            self._first.setdefault(path, now)
            self._wake.notify()

    def flush(self) -> set[str]:
        """Hand over what still waits for quiet: a question does not want to wait."""
        with self._wake:
            paths = set(self._hints)
            self._hints.clear()
            self._first.clear()
        return paths

    def close(self) -> None:
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._observer.stop()
        self._observer.join()
        self._thread.join()

    def _run(self) -> None:
        polled = {root: time.monotonic() for root in self._polled}
        while True:
            with self._wake:
                if self._closed:
                    return
                self._wake.wait(0.1 if self._hints else 1.0)
                ripe = self._ripe(time.monotonic())
            for root, interval in list(self._polled.items()):
                last = polled.setdefault(root, time.monotonic())
                if time.monotonic() - last > interval:
                    polled[root] = time.monotonic()
                    ripe.add(root)
            if ripe:
                self._changed(ripe)

    def _ripe(self, now: float) -> set[str]:
        ripe = {
            path
            for path, last in self._hints.items()
            if now - last >= QUIET_SECONDS or now - self._first[path] >= LONGEST_SECONDS
        }
        for path in ripe:
            del self._hints[path], self._first[path]
        return ripe


class _Hints(FileSystemEventHandler):
    def __init__(self, hint: Callable[[str], None], only: str | None) -> None:
        self._hint, self._only = hint, only

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _QUIET_EVENTS or (event.is_directory and event.event_type == "modified"):
            return
        for path in (event.src_path, event.dest_path):
            text = path.decode(errors="surrogateescape") if isinstance(path, bytes) else path
            if text and self._only in (None, text):
                self._hint(text)
