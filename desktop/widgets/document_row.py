"""How a document looks in the Library's list: icon, name, pages, state in word, sign and colour, passages."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QColor, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from desktop.language import translate
from desktop.rows.documents import name_of
from desktop.rows.rows import Role
from desktop.texts import document_state, document_text
from desktop.theme import Theme
from desktop.widgets import painted
from desktop.widgets.labels import tip
from desktop.widgets.row_option import font_of, has_focus, is_selected, rect_of
from engine.values import Document, Embedding, Ready, Skipped, Unreadable

ROW_PX = 40
ICONS = {
    "eml": "mail",
    "msg": "mail",
    "csv": "file-spreadsheet",
    "tsv": "file-spreadsheet",
    "xlsx": "file-spreadsheet",
}
Index = QModelIndex | QPersistentModelIndex


class DocumentRow(QStyledItemDelegate):
    """Paints one row; all rows are of one height, so that 100 000 of them cost what is seen."""

    def __init__(self, theme: Theme, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self._theme.look.px(ROW_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        document: Document = index.data(Role.ITEM)
        look = self._theme.look
        tokens = look.tokens
        rect = rect_of(option)
        painter.save()
        if is_selected(option):
            painted.chosen(painter, rect.adjusted(6, 1, -6, -1), look, has_focus(option))
        elif index.row() > 0:
            painter.setPen(QColor(tokens.line))
            painter.drawLine(rect.left() + 18, rect.top(), rect.right() - 18, rect.top())
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        name, pages, state, passages = columns(rect.adjusted(18, 0, -18, 0), look.px(100))
        side = look.px(18)
        painted.sign(painter, name, icon_of(document), tokens.muted, side)
        painter.setFont(painted.font(font_of(option), look.px(13)))
        painted.text(painter, name.adjusted(side + 12, 0, -12, 0), name_of(document.path), tokens.ink)
        painted.text(painter, pages.adjusted(0, 0, -10, 0), pages_of(document), tokens.muted)
        said = document_state(document.state)
        painted.text(painter, state.adjusted(0, 0, -12, 0), f"{said.sign} {said.words}", tokens.tone(said.tone))
        painted.text(painter, passages, passages_of(document), tokens.muted, painted.RIGHT)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        document = index.data(Role.ITEM)
        if event.type() != QEvent.Type.ToolTip or not isinstance(document, Document):
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), tip(told(document)), view)
        return True


def columns(rect: QRect, passages_px: int) -> tuple[QRect, QRect, QRect, QRect]:
    """Name, pages, state, passages; pages give way first where it is narrow."""
    pages_px = passages_px if rect.width() >= 6 * passages_px else 0
    rest = rect.width() - pages_px - passages_px
    name_px = rest * 9 // 20
    left, top, height = rect.left(), rect.top(), rect.height()
    state_left = left + name_px + pages_px
    return (
        QRect(left, top, name_px, height),
        QRect(left + name_px, top, pages_px, height),
        QRect(state_left, top, rect.right() - passages_px - state_left, height),
        QRect(rect.right() - passages_px, top, passages_px, height),
    )


def icon_of(document: Document) -> str:
    """The Lucide icon for a document's kind or trouble."""
    match document.state:
        case Unreadable(code="encrypted"):
            return "file-lock"
        case Unreadable(code="no_text"):
            return "file-scan"
        case Unreadable() | Skipped():
            return "file-x"
    return ICONS.get(document.path.rpartition(".")[2].casefold(), "file-text")


def pages_of(document: Document) -> str:
    return translate("Library", "%Ln page(s)", "", document.pages) if document.pages else ""


def passages_of(document: Document) -> str:
    match document.state:
        case Ready(passages=passages) | Embedding(passages=passages):
            return translate("Library", "%Ln passage(s)", "", passages)
    return ""


def told(document: Document) -> str:
    """Everything about a document in a few sentences: its path, and where there is a problem, why and what to do."""
    match document.state:
        case Skipped(code=code, facts=facts) | Unreadable(code=code, facts=facts):
            why = document_text(code, facts)
            return f"{document.path} · {why.happened} {why.next_step}"
    return document.path
