"""Finds the passages for a question: full text and vectors, fused; documents called by name come along."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec

from engine.errors import EngineError, Stopped
from engine.library.hits import Hit
from engine.models.kinds import Stop, Vectors
from engine.retrieve.fuse import ScoredHit, fuse, ordered
from engine.retrieve.names import NameIndex
from engine.values import Mode

log = logging.getLogger(__name__)

DEPTH = 100
"""Passages asked of each leg, whatever the limit: a shallow leg hides what the other one would have confirmed."""

NAME_WEIGHT = 0.1
"""Quarterly reports named by their quarter: right document first 0.35 -> 0.51. Titles of SciFact: 0.25 harmed."""
_MOST_CALLED = 4
_MOST_WORDS = 120
_SWEEP_ROUNDS = 4
_WORD = re.compile(r"\w+")


class PassageStore(Protocol):
    """Both legs, best first. `scope` holds document ids, None means all."""

    def full_text(self, question: str, limit: int, scope: Sequence[int] | None = None) -> list[Hit]: ...

    def nearest(self, vector: Vectors, limit: int, scope: Sequence[int] | None = None) -> list[Hit]: ...


class QuestionVectors(Protocol):
    """As much of an embedder as a question needs."""

    @property
    def is_prepared(self) -> bool: ...

    def embed_question(self, question: str) -> Vectors: ...


class Found(msgspec.Struct, frozen=True):
    """Best first. `has_vectors` tells whether meaning was searched too, not words alone."""

    passages: tuple[ScoredHit, ...]
    has_vectors: bool


class Searcher:
    """Over one library. Safe to use from several threads."""

    def __init__(
        self,
        store: PassageStore,
        embedder: QuestionVectors | None,
        names: Callable[[], Mapping[int, tuple[str, ...]]] | None = None,
    ) -> None:
        """`names`: document id to its file name without ending and its title; the same object while nothing changed."""
        self._store, self._embedder, self._names = store, embedder, names
        self._named: tuple[Mapping[int, tuple[str, ...]], NameIndex] | None = None

    def search(self, question: str, limit: int, mode: Mode, scope: Sequence[int] | None, stop: Stop) -> Found:
        """The best `limit` passages. A hybrid search takes words alone while the embedder is not prepared.

        Raises Stopped, EngineError: question_empty, and in dense mode no_embedder or embedder_unusable.
        """
        words = _cleaned(question)
        vector = self._vector(words, mode)
        text, dense = self._legs(words, vector, mode, scope, stop)
        called = self._called(words, scope) if mode == "hybrid" else {}
        more = [self._legs(words, vector, mode, list(called), stop)] if called else []
        found = _risen(fuse(text, dense, DEPTH, more), called)
        return Found(tuple(found[:limit]), vector is not None)

    def sweep(self, question: str, documents: Sequence[int], stop: Stop) -> Found:
        """The best passage of every one of `documents` that has any word or meaning in common, best first.

        Raises Stopped and EngineError(question_empty).
        """
        words = _cleaned(question)
        vector = self._vector(words, "hybrid")
        rounds: list[tuple[list[Hit], list[Hit]]] = []
        left = list(documents)
        for _ in range(_SWEEP_ROUNDS):
            text, dense = self._legs(words, vector, "hybrid", left, stop)
            rounds.append((text, dense))
            seen = {hit.document for hit in (*text, *dense)}
            left = [document for document in left if document not in seen]
            if not left or not seen:
                break
        best: dict[int, ScoredHit] = {}
        for found in fuse(*rounds[0], DEPTH, more=rounds[1:]):
            best.setdefault(found.hit.document, found)
        return Found(tuple(best.values()), vector is not None)

    def _vector(self, question: str, mode: Mode) -> Vectors | None:
        if mode == "text":
            return None
        if self._embedder is None:
            if mode == "dense":
                raise EngineError("no_embedder")
            return None
        if mode == "hybrid" and not self._embedder.is_prepared:
            return None
        try:
            return self._embedder.embed_question(question)
        except EngineError as error:
            if mode == "dense":
                raise
            log.warning("searching by words alone: %s", error.code)
            return None

    def _legs(
        self, question: str, vector: Vectors | None, mode: Mode, scope: Sequence[int] | None, stop: Stop
    ) -> tuple[list[Hit], list[Hit]]:
        if scope is not None and not scope:
            return [], []
        text = self._store.full_text(question, DEPTH, scope) if mode != "dense" else []
        if stop():
            raise Stopped
        dense = self._store.nearest(vector, DEPTH, scope) if vector is not None else []
        if stop():
            raise Stopped
        return text, dense

    def _called(self, question: str, scope: Sequence[int] | None) -> dict[int, float]:
        if self._names is None:
            return {}
        names = self._names()
        if self._named is None or self._named[0] is not names:
            self._named = (names, NameIndex(names))
        called = self._named[1].called(question, _MOST_CALLED)
        allowed = set(scope) if scope is not None else None
        return {document: share for document, share in called.items() if allowed is None or document in allowed}


def _risen(found: list[ScoredHit], called: Mapping[int, float]) -> list[ScoredHit]:
    """Passages of documents that the question calls by name rise."""
    return ordered(
        msgspec.structs.replace(scored, fused=scored.fused + NAME_WEIGHT * called.get(scored.hit.document, 0.0))
        for scored in found
    )


def _cleaned(question: str) -> str:
    """Without what cannot be stored as UTF-8, and not longer than a search can use."""
    text = question.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").strip()
    if not _WORD.search(text):
        raise EngineError("question_empty")
    words = list(_WORD.finditer(text))
    return text[: words[_MOST_WORDS - 1].end()] if len(words) > _MOST_WORDS else text
