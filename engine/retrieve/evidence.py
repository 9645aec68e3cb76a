"""What retrieving hands to answering: the passages, and how good each leg of the search says they are."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from engine.values import Searched, Source


class FoundPassage(msgspec.Struct, frozen=True):
    """One retrieved passage. `source.text` equals the document's text at start:end; `source.score` is `fused`.

    `bm25` is the raw score (0 where full text did not find it), `cosine` that of question and passage (None where no
    vector was compared), `fused` the blend that ordered it.
    """

    source: Source
    bm25: float
    cosine: float | None
    fused: float


class Evidence(msgspec.Struct, frozen=True):
    """The passages for a question, best first.

    `word_weights`: inverse document frequency of each of the question's content stems (`words.content_stems`), counted
    in passages of the library; a stem that occurs nowhere has the highest weight. Empty where it was not counted.
    `every_document`: the passages sweep all documents instead of the best few.
    """

    question: str
    passages: tuple[FoundPassage, ...]
    searched: Searched
    word_weights: Mapping[str, float] = {}
    every_document: bool = False
