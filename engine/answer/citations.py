"""Quotes, and the sources of an answer: the cited passages, renumbered best first, with the literal sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from engine.answer.candidates import Candidate
from engine.retrieve.evidence import Evidence
from engine.values import Box, Quote, Source

Anchor = Callable[[str, int, int], tuple[int | None, tuple[Box, ...]]]
"""(document, start, end) to the page and the boxes of these characters."""


def cite(evidence: Evidence, cited: Sequence[Candidate], anchor: Anchor) -> tuple[tuple[Source, ...], list[int]]:
    """The sources of the cited sentences, in order of first citation, and the number of each sentence's source."""
    numbers: dict[int, int] = {}
    quotes: dict[int, list[Quote]] = {}
    for candidate in cited:
        numbers.setdefault(candidate.passage, len(numbers) + 1)
        source = evidence.passages[candidate.passage].source
        quotes.setdefault(candidate.passage, []).append(_quote(source, candidate, anchor))
    sources = tuple(
        msgspec.structs.replace(
            evidence.passages[passage].source,
            number=number,
            quotes=tuple(sorted(quotes[passage], key=lambda quote: quote.start)),
        )
        for passage, number in numbers.items()
    )
    return sources, [numbers[candidate.passage] for candidate in cited]


def nearest(evidence: Evidence, most: int) -> tuple[Source, ...]:
    """The best passages, numbered, without quotes: for an answer that is none."""
    return tuple(
        msgspec.structs.replace(passage.source, number=number, quotes=())
        for number, passage in enumerate(evidence.passages[:most], start=1)
    )


def literal(evidence: Evidence, candidate: Candidate) -> str:
    """The sentence as the document has it."""
    source = evidence.passages[candidate.passage].source
    return source.text[candidate.start - source.start : candidate.end - source.start]


def _quote(source: Source, candidate: Candidate, anchor: Anchor) -> Quote:
    text = source.text[candidate.start - source.start : candidate.end - source.start]
    page, boxes = anchor(source.document, candidate.start, candidate.end)
    return Quote(text=text, start=candidate.start, end=candidate.end, page=page, boxes=boxes)
