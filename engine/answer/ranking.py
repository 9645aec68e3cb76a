"""Which sentences answer: what the program sees and what the model makes of them, blended; and when none does."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.answer.candidates import Candidate
from engine.answer.prompts import inviting_the_question
from engine.models.kinds import LanguageModel, Stop
from engine.retrieve.evidence import Evidence
from engine.values import Source

# Logistic regression on XQuAD-en (half of its articles) and half of 240 chunking-eval questions: is this sentence
# the one that answers? Held-out halves: right sentence first 0.80 of 323 and 0.58 of 120, in the first six 0.98, 0.92.
COVERED, COSINE, PASSAGE = 4.4, 3.7, 10.0
# Without an embedder the words carry more.
COVERED_ALONE = 6.5
# The model's part: log-probability of the question after the sentence (query likelihood; Sachan et al. 2022). On 60
# XQuAD questions SmolLM2-135M lifted the first place from 0.83 to 0.87, and to 0.90 with the sentence before it.
LIKELIHOOD = 0.2
MOST_WEIGHED = 6
WORTH_WEIGHING = 4.0

# Does any sentence answer? The same data, the answering paragraph or sentence taken out of the library.
ANSWERABLE_COVERED, ANSWERABLE_COSINE, ANSWERABLE_BASE = 4.8, 4.0, -4.85
ANSWERABLE_COVERED_ALONE, ANSWERABLE_BASE_ALONE = 6.5, -4.2
LEAST_ANSWERABLE = -0.5


class Ranked(msgspec.Struct, frozen=True):
    """A candidate and its score, in units of log-odds."""

    candidate: Candidate
    score: float


def rank(candidates: Sequence[Candidate]) -> list[Ranked]:
    """Best first, by what the program sees alone."""
    return _best_first([Ranked(candidate, _seen(candidate)) for candidate in candidates])


def weigh(
    ranked: Sequence[Ranked], evidence: Evidence, model: LanguageModel, question: str, stop: Stop
) -> list[Ranked]:
    """The likeliest few again, with the model's part; the others stay behind them."""
    few = worth_weighing(ranked)
    if len(few) < 2 and ranked:
        return list(ranked)
    likelihoods = model.likelihood(read_texts(few, evidence), f" {question}", stop)
    best = max(likelihoods)
    weighed = [
        Ranked(one.candidate, one.score + LIKELIHOOD * (likelihood - best))
        for one, likelihood in zip(few, likelihoods, strict=True)
    ]
    return _best_first(weighed) + list(ranked[len(few) :])


def read_texts(ranked: Sequence[Ranked], evidence: Evidence) -> list[str]:
    """What the model reads of each: where it stands, the sentence before, the sentence."""
    texts = []
    for one in ranked:
        source = evidence.passages[one.candidate.passage].source
        before = one.candidate.before
        sentence = f"{before} {one.candidate.text}" if before else one.candidate.text
        texts.append(inviting_the_question(_about(source), sentence))
    return texts


def worth_weighing(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Those that may still come first."""
    return [one for one in ranked[:MOST_WEIGHED] if one.score > ranked[0].score - WORTH_WEIGHING]


def answerable(ranked: Sequence[Ranked]) -> float:
    """Log-odds that the best sentence answers the question, by what the program sees."""
    if not ranked:
        return -10.0
    best = ranked[0].candidate
    if best.cosine is None:
        return ANSWERABLE_COVERED_ALONE * best.covered + ANSWERABLE_BASE_ALONE
    return ANSWERABLE_COVERED * best.covered + ANSWERABLE_COSINE * best.cosine + ANSWERABLE_BASE


def _seen(candidate: Candidate) -> float:
    if candidate.cosine is None:
        return COVERED_ALONE * candidate.covered + PASSAGE * candidate.passage_score
    return COVERED * candidate.covered + COSINE * candidate.cosine + PASSAGE * candidate.passage_score


def _about(source: Source) -> str:
    return source.heading.rsplit(" › ", 1)[-1] if source.heading else source.title


def _best_first(ranked: list[Ranked]) -> list[Ranked]:
    return sorted(ranked, key=lambda one: one.score, reverse=True)
