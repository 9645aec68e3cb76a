"""What the user adds: folders and documents, quoted first; and the sample library."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.language import duration, size, translate
from desktop.notices import Notice, NoticeAction, NoticeBoard
from desktop.places import shipped
from desktop.rows.documents import name_of
from desktop.workers.engine import Engine
from engine.protocol import AddFolder, Event, Failed, FolderQuoted, QuoteFolder, RemoveFolder

MANY_DOCUMENTS = 20_000
LONG_SECONDS = 2 * 3600
QUOTE_SECONDS = 20


class Folders(QObject):
    """`added` once a folder is on its way into the library."""

    added = Signal(str)

    def __init__(self, engine: Engine, board: NoticeBoard, sample_library: Path, window: QWidget) -> None:
        super().__init__(window)
        self._engine, self._board, self._window = engine, board, window
        self._sample_library = sample_library

    def choose_folder(self) -> None:
        dialog = self._dialog(translate("Folders", "Choose a folder with documents"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def choose_documents(self) -> None:
        dialog = self._dialog(translate("Folders", "Choose documents"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.open()

    def add(self, paths: list[str]) -> None:
        """Count each folder or document, say how long it takes, and watch it."""
        for path in paths:
            self._engine.request(QuoteFolder(id=0, path=str(Path(path).absolute())), self._hear_quote)

    def add_sample(self) -> None:
        """Copy the sample library into the user's data folder, where it can be edited, and watch it."""
        try:
            if not self._sample_library.is_dir():
                shutil.copytree(shipped("sample-library"), self._sample_library)
        except OSError:
            said = translate("Folders", "The sample library could not be copied.")
            fix = translate("Folders", "Check the free space of {folder}.").format(folder=self._sample_library.parent)
            self._board.post(Notice("sample", "error", said, fix))
            return
        self.add([str(self._sample_library)])

    def remove(self, path: str) -> None:
        self._engine.request(RemoveFolder(id=0, path=path))

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setObjectName("add_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.add)
        return dialog

    def _hear_quote(self, event: Event) -> None:
        match event:
            case FolderQuoted() if event.documents > MANY_DOCUMENTS or event.seconds > LONG_SECONDS:
                self._ask_before(event)
            case FolderQuoted():
                self._say_quote(event)
                self._watch(event.path)
            case Failed():
                self._engine.failed.emit(event)

    def _say_quote(self, quote: FolderQuoted) -> None:
        if quote.documents == 0:
            said = translate("Folders", "“{name}” holds no documents yet.").format(name=name_of(quote.path))
            follow = translate("Folders", "It is watched; documents you put there are read by themselves.")
            self._board.post(Notice("quote", "info", said, follow, seconds=QUOTE_SECONDS))
            return
        follow = translate("Folders", "You can ask already; answers know more as reading goes on.")
        self._board.post(Notice("quote", "info", quote_text(quote), follow, seconds=QUOTE_SECONDS))

    def _ask_before(self, quote: FolderQuoted) -> None:
        read = NoticeAction(translate("Folders", "Read them"), _Watch(self, quote.path))
        leave = NoticeAction(translate("Folders", "Not now"), _leave)
        detail = translate("Folders", "{size} in “{name}”. You can pause and go on at any time.")
        detail = detail.format(size=size(quote.bytes), name=name_of(quote.path))
        self._board.post(Notice("quote", "info", quote_text(quote), detail, (read, leave)))

    def _watch(self, path: str) -> None:
        self._engine.request(AddFolder(id=0, path=path))
        self.added.emit(path)


class _Watch:
    """The user's yes to a large folder."""

    def __init__(self, folders: Folders, path: str) -> None:
        self._folders, self._path = folders, path

    def __call__(self) -> None:
        self._folders._watch(self._path)


def _leave() -> None:
    """The user's no: nothing was changed."""


def quote_text(quote: FolderQuoted) -> str:
    """`214 documents, about 3 minutes`"""
    counted = translate("Folders", "%Ln document(s), {time}.", "", quote.documents)
    return counted.format(time=duration(quote.seconds))
