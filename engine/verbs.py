"""What each verb of the command line does with the engine."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

from engine.errors import EngineError
from engine.paths import absolute
from engine.printing import (
    clear_bar,
    document_line,
    print_answer,
    print_json,
    print_passages,
    print_status,
    say,
    show_indexing,
)
from engine.protocol import (
    TERMINAL,
    AddFolder,
    Answered,
    AnyCommand,
    Ask,
    Cancel,
    DocumentOpened,
    Event,
    Failed,
    ForgetDocument,
    OpenDocument,
    Refresh,
    ReportStatus,
    Search,
    SearchResult,
    StatusReported,
    Token,
)
from engine.service import Service
from engine.values import AdapterUse, Document


class Engine:
    """A service in this process, asked one thing after another."""

    def __init__(self, library: Path, everything: bool) -> None:
        """With `everything`, events that answer no command are handed over too."""
        self._events: SimpleQueue[Event] = SimpleQueue()
        self._everything = everything
        self._next = 1
        self._service = Service(absolute(library), self._events.put)
        self._service.start()

    def run(self, make: Callable[[int], AnyCommand]) -> Iterator[Event]:
        """Events up to the command's last one; leaving early cancels it. Raises its EngineError."""
        command = make(self._next)
        self._next += 2
        self._service.handle(command)
        last: Event | None = None
        try:
            while not isinstance(last, TERMINAL):
                event = self._take()
                if event.id == command.id:
                    last = event
                if event.id == command.id or self._everything:
                    yield event
        finally:
            if not isinstance(last, TERMINAL):
                self._service.handle(Cancel(id=command.id + 1, target=command.id))

    def follow(self) -> Iterator[Event]:
        """What happens by itself, without end."""
        while True:
            yield self._take()

    def close(self) -> None:
        self._service.close()

    def _take(self) -> Event:
        while True:
            try:
                return self._events.get(timeout=0.5)  # with a timeout, so that Ctrl+C is heard on every system
            except Empty:
                continue


@contextmanager
def _engine(options: argparse.Namespace, everything: bool = False) -> Iterator[Engine]:
    engine = Engine(options.library, everything)
    try:
        yield engine
    finally:
        engine.close()


def index(options: argparse.Namespace) -> int:
    with _engine(options, everything=True) as engine:
        states: dict[str, Document] = {}
        steps: list[Callable[[int], AnyCommand]] = [
            *(lambda id, path=path: AddFolder(id, path=str(absolute(path))) for path in options.folders),
            lambda id: Refresh(id),
        ]
        for step in steps:
            for event in engine.run(step):
                show_indexing(event, states, options.json)
                if isinstance(event, Failed) and event.id:
                    raise EngineError(event.code, **event.facts)
        if not options.json:
            clear_bar()
            for path in sorted(states):
                say(document_line(states[path]))
        if options.watch:
            for event in engine.follow():
                show_indexing(event, states, options.json, lines=True)
    return 0


def status(options: argparse.Namespace) -> int:
    with _engine(options) as engine:
        for event in engine.run(lambda id: ReportStatus(id)):
            if options.json:
                print_json(event)
            elif isinstance(event, StatusReported):
                print_status(event)
            _raise_failed(event)
    return 0


def search(options: argparse.Namespace) -> int:
    with _engine(options) as engine:
        _catch_up(engine)
        for question_id, question in read_questions(options):
            command = Search(1, question=question, limit=options.k, mode=options.mode, question_id=question_id)
            for event in engine.run(_with_id(command)):
                if options.json:
                    print_json(event)
                elif isinstance(event, SearchResult):
                    print_passages(event, question)
                _raise_failed(event)
    return 0


def ask(options: argparse.Namespace) -> int:
    with _engine(options) as engine:
        _catch_up(engine)
        for question_id, question in read_questions(options):
            command = Ask(
                1,
                question=question,
                conversation=options.conversation,
                scope=tuple(str(absolute(path)) for path in options.document),
                with_documents=not options.no_documents,
                model=str(absolute(options.model)) if options.model else None,
                adapters=tuple(map(_adapter, options.adapter)),
                seed=options.seed,
                question_id=question_id,
            )
            streamed = ""
            for event in engine.run(_with_id(command)):
                if options.json:
                    print_json(event)
                elif isinstance(event, Token):
                    streamed += event.text
                    say(event.text, end="")
                elif isinstance(event, Answered):
                    print_answer(event, streamed)
                _raise_failed(event)
    return 0


def forget(options: argparse.Namespace) -> int:
    return _one(options, lambda id: ForgetDocument(id, path=str(absolute(options.path))), "Forgotten.")


def text(options: argparse.Namespace) -> int:
    with _engine(options) as engine:
        for event in engine.run(lambda id: OpenDocument(id, path=str(absolute(options.path)))):
            if options.json:
                print_json(event)
            elif isinstance(event, DocumentOpened):
                with Path(event.text_file).open(encoding="utf-8", newline="") as file:
                    say(file.read(), end="")
            _raise_failed(event)
    return 0


def _one(options: argparse.Namespace, make: Callable[[int], AnyCommand], said: str) -> int:
    with _engine(options) as engine:
        for event in engine.run(make):
            if options.json:
                print_json(event)
            _raise_failed(event)
    if not options.json:
        say(said)
    return 0


def _catch_up(engine: Engine) -> None:
    """What changed while the program was closed is read first; meaning may follow."""
    for event in engine.run(lambda id: Refresh(id, until="read")):
        _raise_failed(event)


def _with_id(command: Search | Ask) -> Callable[[int], AnyCommand]:
    import msgspec

    return lambda id: msgspec.structs.replace(command, id=id)


def _adapter(text: str) -> AdapterUse:
    name, separator, strength = text.rpartition("=")
    try:
        return AdapterUse(str(absolute(name)), float(strength)) if separator else AdapterUse(str(absolute(text)), 1.0)
    except ValueError:
        return AdapterUse(str(absolute(text)), 1.0)


def _raise_failed(event: Event) -> None:
    if isinstance(event, Failed):
        raise EngineError(event.code, **event.facts)


def read_questions(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """(id, question) of the one given or of every line of the file; wrong usage ends the program with code 2."""
    if options.questions is None:
        if not options.question.strip():
            _usage("a question or --questions FILE is needed")
        yield "", options.question
        return
    try:
        lines = options.questions.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        _usage(f"{options.questions}: {error}")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield str(row.get("id", number)), str(row["question"])
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError):
            _usage(f"{options.questions}, line {number}: expected a JSON object with a question")


def _usage(message: str) -> None:
    print(f"carrel: {message}", file=sys.stderr)
    raise SystemExit(2)


VERBS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "index": index,
    "status": status,
    "search": search,
    "ask": ask,
    "forget": forget,
    "text": text,
}
