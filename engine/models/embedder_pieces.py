"""A text as the embedder's word pieces: their ids, their number, their places. Without torch."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from tokenizers import Tokenizer

from engine.errors import EngineError
from engine.models.embedder_folder import EmbedderFolder


class WordPieces:
    """Of one embedder. Safe to use from any thread."""

    def __init__(self, folder: EmbedderFolder) -> None:
        """Raises EngineError(embedder_unusable, reason=no_tokenizer) when tokenizer.json cannot be read."""
        self._folder = folder
        self._lock = threading.Lock()
        self._whole = _tokenizer(folder)
        self._cut = _tokenizer(folder)
        self._cut.enable_truncation(folder.max_tokens)

    def count(self, text: str) -> int:
        """Word pieces of the whole text, without special tokens."""
        return len(self._encode(text))

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Characters start:end of each word piece of the whole text, in order."""
        return self._encode(text)

    def passage_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each passage as the model takes them: prefix and special tokens added, cut at max_tokens."""
        return self._ids(texts, self._folder.passage_prefix)

    def question_ids(self, question: str) -> list[int]:
        """Token ids of a question as the model takes them."""
        return self._ids([question], self._folder.question_prefix)[0]

    def _ids(self, texts: Sequence[str], prefix: str) -> list[list[int]]:
        whole = [prefix + self._folded(text.strip()) for text in texts]
        with self._lock:
            return [encoding.ids for encoding in self._cut.encode_batch(whole)]

    def _encode(self, text: str) -> list[tuple[int, int]]:
        with self._lock:
            offsets = self._whole.encode(self._folded(text), add_special_tokens=False).offsets
        return [(start, end) for start, end in offsets if end > start]

    def _folded(self, text: str) -> str:
        """Lower case character by character, so that every offset stays true."""
        if not self._folder.lower_case:
            return text
        return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def _tokenizer(folder: EmbedderFolder) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(folder.tokenizer))
    except Exception as error:  # the library raises no narrower one
        raise EngineError("embedder_unusable", path=str(folder.path), reason="no_tokenizer") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
