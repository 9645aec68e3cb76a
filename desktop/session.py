"""What the window remembers between two starts: its size, widths, last screen and the question being written."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer

from desktop.saving import load, save

SAVE_AFTER_MS = 1500


class Session(msgspec.Struct, frozen=True, omit_defaults=True):
    """`geometry` is Qt's own, in hex. `had_folders` lets the first paint choose between Welcome and Ask."""

    geometry: str = ""
    screen: str = "ask"
    widths: dict[str, list[int]] = {}
    draft: str = ""
    conversation: str = ""
    had_folders: bool = False


class SessionStore(QObject):
    """Keeps the session and writes it a little after it changed, and at the end."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self.value = load(Session, path)
        self._timer = QTimer(self, interval=SAVE_AFTER_MS, singleShot=True)
        self._timer.timeout.connect(self.save)

    def change(self, **fields: object) -> None:
        after: Session = msgspec.structs.replace(self.value, **fields)
        if after != self.value:
            self.value = after
            self._timer.start()

    def save(self) -> None:
        """Write it now; a disk that refuses costs only the memory of the window's size."""
        self._timer.stop()
        try:
            save(self.value, self._path)
        except OSError:
            return
