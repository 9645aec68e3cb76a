"""The open conversation: what was asked and answered in it, and what is being answered now."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.texts import Text, failure_text
from desktop.workers.engine import Engine
from engine.protocol import (
    Answered,
    Ask,
    BranchConversation,
    Cancelled,
    ConversationOpened,
    Done,
    Event,
    Failed,
    OpenConversation,
    ReadAhead,
    SourcesFound,
    Token,
)
from engine.values import Searched, Source


class Running(msgspec.Struct, frozen=True):
    """A question under way: the command's number, its turn, and what came of it so far."""

    command: int
    turn: int
    question: str
    written: str = ""
    sources: tuple[Source, ...] | None = None


class Dialogue(QObject):
    """Asks, and says what came. A question goes on while another conversation is open, and is there again later."""

    opened = Signal()
    begun = Signal(int, str)
    sources_found = Signal(int, tuple)
    written = Signal(int, str)
    answered = Signal(int)
    ended = Signal(int, object)
    foreseen = Signal(tuple, Searched)
    answered_elsewhere = Signal(str)

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._running: dict[str, Running] = {}
        self._ahead: int | None = None
        self.conversation = _new_id()
        self.turns: list[Answered] = []
        self.scope: tuple[str, ...] = ()

    @property
    def running(self) -> Running | None:
        """The question under way in the open conversation."""
        return self._running.get(self.conversation)

    def start_new(self) -> None:
        """An empty conversation; it exists for the engine from its first question on."""
        self.conversation = _new_id()
        self.turns = []
        self.opened.emit()

    def open(self, conversation: str) -> None:
        """Load a conversation; `opened` follows."""

        def hear(event: Event) -> None:
            match event:
                case ConversationOpened(turns=turns):
                    self.conversation = conversation
                    self.turns = list(turns)
                    self.opened.emit()
                case Failed():
                    self._engine.failed.emit(event)

        self._engine.request(OpenConversation(id=0, conversation=conversation), hear)

    def ask(self, question: str, replaces: int | None = None) -> None:
        """Ask in the open conversation, after its last turn or in place of turn `replaces` and what follows it."""
        if self.running is not None:
            return
        if replaces is not None:
            del self.turns[replaces:]
        self._ahead = None
        conversation, turn = self.conversation, len(self.turns)
        command = Ask(id=0, question=question, conversation=conversation, replaces=replaces, scope=self.scope)
        self._running[conversation] = Running(0, turn, question)
        number = self._engine.request(command, self._hearer(conversation))
        self._change(conversation, command=number)
        self.begun.emit(turn, question)

    def stop(self) -> None:
        """Stop the question under way in the open conversation."""
        if self.running is not None:
            self._engine.cancel(self.running.command)

    def read_ahead(self, question: str) -> None:
        """Tell the engine what is being typed; `foreseen` brings what it finds."""
        if self.running is not None or not question:
            return

        def hear(event: Event) -> None:
            match event:
                case SourcesFound(id=number, sources=sources, searched=searched) if number == self._ahead:
                    self.foreseen.emit(sources, searched)

        command = ReadAhead(id=0, question=question, conversation=self._known_id(), scope=self.scope)
        self._ahead = self._engine.request(command, hear)

    def branch(self, turn: int) -> None:
        """Go on from turn `turn` in a new conversation, which is opened."""
        branch = _new_id()

        def hear(event: Event) -> None:
            match event:
                case Done():
                    self.open(branch)
                case Failed():
                    self._engine.failed.emit(event)

        command = BranchConversation(id=0, conversation=self.conversation, branch=branch, turn=turn + 1)
        self._engine.request(command, hear)

    def _known_id(self) -> str | None:
        return self.conversation if self.turns else None

    def _hearer(self, conversation: str) -> Callable[[Event], None]:
        def hear(event: Event) -> None:
            running = self._running.get(conversation)
            if running is not None:
                self._hear(conversation, running, event)

        return hear

    def _hear(self, conversation: str, running: Running, event: Event) -> None:
        is_open = conversation == self.conversation
        match event:
            case SourcesFound(sources=sources):
                self._change(conversation, sources=sources)
                if is_open:
                    self.sources_found.emit(running.turn, sources)
            case Token(text=text):
                self._change(conversation, written=running.written + text)
                if is_open:
                    self.written.emit(running.turn, text)
            case Answered():
                del self._running[conversation]
                if is_open:
                    self.turns.append(event)
                    self.answered.emit(running.turn)
                else:
                    self.answered_elsewhere.emit(conversation)
            case Cancelled() | Failed():
                del self._running[conversation]
                if is_open:
                    self.ended.emit(running.turn, _why(event))

    def _change(self, conversation: str, **fields: object) -> None:
        self._running[conversation] = msgspec.structs.replace(self._running[conversation], **fields)


def _why(event: Cancelled | Failed) -> Text | None:
    return failure_text(event.code, event.facts) if isinstance(event, Failed) else None


def _new_id() -> str:
    return uuid4().hex
