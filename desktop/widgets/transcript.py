"""The turns of a conversation in a scrolling column that follows its end only for a reader who is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.language import translate
from desktop.theme import Theme
from desktop.widgets.browser import ANSWER_PX

if TYPE_CHECKING:
    from desktop.widgets.turn import Turn

COLUMN_PX = 760
LINE_CHARACTERS = 76
NEAR_END_PX = 24
SIDE_PX = 20


class Transcript(QScrollArea):
    """Turns by number; signals are passed on from them."""

    source_chosen = Signal(int, int)
    selected = Signal(int)
    copied = Signal(int)
    again_wanted = Signal(int)
    edited = Signal(int, str)
    branch_wanted = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("transcript")
        self.setAccessibleName(translate("Ask", "Conversation"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._theme = theme
        self._turns: list[Turn] = []
        self._follows = True
        self._inner = QWidget()
        self._inner.setObjectName("transcript_column")
        self._column = QVBoxLayout(self._inner)
        self._column.setSpacing(28)
        self._column.addStretch(1)
        self.setWidget(self._inner)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._on_range)
        bar.valueChanged.connect(self._on_moved)
        theme.changed.connect(self._fit_column)
        self._fit_column()

    def clear(self) -> None:
        for turn in self._turns:
            self._column.removeWidget(turn)
            turn.hide()
            turn.setParent(None)
            turn.deleteLater()
        self._turns.clear()
        self._follows = True

    def cut(self, count: int) -> None:
        """Keep the first `count` turns."""
        for turn in self._turns[count:]:
            self._column.removeWidget(turn)
            turn.hide()
            turn.setParent(None)
            turn.deleteLater()
        del self._turns[count:]

    def add(self, question: str) -> Turn:
        """A new turn at the end. Imported here: it is not needed for the first paint."""
        from desktop.widgets.turn import Turn

        turn = Turn(len(self._turns), question, self._theme)
        self._turns.append(turn)
        turn.source_chosen.connect(self.source_chosen)
        turn.selected.connect(self.selected)
        turn.copied.connect(self.copied)
        turn.again_wanted.connect(self.again_wanted)
        turn.edited.connect(self.edited)
        turn.branch_wanted.connect(self.branch_wanted)
        self._column.insertWidget(self._column.count() - 1, turn)
        return turn

    def turn(self, number: int) -> Turn | None:
        return self._turns[number] if 0 <= number < len(self._turns) else None

    def last(self) -> Turn | None:
        return self._turns[-1] if self._turns else None

    def follow(self) -> None:
        """Go to the end and stay there while it grows."""
        self._follows = True
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def column_px(self) -> int:
        """How wide the text may be: 76 characters, 760 pixels at most."""
        font = self.font()
        font.setPixelSize(self._theme.look.px(ANSWER_PX))
        line = round(QFontMetrics(font).averageCharWidth() * LINE_CHARACTERS)
        return min(self._theme.look.px(COLUMN_PX) - 2 * SIDE_PX, line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_column()
        super().resizeEvent(event)

    def _fit_column(self) -> None:
        side = max(SIDE_PX, (self.viewport().width() - self.column_px()) // 2)
        self._column.setContentsMargins(side, 28, side, 24)

    def _on_range(self, _low: int, high: int) -> None:
        if self._follows:
            self.verticalScrollBar().setValue(high)

    def _on_moved(self, value: int) -> None:
        self._follows = value >= self.verticalScrollBar().maximum() - NEAR_END_PX
