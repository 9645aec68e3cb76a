"""The embedder of a sentence-transformers folder: passages in bulk in a worker process, questions one by one here.

No torch comes into this process. `FolderEmbedder` keeps the contract `Embedder` of engine.models.kinds.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from engine.errors import EngineError, Stopped
from engine.models.embedder_folder import EmbedderFolder, check_embedder_folder
from engine.models.embedder_pieces import WordPieces
from engine.models.embedder_process import EmbedderProcess
from engine.models.embedder_worker import WorkerSettings
from engine.models.hardware import physical_cores
from engine.models.kinds import Stop, Vectors
from engine.models.question_embedder import SAMPLE_TEXTS, QuestionEmbedder, open_question_embedder

log = logging.getLogger(__name__)

BATCH_TOKENS = 1024
"""Padding counted. Larger batches are no quicker and hold the processor longer: 1 024 take about 0.1 s."""
_POLL_SECONDS = 0.05


def open_embedder(folder: Path, cache: Path) -> FolderEmbedder:
    """Check the folder and open it; `cache` is a folder for derived files, safe to delete. Starts no process yet.

    Raises EngineError(embedder_unusable) with path and reason.
    """
    return FolderEmbedder(check_embedder_folder(folder), cache)


class FolderEmbedder:
    """Safe to use from several threads. `name` is for people, `key` for tables."""

    def __init__(self, folder: EmbedderFolder, cache: Path) -> None:
        self.name = folder.path.name
        self.key = folder.key
        self.dimension = folder.dimension
        self.max_tokens = folder.max_tokens
        self._pieces = WordPieces(folder)
        self._threads = physical_cores()
        self._cache = cache / f"embedder-{folder.key}"
        self._samples = self._pieces.passage_ids(SAMPLE_TEXTS)
        self._process = EmbedderProcess(
            WorkerSettings(
                folder=str(folder.path),
                cache=str(self._cache),
                dimension=folder.dimension,
                threads=self._threads,
                samples=self._samples,
                sample_texts=[folder.passage_prefix + text.strip() for text in SAMPLE_TEXTS],
            )
        )
        self._open_gate = threading.Event()
        self._open_gate.set()
        self._prepared = threading.Event()
        self._preparing = threading.Lock()
        self._question: QuestionEmbedder | None = None
        self._problem: EngineError | None = None

    # -- passages

    def embed(self, texts: Sequence[str], stop: Stop) -> Vectors:
        """float32 [len(texts), dimension], each row of length 1. Waits while paused; `stop` is asked between batches.

        Raises Stopped, or EngineError(embedder_unusable) when the worker died twice on one batch.
        """
        rows = self._pieces.passage_ids(texts)
        vectors = np.zeros((len(rows), self.dimension), np.float32)
        for batch in batches([len(row) for row in rows], BATCH_TOKENS):
            while not self._open_gate.wait(_POLL_SECONDS):
                if stop():
                    raise Stopped
            if stop():
                raise Stopped
            vectors[batch] = self._process.vectors([rows[index] for index in batch])
        return vectors

    def pause(self) -> None:
        """Stand aside from the next batch on, that is within about 0.1 s."""
        self._open_gate.clear()

    def resume(self) -> None:
        self._open_gate.set()

    # -- questions

    def prepare(self) -> None:
        """Make single questions quick: load the ONNX session, made first where this is the first time.

        Takes 0.5 s, the first time about 10 s. Call it from a thread of its own; a problem is kept for
        `embed_question`.
        """
        with self._preparing:
            if self._prepared.is_set():
                return
            try:
                self._question = self._open_question()
                if self._question is None:
                    self._process.start()
                    self._question = self._open_question()
            except EngineError as error:
                self._problem = error
            self._prepared.set()

    def wait_prepared(self, seconds: float) -> None:
        """Give a `prepare` under way elsewhere this long."""
        self._prepared.wait(seconds)

    @property
    def is_prepared(self) -> bool:
        """Whether `embed_question` answers without loading anything first."""
        return self._prepared.is_set()

    def embed_question(self, question: str) -> Vectors:
        """float32 [dimension], length 1. Prepares first where nobody has; raises EngineError(embedder_unusable)."""
        self.prepare()
        if self._problem is not None:
            raise self._problem
        ids = self._pieces.question_ids(question)
        if self._question is not None:
            return self._question.vector(ids)
        return np.asarray(self._process.vectors([ids])[0], dtype=np.float32)

    def _open_question(self) -> QuestionEmbedder | None:
        return open_question_embedder(self._cache, self._samples, self.dimension, self._threads)

    # -- word pieces

    def count(self, text: str) -> int:
        """Word pieces of a text, without special tokens."""
        return self._pieces.count(text)

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Characters start:end of each word piece of a text."""
        return self._pieces.offsets(text)

    @property
    def worker_pid(self) -> int | None:
        """Process id of the worker while it runs."""
        return self._process.pid

    def close(self) -> None:
        """End the worker. Waits for no batch."""
        self._open_gate.set()
        self._process.close()


def batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Indices in batches of like lengths, longest first, each at most `budget` tokens with its padding."""
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    start = 0
    while start < len(order):
        size = max(1, budget // max(1, lengths[order[start]]))
        yield order[start : start + size]
        start += size
