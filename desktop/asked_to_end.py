"""The system's or the terminal's wish that the program end (SIGTERM, Ctrl+C), brought into the event loop."""

from __future__ import annotations

import os
import signal
import sys

from PySide6.QtCore import QObject, QSocketNotifier, Signal


class AskedToEnd(QObject):
    """`asked` when the program shall end. Python sees a signal only while it runs; a pipe wakes Qt's loop for it."""

    asked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        if sys.platform == "win32":
            return
        self._read, write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(write, False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _leave_it_to_the_pipe)
        signal.set_wakeup_fd(write)
        self._notifier = QSocketNotifier(self._read, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)

    def _on_woken(self) -> None:
        if os.read(self._read, 64):
            self.asked.emit()


def _leave_it_to_the_pipe(number: int, frame: object) -> None:
    """Python needs a handler of its own to write into the pipe."""
