"""Asks before something that cannot be undone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import translate
from desktop.widgets.buttons import button
from desktop.widgets.labels import label


class Confirmation(QDialog):
    """`confirmed` when the user says yes. The safe answer has the focus."""

    confirmed = Signal()

    def __init__(self, question: str, consequence: str, yes: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("confirmation")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(yes)
        self.setMinimumWidth(420)
        self._yes = button(yes, "primary", "confirm_yes")
        self._no = button(translate("Confirmation", "Cancel"), "plain", "confirm_no")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._no)
        row.addWidget(self._yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(question, "strong", "confirm_question", wraps=True))
        column.addWidget(label(consequence, "muted", "confirm_consequence", wraps=True))
        column.addSpacing(6)
        column.addLayout(row)
        self._yes.clicked.connect(self._accept)
        self._no.clicked.connect(self.reject)
        self._no.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, never another one."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
        elif self._yes.hasFocus():
            self._accept()
        else:
            self.reject()

    def _accept(self) -> None:
        self.confirmed.emit()
        self.accept()
