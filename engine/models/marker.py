"""A note on disk while a model is being loaded, so that one that aborts the process is named at the next start."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "model-being-loaded"


class LoadMarker:
    """Lives in the library's folder. One engine process at a time holds the library, so one file suffices."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME

    @contextmanager
    def loading(self, path: str) -> Iterator[None]:
        """While the body runs, the marker names `path`. An exception removes it too: only a dying process leaves it."""
        self._write(path)
        try:
            yield
        finally:
            self._file.unlink(missing_ok=True)

    def crashed_last_time(self) -> str | None:
        """The path of the model or adapter that was being loaded when the process died, else None."""
        try:
            return self._file.read_text("utf-8") or None
        except FileNotFoundError:
            return None

    def forget(self) -> None:
        """The user was told."""
        self._file.unlink(missing_ok=True)

    def _write(self, path: str) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("w", encoding="utf-8") as out:
            out.write(path)
            out.flush()
            os.fsync(out.fileno())
