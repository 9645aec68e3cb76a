"""An engine without a process: it speaks the real commands and events, and can misbehave."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.workers.process import Ending
from engine.protocol import (
    PROTOCOL,
    AddFolder,
    Answered,
    Ask,
    BranchConversation,
    Cancel,
    Cancelled,
    Command,
    ConversationChanged,
    ConversationOpened,
    ConversationRemoved,
    DeleteConversation,
    DocumentChanged,
    DocumentOpened,
    DocumentRemoved,
    DocumentsListed,
    Done,
    EngineReady,
    Event,
    Failed,
    FindInDocument,
    FolderChanged,
    FolderQuoted,
    FolderRemoved,
    ForgetDocument,
    OpenConversation,
    OpenDocument,
    PageRendered,
    QuoteFolder,
    ReadAhead,
    RemoveFolder,
    RenameConversation,
    RenderPage,
    RestoreConversation,
    Snapshot,
    SourcesFound,
    TextFound,
    Token,
)
from engine.values import (
    Box,
    Conversation,
    Document,
    Folder,
    IndexProgress,
    ModelCard,
    Quote,
    Ready,
    Searched,
    Sentence,
    Source,
    Timing,
)

IDLE = IndexProgress(waiting=0, reading=0, embedding=0, done=0, problems=0)
SURVEY_TEXT = (
    "Counts were made on four mornings. The northern meadow held 412 orchids in June 2021, against 268 in 1990. "
    "The southern slope held 57 plants."
)
QUOTED = "The northern meadow held 412 orchids in June 2021, against 268 in 1990."


class FakeEngine(QObject):
    """Stands where WorkerProcess stands. With `answers_by_itself` off, a question waits for the test to answer it."""

    received = Signal(object)
    ended = Signal(Ending)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.protocol = PROTOCOL
        self.sent: list[Command] = []
        self.starts = 0
        self.kills = 0
        self.is_up = False
        self.folders: list[Folder] = []
        self.documents: list[Document] = []
        self.conversations: dict[str, tuple[Conversation, list[Answered]]] = {}
        self.deleted: dict[str, tuple[Conversation, list[Answered]]] = {}
        self.models = (ModelCard(path="/models/SmolLM2-135M.gguf", name="SmolLM2-135M", bytes=95_000_000, in_box=True),)
        self.progress = IDLE
        self.answers_by_itself = True
        self.hears_cancel = True
        self.refuses_with: str | None = None
        self.texts: dict[str, str] = {}
        self.page_sizes: dict[str, tuple[tuple[float, float], ...]] = {}
        self.reply: Answered | None = None
        self.failing: dict[type[Command], Failed] = {}

    def start(self) -> None:
        self.starts += 1
        self.is_up = True
        QTimer.singleShot(0, self, self._greet)

    def is_running(self) -> bool:
        return self.is_up

    def send(self, message: msgspec.Struct) -> None:
        assert isinstance(message, Command)
        self.sent.append(message)
        QTimer.singleShot(0, self, lambda: self._answer(message))

    def kill(self) -> None:
        self.kills += 1
        self.end("crashed")

    def stop(self) -> None:
        if self.is_up:
            self.end("stopped")

    def end(self, reason: str, code: int = 0) -> None:
        """The process ends."""
        self.is_up = False
        self.ended.emit(Ending(reason, code))  # type: ignore[arg-type]

    def tell(self, event: Event) -> None:
        """Say something to the window."""
        self.received.emit(event)

    def commands(self, kind: type[Command]) -> list[Command]:
        """Those of a kind that were sent, in order."""
        return [command for command in self.sent if isinstance(command, kind)]

    def finish(self, number: int, **changes: object) -> None:
        """End a question that waits."""
        self.tell(msgspec.structs.replace(answer_about_orchids(self.folder), id=number, **changes))

    def _greet(self) -> None:
        if not self.is_up:
            return
        if self.refuses_with:
            self.tell(Failed(id=0, code=self.refuses_with, facts={"library": str(self.folder)}))
            self.end("exited", 3)
            return
        self.tell(EngineReady(id=0, protocol=self.protocol, build="test", library=str(self.folder / "Library")))
        if not self.is_up:
            return
        self.tell(
            Snapshot(
                id=0,
                folders=tuple(self.folders),
                documents=len(self.documents),
                conversations=tuple(conversation for conversation, _ in self.conversations.values()),
                models=self.models,
                model=self.models[0].path if self.models else None,
                progress=self.progress,
            )
        )
        self.tell(DocumentsListed(id=0, documents=tuple(self.documents)))

    def _answer(self, command: Command) -> None:
        if not self.is_up:
            return
        if type(command) in self.failing:
            self.tell(msgspec.structs.replace(self.failing[type(command)], id=command.id))
            return
        match command:
            case QuoteFolder(path=path):
                self.tell(
                    FolderQuoted(id=command.id, path=path, documents=12, bytes=4_000_000, excluded=1, seconds=170)
                )
            case AddFolder(path=path):
                self.tell(FolderChanged(id=command.id, folder=Folder(path=path, documents=1)))
                document = Document(path=f"{path}/Orchid survey 2021.pdf", folder=path, state=Ready(412), pages=38)
                self.tell(DocumentChanged(id=command.id, document=document))
                self.tell(Done(id=command.id))
            case RemoveFolder(path=path):
                self.tell(FolderRemoved(id=command.id, path=path))
                self.tell(Done(id=command.id))
            case ForgetDocument(path=path):
                self.tell(DocumentRemoved(id=command.id, path=path))
                self.tell(Done(id=command.id))
            case Ask():
                self._answer_question(command)
            case ReadAhead():
                source = survey_source(self.folder)
                searched = Searched(documents=1, passages=1, known=1)
                self.tell(SourcesFound(id=command.id, sources=(source,), searched=searched))
                self.tell(Done(id=command.id))
            case Cancel(target=target):
                self.tell(Done(id=command.id))
                if self.hears_cancel:
                    self.tell(Cancelled(id=target))
            case OpenDocument() | RenderPage() | FindInDocument():
                self._answer_reader(command)
            case _:
                self._answer_conversation(command)

    def _answer_question(self, command: Ask) -> None:
        answer = self.reply or answer_about_orchids(self.folder)
        self.tell(SourcesFound(id=command.id, sources=answer.sources, searched=answer.searched))
        if not self.answers_by_itself:
            return
        for word in answer.text.split(" "):
            self.tell(Token(id=command.id, text=word + " "))
        answer = msgspec.structs.replace(answer, id=command.id, question=command.question)
        if command.conversation is not None:
            self._keep(command, answer)
        self.tell(answer)

    def _keep(self, command: Ask, answer: Answered) -> None:
        key = command.conversation or ""
        _, turns = self.conversations.get(key, (None, []))
        turns = turns[: command.replaces] if command.replaces is not None else list(turns)
        turns.append(answer)
        conversation = Conversation(id=key, title=turns[0].question[:60], questions=len(turns), changed=time.time())
        self.conversations[key] = (conversation, turns)
        self.tell(ConversationChanged(id=command.id, conversation=conversation))

    def _answer_reader(self, command: Command) -> None:
        match command:
            case OpenDocument(path=path):
                text = self.texts.get(path, SURVEY_TEXT)
                file = self.folder / "opened.txt"
                file.write_text(text, encoding="utf-8")
                document = Document(path=path, folder=str(self.folder), state=Ready(3), title="Orchid survey 2021")
                sizes = self.page_sizes.get(path, ())
                starts = tuple(len(text) * at // max(1, len(sizes)) for at in range(len(sizes)))
                headings = ((0, 1, text.split(".")[0]),)
                opened = DocumentOpened(
                    id=command.id,
                    document=document,
                    text_file=str(file),
                    page_sizes=sizes,
                    headings=headings,
                    page_starts=starts,
                )
                self.tell(opened)
            case RenderPage(path=path, page=page, scale=scale):
                width, height = self.page_sizes[path][page - 1]
                file = draw_page(self.folder, page, round(width * scale), round(height * scale))
                self.tell(PageRendered(id=command.id, path=path, page=page, scale=scale, image_file=str(file)))
            case FindInDocument(path=path, text=wanted):
                text = self.texts.get(path, SURVEY_TEXT)
                at = text.casefold().find(wanted.casefold())
                quotes = (Quote(text=text[at : at + len(wanted)], start=at, end=at + len(wanted)),) if at >= 0 else ()
                self.tell(TextFound(id=command.id, path=path, text=wanted, quotes=quotes))

    def _answer_conversation(self, command: Command) -> None:
        match command:
            case OpenConversation(conversation=key) if key in self.conversations:
                conversation, turns = self.conversations[key]
                self.tell(ConversationOpened(id=command.id, conversation=conversation, turns=tuple(turns)))
                return
            case OpenConversation():
                self.tell(Failed(id=command.id, code="no_such_conversation"))
                return
            case RenameConversation(conversation=key, title=title):
                before, turns = self.conversations[key]
                after = msgspec.structs.replace(before, title=title)
                self.conversations[key] = (after, turns)
                self.tell(ConversationChanged(id=command.id, conversation=after))
            case BranchConversation(conversation=key, branch=branch, turn=turn):
                before, turns = self.conversations[key]
                after = Conversation(id=branch, title=before.title + " (2)", questions=turn, changed=time.time())
                self.conversations[branch] = (after, turns[:turn])
                self.tell(ConversationChanged(id=command.id, conversation=after))
            case DeleteConversation(conversation=key):
                self.deleted[key] = self.conversations.pop(key)
                self.tell(ConversationRemoved(id=command.id, conversation=key))
            case RestoreConversation(conversation=key):
                self.conversations[key] = self.deleted.pop(key)
                self.tell(ConversationChanged(id=command.id, conversation=self.conversations[key][0]))
        self.tell(Done(id=command.id))


def survey_source(folder: Path) -> Source:
    """A passage of a paged document with one quoted sentence."""
    start = SURVEY_TEXT.index(QUOTED)
    boxes = (Box(page=4, left=72, top=200, right=520, bottom=214), Box(page=4, left=72, top=216, right=180, bottom=230))
    quote = Quote(text=QUOTED, start=start, end=start + len(QUOTED), page=4, boxes=boxes)
    return Source(
        number=1,
        document=str(folder / "Orchid survey 2021.pdf"),
        title="Orchid survey 2021",
        page=4,
        start=0,
        end=len(SURVEY_TEXT),
        boxes=boxes,
        text=SURVEY_TEXT,
        score=0.9,
        quotes=(quote,),
    )


def notes_source(folder: Path, number: int = 2) -> Source:
    """A passage of a text document, under a heading."""
    text = "Fence stands since April; no sheep until the end of July, as agreed with the owner."
    quote = Quote(text="no sheep until the end of July", start=26, end=56)
    return Source(
        number=number,
        document=str(folder / "Field notes 2019.md"),
        title="Field notes 2019.md",
        page=None,
        start=0,
        end=len(text),
        boxes=(),
        text=text,
        score=0.7,
        heading="Meadow › June",
        quotes=(quote,),
    )


def answer_about_orchids(folder: Path) -> Answered:
    """Two sentences, both carried by sources."""
    sentences = (
        Sentence("The northern meadow held **412 orchids** in June 2021, up from 268 in 1990.", (1,), "quoted"),
        Sentence("After sheep were kept off until July, the count rose.", (1, 2), "supported"),
    )
    return Answered(
        id=0,
        question_id="",
        question="How many orchids stood in the northern meadow, and did grazing change it?",
        text=" ".join(sentence.text for sentence in sentences),
        abstained=False,
        sources=(survey_source(folder), notes_source(folder)),
        sentences=sentences,
        model="SmolLM2-135M",
        adapters=(),
        searched=Searched(documents=12, passages=214, known=12),
        timing=Timing(retrieve_ms=31, first_token_ms=420, total_ms=2300, prompt_tokens=600, answer_tokens=41),
    )


def abstained_answer(folder: Path, question: str = "Which plots were burned in 1976?") -> Answered:
    """The documents do not say; one passage comes near."""
    return msgspec.structs.replace(
        answer_about_orchids(folder),
        question=question,
        text="",
        abstained=True,
        sentences=(),
        sources=(notes_source(folder, 1),),
    )


def draw_page(folder: Path, page: int, width: int, height: int) -> Path:
    """A white page with grey lines in the place of text."""
    from PySide6.QtGui import QColor, QImage, QPainter

    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    scale = width / 595
    for line in range(40):
        y = round((72 + line * 16) * scale)
        painter.fillRect(
            round(72 * scale), y, round((448 - (line * 37) % 90) * scale), round(6 * scale), QColor("#555555")
        )
    painter.end()
    file = folder / f"page-{page}-{width}.png"
    image.save(str(file))
    return file
