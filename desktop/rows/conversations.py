"""Conversations as rows, the last changed first."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.language import translate
from desktop.rows.rows import RowsModel
from engine.protocol import ConversationChanged, ConversationRemoved, Event, Snapshot
from engine.values import Conversation


class ConversationRows(RowsModel[Conversation]):
    """Fed with the engine's events."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(key=_id, title=_sentence, order=_order, parent=parent)

    def hear(self, event: Event) -> None:
        match event:
            case Snapshot(conversations=conversations):
                self.replace(conversations)
            case ConversationChanged(conversation=conversation):
                self.upsert((conversation,))
            case ConversationRemoved(conversation=key):
                self.remove((key,))

    def keep(self, text: str) -> None:
        """Show the conversations whose title holds every word."""
        words = text.casefold().split()
        self.filter(lambda conversation: all(word in conversation.title.casefold() for word in words))


def questions_asked(conversation: Conversation) -> str:
    return translate("Conversations", "%Ln question(s)", "", conversation.questions)


def _id(conversation: Conversation) -> str:
    return conversation.id


def _order(conversation: Conversation) -> float:
    return -conversation.changed


def _sentence(conversation: Conversation) -> str:
    return f"{conversation.title}, {questions_asked(conversation)}"
