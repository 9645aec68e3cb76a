"""Small painting steps shared by the delegates."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from desktop.icons import draw
from desktop.theme import Look

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def font(base: QFont, px: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    made = QFont(base)
    made.setPixelSize(px)
    made.setWeight(weight)
    return made


def text(painter: QPainter, rect: QRect, words: str, colour: str, align: Qt.AlignmentFlag = LEFT) -> None:
    """One line, elided where it does not fit."""
    if rect.width() <= 0:
        return
    painter.setPen(QColor(colour))
    elided = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(align), elided)


def chosen(painter: QPainter, rect: QRect, look: Look, has_focus: bool) -> None:
    """The background of a selected row, with a ring where the keyboard is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(look.tokens.accent) if has_focus else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.tokens.accent_soft))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


def sign(painter: QPainter, rect: QRect, name: str, colour: str, side: int) -> None:
    """An icon in the middle of the height, at the left edge."""
    draw(painter, QRectF(rect.left(), rect.center().y() - side / 2 + 1, side, side), name, colour)
