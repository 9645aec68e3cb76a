"""One question and its answer in a conversation."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.language import translate
from desktop.texts import Text
from desktop.theme import Theme
from desktop.widgets.answer_text import AnswerText
from desktop.widgets.labels import label
from desktop.widgets.question_editor import QuestionEditor
from desktop.widgets.turn_foot import TurnFoot
from engine.protocol import Answered

REDRAW_MS = 67


class Turn(QWidget):
    """Shows what is being written at 15 Hz at most. Signals carry the turn's number."""

    source_chosen = Signal(int, int)
    selected = Signal(int)
    copied = Signal(int)
    again_wanted = Signal(int)
    edited = Signal(int, str)
    branch_wanted = Signal(int)

    def __init__(self, number: int, question: str, theme: Theme) -> None:
        super().__init__()
        self.number, self.question = number, question
        self.answer: Answered | None = None
        self._written = ""
        self.setObjectName(f"turn_{number}")
        self._question = label(question, "question", f"turn_{number}_question", wraps=True)
        self._question.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._status = label("", "muted", f"turn_{number}_status", wraps=True)
        self._text = AnswerText(theme, f"turn_{number}_answer")
        self._card = _AbstainedCard(number)
        self._foot = TurnFoot(number, theme)
        self._editor = QuestionEditor(number, question)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self._question, self._editor, self._status, self._text, self._card, self._foot):
            column.addWidget(part)
        for part in (self._editor, self._text, self._card, self._foot):
            part.hide()
        self._redraw = QTimer(self, interval=REDRAW_MS, singleShot=True)
        self._redraw.timeout.connect(self._draw)
        self._text.source_chosen.connect(self._on_source)
        self._editor.submitted.connect(self._on_edited)
        self._editor.closed.connect(self._close_editor)
        self._foot.copy.clicked.connect(self._on_copy)
        self._foot.again.clicked.connect(self._on_again)
        self._foot.edit.clicked.connect(self.open_editor)
        self._foot.branch.clicked.connect(self._on_branch)

    def say(self, status: str) -> None:
        """What is going on before the first word."""
        self._status.setText(status)
        self._status.setVisible(bool(status))

    def add(self, piece: str) -> None:
        """The next piece of the answer."""
        self._written += piece
        if not self._redraw.isActive():
            self._redraw.start()

    def finish(self, answer: Answered) -> None:
        """The answer as it stands in the conversation."""
        self._redraw.stop()
        self.answer = answer
        self.say("")
        self._card.setVisible(answer.abstained)
        self._card.show_nearest(len(answer.sources))
        self._text.setVisible(not answer.abstained)
        if not answer.abstained:
            if answer.sentences:
                self._text.show_sentences(answer.sentences)
            else:
                self._text.show_partial(answer.text)
        self._foot.show_answer(answer)
        self._foot.show()

    def stop(self) -> None:
        """Stopped by the user; what was written stays to be read."""
        self._redraw.stop()
        self._draw()
        self.say(translate("Ask", "Stopped. What was written is not kept."))
        self._foot.show_unfinished()
        self._foot.show()

    def fail(self, why: Text) -> None:
        """No answer, and why."""
        self._redraw.stop()
        self.say(f"{why.happened} {why.next_step}")
        self._foot.show_unfinished()
        self._foot.show()

    def open_editor(self) -> None:
        """Edit the question in its place."""
        self._question.hide()
        self._editor.show()
        self._editor.begin()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.selected.emit(self.number)
        super().mouseReleaseEvent(event)

    def _draw(self) -> None:
        if self._written:
            self.say("")
            self._text.show()
            self._text.show_partial(self._written)

    def _close_editor(self) -> None:
        self._editor.hide()
        self._question.show()

    def _on_source(self, source: int) -> None:
        self.source_chosen.emit(self.number, source)

    def _on_edited(self, question: str) -> None:
        self._close_editor()
        self.edited.emit(self.number, question)

    def _on_copy(self) -> None:
        self.copied.emit(self.number)

    def _on_again(self) -> None:
        self.again_wanted.emit(self.number)

    def _on_branch(self) -> None:
        self.branch_wanted.emit(self.number)


class _AbstainedCard(QFrame):
    """Says calmly that the documents do not answer."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.setObjectName(f"turn_{number}_abstained")
        self.setProperty("kind", "card")
        self._detail: QLabel = label("", "muted", f"turn_{number}_abstained_detail", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(4)
        head = QHBoxLayout()
        said = translate("Ask", "Your documents do not answer this.")
        head.addWidget(label(said, "strong", f"turn_{number}_abstained_title", wraps=True))
        column.addLayout(head)
        column.addWidget(self._detail)
        self.setAccessibleName(said)

    def show_nearest(self, passages: int) -> None:
        near = translate("Ask", "The nearest passages are listed beside; open one to judge for yourself.")
        none = translate("Ask", "No passage comes near it. Other words, or more documents, may help.")
        self._detail.setText(near if passages else none)
