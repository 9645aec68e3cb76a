"""Writing a conversation to a Markdown file of the user's choice."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.export import conversation_markdown, file_name
from desktop.language import translate
from desktop.notices import Notice, NoticeBoard
from desktop.workers.engine import Engine
from engine.protocol import ConversationOpened, Event, Failed, OpenConversation


class Exporter(QObject):
    """Fetches the conversation from the engine, asks for a place, writes, and says so."""

    def __init__(self, engine: Engine, board: NoticeBoard, window: QWidget) -> None:
        super().__init__(window)
        self._engine, self._board, self._window = engine, board, window
        self._opened: ConversationOpened | None = None

    def export(self, conversation: str) -> None:
        self._engine.request(OpenConversation(id=0, conversation=conversation), self._hear)

    def write(self, path: str) -> None:
        """Write the conversation last fetched."""
        if self._opened is None:
            return
        file = Path(path)
        text = conversation_markdown(self._opened.conversation, self._opened.turns)
        try:
            file.write_text(text, encoding="utf-8", newline="\n")
        except OSError:
            said = translate("Ask", "The conversation could not be written there.")
            self._board.post(Notice("export", "error", said, translate("Ask", "Choose another folder.")))
            return
        said = translate("Ask", "The conversation was written to {name}.").format(name=file.name)
        self._board.post(Notice("export", "good", said, seconds=6))

    def _hear(self, event: Event) -> None:
        match event:
            case ConversationOpened():
                self._opened = event
                self._choose_file(event)
            case Failed():
                self._engine.failed.emit(event)

    def _choose_file(self, opened: ConversationOpened) -> None:
        dialog = QFileDialog(self._window, translate("Ask", "Export conversation"))
        dialog.setObjectName("export_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(translate("Ask", "Markdown (*.md)"))
        dialog.setDefaultSuffix("md")
        dialog.selectFile(file_name(opened.conversation))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.write)
        dialog.open()
