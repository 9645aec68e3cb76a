"""The question line: text, what it is asked of, by which model, and the button that asks or stops."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QPlainTextEdit, QSizePolicy, QVBoxLayout

from desktop.language import translate
from desktop.theme import Theme
from desktop.widgets.buttons import button
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import ElidedLabel

TYPED_MS = 350
LINES_MOST = 8


class Composer(QFrame):
    """Enter asks, Shift and Enter break the line. `typed` comes 350 ms after the last key."""

    submitted = Signal(str)
    stopped = Signal()
    typed = Signal(str)
    edited = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("composer")
        self._theme = theme
        self._is_answering = False
        self.field = QuestionField()
        self.scope = button("", "chip", "scope")
        self.scope.setMenu(QMenu(self.scope))
        self.model = button("", "chip", "model")
        self.model.setMenu(QMenu(self.model))
        self._hint = ElidedLabel("", "caption", "ahead")
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._ask = button(translate("Ask", "Ask"), "primary", "ask")
        row = FlowLayout(ends_right=True)
        for part in (self.scope, self.model, self._hint, self._ask):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addLayout(row)
        self.setFocusProxy(self.field)
        self._typed_timer = QTimer(self, interval=TYPED_MS, singleShot=True)
        self._typed_timer.timeout.connect(self._on_typed)
        self.field.textChanged.connect(self._on_changed)
        self.field.entered.connect(self._on_entered)
        self.field.focused.connect(self._on_focus)
        self._ask.clicked.connect(self._on_pressed)
        theme.changed.connect(self.field.fit)
        self._show_state()

    def text(self) -> str:
        return self.field.toPlainText().strip()

    def put(self, text: str) -> None:
        """A draft, with the cursor at its end."""
        self.field.setPlainText(text)
        cursor = self.field.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.field.setTextCursor(cursor)
        self._typed_timer.stop()

    def set_answering(self, is_answering: bool) -> None:
        """While an answer is written the button stops it."""
        self._is_answering = is_answering
        self._show_state()

    def say(self, hint: str) -> None:
        self._hint.setText(hint)

    def hint(self) -> str:
        return self._hint.text()

    def _show_state(self) -> None:
        self._ask.setText(translate("Ask", "Stop") if self._is_answering else translate("Ask", "Ask") + "  ⏎")
        self._ask.setAccessibleName(translate("Ask", "Stop") if self._is_answering else translate("Ask", "Ask"))
        self._ask.setEnabled(self._is_answering or bool(self.text()))

    def _on_changed(self) -> None:
        self._show_state()
        self._typed_timer.start()
        self.edited.emit(self.field.toPlainText())

    def _on_typed(self) -> None:
        self.typed.emit(self.text())

    def _on_entered(self) -> None:
        if not self._is_answering:
            self._submit()

    def _on_pressed(self) -> None:
        if self._is_answering:
            self.stopped.emit()
        else:
            self._submit()

    def _submit(self) -> None:
        text = self.text()
        if text:
            self.put("")
            self.submitted.emit(text)

    def _on_focus(self, has_focus: bool) -> None:
        self.setProperty("focused", has_focus)
        self.style().unpolish(self)
        self.style().polish(self)


class QuestionField(QPlainTextEdit):
    """Grows with its text up to eight lines."""

    entered = Signal()
    focused = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("question")
        self.setAccessibleName(translate("Ask", "Question"))
        self.setPlaceholderText(translate("Ask", "Ask your documents"))
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # files dropped here are for the library, not for the question
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        lines = min(LINES_MOST, max(1, int(self.document().size().height())))
        height = round(self.fontMetrics().lineSpacing() * lines + 8)
        if self.height() != height:
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit(False)
