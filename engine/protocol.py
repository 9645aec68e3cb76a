"""Every message between the engine and whoever drives it; units as in `values`. Imports msgspec alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from engine.values import (
    AdapterUse,
    Conversation,
    Document,
    Facts,
    Folder,
    IndexProgress,
    Message,
    Mode,
    ModelCard,
    Quote,
    Searched,
    Sentence,
    Source,
    Timing,
)

PROTOCOL = 1
MAX_LINE_BYTES = 8_000_000


# ---- commands -----------------------------------------------------------------------------------------------


class Command(Message, frozen=True):
    """`id` is chosen by the caller, above 0, never used twice; every event about it carries it."""

    id: int


class AddFolder(Command, frozen=True):
    """Watch a directory, or one file. Ends with Done as soon as it is listed; reading goes on behind."""

    path: str


class RemoveFolder(Command, frozen=True):
    """Stop watching; its documents leave the library, the files stay. Ends with Done."""

    path: str


class QuoteFolder(Command, frozen=True):
    """Count before adding. Ends with FolderQuoted."""

    path: str


class Refresh(Command, frozen=True):
    """Compare every folder with the disk now. Ends with Done when all of it is read, or embedded too."""

    until: Literal["read", "embedded"] = "embedded"


class RetryDocument(Command, frozen=True):
    """Read again, forgotten ones too. Ends with Done when it is queued."""

    path: str


class ForgetDocument(Command, frozen=True):
    """Remove a document and every trace of its text; it is not read again while it lies there. Ends with Done."""

    path: str


class Search(Command, frozen=True):
    """Ends with SearchResult."""

    question: str
    limit: int = 10
    mode: Mode = "hybrid"
    scope: tuple[str, ...] = ()
    question_id: str = ""


class Ask(Command, frozen=True):
    """SourcesFound, Tokens, then Answered.

    `scope`: paths of documents or folders, empty for all. `conversation`: None keeps nothing; an id continues it
    (a new id starts it). `replaces`: the index of the turn to ask again, dropping it and what follows.
    """

    question: str
    conversation: str | None = None
    replaces: int | None = None
    scope: tuple[str, ...] = ()
    with_documents: bool = True
    model: str | None = None
    adapters: tuple[AdapterUse, ...] = ()
    seed: int = 0
    question_id: str = ""


class ReadAhead(Command, frozen=True):
    """The user is typing: retrieve, and let the model read. SourcesFound, then Done. A newer one ends it."""

    question: str
    conversation: str | None = None
    scope: tuple[str, ...] = ()


class OpenDocument(Command, frozen=True):
    """For the Reader. Ends with DocumentOpened."""

    path: str


class RenderPage(Command, frozen=True):
    """Draw one page of a paged document into the cache. `scale`: pixels per point. Ends with PageRendered."""

    path: str
    page: int
    scale: float


class FindInDocument(Command, frozen=True):
    """Every place of a text in a document, without regard to case or kind of white space. Ends with TextFound."""

    path: str
    text: str
    limit: int = 500


class OpenConversation(Command, frozen=True):
    """Ends with ConversationOpened."""

    conversation: str


class RenameConversation(Command, frozen=True):
    """ConversationChanged, then Done."""

    conversation: str
    title: str


class BranchConversation(Command, frozen=True):
    """Copy the turns before `turn` (counted from 0, exclusive) under a new id. ConversationChanged, then Done."""

    conversation: str
    branch: str
    turn: int


class DeleteConversation(Command, frozen=True):
    """ConversationRemoved, then Done."""

    conversation: str


class RestoreConversation(Command, frozen=True):
    """Undo of a deletion in this session. ConversationChanged, then Done."""

    conversation: str


class Configure(Command, frozen=True):
    """The user's choices that concern the engine; None is the default. Ends with Done."""

    model: str | None = None
    threads: int | None = None
    indexing_paused: bool = False


class ReportStatus(Command, frozen=True):
    """Ends with StatusReported."""


class Cancel(Command, frozen=True):
    """Stop command `target`, which then ends as Cancelled. Itself ends with Done."""

    target: int


# fmt: off
AnyCommand = (
    AddFolder | RemoveFolder | QuoteFolder | Refresh | RetryDocument | ForgetDocument | Search | Ask | ReadAhead |
    OpenDocument | RenderPage | FindInDocument | OpenConversation | RenameConversation | BranchConversation |
    DeleteConversation | RestoreConversation | Configure | ReportStatus | Cancel
)
# fmt: on


# ---- events -------------------------------------------------------------------------------------------------


class Event(Message, frozen=True):
    """`id` is the command's, or 0 for what happened by itself."""

    id: int


