"""Conversations: their turns as they were answered, so that a source can still be opened years later."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from engine.errors import EngineError
from engine.library.database import Database
from engine.protocol import Answered
from engine.values import Conversation

_turns = msgspec.json.Decoder(Answered)
_encoder = msgspec.json.Encoder()
_COLUMNS = "id, title, changed, (SELECT count(*) FROM turns WHERE conversation = conversations.id) AS questions"


class Conversations:
    """A deleted conversation can be restored until the library is closed for good by `purge`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Conversation]:
        """Newest first."""
        rows = self._database.all(f"SELECT {_COLUMNS} FROM conversations WHERE deleted = 0 ORDER BY changed DESC")
        return [_conversation(row) for row in rows]

    def get(self, conversation: str) -> Conversation:
        """Raises EngineError(no_such_conversation)."""
        row = self._database.one(f"SELECT {_COLUMNS} FROM conversations WHERE id = ? AND deleted = 0", (conversation,))
        if row is None:
            raise EngineError("no_such_conversation")
        return _conversation(row)

    def turns(self, conversation: str) -> list[Answered]:
        """Oldest first; empty for an unknown conversation."""
        rows = self._database.all("SELECT body FROM turns WHERE conversation = ? ORDER BY ordinal", (conversation,))
        return [_turns.decode(row["body"]) for row in rows]

    def append(self, conversation: str, answered: Answered, replaces: int | None) -> Conversation:
        """Keep a turn; with `replaces`, that turn and those after it are dropped first."""
        with self._database.writing() as write:
            write.execute(
                "INSERT INTO conversations (id, title, changed) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " changed = excluded.changed",
                (conversation, _title(answered.question), time.time()),
            )
            if replaces is not None:
                write.execute("DELETE FROM turns WHERE conversation = ? AND ordinal >= ?", (conversation, replaces))
            (next_ordinal,) = write.execute(
                "SELECT coalesce(max(ordinal) + 1, 0) FROM turns WHERE conversation = ?", (conversation,)
            ).fetchone()
            write.execute("INSERT INTO turns VALUES (?, ?, ?)", (conversation, next_ordinal, _encoder.encode(answered)))
        return self.get(conversation)

    def rename(self, conversation: str, title: str) -> Conversation:
        self.get(conversation)
        with self._database.writing() as write:
            write.execute("UPDATE conversations SET title = ? WHERE id = ?", (title.strip(), conversation))
        return self.get(conversation)

    def branch(self, conversation: str, branch: str, turn: int) -> Conversation:
        """Copy the turns before `turn` into the new conversation `branch`."""
        title = self.get(conversation).title
        with self._database.writing() as write:
            write.execute(
                "INSERT INTO conversations (id, title, changed) VALUES (?, ?, ?)", (branch, title, time.time())
            )
            write.execute(
                "INSERT INTO turns SELECT ?, ordinal, body FROM turns WHERE conversation = ? AND ordinal < ?",
                (branch, conversation, turn),
            )
        return self.get(branch)

    def delete(self, conversation: str) -> None:
        self.get(conversation)
        self._mark(conversation, deleted=1)

    def restore(self, conversation: str) -> Conversation:
        self._mark(conversation, deleted=0)
        return self.get(conversation)

    def follow(self, before: str, path: str) -> None:
        """A document moved: answers that cite it point at its new path."""

        def moved(turn: Answered) -> Answered:
            sources = tuple(replace(s, document=path) if s.document == before else s for s in turn.sources)
            return replace(turn, sources=sources)

        self._rewrite(before, moved)

    def scrub(self, path: str) -> None:
        """A document is forgotten: its words leave every answer that cited it."""

        def scrubbed(turn: Answered) -> Answered:
            gone = {source.number for source in turn.sources if source.document == path}
            sentences = tuple(s for s in turn.sentences if not gone.intersection(s.sources))
            sources = tuple(source for source in turn.sources if source.number not in gone)
            text = " ".join(sentence.text for sentence in sentences)
            return replace(turn, sources=sources, sentences=sentences, text=text)

        self._rewrite(path, scrubbed)

    def purge(self) -> None:
        """Drop for good what was deleted."""
        with self._database.writing() as write:
            write.execute("DELETE FROM conversations WHERE deleted = 1")

    def _rewrite(self, path: str, change: Callable[[Answered], Answered]) -> None:
        """Change the turns that cite the document at `path`."""
        needle = _encoder.encode(path)
        with self._database.writing() as write:
            rows = write.execute(
                "SELECT conversation, ordinal, body FROM turns WHERE instr(body, ?) > 0", (needle,)
            ).fetchall()
            for row in rows:
                body = _encoder.encode(change(_turns.decode(row["body"])))
                write.execute(
                    "UPDATE turns SET body = ? WHERE conversation = ? AND ordinal = ?",
                    (body, row["conversation"], row["ordinal"]),
                )

    def _mark(self, conversation: str, deleted: int) -> None:
        with self._database.writing() as write:
            write.execute("UPDATE conversations SET deleted = ? WHERE id = ?", (deleted, conversation))


def _conversation(row: sqlite3.Row) -> Conversation:
    return Conversation(id=row["id"], title=row["title"], questions=row["questions"], changed=row["changed"])


def _title(question: str) -> str:
    words = " ".join(question.split())
    return words if len(words) <= 80 else words[:79].rsplit(" ", 1)[0] + " …"
