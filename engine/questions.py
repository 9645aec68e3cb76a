"""Questions: searched, read ahead and answered, with the models they need."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Sequence

from engine.answer.answer import Answerer, AnswerRequest
from engine.answer.conversation import Turn, stand_alone
from engine.errors import EngineError
from engine.finding import Finding
from engine.ingest.gate import Gate
from engine.lanes import Request
from engine.library.library import Library
from engine.models.embedder import FolderEmbedder, open_embedder
from engine.models.kinds import LanguageModel
from engine.models.loading import ModelLoader
from engine.models.shelf import Shelf
from engine.paths import user_cache
from engine.protocol import (
    Answered,
    Ask,
    ConversationChanged,
    Done,
    Event,
    ReadAhead,
    Search,
    SearchResult,
    SourcesFound,
    Token,
)
from engine.values import Searched, Timing

log = logging.getLogger(__name__)

_PREPARE_SECONDS = 3.0
"""What an answer waits for meaning to be searchable after a start (0.5 s; about 10 s the first time on a computer)."""
_WORD = re.compile(r"\w{1,12}|[^\w\s]")


class Questions:
    """`search` may run beside `answer` and `read_ahead`, which share the language model and one lane."""

    def __init__(self, library: Library, shelf: Shelf, loader: ModelLoader, gate: Gate) -> None:
        self._library, self._loader = library, loader
        self.embedder = _embedder(shelf)
        self._finding = Finding(library, self.embedder)
        self._answering: tuple[LanguageModel, Answerer] | None = None
        if self.embedder:
            embedder = self.embedder
            gate.listen(lambda is_open: embedder.resume() if is_open else embedder.pause())
            threading.Thread(target=embedder.prepare, name="prepare-embedder", daemon=True).start()

    def search(self, request: Request, command: Search) -> Event:
        began = time.monotonic()
        if command.mode != "text" and self.embedder:
            self.embedder.prepare()
        sources = self._finding.search(command.question, command.limit, command.mode, command.scope, request.stop)
        return SearchResult(
            id=request.id,
            question_id=command.question_id,
            sources=tuple(sources),
            millis=1000 * (time.monotonic() - began),
            searched=self._finding.searched(command.scope),
        )

    def read_ahead(self, request: Request, command: ReadAhead) -> Event:
        """The user is typing: show what would be read, and let the model read it."""
        history = self._history(command.conversation, None)
        evidence = self._finding.evidence(stand_alone(command.question, history), command.scope, request.stop)
        model = self._loader.get(None, ())
        answerer = self._answerer(model)
        request.emit(
            SourcesFound(id=request.id, sources=answerer.quoted(evidence, request.stop), searched=evidence.searched)
        )
        answerer.read_ahead(evidence, request.stop)
        return Done(id=request.id)

    def answer(self, request: Request, command: Ask) -> Event:
        """Retrieve, show the sources, write, verify; kept as a turn where a conversation is named."""
        if not command.question.strip():
            raise EngineError("question_empty")
        if self.embedder:
            self.embedder.wait_prepared(_PREPARE_SECONDS)
        began = time.monotonic()
        history = self._history(command.conversation, command.replaces)
        question = stand_alone(command.question, history)
        evidence = self._finding.evidence(question, command.scope, request.stop) if command.with_documents else None
        retrieve_ms = 1000 * (time.monotonic() - began)
        if evidence:
            sources = tuple(passage.source for passage in evidence.passages)
            request.emit(SourcesFound(id=request.id, sources=sources, searched=evidence.searched))
        model = self._loader.get(command.model, command.adapters)
        ready_ms = 1000 * (time.monotonic() - began)
        draft = self._answerer(model).answer(
            AnswerRequest(question, evidence, tuple(history)),
            lambda piece: request.emit(Token(id=request.id, text=piece)),
            request.stop,
        )
        answered = Answered(
            id=request.id,
            question_id=command.question_id,
            question=command.question,
            text=draft.text,
            abstained=draft.abstained,
            sources=draft.sources,
            sentences=draft.sentences,
            model=model.name,
            adapters=command.adapters,
            searched=evidence.searched if evidence else Searched(documents=0, passages=0),
            timing=Timing(
                retrieve_ms=retrieve_ms,
                first_token_ms=ready_ms + draft.first_token_ms,
                total_ms=ready_ms + draft.total_ms,
                prompt_tokens=draft.prompt_tokens,
                answer_tokens=draft.answer_tokens,
            ),
        )
        if command.conversation:
            kept = self._library.conversations.append(command.conversation, answered, command.replaces)
            request.emit(ConversationChanged(id=request.id, conversation=kept))
        return answered

    def _history(self, conversation: str | None, before: int | None) -> list[Turn]:
        """The turns of a conversation, those before number `before` only."""
        if not conversation:
            return []
        turns: list[Turn] = []
        for answered in self._library.conversations.turns(conversation)[:before]:
            question = stand_alone(answered.question, turns)
            turns.append(Turn(question, "" if answered.abstained else answered.text))
        return turns

    def _answerer(self, model: LanguageModel) -> Answerer:
        """One for each loaded model: it remembers what it has compared."""
        if self._answering is None or self._answering[0] is not model:
            self._answering = (model, Answerer(model, self.embedder, self._finding.place))
        return self._answering[1]

    def offsets(self, text: str) -> Sequence[tuple[int, int]]:
        """Character spans of word pieces; words of at most 12 letters where there is no embedder to ask."""
        if self.embedder:
            return self.embedder.offsets(text)
        return [match.span() for match in _WORD.finditer(text)]


def _embedder(shelf: Shelf) -> FolderEmbedder | None:
    try:
        return open_embedder(shelf.embedder(), user_cache())
    except EngineError as error:
        log.warning("searching by words alone: %s", error.code)
        return None
