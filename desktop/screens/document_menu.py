"""What can be done with the documents chosen in the Library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop.language import translate
from desktop.rows.documents import name_of
from desktop.widgets.confirmation import Confirmation
from desktop.workers.engine import Engine
from engine.protocol import ForgetDocument, RetryDocument
from engine.values import Document, Embedding, Ready


class DocumentMenu(QObject):
    """`open_wanted` carries a path for the Reader, `ask_wanted` the paths to ask."""

    open_wanted = Signal(str)
    ask_wanted = Signal(list)

    def __init__(self, engine: Engine, chosen: Callable[[], list[Document]], parent: QWidget) -> None:
        super().__init__(parent)
        self._engine, self._chosen, self._parent = engine, chosen, parent
        self._to_forget: list[Document] = []
        self.open = self._action("open_document", translate("Library", "Open in Reader"))
        self.ask = self._action("ask_documents", translate("Library", "Ask only these"))
        self.show = self._action("show_document", translate("Library", "Show in file manager"))
        self.copy = self._action("copy_path", translate("Library", "Copy path"))
        self.retry = self._action("retry_document", translate("Library", "Read again"))
        self.forget = self._action("forget_document", translate("Library", "Forget…"))
        self.open.triggered.connect(self._open)
        self.ask.triggered.connect(self._ask)
        self.show.triggered.connect(self._show)
        self.copy.triggered.connect(self._copy)
        self.retry.triggered.connect(self._retry)
        self.forget.triggered.connect(self._ask_to_forget)

    def choose(self, count: int, only: Document | None) -> None:
        """How many documents are chosen, and which, if it is one; all are asked for only when they are needed."""
        self.open.setEnabled(only is not None and isinstance(only.state, Ready | Embedding))
        for action in (self.ask, self.copy, self.retry, self.forget):
            action.setEnabled(count > 0)
        self.show.setEnabled(only is not None)

    def popup(self, at: QPoint) -> None:
        menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.open, self.ask])
        menu.addSeparator()
        menu.addActions([self.show, self.copy])
        menu.addSeparator()
        menu.addActions([self.retry, self.forget])
        menu.popup(at)

    def open_first(self) -> None:
        if self.open.isEnabled():
            self._open()

    def _action(self, name: str, text: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        return action

    def _open(self) -> None:
        self.open_wanted.emit(self._chosen()[0].path)

    def _ask(self) -> None:
        self.ask_wanted.emit([document.path for document in self._chosen()])

    def _show(self) -> None:
        show_in_file_manager(self._chosen()[0].path)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(document.path for document in self._chosen()))

    def _retry(self) -> None:
        for document in self._chosen():
            self._engine.request(RetryDocument(id=0, path=document.path))

    def _ask_to_forget(self) -> None:
        documents = self._to_forget = self._chosen()
        if len(documents) == 1:
            question = translate("Library", "Forget “{name}”?").format(name=name_of(documents[0].path))
        else:
            question = translate("Library", "Forget %Ln document(s)?", "", len(documents))
        consequence = translate(
            "Library",
            "Every trace of the text leaves the library. The file itself stays where it is and is not read again.",
        )
        dialog = Confirmation(question, consequence, translate("Library", "Forget"), self._parent)
        dialog.confirmed.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        for document in self._to_forget:
            self._engine.request(ForgetDocument(id=0, path=document.path))


def show_in_file_manager(path: str) -> None:
    """Open the folder that holds the path; the document itself is never opened from here."""
    place = Path(path)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(place if place.is_dir() else place.parent)))
