"""The values that messages carry. Imports nothing but msgspec.

Units: offsets are characters of the document's text, pages count from 1, boxes are points from the page's top left
corner, paths are absolute, times are seconds since the epoch in UTC unless a name says `_ms`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Support = Literal["quoted", "supported", "weak", "unsupported"]
Mode = Literal["hybrid", "text", "dense"]
Facts = dict[str, str | int | float]


class Message(msgspec.Struct, frozen=True, tag_field="type", tag=True, forbid_unknown_fields=True):
    """A value that crosses the process boundary, tagged by its class name."""


class Waiting(Message, frozen=True):
    """Known by name, not read yet."""


class Reading(Message, frozen=True):
    """In the reader pool."""


class Embedding(Message, frozen=True):
    """Found by full text already; `embedded` of `passages` are found by meaning too."""

    embedded: int
    passages: int


class Ready(Message, frozen=True):
    """Found by text and by meaning."""

    passages: int


class Skipped(Message, frozen=True):
    """Left out on purpose (pattern, size, kind, forgotten); `code` is one of `errors.DOCUMENT_CODES`."""

    code: str
    facts: Facts = {}


class Unreadable(Message, frozen=True):
    """Could not be read; `code` is one of `errors.DOCUMENT_CODES`."""

    code: str
    facts: Facts = {}


DocumentState = Waiting | Reading | Embedding | Ready | Skipped | Unreadable


class Document(Message, frozen=True):
    path: str
    folder: str
    state: DocumentState
    title: str = ""
    pages: int | None = None
    language: str | None = None
    bytes: int = 0
    modified: float = 0.0


class Folder(Message, frozen=True):
    """A watched root: a directory, or one dropped file. `away` while the root itself cannot be found."""

    path: str
    away: bool = False
    documents: int = 0
    excluded: int = 0


class Box(Message, frozen=True):
    """A rectangle on a page, in points from its top left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


class Quote(Message, frozen=True):
    """A literal sentence of a source: `text` equals the document's text at start:end."""

    text: str
    start: int
    end: int
    page: int | None = None
    boxes: tuple[Box, ...] = ()


class Source(Message, frozen=True):
    """A passage: `text` equals the document's text at start:end. In an answer, `quotes` are its cited sentences.

    `heading` is the heading path, outermost first, joined by " › ".
    """

    number: int
    document: str
    title: str
    page: int | None
    start: int
    end: int
    boxes: tuple[Box, ...]
    text: str
    score: float
    heading: str = ""
    quotes: tuple[Quote, ...] = ()


class Sentence(Message, frozen=True):
    """One sentence of an answer, the numbers of the sources that carry it, and how well they do."""

    text: str
    sources: tuple[int, ...]
    support: Support


class AdapterUse(Message, frozen=True):
    name: str
    strength: float


class Searched(Message, frozen=True):
    """What was looked through: documents and passages found by full text, of all documents known."""

    documents: int
    passages: int
    known: int = 0


class Timing(Message, frozen=True):
    retrieve_ms: float
    first_token_ms: float
    total_ms: float
    prompt_tokens: int
    answer_tokens: int


class Conversation(Message, frozen=True):
    id: str
    title: str
    questions: int
    changed: float


class IndexProgress(Message, frozen=True):
    """Where bringing the library up to date stands. `seconds_left` is None until it can be told."""

    waiting: int
    reading: int
    embedding: int
    done: int
    problems: int
    seconds_left: float | None = None


class ModelCard(Message, frozen=True):
    """A language model on the shelf."""

    path: str
    name: str
    bytes: int
    in_box: bool = False
