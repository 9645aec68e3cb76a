"""Answers and conversations written out as text and Markdown, with their citations."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.language import number, translate
from desktop.texts import support_state
from engine.protocol import Answered
from engine.values import Conversation, Source


def answer_with_citations(answer: Answered) -> str:
    """The answer with [1] after its sentences and the list of sources below; what is not supported says so."""
    if answer.abstained:
        lines = [translate("Export", "The documents do not answer this.")]
    else:
        lines = [" ".join(_sentences(answer))]
    if answer.sources:
        nearest, sources = translate("Export", "Nearest passages:"), translate("Export", "Sources:")
        lines += ["", nearest if answer.abstained else sources]
        lines += [source_line(source) for source in answer.sources]
    return "\n".join(lines)


def conversation_markdown(conversation: Conversation, turns: Sequence[Answered]) -> str:
    """The whole conversation, one heading a question."""
    parts = [f"# {conversation.title}"]
    for turn in turns:
        parts += [f"## {' '.join(turn.question.split())}", answer_with_citations(turn)]
        if turn.model:
            parts.append(translate("Export", "*Written by {model} on this computer.*").format(model=turn.model))
    return "\n\n".join(parts) + "\n"


def source_line(source: Source) -> str:
    """`[1] Title, page 4: “quote”`"""
    where = source.title
    if source.page:
        where += ", " + translate("Export", "page {page}").format(page=number(source.page))
    elif source.heading:
        where += f", {source.heading}"
    quotes = " … ".join(f"“{' '.join(quote.text.split())}”" for quote in source.quotes)
    return f"[{source.number}] {where}" + (f": {quotes}" if quotes else "")


def file_name(conversation: Conversation) -> str:
    """A name for the export that every system accepts."""
    kept = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in conversation.title)
    return (" ".join(kept.split())[:60] or translate("Export", "Conversation")) + ".md"


def _sentences(answer: Answered) -> list[str]:
    written = []
    for sentence in answer.sentences:
        marks = "".join(f" [{source}]" for source in sentence.sources)
        if sentence.support in {"weak", "unsupported"}:
            marks += f" ({support_state(sentence.support).words})"
        written.append(sentence.text.rstrip() + marks)
    return written or [answer.text]
