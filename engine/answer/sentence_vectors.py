"""How near sentences are to a question in meaning; no text is embedded twice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

from engine.errors import EngineError, Stopped
from engine.models.kinds import Stop, Vectors

MOST_KEPT = 4_000


class QuestionVectors(Protocol):
    """As much of an embedder as this needs: one short text at a time, at once."""

    @property
    def is_prepared(self) -> bool: ...

    def embed_question(self, question: str) -> Vectors: ...


class SentenceVectors:
    """Keeps the vectors of the sentences seen last."""

    def __init__(self, embedder: QuestionVectors | None) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[str, Vectors] = OrderedDict()

    def cosines(self, question: str, sentences: Sequence[str], stop: Stop) -> list[float] | None:
        """Of the question with each sentence; None where there is no embedder, or it is not ready or unusable."""
        if self._embedder is None or not self._embedder.is_prepared:
            return None
        try:
            asked = self._vector(self._embedder, question)
            found = []
            for sentence in sentences:
                if stop():
                    raise Stopped
                found.append(float(asked @ self._vector(self._embedder, sentence)))
        except EngineError:  # told where the engine searches; words suffice
            return None
        return found

    def _vector(self, embedder: QuestionVectors, text: str) -> Vectors:
        if text not in self._kept:
            self._kept[text] = embedder.embed_question(text)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(text)
        return self._kept[text]
