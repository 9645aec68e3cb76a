"""How telling each word of a question is in this library: its inverse document frequency."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

from engine.retrieve.words import content_stems, words

_MOST_WORDS = 24
_MOST_KEPT = 20_000
_DRIFT = 1.1


class WordWeights:
    """Counts are kept until the library has grown or shrunk by a tenth. Safe to use from several threads."""

    def __init__(self, frequency: Callable[[str], int]) -> None:
        """`frequency`: passages of the library that hold a word, in any form full text takes for the same."""
        self._frequency = frequency
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        self._counted_of = 0

    def of(self, question: str, passages: int) -> dict[str, float]:
        """log(1 + (N - n + 0.5) / (n + 0.5)) of each content stem, n of the `passages` N of the library hold it.

        A stem that occurs nowhere weighs the most. Empty when the library is.
        """
        if passages == 0:
            return {}
        weights: dict[str, float] = {}
        for word in words(question):
            for stem in content_stems(word):
                if stem not in weights and len(weights) < _MOST_WORDS:
                    count = min(self._count(word, stem, passages), passages)
                    weights[stem] = math.log(1 + (passages - count + 0.5) / (count + 0.5))
        return weights

    def _count(self, word: str, stem: str, passages: int) -> int:
        with self._lock:
            if not self._counted_of / _DRIFT <= passages <= self._counted_of * _DRIFT or len(self._counts) > _MOST_KEPT:
                self._counts.clear()
                self._counted_of = passages
            known = self._counts.get(stem)
        if known is not None:
            return known
        count = self._frequency(word)
        with self._lock:
            self._counts[stem] = count
        return count
