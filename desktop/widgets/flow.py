"""A layout that puts its items in lines, like words, and breaks them where the width ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget


class FlowLayout(QLayout):
    """Items from left to right, centred on their line; with `ends_right` the last one stands at the right edge.

    An item whose width policy is Ignored takes what its line has left and never breaks it.
    """

    def __init__(
        self, gap: int = 8, line_gap: int = 4, ends_right: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ends_right = ends_right
        self._gap, self._line_gap = gap, line_gap
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), moves=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, moves=True)

    def sizeHint(self) -> QSize:
        shown = self._shown()
        width = sum(_least(item) for item in shown) + self._gap * max(0, len(shown) - 1)
        return QSize(width, max((item.sizeHint().height() for item in shown), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, moves: bool) -> int:
        lines: list[list[QLayoutItem]] = [[]]
        used = 0
        for item in self._shown():
            wide = _least(item)
            if lines[-1] and used + self._gap + wide > rect.width():
                lines.append([])
                used = 0
            used += wide + (self._gap if lines[-1] else 0)
            lines[-1].append(item)
        y = rect.y()
        for line in lines:
            height = max((item.sizeHint().height() for item in line), default=0)
            if moves:
                self._place_line(line, rect, y, height)
            y += height + self._line_gap
        return y - self._line_gap - rect.y()

    def _place_line(self, line: list[QLayoutItem], rect: QRect, y: int, height: int) -> None:
        x = rect.x()
        room = rect.width() - sum(_least(item) for item in line) - self._gap * (len(line) - 1)
        for item in line:
            size = item.sizeHint()
            width = min(_least(item), rect.width())
            if _is_elastic(item):
                width += max(0, room)
            if self._ends_right and item is self._items[-1]:
                x = rect.right() + 1 - width
            if item.widget() and item.widget().sizePolicy().verticalPolicy() == QSizePolicy.Policy.Expanding:
                size.setHeight(height)
            item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), QSize(width, size.height())))
            x += width + self._gap


def _is_elastic(item: QLayoutItem) -> bool:
    return item.widget() is not None and item.widget().sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Ignored


def _least(item: QLayoutItem) -> int:
    return item.minimumSize().width() if _is_elastic(item) else item.sizeHint().width()
