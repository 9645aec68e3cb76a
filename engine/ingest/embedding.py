"""The thread that gives passages their vectors, the newest documents first."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from engine.errors import EngineError, Stopped
from engine.ingest.gate import Gate
from engine.ingest.progress import Rates
from engine.library.documents import Record
from engine.library.library import Library
from engine.library.passages import Passage
from engine.models.kinds import Embedder
from engine.values import Embedding, Ready

log = logging.getLogger(__name__)

BATCH_PASSAGES = 256
"""Passages a commit: small enough that a kill costs seconds, large enough that the table is not cut in shreds."""


class EmbeddingThread:
    """Wake it with `wake`; it works until no document is in state Embedding."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        gate: Gate,
        rates: Rates,
        changed: Callable[[Record], None],
        failed: Callable[[EngineError], None],
    ) -> None:
        self._library, self._embedder, self._gate, self._rates = library, embedder, gate, rates
        self._changed, self._failed = changed, failed
        self._work = threading.Event()
        self._closed = False
        self._idle = True
        self._thread = threading.Thread(target=self._run, name="embed", daemon=True)
        library.passages.use_embedder(embedder.key, embedder.dimension)
        self._thread.start()

    def wake(self) -> None:
        self._idle = False
        self._work.set()

    @property
    def is_idle(self) -> bool:
        """Nothing left to embed, or embedding failed and waits to be woken."""
        return self._idle and not self._work.is_set()

    def close(self) -> None:
        """Ends the embedder too; a batch under way is lost and made again at the next start."""
        self._closed = True
        self._work.set()
        self._embedder.close()
        self._thread.join()

    def _run(self) -> None:
        while True:
            self._work.wait()
            self._work.clear()
            if self._closed:
                return
            try:
                while not self._closed and (records := self._library.documents.in_state(Embedding, limit=64)):
                    self._embed(records)
            except Stopped:
                continue
            except EngineError as error:
                if self._closed:
                    return
                log.warning("embedding stopped: %s", error.code)
                self._failed(error)
            self._idle = True

    def _embed(self, records: list[Record]) -> None:
        """One block of documents: batches of passages, each document ready as soon as its last vector is stored."""
        waiting: list[tuple[Record, list[Passage]]] = []
        pending: dict[str, str] = {}
        for record in records:
            passages = self._library.passages.of_document(record.id)
            pending.update(self._library.passages.without_vector(passage.text for passage in passages))
            waiting.append((record, passages))
            if len(pending) >= BATCH_PASSAGES:
                break
        hashes = list(pending)
        for start in range(0, len(hashes), BATCH_PASSAGES):
            self._gate.wait(self._is_closed)
            batch = hashes[start : start + BATCH_PASSAGES]
            began = time.monotonic()
            vectors = self._embedder.embed([pending[h] for h in batch], self._is_closed)
            self._library.passages.add_vectors(batch, vectors)
            self._rates.embedded(len(batch), time.monotonic() - began)
            self._tell(waiting)
        self._tell(waiting)

    def _tell(self, waiting: list[tuple[Record, list[Passage]]]) -> None:
        for record, passages in list(waiting):
            left = len(self._library.passages.without_vector(passage.text for passage in passages))
            current = self._library.documents.by_id(record.id)
            if current is None or current.revision != record.revision or not isinstance(current.state, Embedding):
                waiting.remove((record, passages))
            elif left == 0:
                self._set(record, Ready(len(passages)))
                waiting.remove((record, passages))
            elif len(passages) - left != current.state.embedded:
                self._set(record, Embedding(len(passages) - left, len(passages)))

    def _set(self, record: Record, state: Embedding | Ready) -> None:
        changed = self._library.documents.set_state(record.id, state)
        if changed:
            self._changed(changed)

    def _is_closed(self) -> bool:
        return self._closed
