"""The sentences that may answer a question, and what the program itself thinks of each, before the model reads."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from engine.answer.sentence_vectors import SentenceVectors
from engine.models.kinds import Stop
from engine.retrieve.evidence import Evidence, FoundPassage
from engine.retrieve.words import content_stems
from engine.sentences import sentence_spans
from engine.values import Source

MOST_PASSAGES = 8
MOST_EMBEDDED = 24
LONGEST_CHARACTERS = 600


class Candidate(msgspec.Struct, frozen=True):
    """One sentence: the characters start:end of the document's text, in passage number `passage` of the evidence.

    `text` has single spaces, `before` is the sentence before it in the same paragraph. `covered` is the share of the
    question's words in it, weighed by rarity, a word of the sentence before or of the headings counting half; `own` the
    same of the sentence alone. `cosine` is that of question and sentence, None without an embedder; `passage_score`
    that of its passage, 1 for the best.
    """

    passage: int
    start: int
    end: int
    text: str
    covered: float
    own: float
    passage_score: float
    before: str = ""
    cosine: float | None = None


def find_candidates(evidence: Evidence, vectors: SentenceVectors, stop: Stop) -> list[Candidate]:
    """The sentences of the passages, each once, in the order of the passages; only the likeliest are embedded."""
    most = len(evidence.passages) if evidence.every_document else MOST_PASSAGES
    passages = evidence.passages[:most]
    weights = question_weights(evidence)
    scores = passage_scores(passages)
    found: list[Candidate] = []
    seen: set[tuple[str, int, int]] = set()
    for number, passage in enumerate(passages):
        for candidate in _of_passage(number, passage.source, weights, scores[number]):
            key = (passage.source.document, candidate.start, candidate.end)
            if key not in seen:
                seen.add(key)
                found.append(candidate)
    likely = sorted(found, key=lambda one: one.covered + one.passage_score, reverse=True)[:MOST_EMBEDDED]
    cosines = vectors.cosines(evidence.question, [candidate.text for candidate in likely], stop)
    if cosines is None:
        return found
    return [
        msgspec.structs.replace(candidate, cosine=cosine)
        for candidate, cosine in sorted(
            zip(likely, cosines, strict=True), key=lambda pair: (pair[0].passage, pair[0].start)
        )
    ]


def question_weights(evidence: Evidence) -> Mapping[str, float]:
    """Weight of each content stem of the question; from the library where it was counted, else from the passages."""
    stems = set(content_stems(evidence.question))
    if evidence.word_weights:
        highest = max(evidence.word_weights.values())
        return {stem: evidence.word_weights.get(stem, highest) for stem in stems}
    texts = [set(content_stems(passage.source.text)) for passage in evidence.passages]
    held = Counter(stem for text in texts for stem in text & stems)
    return {stem: math.log(1 + (len(texts) - held[stem] + 0.5) / (held[stem] + 0.5)) for stem in stems}


def passage_scores(passages: Sequence[FoundPassage]) -> list[float]:
    """Both legs normalised by the best of each and blended evenly: comparable between questions, 1 for the best."""
    best_text = max((passage.bm25 for passage in passages), default=0.0)
    best_dense = max((passage.cosine for passage in passages if passage.cosine is not None), default=None)
    scores = []
    for passage in passages:
        legs = []
        if best_text > 0:
            legs.append(passage.bm25 / best_text)
        if best_dense is not None:
            legs.append((1 + (-1.0 if passage.cosine is None else passage.cosine)) / (1 + best_dense + 1e-9))
        scores.append(sum(legs) / len(legs) if legs else 0.0)
    return scores


def _of_passage(number: int, source: Source, weights: Mapping[str, float], score: float) -> list[Candidate]:
    total = sum(weights.values()) or 1.0
    around = set(content_stems(f"{source.title} {source.heading}"))
    found = []
    before: set[str] = set()
    header: set[str] = set()
    text_before = ""
    for start, end in sentence_spans(source.text):
        raw = source.text[start:end]
        text = " ".join(raw.split())[:LONGEST_CHARACTERS]
        own = set(content_stems(text))
        if start == 0 or "\n\n" in source.text[max(0, start - 4) : start]:
            before, header, text_before = set(), own, ""
        near = around | before | (header if "|" in raw else set())
        in_sentence = sum(weight for stem, weight in weights.items() if stem in own)
        beside = sum(weight for stem, weight in weights.items() if stem in near and stem not in own)
        found.append(
            Candidate(
                passage=number,
                start=source.start + start,
                end=source.start + end,
                text=text,
                covered=(in_sentence + beside / 2) / total,
                own=in_sentence / total,
                passage_score=score,
                before=text_before,
            )
        )
        before, text_before = own, text
    return found
