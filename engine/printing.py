"""What the command line prints for a person, and the events it prints for a program."""

from __future__ import annotations

import sys

from engine.protocol import (
    Answered,
    DocumentChanged,
    DocumentMoved,
    DocumentRemoved,
    Event,
    Noticed,
    Progressed,
    SearchResult,
    StatusReported,
)
from engine.telling import DOCUMENTS, NOTICES, told
from engine.values import Document, Embedding, Ready, Skipped, Unreadable
from engine.wire import encode


def show_indexing(event: Event, states: dict[str, Document], as_json: bool, lines: bool = False) -> None:
    if as_json:
        print_json(event)
        return
    match event:
        case DocumentChanged(document=document):
            states[document.path] = document
            if lines and isinstance(document.state, Ready | Skipped | Unreadable):
                say(document_line(document))
        case DocumentMoved(before=before, document=document):
            states.pop(before, None)
            states[document.path] = document
            if lines:
                say(f"{before} is now {document.path}")
        case DocumentRemoved(path=path):
            states.pop(path, None)
            if lines:
                say(f"{path}: removed")
        case Noticed(code=code, facts=facts):
            clear_bar()
            print(told(NOTICES, code, facts), file=sys.stderr)
        case Progressed(progress=now) if not lines:
            left = f", about {now.seconds_left:.0f} s left" if now.seconds_left else ""
            total = now.waiting + now.reading + now.embedding + now.done + now.problems
            _bar(f"{now.done + now.problems} of {total} documents{left}")
        case _:
            pass


def document_line(document: Document) -> str:
    match document.state:
        case Ready(passages=passages):
            state = f"ready, {passages} passages"
        case Embedding(embedded=embedded, passages=passages):
            state = f"found by words; {embedded} of {passages} passages by meaning"
        case Skipped(code=code, facts=facts):
            state = f"skipped: {told(DOCUMENTS, code, facts)}"
        case Unreadable(code=code, facts=facts):
            state = f"unreadable: {told(DOCUMENTS, code, facts)}"
        case waiting:
            state = type(waiting).__name__.lower()
    return f"{document.path}: {state}"


def print_status(report: StatusReported) -> None:
    say(f"Library   {report.library} ({report.bytes / 1e6:.1f} MB, {report.passages} passages)")
    say("Documents " + (", ".join(f"{n} {name.lower()}" for name, n in sorted(report.counts.items())) or "none"))
    say(f"Embedder  {report.embedder}")
    say(f"Model     {report.model or 'none'}")
    say("Versions  " + ", ".join(f"{name} {number}" for name, number in report.versions.items()))
    for problem in report.problems:
        say(document_line(problem))


def print_passages(result: SearchResult, question: str) -> None:
    say(f"{question}\n")
    for source in result.sources:
        page = f", page {source.page}" if source.page else ""
        say(f"{source.number}. {source.title}{page}  [{source.score:.3f}]  {source.document}")
        say("   " + " ".join(source.text.split()) + "\n")


def print_answer(answer: Answered, streamed: str) -> None:
    if streamed.strip() != answer.text.strip():
        say(("\n\n" if streamed else "") + answer.text, end="")
    say("\n")
    for source in answer.sources:
        page = f", page {source.page}" if source.page else ""
        quotes = " … ".join(" ".join(quote.text.split()) for quote in source.quotes)
        say(f"[{source.number}] {source.title}{page}: {quotes or ' '.join(source.text.split())[:200]}")
    say(
        f"{answer.searched.documents} of {answer.searched.known} documents searched · {answer.model} ·"
        f" {answer.timing.total_ms / 1000:.1f} s\n"
    )


def say(text: str, end: str = "\n") -> None:
    print(text, end=end, flush=True)


def print_json(event: Event) -> None:
    sys.stdout.buffer.write(encode(event))
    sys.stdout.buffer.flush()


def _bar(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def clear_bar() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
