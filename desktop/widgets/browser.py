"""Shows text that comes from documents and models: nothing is loaded, no link opens, no HTML is read."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt, QUrl
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

ANSWER_PX = 15


class SafeBrowser(QTextBrowser):
    """A QTextBrowser that keeps to itself. Without this, a picture named in Markdown would be read from the disk."""

    def __init__(self, name: str, accessible_name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(0)

    def loadResource(self, kind: int, name: QUrl | str) -> QByteArray:
        """Nothing, whatever it is. Nothing must be empty bytes: for None, Qt opens the file itself."""
        return QByteArray()


class FittedBrowser(SafeBrowser):
    """As high as its text, without scroll bars: for texts inside something that scrolls."""

    def __init__(self, name: str, accessible_name: str) -> None:
        super().__init__(name, accessible_name)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self._height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _height(self) -> int:
        return int(self.document().size().height() + 0.999) + 2

    def _fit(self) -> None:
        height = self._height()
        if self.height() != height:
            self.setFixedHeight(height)