class EngineReady(Event, frozen=True):
    """First line of the engine. Another protocol number than one's own: stop and explain."""

    protocol: int
    build: str
    library: str


class Snapshot(Event, frozen=True):
    """The start, once after EngineReady; followed by DocumentsListed until `documents` are told."""

    folders: tuple[Folder, ...]
    documents: int
    conversations: tuple[Conversation, ...]
    models: tuple[ModelCard, ...]
    model: str | None
    progress: IndexProgress


class DocumentsListed(Event, frozen=True):
    documents: tuple[Document, ...]


class DocumentChanged(Event, frozen=True):
    document: Document


class DocumentMoved(Event, frozen=True):
    """The document under `before` is now `document`; its passages were kept."""

    before: str
    document: Document


class DocumentRemoved(Event, frozen=True):
    path: str


class FolderChanged(Event, frozen=True):
    folder: Folder


class FolderRemoved(Event, frozen=True):
    path: str


class Progressed(Event, frozen=True):
    progress: IndexProgress


class ConversationChanged(Event, frozen=True):
    conversation: Conversation


class ConversationRemoved(Event, frozen=True):
    conversation: str


class Noticed(Event, frozen=True):
    """Something the user should know once; `code` is one of `errors.NOTICE_CODES`."""

    code: str
    facts: Facts = {}


class FolderQuoted(Event, frozen=True):
    """`seconds` is the expected time until all is found by meaning."""

    path: str
    documents: int
    bytes: int
    excluded: int
    seconds: float


class SourcesFound(Event, frozen=True):
    """The passages an answer will be written from, best first, before the model has read them."""

    sources: tuple[Source, ...]
    searched: Searched


class Token(Event, frozen=True):
    """The next piece of the answer being written. Answered.text is what counts in the end."""

    text: str


class SearchResult(Event, frozen=True):
    question_id: str
    sources: tuple[Source, ...]
    millis: float
    searched: Searched


class Answered(Event, frozen=True):
    """`sources` are cited ones by number; when abstained, the nearest passages.

    `text` is the sentences, joined by spaces.
    """

    question_id: str
    question: str
    text: str
    abstained: bool
    sources: tuple[Source, ...]
    sentences: tuple[Sentence, ...]
    model: str
    adapters: tuple[AdapterUse, ...]
    searched: Searched
    timing: Timing


class ConversationOpened(Event, frozen=True):
    conversation: Conversation
    turns: tuple[Answered, ...]


class DocumentOpened(Event, frozen=True):
    """`text_file` holds the document's text in UTF-8. `page_sizes` (width, height in points): empty without pages.

    `headings`: (start, level from 1, text) of each heading, in order. `page_starts`: the first character of each page.
    """

    document: Document
    text_file: str
    page_sizes: tuple[tuple[float, float], ...]
    headings: tuple[tuple[int, int, str], ...] = ()
    page_starts: tuple[int, ...] = ()


class TextFound(Event, frozen=True):
    """Literal places in text order, with page and boxes where the document has pages."""

    path: str
    text: str
    quotes: tuple[Quote, ...]


class PageRendered(Event, frozen=True):
    path: str
    page: int
    scale: float
    image_file: str


class StatusReported(Event, frozen=True):
    """`counts` by state name; `problems` are the documents skipped or unreadable."""

    library: str
    counts: dict[str, int]
    problems: tuple[Document, ...]
    passages: int
    bytes: int
    embedder: str
    model: str | None
    versions: dict[str, str]


class Done(Event, frozen=True):
    pass


class Cancelled(Event, frozen=True):
    pass


class Failed(Event, frozen=True):
    """`code` is one of `errors.FAILURE_CODES`."""

    code: str
    facts: Facts = {}


# fmt: off
TERMINAL = (
    Done, Cancelled, Failed, FolderQuoted, SearchResult, Answered, ConversationOpened, DocumentOpened, TextFound,
    PageRendered, StatusReported
)
# fmt: on

# fmt: off
AnyEvent = (
    EngineReady | Snapshot | DocumentsListed | DocumentChanged | DocumentMoved | DocumentRemoved | FolderChanged |
    FolderRemoved | Progressed | ConversationChanged | ConversationRemoved | Noticed | FolderQuoted | SourcesFound |
    Token | SearchResult | Answered | ConversationOpened | DocumentOpened | TextFound | PageRendered |
    StatusReported | Done | Cancelled | Failed
)
# fmt: on

commands: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
events: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)

Emit = Callable[[Event], None]
"""Where events go: to the window, to a terminal, to a test's list. Safe from any thread."""
