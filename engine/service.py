"""One inbox for commands, lanes that work through them, and the one ending each gets."""

from __future__ import annotations

from pathlib import Path

from engine.errors import EngineError
from engine.ingest.gate import Gate
from engine.ingest.pipeline import Pipeline
from engine.ingest.read_pool import ReadPool
from engine.lanes import Handler, Lane, Request, Requests
from engine.library.library import Library
from engine.models.loading import ModelLoader
from engine.models.marker import LoadMarker
from engine.models.shelf import Shelf
from engine.opening import Opening
from engine.paths import absolute
from engine.protocol import (
    AddFolder,
    AnyCommand,
    Ask,
    BranchConversation,
    Cancel,
    Configure,
    ConversationChanged,
    ConversationOpened,
    ConversationRemoved,
    DeleteConversation,
    DocumentsListed,
    Done,
    Emit,
    Event,
    FindInDocument,
    FolderQuoted,
    ForgetDocument,
    Noticed,
    OpenConversation,
    OpenDocument,
    QuoteFolder,
    ReadAhead,
    Refresh,
    RemoveFolder,
    RenameConversation,
    RenderPage,
    ReportStatus,
    RestoreConversation,
    RetryDocument,
    Search,
    Snapshot,
    StatusReported,
)
from engine.questions import Questions
from engine.values import Skipped, Unreadable
from engine.version import versions

_LISTED_AT_ONCE = 500


