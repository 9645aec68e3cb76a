"""Lucide icons in the colours of the theme, drawn at the screen's own scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.places import shipped

ICON_PX = 18
SMALL_PX = 16
STROKE = "1.75"


class LucideEngine(QIconEngine):
    """Draws one icon; the chosen state may have a colour of its own. A missing file draws nothing."""

    def __init__(self, name: str, colour: str, chosen: str) -> None:
        super().__init__()
        self._name, self._colour, self._chosen = name, colour, chosen

    def clone(self) -> QIconEngine:
        return LucideEngine(self._name, self._colour, self._chosen)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        is_chosen = state == QIcon.State.On or mode == QIcon.Mode.Selected
        if mode == QIcon.Mode.Disabled:
            painter.setOpacity(0.45)
        draw(painter, QRectF(rect), self._name, self._chosen if is_chosen else self._colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        if size.isEmpty():
            return QPixmap()
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap


def icon(name: str, colour: str, chosen: str | None = None) -> QIcon:
    """The icon in a colour; `chosen` is its colour where it is checked or selected."""
    return QIcon(LucideEngine(name, colour, chosen or colour))


def draw(painter: QPainter, rect: QRectF, name: str, colour: str) -> None:
    """Paint the icon into the rectangle."""
    renderer = _renderer(name, colour)
    if renderer is not None:
        renderer.render(painter, rect)


def has_icon(name: str) -> bool:
    return shipped("icons", f"{name}.svg").is_file()


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer | None:
    file = shipped("icons", f"{name}.svg")
    if not file.is_file():
        return None
    svg = file.read_text(encoding="utf-8")
    svg = svg.replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{STROKE}"')
    return QSvgRenderer(QByteArray(svg.encode()))
