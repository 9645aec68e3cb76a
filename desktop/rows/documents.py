"""The library's documents as rows, and how many stand in which state."""

from __future__ import annotations

from collections import Counter
from typing import Literal

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.rows.rows import RowsModel
from desktop.texts import document_state
from engine.protocol import DocumentChanged, DocumentMoved, DocumentRemoved, DocumentsListed, Event, Snapshot
from engine.values import Document, Ready, Skipped, Unreadable

Kept = Literal["all", "problems"]
FLUSH_MS = 80


class DocumentCounts(msgspec.Struct, frozen=True):
    """How many documents are known, and how many of them are found by meaning, need the user, or were left out."""

    known: int = 0
    ready: int = 0
    problems: int = 0
    skipped: int = 0


class DocumentRows(RowsModel[Document]):
    """Fed with the engine's events; changes are gathered for 80 ms, so 100 000 of them do not redraw 100 000 times."""

    counted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(key=_path, title=_sentence, order=_name, parent=parent)
        self._changed: dict[str, Document | None] = {}
        self._states: Counter[str] = Counter()
        self._flush_timer = QTimer(self, interval=FLUSH_MS, singleShot=True)
        self._flush_timer.timeout.connect(self.flush)

    def hear(self, event: Event) -> None:
        match event:
            case Snapshot():
                self._changed.clear()
                self._states.clear()
                self.replace(())
                self.counted.emit()
            case DocumentsListed(documents=documents):
                self._changed.update((document.path, document) for document in documents)
            case DocumentChanged(document=document):
                self._changed[document.path] = document
            case DocumentMoved(before=before, document=document):
                self._changed[before] = None
                self._changed[document.path] = document
            case DocumentRemoved(path=path):
                self._changed[path] = None
            case _:
                return
        if self._changed and not self._flush_timer.isActive():
            self._flush_timer.start()

    def flush(self) -> None:
        """Show what was gathered, now."""
        changed, self._changed = self._changed, {}
        for path, document in changed.items():
            before = self.get(path)
            if before is not None:
                self._states[_kind(before)] -= 1
            if document is not None:
                self._states[_kind(document)] += 1
        self.remove([path for path, document in changed.items() if document is None])
        self.upsert([document for document in changed.values() if document is not None])
        self.counted.emit()

    def stop(self) -> None:
        """Show nothing more; the window is closing."""
        self._flush_timer.stop()

    def counts(self) -> DocumentCounts:
        return DocumentCounts(
            known=self._states.total(),
            ready=self._states["ready"],
            problems=self._states["problem"],
            skipped=self._states["skipped"],
        )

    def keep(self, text: str, kept: Kept) -> None:
        """Show the documents whose name, title or folder holds every word of the text."""
        words = text.casefold().split()

        def accepts(document: Document) -> bool:
            if kept == "problems" and _kind(document) not in {"problem", "skipped"}:
                return False
            where = f"{document.path}\n{document.title}".casefold() if words else ""
            return all(word in where for word in words)

        self.filter(accepts)


def needs_attention(document: Document) -> bool:
    """Whether the user can or should do something about it."""
    return _kind(document) == "problem"


def _kind(document: Document) -> str:
    match document.state:
        case Ready():
            return "ready"
        case Skipped():
            return "skipped"
        case Unreadable():
            return "problem"
        case _:
            return "underway"


def _path(document: Document) -> str:
    return document.path


def _name(document: Document) -> str:
    return name_of(document.path).casefold()


def name_of(path: str) -> str:
    """The last part of a path, of either system."""
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2] or path


def _sentence(document: Document) -> str:
    return f"{name_of(document.path)}, {document_state(document.state).words}"