class Service:
    """An open library with everything that works on it. Events go to `emit`, from several threads."""

    def __init__(self, folder: Path, emit: Emit, shelf: Shelf | None = None) -> None:
        """Raises EngineError when the library cannot be opened."""
        self._emit = emit
        self._library = Library(folder)
        self._shelf = shelf or Shelf()
        self._gate = Gate()
        self._pool = ReadPool()
        marker = LoadMarker(folder)
        self._crashed = marker.crashed_last_time()
        marker.forget()
        self._loader = ModelLoader(self._shelf, marker, self._crashed)
        self._questions = Questions(self._library, self._shelf, self._loader, self._gate)
        self._pipeline = Pipeline(
            self._library,
            self._pool,
            self._questions.offsets,
            self._questions.embedder,
            self._gate,
            emit,
        )
        self._opening = Opening(self._library, self._pool)
        self._requests = Requests(emit)
        self._lanes = {
            name: Lane(name, self._requests) for name in ("answer", "search", "open", "pages", "folders", "refresh")
        }

    def start(self) -> None:
        """Tell what is there, then begin to bring it up to date."""
        documents = self._library.documents
        model = self._loader.default()
        self._emit(
            Snapshot(
                id=0,
                folders=tuple(folder for folder, _ in documents.folders()),
                documents=documents.count(),
                conversations=tuple(self._library.conversations.all()),
                models=tuple(self._shelf.language_models()),
                model=str(model) if model else None,
                progress=self._pipeline.progress(),
            )
        )
        block = []
        for record in documents.all():
            block.append(record.shown())
            if len(block) == _LISTED_AT_ONCE:
                self._emit(DocumentsListed(id=0, documents=tuple(block)))
                block = []
        if block:
            self._emit(DocumentsListed(id=0, documents=tuple(block)))
        if self._crashed:
            self._emit(Noticed(id=0, code="model_crashed_before", facts={"path": self._crashed}))
        if self._questions.embedder is None:
            self._emit(Noticed(id=0, code="embedder_missing"))
        self._pipeline.start()

    def handle(self, command: AnyCommand) -> None:
        """Take a command; returns at once. Raises EngineError(protocol_error) for an id in use."""
        if isinstance(command, ReadAhead | Ask):
            self._requests.cancel_kind(ReadAhead)
        request = self._requests.begin(command)
        if isinstance(command, Cancel):
            self._requests.cancel(command.target)
            self._requests.run(request, _done)
            return
        lane, handler = self._route(command)
        self._lanes[lane].submit(request, handler)

    def close(self) -> None:
        """Stop everything; what was under way ends as Cancelled."""
        self._requests.cancel_all()
        self._pipeline.close()
        for lane in self._lanes.values():
            lane.close()
        self._pool.close()
        self._loader.close()
        self._library.conversations.purge()
        self._library.close()

    def _route(self, command: AnyCommand) -> tuple[str, Handler]:
        match command:
            case Ask() | ReadAhead() | Search():
                lane = "search" if isinstance(command, Search) else "answer"
                return lane, lambda request: self._question(request, command)
            case AddFolder() | RemoveFolder() | RetryDocument() | ForgetDocument():
                return "folders", lambda request: self._change(request, command)
            case Refresh():
                return "refresh", lambda request: self._refresh(request, command)
            case QuoteFolder():
                return "open", lambda request: self._quote(request, command)
            case OpenDocument():
                return "open", lambda request: self._opening.open(request.id, _path(command.path))
            case FindInDocument():
                return "open", lambda request: self._opening.find(
                    request.id, _path(command.path), command.text, command.limit, request.stop
                )
            case RenderPage():
                return "pages", lambda request: self._opening.render(
                    request.id, _path(command.path), command.page, command.scale
                )
            case Configure():
                return "answer", lambda request: self._configure(request, command)
            case ReportStatus():
                return "open", self._status
            case Cancel():
                raise AssertionError("handled before")
            case _:
                return "open", lambda request: self._converse(request, command)

    # -- handlers

    def _question(self, request: Request, command: Ask | ReadAhead | Search) -> Event:
        self._pipeline.look_now()
        with self._gate.question():
            match command:
                case Search():
                    return self._questions.search(request, command)
                case Ask():
                    return self._questions.answer(request, command)
                case ReadAhead():
                    return self._questions.read_ahead(request, command)

    def _change(self, request: Request, command: AddFolder | RemoveFolder | RetryDocument | ForgetDocument) -> Event:
        folders, path = self._pipeline.folders, _path(command.path)
        match command:
            case AddFolder():
                self._pipeline.call(lambda: folders.add(path), request.stop)
            case RemoveFolder():
                self._pipeline.call(lambda: folders.remove(path), request.stop)
            case RetryDocument():
                self._pipeline.call(lambda: folders.retry(path), request.stop)
            case ForgetDocument():
                self._pipeline.call(lambda: folders.forget(path), request.stop)
        return Done(id=request.id)

    def _refresh(self, request: Request, command: Refresh) -> Event:
        self._pipeline.call(self._pipeline.folders.reconcile, request.stop)
        self._pipeline.wait_until_current(request.stop, embedded=command.until == "embedded")
        return Done(id=request.id)

    def _quote(self, request: Request, command: QuoteFolder) -> Event:
        path = _path(command.path)
        documents, size, excluded, seconds = self._pipeline.folders.quote(path, self._pipeline.rates.seconds_for)
        return FolderQuoted(
            id=request.id, path=path, documents=documents, bytes=size, excluded=excluded, seconds=seconds
        )

    def _configure(self, request: Request, command: Configure) -> Event:
        self._gate.pause(command.indexing_paused)
        self._loader.configure(command.model, command.threads)
        return Done(id=request.id)

    def _converse(self, request: Request, command: AnyCommand) -> Event:
        conversations = self._library.conversations
        match command:
            case OpenConversation():
                conversation = conversations.get(command.conversation)
                turns = tuple(conversations.turns(command.conversation))
                return ConversationOpened(id=request.id, conversation=conversation, turns=turns)
            case RenameConversation():
                changed = conversations.rename(command.conversation, command.title)
            case BranchConversation():
                changed = conversations.branch(command.conversation, command.branch, command.turn)
            case RestoreConversation():
                changed = conversations.restore(command.conversation)
            case DeleteConversation():
                conversations.delete(command.conversation)
                request.emit(ConversationRemoved(id=request.id, conversation=command.conversation))
                return Done(id=request.id)
            case _:
                raise EngineError("protocol_error", reason="unknown_command")
        request.emit(ConversationChanged(id=request.id, conversation=changed))
        return Done(id=request.id)

    def _status(self, request: Request) -> Event:
        documents = self._library.documents
        model = self._loader.default()
        return StatusReported(
            id=request.id,
            library=str(self._library.folder),
            counts=documents.counts(),
            problems=tuple(record.shown() for record in documents.in_state(Skipped, Unreadable)),
            passages=self._library.passages.count(),
            bytes=self._library.bytes(),
            embedder=self._questions.embedder.name if self._questions.embedder else "none",
            model=str(model) if model else None,
            versions=versions(),
        )


def _done(request: Request) -> Event:
    return Done(id=request.id)


def _path(path: str) -> str:
    return str(absolute(path))
