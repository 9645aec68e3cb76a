"""Grey lines where text will stand, for waits longer than a blink."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.language import translate
from desktop.theme import Theme

WIDTHS = (0.5, 0.92, 0.97, 0.9, 0.6, 0.0, 0.95, 0.88, 0.93, 0.4)


class Skeleton(QWidget):
    """Still on purpose: it says that something comes, nothing more."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("skeleton")
        self.setAccessibleName(translate("Reader", "Opening the document"))
        self._theme = theme
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.look.tokens.line))
        width = min(640, self.width() - 48)
        left, top = (self.width() - width) / 2, 40.0
        for share in WIDTHS:
            painter.drawRoundedRect(QRectF(left, top, width * share, 12), 6, 6)
            top += 28
