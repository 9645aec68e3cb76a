"""A choice among a few, with the sign of a list."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from desktop.icons import draw
from desktop.theme import Theme


class DropDown(QComboBox):
    """The wheel scrolls the page, never the choice."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = self._theme.look.px(16)
        rect = QRectF(self.width() - side - 8, (self.height() - side) / 2, side, side)
        draw(QPainter(self), rect, "chevron-down", self._theme.look.tokens.muted)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
