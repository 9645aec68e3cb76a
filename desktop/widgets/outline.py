"""The headings of the open document as a list."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from desktop.language import translate
from desktop.rows.rows import Role, RowsModel
from desktop.theme import Theme
from desktop.widgets import painted
from desktop.widgets.row_option import font_of, has_focus, is_selected, rect_of

ROW_PX = 30
INDENT_PX = 12


class Heading(msgspec.Struct, frozen=True):
    """`level` counts from 1; `start` is a character of the text."""

    start: int
    level: int
    text: str


class Outline(QWidget):
    """`chosen` carries the first character of a heading."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("outline_panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(140)
        self._rows: RowsModel[Heading] = RowsModel(
            key=lambda heading: str(heading.start),
            title=lambda heading: heading.text,
            order=lambda heading: heading.start,
            parent=self,
        )
        self.list = QListView()
        self.list.setObjectName("outline")
        self.list.setAccessibleName(translate("Reader", "Headings"))
        self.list.setModel(self._rows)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(_HeadingRow(theme, self.list))
        self.list.clicked.connect(self._on_chosen)
        self.list.activated.connect(self._on_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 4, 8)
        column.addWidget(self.list)

    def show_headings(self, headings: Sequence[tuple[int, int, str]]) -> None:
        self._rows.replace(Heading(start, level, " ".join(text.split())) for start, level, text in headings)

    def has_headings(self) -> bool:
        return len(self._rows) > 0

    def _on_chosen(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(Role.ITEM).start)


class _HeadingRow(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self._theme.look.px(ROW_PX))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        heading: Heading = index.data(Role.ITEM)
        look, rect = self._theme.look, rect_of(option)
        painter.save()
        if is_selected(option):
            painted.chosen(painter, rect.adjusted(0, 1, -2, -1), look, has_focus(option))
        weight = QFont.Weight.DemiBold if heading.level == 1 else QFont.Weight.Normal
        painter.setFont(painted.font(font_of(option), look.px(13), weight))
        indent = 10 + look.px(INDENT_PX) * (min(heading.level, 5) - 1)
        colour = look.tokens.ink if heading.level == 1 else look.tokens.muted
        painted.text(painter, rect.adjusted(indent, 0, -10, 0), heading.text, colour)
        painter.restore()
