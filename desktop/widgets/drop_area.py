"""A place to drop folders and documents."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.language import translate
from desktop.widgets.labels import label


class DropArea(QFrame):
    """Signals the dropped paths."""

    dropped = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("drop_area")
        self.setProperty("kind", "drop")
        self.setAccessibleName(translate("Welcome", "Drop a folder or documents here"))
        self.setAcceptDrops(True)
        self.setMinimumHeight(150)
        text = label(translate("Welcome", "Drop a folder or documents here"), "lead", "drop_text", wraps=True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addWidget(text)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if paths_in(event.mimeData()):
            event.acceptProposedAction()
            self._show_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_over(False)
        event.acceptProposedAction()
        self.dropped.emit(paths_in(event.mimeData()))

    def _show_over(self, is_over: bool) -> None:
        self.setProperty("over", is_over)
        self.style().unpolish(self)
        self.style().polish(self)


def paths_in(data: QMimeData) -> list[str]:
    """The local files and folders of a drag; nothing else is taken."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
