"""What the engine needs of a language model and of an embedder. Fake and real families keep the same contract tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

Stop = Callable[[], bool]
"""Asked between tokens and batches, and by llama.cpp's abort callback; true means stop now."""

Vectors = NDArray[np.float32]


class ChatMessage(msgspec.Struct, frozen=True):
    role: Literal["system", "user", "assistant"]
    content: str


class Written(msgspec.Struct, frozen=True):
    """What one piece of writing cost."""

    prompt_tokens: int
    answer_tokens: int


class LanguageModel(Protocol):
    """One loaded model. Not thread-safe: the answer lane alone uses it. Raises Stopped when `stop` says so."""

    name: str
    path: str
    context_tokens: int
    parameters: int

    def count(self, text: str) -> int:
        """Tokens of a plain text, without special tokens."""

    def read(self, messages: Sequence[ChatMessage], stop: Stop) -> int:
        """Take the prompt into the cache, without the generation turn; its tokens. Later prompts reuse the prefix."""

    def choose(self, messages: Sequence[ChatMessage], options: Sequence[str], stop: Stop) -> list[float]:
        """Log-probability of each option as the beginning of the assistant's turn, normalised over the options."""

    def likelihood(self, texts: Sequence[str], continuation: str, stop: Stop) -> list[float]:
        """Log-probability of the continuation after each plain text, without a chat form. The texts stay read."""

    def write(
        self, messages: Sequence[ChatMessage], max_tokens: int, stop: Stop, begin: str = "", stop_at: Sequence[str] = ()
    ) -> Iterator[str]:
        """Greedy pieces of the assistant's turn, which starts with `begin` (not repeated); ends before `stop_at`."""

    def usage(self) -> Written:
        """Of the last `write`."""

    def close(self) -> None: ...


class Embedder(Protocol):
    """Texts to unit vectors. `key` names weights and settings: vectors of different keys are never mixed."""

    key: str
    dimension: int
    max_tokens: int

    def embed(self, texts: Sequence[str], stop: Stop) -> Vectors:
        """float32 [len(texts), dimension], each row of length 1."""

    def count(self, text: str) -> int:
        """Word pieces of a text, without special tokens."""

    def close(self) -> None: ...
