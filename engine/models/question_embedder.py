"""One question at a time, without torch: an ONNX Runtime session of the embedder's own weights.

The graph is made once per weights by the embedding worker and believed only after it reproduced the worker's vectors
of some sample texts: importing sentence-transformers costs seconds and 427 MB, this session 0.2 s.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.models.embedder_worker import GRAPH, REFERENCE
from engine.models.kinds import Vectors

log = logging.getLogger(__name__)

LEAST_COSINE = 0.9998

SAMPLE_TEXTS = (
    "What is the effect of vitamin D on bone density?",
    "rent",
    "Größe der Übertragungsfunktion nach § 12 Abs. 3",
    "The committee met on 14 March 2021; it approved a budget of 1,250,000 dollars and adjourned at noon.",
    "def area(radius): return 3.14159 * radius ** 2",
    "A long passage says many things about one subject, for instance how a river carries its sand to the sea. " * 20,
)


class QuestionEmbedder:
    """Not for batches: a question takes 3 to 20 ms on one or two cores."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def vector(self, ids: Sequence[int]) -> Vectors:
        """float32 [dimension], length 1."""
        row = np.asarray([ids], dtype=np.int64)
        found = self._session.run(["vector"], {"ids": row, "mask": np.ones_like(row)})[0][0]
        return np.asarray(found / np.linalg.norm(found), dtype=np.float32)


def open_question_embedder(
    cache: Path, samples: Sequence[Sequence[int]], dimension: int, threads: int
) -> QuestionEmbedder | None:
    """The session, or None where there is no graph or it does not give the worker's vectors (then it is deleted)."""
    graph, reference = cache / GRAPH, cache / REFERENCE
    if not graph.is_file() or not reference.is_file():
        return None
    expected = np.frombuffer(reference.read_bytes(), dtype="<f4")
    if expected.size != len(samples) * dimension:
        return None
    import onnxruntime  # 0.3 s: not for those who only embed passages

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        embedder = QuestionEmbedder(session)
        found = np.stack([embedder.vector(ids) for ids in samples])
    except Exception as error:  # noqa: BLE001 - onnxruntime's errors have no common base but Exception
        log.warning("question graph refused: %s", type(error).__name__)
        graph.unlink(missing_ok=True)
        return None
    least = float((found * expected.reshape(len(samples), dimension)).sum(axis=1).min())
    if not least >= LEAST_COSINE:
        log.warning("question graph differs: cosine %.5f", least)
        graph.unlink(missing_ok=True)
        return None
    return embedder
