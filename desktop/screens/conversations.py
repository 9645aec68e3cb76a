"""The list of conversations beside the answers: search, open, rename, delete with undo."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMenu,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from desktop.language import translate
from desktop.notices import Notice, NoticeAction, NoticeBoard
from desktop.rows.conversations import ConversationRows
from desktop.rows.rows import Role
from desktop.theme import Theme
from desktop.widgets.buttons import IconButton
from desktop.widgets.conversation_row import ConversationRow
from desktop.widgets.labels import label
from desktop.widgets.rename_dialog import RenameDialog
from desktop.workers.engine import Engine
from engine.protocol import DeleteConversation, RenameConversation, RestoreConversation
from engine.values import Conversation

UNDO_SECONDS = 12


class ConversationsPanel(QWidget):
    """`opened` carries the id of the conversation to show; `new_wanted`, `export_wanted` and `deleted` say the rest."""

    opened = Signal(str)
    new_wanted = Signal()
    export_wanted = Signal(str)
    deleted = Signal(str)

    def __init__(self, rows: ConversationRows, engine: Engine, board: NoticeBoard, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("conversations_panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._rows, self._engine, self._board = rows, engine, board
        self.search = QLineEdit()
        self.search.setObjectName("conversation_search")
        self.search.setAccessibleName(translate("Ask", "Search conversations"))
        self.search.setPlaceholderText(translate("Ask", "Search conversations"))
        self.search.setClearButtonEnabled(True)
        self.new = IconButton("plus", translate("Ask", "New conversation"), theme, "new_conversation")
        self.list = QListView()
        self.list.setObjectName("conversations")
        self.list.setAccessibleName(translate("Ask", "Conversations"))
        self.list.setModel(rows)
        self._delegate: QStyledItemDelegate = ConversationRow(theme, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._empty = label("", "caption", "conversations_empty", wraps=True)
        head = QHBoxLayout()
        head.addWidget(self.search, 1)
        head.addWidget(self.new)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._empty)
        column.addWidget(self.list, 1)
        self._rename = QAction(translate("Ask", "Rename…"), self.list)
        self._export = QAction(translate("Ask", "Export to Markdown…"), self.list)
        self._delete = QAction(translate("Ask", "Delete"), self.list)
        self._rename.triggered.connect(self.rename_current)
        self._export.triggered.connect(self.export_current)
        self._delete.triggered.connect(self.delete_current)
        self.search.textChanged.connect(rows.keep)
        self.new.clicked.connect(self.new_wanted)
        self.list.clicked.connect(self._on_chosen)
        self.list.activated.connect(self._on_chosen)
        self.list.customContextMenuRequested.connect(self._show_menu)
        for signal in (rows.rowsInserted, rows.rowsRemoved, rows.modelReset):
            signal.connect(self._show_empty)
        theme.changed.connect(self.list.doItemsLayout)
        self._show_empty()

    def current(self) -> Conversation | None:
        index = self.list.currentIndex()
        return index.data(Role.ITEM) if index.isValid() else None

    def select(self, conversation: str) -> None:
        """Show which conversation is open; none where it is not in the list yet."""
        row = self._rows.row(conversation)
        self.list.setCurrentIndex(QModelIndex() if row is None else self._rows.index(row))
        if row is None:
            self.list.clearSelection()

    def rename_current(self) -> None:
        current = self.current()
        if current is not None:
            dialog = RenameDialog(current, self)
            dialog.renamed.connect(self._on_renamed)
            dialog.open()

    def export_current(self) -> None:
        current = self.current()
        if current is not None:
            self.export_wanted.emit(current.id)

    def delete_current(self) -> None:
        """Delete at once, and offer to undo it."""
        current = self.current()
        if current is None:
            return
        self._engine.request(DeleteConversation(id=0, conversation=current.id))
        undo = NoticeAction(translate("Ask", "Undo"), _Restore(self._engine, current.id))
        said = translate("Ask", "“{title}” was deleted.").format(title=current.title)
        self._board.post(Notice(f"deleted:{current.id}", "info", said, "", (undo,), UNDO_SECONDS))
        self.deleted.emit(current.id)

    def _on_renamed(self, conversation: str, title: str) -> None:
        self._engine.request(RenameConversation(id=0, conversation=conversation, title=title))

    def _on_chosen(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(Role.ITEM).id)

    def _show_menu(self, at: QPoint) -> None:
        index = self.list.indexAt(at)
        if index.isValid():
            self.list.setCurrentIndex(index)
            menu = QMenu(self)
            menu.addActions([self._rename, self._export, self._delete])
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.list.viewport().mapToGlobal(at))

    def _show_empty(self) -> None:
        none = translate("Ask", "Conversations are kept here.")
        none_found = translate("Ask", "No title has these words.")
        self._empty.setText(none_found if self.search.text() else none)
        self._empty.setVisible(self._rows.rowCount() == 0)


class _Restore:
    """Takes a deletion back."""

    def __init__(self, engine: Engine, conversation: str) -> None:
        self._engine, self._conversation = engine, conversation

    def __call__(self) -> None:
        self._engine.request(RestoreConversation(id=0, conversation=self._conversation))
