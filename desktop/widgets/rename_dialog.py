"""A new title for a conversation."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.language import translate
from desktop.widgets.buttons import button
from desktop.widgets.labels import label
from engine.values import Conversation


class RenameDialog(QDialog):
    """`renamed` carries the conversation's id and its title."""

    renamed = Signal(str, str)

    def __init__(self, conversation: Conversation, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rename_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("Ask", "Rename conversation"))
        self.setMinimumWidth(380)
        self._conversation = conversation.id
        self._field = QLineEdit(conversation.title)
        self._field.setObjectName("rename_field")
        self._field.setAccessibleName(translate("Ask", "Title"))
        self._field.selectAll()
        self._leave = button(translate("Ask", "Cancel"), "plain", "rename_cancel")
        self._rename = button(translate("Ask", "Rename"), "primary", "rename_accept")
        self._rename.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._leave)
        row.addWidget(self._rename)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(translate("Ask", "Title"), "strong", "rename_title"))
        column.addWidget(self._field)
        column.addLayout(row)
        self._leave.clicked.connect(self.reject)
        self._rename.clicked.connect(self._accept)

    def _accept(self) -> None:
        title = " ".join(self._field.text().split())
        if title:
            self.renamed.emit(self._conversation, title)
            self.accept()
