"""How a conversation looks in the list: its title and questions, under the day it was last used."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from desktop.language import day
from desktop.rows.conversations import questions_asked
from desktop.rows.rows import Role
from desktop.theme import Theme
from desktop.widgets import painted
from desktop.widgets.row_option import font_of, has_focus, is_selected, is_under_mouse, rect_of
from engine.values import Conversation

ROW_PX = 54
DAY_PX = 30
Index = QModelIndex | QPersistentModelIndex


class ConversationRow(QStyledItemDelegate):
    """Paints one row, and above the first of each day the day."""

    def __init__(self, theme: Theme, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self._theme.look.px(ROW_PX + (DAY_PX if begins_day(index) else 0)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        conversation: Conversation = index.data(Role.ITEM)
        look = self._theme.look
        rect = rect_of(option)
        painter.save()
        if begins_day(index):
            painter.setFont(painted.font(font_of(option), look.px(12)))
            above = QRect(rect.left() + 2, rect.top(), rect.width(), look.px(DAY_PX) - 2)
            painted.text(painter, above, day(conversation.changed), look.tokens.muted)
            rect.setTop(rect.top() + look.px(DAY_PX))
        card = rect.adjusted(0, 1, 0, -3)
        if is_selected(option) or is_under_mouse(option):
            painter.setOpacity(1.0 if is_selected(option) else 0.5)
            painted.chosen(painter, card, look, has_focus(option))
            painter.setOpacity(1.0)
        inner = card.adjusted(12, 7, -12, -7)
        half = inner.height() // 2
        weight = QFont.Weight.DemiBold if is_selected(option) else QFont.Weight.Normal
        painter.setFont(painted.font(font_of(option), look.px(13), weight))
        painted.text(painter, QRect(inner.topLeft(), QSize(inner.width(), half)), conversation.title, look.tokens.ink)
        painter.setFont(painted.font(font_of(option), look.px(12)))
        below = QRect(inner.left(), inner.top() + half, inner.width(), half)
        painted.text(painter, below, questions_asked(conversation), look.tokens.muted)
        painter.restore()


def begins_day(index: Index) -> bool:
    """Whether the row is the first of its day."""
    if index.row() == 0:
        return True
    before = index.model().index(index.row() - 1, 0).data(Role.ITEM)
    return day(before.changed) != day(index.data(Role.ITEM).changed)
