"""From evidence to an answer: rank the sentences, decline or choose, write or quote, verify, cite."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

import msgspec

from engine.answer.candidates import Candidate, find_candidates
from engine.answer.citations import Anchor, cite, nearest
from engine.answer.conversation import Turn
from engine.answer.prompts import NOT_ANSWERED, chatting, writing
from engine.answer.ranking import (
    LEAST_ANSWERABLE,
    Ranked,
    answerable,
    rank,
    read_texts,
    weigh,
    worth_weighing,
)
from engine.answer.sentence_vectors import QuestionVectors, SentenceVectors
from engine.answer.verify import declines, says_something_new, support_of
from engine.models.kinds import LanguageModel, Stop
from engine.retrieve.evidence import Evidence
from engine.sentences import sentence_spans
from engine.values import Sentence, Source, Support

WRITES_FROM_PARAMETERS = 300_000_000
"""Smaller models quote: they lose the answer more often than they word it well."""

MOST_ANSWER_TOKENS = 120
MOST_CHAT_TOKENS = 512
MOST_HISTORY_SHARE = 0.5
NEAREST_SHOWN = 3
MOST_QUOTED = 2
ALSO_QUOTED_WITHIN = 0.7
MOST_OF_A_SWEEP = 8

Emit = Callable[[str], None]

_BEST_SUPPORT_FIRST: tuple[Support, ...] = ("quoted", "supported", "weak", "unsupported")


class AnswerRequest(msgspec.Struct, frozen=True):
    """`question` stands alone already (conversation.stand_alone); `evidence` is None for a chat without documents."""

    question: str
    evidence: Evidence | None
    history: tuple[Turn, ...] = ()


class AnswerDraft(msgspec.Struct, frozen=True):
    """An answer without ids and retrieval times. `first_token_ms` and `total_ms` count from the call of `answer`."""

    text: str
    abstained: bool
    sources: tuple[Source, ...]
    sentences: tuple[Sentence, ...]
    prompt_tokens: int
    answer_tokens: int
    first_token_ms: float
    total_ms: float


class Answerer:
    """Without a model it quotes by what the program sees alone. Raises Stopped when `stop` says so."""

    def __init__(self, model: LanguageModel | None, embedder: QuestionVectors | None, anchor: Anchor) -> None:
        self._model = model
        self._vectors = SentenceVectors(embedder)
        self._anchor = anchor

    def quoted(self, evidence: Evidence, stop: Stop) -> tuple[Source, ...]:
        """The sources with the sentences that answer best by what the program sees: there before the model has read."""
        ranked = rank(find_candidates(evidence, self._vectors, stop))
        if answerable(ranked) < LEAST_ANSWERABLE:
            return nearest(evidence, len(evidence.passages))
        sources, _ = cite(evidence, [one.candidate for one in _chosen(ranked, evidence)], self._anchor)
        cited = {(source.document, source.start) for source in sources}
        others = [one.source for one in evidence.passages if (one.source.document, one.source.start) not in cited]
        return (
            *sources,
            *(msgspec.structs.replace(one, number=number) for number, one in enumerate(others, len(sources) + 1)),
        )

    def read_ahead(self, evidence: Evidence, stop: Stop) -> None:
        """Let the model read what it will need for a question like this one."""
        if self._model is None or evidence.every_document:
            return
        ranked = rank(find_candidates(evidence, self._vectors, stop))
        if answerable(ranked) >= LEAST_ANSWERABLE:
            self._model.likelihood(read_texts(worth_weighing(ranked), evidence), "", stop)

    def answer(self, request: AnswerRequest, emit: Emit, stop: Stop) -> AnswerDraft:
        """Pieces go to `emit` as they come; the draft's text is what counts."""
        clock = _Clock(emit)
        if request.evidence is None:
            return self._chat(request, clock, stop)
        evidence = request.evidence
        ranked = rank(find_candidates(evidence, self._vectors, stop))
        if answerable(ranked) < LEAST_ANSWERABLE:
            return _declined(evidence, clock)
        if evidence.every_document:
            return self._quotes(evidence, _one_of_each_document(ranked, evidence), clock)
        if self._model is not None:
            weighed = worth_weighing(ranked)
            clock.prompt_tokens += sum(self._model.count(text) for text in read_texts(weighed, evidence))
            ranked = weigh(ranked, evidence, self._model, request.question, stop)
        chosen = [one.candidate for one in _chosen(ranked, evidence)]
        if self._model is None or self._model.parameters < WRITES_FROM_PARAMETERS:
            return self._quotes(evidence, chosen, clock)
        return self._written(self._model, request.question, evidence, chosen, clock, stop)

    def _quotes(self, evidence: Evidence, chosen: Sequence[Candidate], clock: _Clock) -> AnswerDraft:
        sources, numbers = cite(evidence, chosen, self._anchor)
        sentences = tuple(Sentence(one.text, (number,), "quoted") for one, number in zip(chosen, numbers, strict=True))
        clock.emit(" ".join(sentence.text for sentence in sentences))
        return clock.draft(sentences, sources)

    def _written(
        self,
        model: LanguageModel,
        question: str,
        evidence: Evidence,
        chosen: Sequence[Candidate],
        clock: _Clock,
        stop: Stop,
    ) -> AnswerDraft:
        text = clock.stream(
            model.write(writing([one.text for one in chosen], question), MOST_ANSWER_TOKENS, stop, stop_at=["\n"])
        )
        clock.count(model)
        if declines(text):
            return _declined(evidence, clock)
        kept = [
            (sentence, support, cited)
            for sentence in _sentences(text)
            for support, cited in [_supported(sentence, question, chosen, evidence)]
            if support in ("quoted", "supported")
        ]
        if not kept or not any(says_something_new(sentence, question) for sentence, _, _ in kept):
            return self._quotes(evidence, chosen, clock)
        cited_all = list(dict.fromkeys(one for _, _, cited in kept for one in cited))
        sources, numbers = cite(evidence, cited_all, self._anchor)
        number_of = dict(zip(cited_all, numbers, strict=True))
        sentences = tuple(
            Sentence(sentence, tuple(sorted({number_of[one] for one in cited})), support)
            for sentence, support, cited in kept
        )
        return clock.draft(sentences, sources)

    def _chat(self, request: AnswerRequest, clock: _Clock, stop: Stop) -> AnswerDraft:
        model = self._model
        if model is None:
            return clock.draft((), (), abstained=True)
        room = int(MOST_HISTORY_SHARE * model.context_tokens)
        turns: list[tuple[str, str]] = []
        for turn in reversed(request.history):
            room -= model.count(turn.question) + model.count(turn.answer)
            if room < 0:
                break
            turns.insert(0, (turn.question, turn.answer))
        text = clock.stream(model.write(chatting(turns, request.question), MOST_CHAT_TOKENS, stop))
        clock.count(model)
        return clock.draft(tuple(Sentence(sentence, (), "unsupported") for sentence in _sentences(text)), ())


