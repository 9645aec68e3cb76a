"""Questions: searched, read ahead and answered, with the models they need."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Sequence

from engine.errors import EngineError
from engine.finding import Finding
from engine.ingest.gate import Gate
from engine.lanes import Request
from engine.library.library import Library
from engine.models.embedder import FolderEmbedder, open_embedder
from engine.models.loading import ModelLoader
from engine.models.shelf import Shelf
from engine.paths import user_cache
from engine.protocol import Event, Search, SearchResult

log = logging.getLogger(__name__)

_WORD = re.compile(r"\w{1,12}|[^\w\s]")


class Questions:
    """`search` may run beside `answer` and `read_ahead`, which share the language model and one lane."""

    def __init__(self, library: Library, shelf: Shelf, loader: ModelLoader, gate: Gate) -> None:
        self._library, self._loader = library, loader
        self.embedder = _embedder(shelf)
        self._finding = Finding(library, self.embedder)
        if self.embedder:
            embedder = self.embedder
            gate.listen(lambda is_open: embedder.resume() if is_open else embedder.pause())
            threading.Thread(target=embedder.prepare, name="prepare-embedder", daemon=True).start()

    def search(self, request: Request, command: Search) -> Event:
        began = time.monotonic()
        if command.mode != "text" and self.embedder:
            self.embedder.prepare()
        sources = self._finding.search(command.question, command.limit, command.mode, command.scope, request.stop)
        return SearchResult(
            id=request.id,
            question_id=command.question_id,
            sources=tuple(sources),
            millis=1000 * (time.monotonic() - began),
            searched=self._finding.searched(command.scope),
        )

    def offsets(self, text: str) -> Sequence[tuple[int, int]]:
        """Character spans of word pieces; words of at most 12 letters where there is no embedder to ask."""
        if self.embedder:
            return self.embedder.offsets(text)
        return [match.span() for match in _WORD.finditer(text)]

    def close(self) -> None:
        if self.embedder:
            self.embedder.close()
        self._loader.close()


def _embedder(shelf: Shelf) -> FolderEmbedder | None:
    try:
        return open_embedder(shelf.embedder(), user_cache())
    except EngineError as error:
        log.warning("searching by words alone: %s", error.code)
        return None
