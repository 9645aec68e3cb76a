"""Shows in the conversation, the question line and the sources what the dialogue says."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.language import translate
from desktop.screens.dialogue import Dialogue
from desktop.texts import Text
from desktop.widgets.composer import Composer
from desktop.widgets.sources_panel import SourcesPanel
from desktop.widgets.transcript import Transcript
from engine.protocol import Answered
from engine.values import Searched, Source

LEAST_LETTERS = 6


class Answering(QObject):
    """`place_wanted` carries a source and the number of the quote in it that the clicked sentence rests on."""

    place_wanted = Signal(object, int)

    def __init__(
        self,
        dialogue: Dialogue,
        transcript: Transcript,
        composer: Composer,
        sources: SourcesPanel,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._dialogue, self._transcript = dialogue, transcript
        self._composer, self._sources = composer, sources
        self._shown: int | None = None
        self.reads_ahead = True
        dialogue.opened.connect(self._on_opened)
        dialogue.begun.connect(self._on_begun)
        dialogue.sources_found.connect(self._on_sources)
        dialogue.written.connect(self._on_written)
        dialogue.answered.connect(self._on_answered)
        dialogue.ended.connect(self._on_ended)
        dialogue.foreseen.connect(self._on_foreseen)
        transcript.source_chosen.connect(self._on_source)
        transcript.selected.connect(self.show_sources)
        composer.submitted.connect(dialogue.ask)
        composer.stopped.connect(dialogue.stop)
        composer.typed.connect(self._on_typed)
        sources.opened.connect(self._on_card_opened)

    def show_sources(self, turn: int) -> None:
        """Show the sources of an answered turn."""
        if turn >= len(self._dialogue.turns):
            return
        self._shown = turn
        answer = self._dialogue.turns[turn]
        if answer.abstained:
            self._sources.show_nearest(answer.sources)
        else:
            self._sources.show_cited(answer.sources, answer.sentences)

    def _on_opened(self) -> None:
        self._transcript.clear()
        self._composer.say("")
        for answer in self._dialogue.turns:
            self._transcript.add(answer.question).finish(answer)
        self._shown = None
        self._sources.clear()
        running = self._dialogue.running
        self._composer.set_answering(running is not None)
        if running is not None:
            turn = self._transcript.add(running.question)
            turn.say(_looking())
            turn.add(running.written)
            if running.sources is not None:
                self._sources.show_found(running.sources, is_typing=False)
        elif self._dialogue.turns:
            self.show_sources(len(self._dialogue.turns) - 1)
        self._transcript.follow()

    def _on_begun(self, turn: int, question: str) -> None:
        self._transcript.cut(turn)
        self._transcript.add(question).say(_looking())
        self._transcript.follow()
        self._composer.set_answering(True)
        self._composer.say("")

    def _on_sources(self, turn: int, sources: tuple[Source, ...]) -> None:
        self._shown = None
        self._sources.show_found(sources, is_typing=False)
        shown = self._transcript.turn(turn)
        if shown is not None:
            shown.say(translate("Ask", "Reading %Ln passage(s)…", "", len(sources)))

    def _on_written(self, turn: int, piece: str) -> None:
        shown = self._transcript.turn(turn)
        if shown is not None:
            shown.add(piece)

    def _on_answered(self, turn: int) -> None:
        self._composer.set_answering(False)
        shown = self._transcript.turn(turn)
        if shown is not None:
            shown.finish(self._dialogue.turns[turn])
        self.show_sources(turn)

    def _on_ended(self, turn: int, why: Text | None) -> None:
        self._composer.set_answering(False)
        shown = self._transcript.turn(turn)
        if shown is None:
            return
        if why is None:
            shown.stop()
        else:
            shown.fail(why)

    def _on_typed(self, text: str) -> None:
        if len(text) >= LEAST_LETTERS and self.reads_ahead:
            self._dialogue.read_ahead(text)
            return
        self._composer.say("")
        if self._shown is None and self._dialogue.turns and self._dialogue.running is None:
            self.show_sources(len(self._dialogue.turns) - 1)

    def _on_foreseen(self, sources: tuple[Source, ...], searched: Searched) -> None:
        if self._dialogue.running is not None or not self._composer.text():
            return
        self._shown = None
        self._sources.show_found(sources, is_typing=True)
        told = translate("Ask", "reading %Ln passage(s) ahead…", "", len(sources))
        self._composer.say(told if sources else translate("Ask", "nothing found so far"))

    def _on_source(self, turn: int, number: int) -> None:
        self.show_sources(turn)
        source = self._sources.choose(number)
        if source is not None:
            self.place_wanted.emit(source, quote_for(self._dialogue.turns[turn], source))

    def _on_card_opened(self, source: Source) -> None:
        self.place_wanted.emit(source, 0)


def quote_for(answer: Answered, source: Source) -> int:
    """Which quote of a source the answer's first sentence with that source rests on: the one sharing most words."""
    sentence = next((sentence for sentence in answer.sentences if source.number in sentence.sources), None)
    if sentence is None or not source.quotes:
        return 0
    words = set(sentence.text.casefold().split())
    shared = [len(words & set(quote.text.casefold().split())) for quote in source.quotes]
    return shared.index(max(shared))


def _looking() -> str:
    return translate("Ask", "Looking through your documents…")
