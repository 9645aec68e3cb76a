"""The column beside the answer: the sources of what is being read, or of what is being typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.language import translate
from desktop.theme import Theme
from desktop.widgets.labels import label
from engine.values import Sentence, Source, Support

if TYPE_CHECKING:
    from desktop.widgets.source_card import SourceCard

STRENGTHS: tuple[Support, ...] = ("unsupported", "weak", "supported", "quoted")


class SourcesPanel(QWidget):
    """Shows sources as cards; `opened` carries the source whose page is wanted, `chosen` its number."""

    opened = Signal(Source)
    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("sources_panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._cards: list[SourceCard] = []
        self._supports: dict[int, Support] = {}
        self._title = label(translate("Sources", "Sources"), "strong", "sources_title")
        self._hint = label("", "muted", "sources_hint", wraps=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        self._list.setContentsMargins(0, 0, 4, 0)
        inner = QWidget()
        inner.setObjectName("sources_list")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 0, 10, 16)
        column.setSpacing(10)
        column.addWidget(self._hint)
        column.addLayout(self._list)
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setObjectName("sources_area")
        self._area.setAccessibleName(translate("Sources", "Sources"))
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inner)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 18, 0, 0)
        page.setSpacing(10)
        self._title.setContentsMargins(16, 0, 16, 0)
        page.addWidget(self._title)
        page.addWidget(self._area, 1)
        self.clear()

    def clear(self) -> None:
        """Nothing to show yet; says what will stand here."""
        self._put((), {})
        self._title.setText(translate("Sources", "Sources"))
        self._say(translate("Sources", "The passages an answer was written from stand here, with the words it quotes."))

    def show_cited(self, sources: Sequence[Source], sentences: Sequence[Sentence]) -> None:
        """The sources of a finished answer."""
        self._title.setText(translate("Sources", "Sources"))
        self._say("" if sources else translate("Sources", "This answer names no source."))
        self._put(sources, strongest(sentences))

    def show_nearest(self, sources: Sequence[Source]) -> None:
        """The passages nearest to a question the documents do not answer."""
        self._title.setText(translate("Sources", "Nearest passages"))
        self._say("" if sources else translate("Sources", "No passage comes near this question."))
        self._put(sources, {})

    def show_found(self, sources: Sequence[Source], is_typing: bool) -> None:
        """What was found for a question being typed, or being answered."""
        found, found_ahead = translate("Sources", "Found for this question"), translate("Sources", "Found as you type")
        self._title.setText(found_ahead if is_typing else found)
        self._say("" if sources else translate("Sources", "No passage found so far."))
        self._put(sources, {})

    def choose(self, number: int) -> Source | None:
        """Mark a card and bring it into view; returns its source, None where there is no such number."""
        found = None
        for card in self._cards:
            is_chosen = card.source.number == number
            card.choose(is_chosen)
            if is_chosen:
                found = card.source
                self._area.ensureWidgetVisible(card, 0, 24)
        return found

    def _say(self, text: str) -> None:
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    def _put(self, sources: Sequence[Source], supports: dict[int, Support]) -> None:
        if [card.source for card in self._cards] == list(sources) and supports == self._supports:
            return
        from desktop.widgets.source_card import SourceCard  # not needed for the first paint

        self._supports = supports
        for card in self._cards:
            self._list.removeWidget(card)
            card.hide()
            card.setParent(None)
            card.deleteLater()
        self._cards = [SourceCard(source, supports.get(source.number), self._theme) for source in sources]
        for card in self._cards:
            card.chosen.connect(self._on_chosen)
            card.opened.connect(self._on_opened)
            self._list.addWidget(card)

    def _on_chosen(self, number: int) -> None:
        self.choose(number)
        self.chosen.emit(number)

    def _on_opened(self, number: int) -> None:
        source = self.choose(number)
        if source is not None:
            self.opened.emit(source)


def strongest(sentences: Sequence[Sentence]) -> dict[int, Support]:
    """For each source the best support it gives to any sentence."""
    best: dict[int, Support] = {}
    for sentence in sentences:
        for number in sentence.sources:
            before = best.get(number, "unsupported")
            best[number] = max(before, sentence.support, key=STRENGTHS.index)
    return best
