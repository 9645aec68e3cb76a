"""From a question to passages with their place in the document: what searching and answering start from."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from engine.errors import EngineError
from engine.ingest.storing import stored_text
from engine.ingest.text import DocumentText
from engine.library.library import Library
from engine.models.embedder import FolderEmbedder
from engine.models.kinds import Stop
from engine.retrieve.evidence import Evidence, FoundPassage
from engine.retrieve.fuse import ScoredHit
from engine.retrieve.pack import pack
from engine.retrieve.search import Found, Searcher
from engine.retrieve.sweep import wants_every_document
from engine.retrieve.weights import WordWeights
from engine.values import Box, Mode, Searched, Source

ANSWER_PASSAGES = 12
ANSWER_WORDS = 3_000
_TEXTS_KEPT = 12


class Finding:
    """Searches one library; safe to use from several threads."""

    def __init__(self, library: Library, embedder: FolderEmbedder | None) -> None:
        self._library = library
        self._searcher = Searcher(library.passages, embedder, library.documents.names)
        self._weights = WordWeights(library.passages.frequency)
        self._lock = threading.Lock()
        self._texts: OrderedDict[tuple[int, int], DocumentText] = OrderedDict()

    def search(self, question: str, limit: int, mode: Mode, scope: Sequence[str], stop: Stop) -> list[Source]:
        """The best passages. Raises Stopped, EngineError: question_empty, nothing_to_search, no_embedder."""
        found = self._searcher.search(question, limit, mode, self._ids(scope), stop)
        return self._sources(found.passages)

    def evidence(self, question: str, scope: Sequence[str], stop: Stop) -> Evidence:
        """What an answer is written from; every document's best passage where the question asks for all of them."""
        ids = self._ids(scope)
        every = wants_every_document(question)
        if every:
            documents = ids if ids is not None else sorted(self._library.documents.revisions())
            found = self._searcher.sweep(question, documents, stop)
        else:
            found = self._searcher.search(question, 2 * ANSWER_PASSAGES, "hybrid", ids, stop)
        scored = found.passages if every else self._packed(found)
        sources = self._sources(scored)
        passages = tuple(
            FoundPassage(source=source, bm25=one.bm25, cosine=one.cosine, fused=one.fused)
            for source, one in zip(sources, scored, strict=True)
        )
        weights = self._weights.of(question, self._library.passages.count())
        return Evidence(question, passages, self.searched(scope), weights, every)

    def searched(self, scope: Sequence[str]) -> Searched:
        """What there was to look through."""
        revisions = self._library.documents.revisions()
        ids = self._ids(scope)
        read = [count for document, (_, count) in revisions.items() if ids is None or document in ids]
        known = self._library.documents.count() if ids is None else len(ids)
        return Searched(documents=len(read), passages=sum(read), known=known)

    def place(self, path: str, start: int, end: int) -> tuple[int | None, tuple[Box, ...]]:
        """Page and boxes of characters of a document; nothing where it is gone or has no pages."""
        record = self._library.documents.get(path)
        if record is None or not record.revision or not record.pages:
            return None, ()
        text = self._text(record.id, record.revision)
        return text.page_at(start), text.boxes(start, end)

    def _packed(self, found: Found) -> list[ScoredHit]:
        def between(document: int, start: int, end: int) -> str:
            revision, _ = self._library.documents.revisions()[document]
            return self._text(document, revision).text[start:end]

        return pack(found.passages, ANSWER_WORDS, lambda text: len(text.split()), between, ANSWER_PASSAGES)

    def _ids(self, scope: Sequence[str]) -> list[int] | None:
        if not self._library.documents.revisions():
            raise EngineError("nothing_to_search")
        return self._library.documents.ids_in(scope) if scope else None

    def _sources(self, scored: Sequence[ScoredHit]) -> list[Source]:
        revisions = self._library.documents.revisions()
        called = self._library.documents.paths(one.hit.document for one in scored)
        sources: list[Source] = []
        for one in scored:
            hit = one.hit
            path, title = called.get(hit.document, ("", ""))
            boxes: tuple[Box, ...] = ()
            if hit.page is not None and hit.document in revisions:
                boxes = self._text(hit.document, revisions[hit.document][0]).boxes(hit.start, hit.end)
            sources.append(
                Source(
                    number=len(sources) + 1,
                    document=path,
                    title=title,
                    page=hit.page,
                    start=hit.start,
                    end=hit.end,
                    boxes=boxes,
                    text=hit.text,
                    score=one.fused,
                    heading=hit.headings,
                )
            )
        return sources

    def _text(self, document: int, revision: int) -> DocumentText:
        key = (document, revision)
        with self._lock:
            if key not in self._texts:
                self._texts[key] = stored_text(self._library, document)
                while len(self._texts) > _TEXTS_KEPT:
                    self._texts.popitem(last=False)
            return self._texts[key]
