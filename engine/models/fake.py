"""A family of models for tests: no weights, no randomness, the same contract as the real ones."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from engine.errors import EngineError, Stopped
from engine.models.kinds import ChatMessage, Stop, Vectors, Written

_WORD = re.compile(r"\w+|[^\w\s]")
_NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)

Reply = Callable[[Sequence[ChatMessage]], str]


class FakeModel:
    """Chooses by shared words and writes what `reply` says, word by word. A token is a word or a mark.

    Without `reply` it repeats the first numbered sentence of the last message, or else its first words. `prompts` keeps
    what it was shown.
    """

    context_tokens = 4096
    parameters = 1_000_000_000

    def __init__(self, path: Path = Path("fake.gguf"), reply: Reply | None = None, name: str = "fake") -> None:
        self.name = name
        self.path = str(path)
        self.prompts: list[tuple[ChatMessage, ...]] = []
        self.adapters: tuple[tuple[Path, float], ...] = ()
        self._reply = reply or _first_sentence
        self._usage = Written(0, 0)

    def count(self, text: str) -> int:
        return len(_WORD.findall(text))

    def read(self, messages: Sequence[ChatMessage], stop: Stop) -> int:
        return self._shown(messages, stop)

    def choose(self, messages: Sequence[ChatMessage], options: Sequence[str], stop: Stop) -> list[float]:
        """An option that is the number of a numbered sentence scores by the words it shares with the last lines."""
        self._shown(messages, stop)
        content = messages[-1].content
        numbered = {number: set(_words(text)) for number, text in _NUMBERED.findall(content)}
        asked = set(_words(_NUMBERED.sub("", content)))
        scores = [3.0 * len(numbered.get(option, set()) & asked) / (len(asked) or 1) for option in options]
        total = math.log(sum(math.exp(score) for score in scores))
        return [score - total for score in scores]

    def likelihood(self, texts: Sequence[str], continuation: str, stop: Stop) -> list[float]:
        """A word of the continuation that the text does not hold costs 3, one that it holds 1."""
        if stop():
            raise Stopped
        return [-sum(1.0 if word in set(_words(text)) else 3.0 for word in _words(continuation)) for text in texts]

    def write(
        self, messages: Sequence[ChatMessage], max_tokens: int, stop: Stop, begin: str = "", stop_at: Sequence[str] = ()
    ) -> Iterator[str]:
        prompt_tokens = self._shown(messages, stop) + self.count(begin)
        self._usage = Written(prompt_tokens, 0)
        text = self._reply(messages)
        end = min((at for mark in stop_at if (at := text.find(mark)) >= 0), default=len(text))
        for written, piece in enumerate(re.findall(r"\s*\S+", text[:end])[:max_tokens], start=1):
            if stop():
                raise Stopped
            self._usage = Written(prompt_tokens, written)
            yield piece

    def usage(self) -> Written:
        return self._usage

    def use_adapters(self, adapters: Sequence[tuple[Path, float]]) -> None:
        for path, _ in adapters:
            if not path.is_file():
                raise EngineError("adapter_missing", path=str(path))
        self.adapters = tuple(adapters)

    def close(self) -> None:
        """Nothing to give back."""

    def _shown(self, messages: Sequence[ChatMessage], stop: Stop) -> int:
        if stop():
            raise Stopped
        self.prompts.append(tuple(messages))
        return sum(self.count(message.content) for message in messages)


class FakeEmbedder:
    """Texts with the same words are near: each word adds to one of `dimension` places."""

    max_tokens = 256
    is_prepared = True

    def __init__(self, dimension: int = 64) -> None:
        self.dimension = dimension
        self.key = f"fake-{dimension}"

    def embed(self, texts: Sequence[str], stop: Stop) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            if stop():
                raise Stopped
            vectors[row, 0] = 0.01  # no text is of length 0
            for word in _words(text):
                vectors[row, zlib.crc32(word.encode()) % self.dimension] += 1
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def embed_question(self, question: str) -> Vectors:
        vector: Vectors = self.embed([question], lambda: False)[0]
        return vector

    def count(self, text: str) -> int:
        return len(_WORD.findall(text))

    def close(self) -> None:
        """Nothing to give back."""


def _words(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"\w+", text)]


def _first_sentence(messages: Sequence[ChatMessage]) -> str:
    content = messages[-1].content
    found = _NUMBERED.search(content)
    return found.group(2) if found else " ".join(content.split()[:12])
