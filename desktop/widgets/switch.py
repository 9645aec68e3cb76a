"""An on-off control."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from desktop.theme import Theme

WIDTH_PX, HEIGHT_PX = 40, 24


class Switch(QCheckBox):
    """A check box drawn as a switch; on and off differ in place and in colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.look.px(WIDTH_PX), self._theme.look.px(HEIGHT_PX))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        radius = body.height() / 2
        painter.setPen(QPen(QColor(tokens.ink if self.hasFocus() else tokens.muted), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(tokens.accent if self.isChecked() else tokens.surface))
        painter.drawRoundedRect(body, radius, radius)
        side = body.height() - 6
        left = body.right() - side - 3 if self.isChecked() else body.left() + 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.on_accent if self.isChecked() else tokens.muted))
        painter.drawEllipse(QRectF(left, body.top() + 3, side, side))
