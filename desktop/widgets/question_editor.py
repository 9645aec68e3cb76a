"""A question being edited in its place in the conversation."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.language import translate
from desktop.widgets.buttons import button


class QuestionEditor(QWidget):
    """Enter asks again, Escape leaves all as it was."""

    submitted = Signal(str)
    closed = Signal()

    def __init__(self, number: int, question: str) -> None:
        super().__init__()
        self.setObjectName(f"turn_{number}_editor")
        self._question = question
        self._field = _Field(f"turn_{number}_field")
        self._ask = button(translate("Ask", "Ask again"), "primary", f"turn_{number}_submit")
        self._leave = button(translate("Ask", "Leave as it was"), "plain", f"turn_{number}_leave")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._leave)
        row.addWidget(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._field)
        column.addLayout(row)
        self._field.entered.connect(self._submit)
        self._field.left.connect(self.closed)
        self._ask.clicked.connect(self._submit)
        self._leave.clicked.connect(self.closed)

    def begin(self) -> None:
        self._field.setPlainText(self._question)
        self._field.setFixedHeight(self._field.fontMetrics().lineSpacing() * 3 + 24)
        self._field.selectAll()
        self._field.setFocus()

    def _submit(self) -> None:
        text = self._field.toPlainText().strip()
        if text:
            self.submitted.emit(text)


class _Field(QPlainTextEdit):
    entered = Signal()
    left = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "edit")
        self.setAccessibleName(translate("Ask", "Edit the question"))
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
