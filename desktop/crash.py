"""What is kept of a crash for the next start: where in the program it happened, never what the user wrote or read."""

from __future__ import annotations

import faulthandler
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import TextIO

import PySide6
from PySide6.QtCore import QLockFile, QObject, Signal, qVersion

from desktop.places import Places

LOG_LIMIT_BYTES = 200_000


class CrashWatch(QObject):
    """Logs uncaught errors and native crashes; knows whether the last run ended by itself."""

    defect_found = Signal()

    def __init__(self, places: Places, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log_path, self._marker = places.crash_log, places.running_marker
        self._lock = QLockFile(str(self._marker))
        self._lock.setStaleLockTime(0)  # stale only when its process is gone
        self._log: TextIO | None = None
        self._before = sys.excepthook

    def begin(self) -> bool:
        """Start watching. True when the run before ended without saying goodbye."""
        try:
            self._log_path.parent.mkdir(parents=True, exist_ok=True)
            was_left_behind = self._marker.exists()
            crashed = self._lock.tryLock(0) and was_left_behind
            self._log = _open_log(self._log_path)
        except OSError:
            return False
        faulthandler.enable(self._log)
        sys.excepthook = self._on_error
        return crashed

    def end(self) -> None:
        """The run ends properly."""
        sys.excepthook = self._before
        if self._log is not None:
            faulthandler.disable()
            self._log.close()
            self._log = None
        self._lock.unlock()

    def _on_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._before(kind, error, trace)
        if issubclass(kind, KeyboardInterrupt):
            return
        if self._log is not None:
            self._log.write(describe(kind, trace))
            self._log.flush()
        self.defect_found.emit()


def describe(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Time, versions, the error's type and places in the program; not its message, which may hold a user's words."""
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    lines = [f"{when} {kind.__name__} python {sys.version.split()[0]} PySide6 {PySide6.__version__} Qt {qVersion()}"]
    lines += [f"  {Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
    return "\n".join(lines) + "\n"


def _open_log(path: Path) -> TextIO:
    if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
        path.replace(path.with_name(path.name + ".before"))
    return path.open("a", encoding="utf-8")