class _Clock:
    """What one answer cost, and its pieces on their way out."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._began = time.monotonic()
        self._first: float | None = None
        self.prompt_tokens = 0
        self._answer_tokens = 0

    def emit(self, piece: str) -> None:
        if self._first is None:
            self._first = self._passed()
        self._emit(piece)

    def stream(self, pieces: Iterable[str]) -> str:
        text = ""
        for piece in pieces:
            text += piece
            self.emit(piece)
        return text.strip()

    def count(self, model: LanguageModel) -> None:
        self.prompt_tokens += model.usage().prompt_tokens
        self._answer_tokens += model.usage().answer_tokens

    def draft(
        self, sentences: tuple[Sentence, ...], sources: tuple[Source, ...], abstained: bool = False
    ) -> AnswerDraft:
        total = self._passed()
        return AnswerDraft(
            text=" ".join(sentence.text for sentence in sentences),
            abstained=abstained,
            sources=sources,
            sentences=sentences,
            prompt_tokens=self.prompt_tokens,
            answer_tokens=self._answer_tokens,
            first_token_ms=total if self._first is None else self._first,
            total_ms=total,
        )

    def _passed(self) -> float:
        return 1000 * (time.monotonic() - self._began)


def _declined(evidence: Evidence, clock: _Clock) -> AnswerDraft:
    clock.emit(NOT_ANSWERED)
    return clock.draft((Sentence(NOT_ANSWERED, (), "supported"),), nearest(evidence, NEAREST_SHOWN), abstained=True)


def _chosen(ranked: Sequence[Ranked], evidence: Evidence) -> list[Ranked]:
    """The best sentence, and those nearly as good; in a sweep the best of each document."""
    best = ranked[0].score
    return [one for one in ranked[:MOST_QUOTED] if one.score >= best - ALSO_QUOTED_WITHIN]


def _one_of_each_document(ranked: Sequence[Ranked], evidence: Evidence) -> list[Candidate]:
    best: dict[str, Candidate] = {}
    for one in ranked:
        document = evidence.passages[one.candidate.passage].source.document
        if document not in best and answerable([one]) >= LEAST_ANSWERABLE:
            best[document] = one.candidate
    return list(best.values())[:MOST_OF_A_SWEEP]


def _supported(
    sentence: str, question: str, chosen: Sequence[Candidate], evidence: Evidence
) -> tuple[Support, list[Candidate]]:
    """How well a written sentence is carried, and by which of the chosen ones: by one if one suffices, else by all."""
    around = [question]
    for one in chosen:
        source = evidence.passages[one.passage].source
        around.append(f"{source.title} {source.heading} {one.before}")
    context = " ".join(around)
    alone = [(support_of(sentence, [one.text], context), [one]) for one in chosen]
    together = [(support_of(sentence, [one.text for one in chosen], context), list(chosen))]
    return min([*alone, *together], key=lambda pair: _BEST_SUPPORT_FIRST.index(pair[0]))


def _sentences(text: str) -> list[str]:
    """The sentences of a written text, each once: small models repeat themselves."""
    return list(dict.fromkeys(" ".join(text[start:end].split()) for start, end in sentence_spans(text)))
