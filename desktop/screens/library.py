"""Library: the watched folders, every document with its state, and what needs the user."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from desktop.language import number, translate
from desktop.rows.documents import DocumentRows, name_of
from desktop.rows.overview import LibraryOverview
from desktop.rows.rows import Role
from desktop.screens.document_menu import DocumentMenu, show_in_file_manager
from desktop.screens.folders import Folders
from desktop.settings import SettingsStore
from desktop.theme import Theme
from desktop.widgets.buttons import button
from desktop.widgets.confirmation import Confirmation
from desktop.widgets.document_row import ROW_PX, DocumentRow, told
from desktop.widgets.drop_area import DropArea
from desktop.widgets.folder_card import FolderCard
from desktop.widgets.labels import label
from desktop.workers.engine import Engine
from engine.values import Document

FILTER_MS = 120
SIDE_PX = 36


class LibraryScreen(QWidget):
    """`open_wanted` carries the path of a document for the Reader, `ask_wanted` the paths to ask."""

    open_wanted = Signal(str)
    ask_wanted = Signal(list)

    def __init__(
        self,
        engine: Engine,
        rows: DocumentRows,
        overview: LibraryOverview,
        folders: Folders,
        settings: SettingsStore,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("library_screen")
        self._rows, self._overview, self._folders = rows, overview, folders
        self._settings, self._theme = settings, theme
        self.menu = DocumentMenu(engine, self.chosen, self)
        self._title = label(translate("Library", "Library"), "title", "library_title")
        self.filter = QLineEdit()
        self.filter.setObjectName("document_filter")
        self.filter.setAccessibleName(translate("Library", "Filter documents"))
        self.filter.setPlaceholderText(translate("Library", "Filter documents"))
        self.filter.setClearButtonEnabled(True)
        self.problems = button(translate("Library", "Problems"), "plain", "problems")
        self.problems.setCheckable(True)
        self.add = button(translate("Library", "Add folder"), "primary", "add_folder")
        self.add_documents = button(translate("Library", "Add documents"), "plain", "add_documents")
        self.card = FolderCard(theme)
        self.list = _document_list(rows, theme)
        self._empty = label("", "lead", "library_empty", wraps=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._drop = DropArea()
        self._why = label("", "muted", "document_told", wraps=True)
        self._foot = label("", "muted", "library_foot", wraps=True)
        self.ask = button("", "plain", "ask_chosen")
        self._timer = QTimer(self, interval=FILTER_MS, singleShot=True)
        self._arrange()
        self._connect()
        self.setFocusProxy(self.list)
        self._show()
        self._show_selection()

    def focus_filter(self) -> None:
        self.filter.setFocus()
        self.filter.selectAll()

    def show_problems(self) -> None:
        self.problems.setChecked(True)

    def chosen(self) -> list[Document]:
        """The selected documents."""
        return [index.data(Role.ITEM) for index in self.list.selectionModel().selectedIndexes()]

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addStretch(1)
        self.filter.setMaximumWidth(260)
        for part in (self.filter, self.problems, self.add_documents, self.add):
            head.addWidget(part, 1 if part is self.filter else 0)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self._foot, 1)
        foot.addWidget(self.ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE_PX, 24, SIDE_PX, 18)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(self.card)
        column.addWidget(self._drop)
        column.addWidget(self._empty, 1)
        column.addWidget(self.list, 1000)
        column.addWidget(self._why)
        column.addLayout(foot)
        self._rest = QWidget()
        self._rest.setObjectName("library_rest")
        column.addWidget(self._rest, 1)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._apply_filter)
        self.filter.textChanged.connect(self._timer.start)
        self.problems.toggled.connect(self._apply_filter)
        self.add.clicked.connect(self._folders.choose_folder)
        self.add_documents.clicked.connect(self._folders.choose_documents)
        self._drop.dropped.connect(self._folders.add)
        self.card.remove_wanted.connect(self._ask_to_remove)
        self.card.show_wanted.connect(show_in_file_manager)
        self.card.ask_wanted.connect(self._on_ask_folder)
        self.card.pause_toggled.connect(self._on_pause)
        self.menu.open_wanted.connect(self.open_wanted)
        self.menu.ask_wanted.connect(self.ask_wanted)
        self.ask.clicked.connect(self.menu.ask.trigger)
        self.list.activated.connect(self.menu.open_first)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.list.selectionModel().selectionChanged.connect(self._show_selection)
        self._rows.counted.connect(self._show)
        self._rows.modelReset.connect(self._show_selection)
        self._overview.changed.connect(self._show)
        self._settings.changed.connect(self._show)
        self._theme.changed.connect(self._show)

    def _show(self) -> None:
        overview = self._overview.value
        counts = self._rows.counts()
        has_folders = bool(overview.folders)
        self.card.setVisible(has_folders)
        self.card.show_overview(overview, self._settings.value.indexing_paused)
        self._drop.setVisible(not has_folders)
        self.list.setVisible(self._rows.rowCount() > 0)
        self._empty.setVisible(self._rows.rowCount() == 0)
        self._rest.setVisible(self._rows.rowCount() > 0)
        self._empty.setText(self._empty_text())
        self.list.setMaximumHeight(self._rows.rowCount() * self._theme.look.px(ROW_PX) + 10)
        attention = counts.problems + counts.skipped
        self.problems.setText(translate("Library", "Problems") + (f" ({number(attention)})" if attention else ""))
        self.problems.setVisible(attention > 0 or self.problems.isChecked())
        self._foot.setText(self._foot_text())

    def _empty_text(self) -> str:
        if not self._overview.value.is_told:
            return translate("Library", "Opening the library…")
        if not self._overview.value.folders:
            return translate("Library", "Documents you add are listed here with their state.")
        if self.problems.isChecked():
            return translate("Library", "No document needs you.")
        if self.filter.text():
            return translate("Library", "No document has these words in its name or folder.")
        return translate("Library", "There are no documents in these folders yet.")

    def _foot_text(self) -> str:
        counts = self._rows.counts()
        if not counts.known:
            return ""
        shown = translate("Library", "{shown} of {known} shown")
        parts = [shown.format(shown=number(self._rows.rowCount()), known=number(counts.known))]
        parts.append(translate("Library", "{ready} ready").format(ready=number(counts.ready)))
        if counts.problems:
            parts.append(translate("Library", "%Ln need attention", "", counts.problems))
        if counts.skipped:
            parts.append(translate("Library", "%Ln left out", "", counts.skipped))
        return " · ".join(parts)

    def _show_selection(self) -> None:
        selection: Any = self.list.selectionModel().selection()  # the stubs do not say that it can be walked through
        count = sum(part.height() for part in selection)
        only = self.chosen()[0] if count == 1 else None
        self.menu.choose(count, only)
        self.ask.setVisible(count > 0)
        if only is None:
            said = translate("Library", "Ask only %Ln document(s)", "", count)
        else:
            said = translate("Library", "Ask only “{name}”").format(name=_short(only))
        self.ask.setText(said.replace("&", "&&"))
        self.ask.setAccessibleName(said)
        why = told(only) if only is not None else ""
        has_words = only is not None and why != only.path
        self._why.setText(why)
        self._why.setVisible(has_words)

    def _apply_filter(self) -> None:
        chosen = self.chosen()
        self._rows.keep(self.filter.text(), "problems" if self.problems.isChecked() else "all")
        select = QItemSelectionModel.SelectionFlag.Select
        for document in chosen:
            row = self._rows.row(document.path)
            if row is not None:
                self.list.selectionModel().select(self._rows.index(row), select)
        self._show()

    def _show_menu(self, at: QPoint) -> None:
        index: QModelIndex = self.list.indexAt(at)
        if index.isValid():
            self.menu.popup(self.list.viewport().mapToGlobal(at))

    def _ask_to_remove(self, path: str) -> None:
        question = translate("Library", "Remove “{name}” from the library?").format(name=name_of(path))
        consequence = translate("Library", "It is no longer watched and its text leaves the library. The files stay.")
        dialog = Confirmation(question, consequence, translate("Library", "Remove"), self)
        dialog.setProperty("path", path)
        dialog.confirmed.connect(self._on_remove)
        dialog.open()

    def _on_remove(self) -> None:
        dialog = self.sender()
        if dialog is not None:
            self._folders.remove(str(dialog.property("path")))

    def _on_ask_folder(self, path: str) -> None:
        self.ask_wanted.emit([path])

    def _on_pause(self, is_paused: bool) -> None:
        self._settings.change("indexing_paused", is_paused)


def _document_list(rows: DocumentRows, theme: Theme) -> QListView:
    view = QListView()
    view.setObjectName("documents")
    view.setAccessibleName(translate("Library", "Documents"))
    view.setProperty("kind", "card")
    view.setModel(rows)
    view.setItemDelegate(DocumentRow(theme, view))
    view.setUniformItemSizes(True)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    theme.changed.connect(view.doItemsLayout)
    return view


def _short(document: Document) -> str:
    name = name_of(document.path)
    return name if len(name) <= 32 else name[:31] + "…"
