"""What the Reader needs of a document: its text as a file, its pages as pictures, places in it."""

from __future__ import annotations

import re
from pathlib import Path

from engine.errors import EngineError, Stopped
from engine.ingest.read_pool import ReadPool
from engine.ingest.storing import stored_text
from engine.ingest.text import DocumentText
from engine.library.documents import Record
from engine.library.library import Library
from engine.models.kinds import Stop
from engine.protocol import DocumentOpened, PageRendered, TextFound
from engine.values import Quote

LARGEST_SCALE = 8.0
"""Pixels a point: beyond this a page would take hundreds of megabytes."""


class Opening:
    """Reads from the library; pages are drawn in the reader pool, which alone opens the user's files."""

    def __init__(self, library: Library, pool: ReadPool) -> None:
        self._library, self._pool = library, pool

    def open(self, request: int, path: str) -> DocumentOpened:
        """Raises EngineError: no_such_document, document_not_read."""
        record = self._record(path)
        text = stored_text(self._library, record.id)
        file = self._library.document_cache(record.id) / f"{record.revision}.txt"
        if not file.exists():
            file.write_text(text.text, encoding="utf-8", errors="replace", newline="\n")
        return DocumentOpened(
            id=request,
            document=record.shown(),
            text_file=str(file),
            page_sizes=tuple((page.width, page.height) for page in text.pages),
            page_starts=tuple(page.start for page in text.pages),
            headings=tuple(
                (block.start, block.level, text.text[block.start : block.end])
                for block in text.blocks
                if block.kind == "heading"
            ),
        )

    def render(self, request: int, path: str, page: int, scale: float) -> PageRendered:
        """Raises EngineError: no_such_document, no_such_page, and what reading may raise."""
        record = self._record(path)
        pages = record.pages or 0
        if not 1 <= page <= pages:
            raise EngineError("no_such_page", page=page, pages=pages)
        scale = min(max(scale, 0.1), LARGEST_SCALE)
        file = self._library.document_cache(record.id) / f"{record.revision}-{page}-{round(scale * 1000)}.png"
        if not file.exists():
            self._pool.render(Path(path), page, scale, file)
        return PageRendered(id=request, path=path, page=page, scale=scale, image_file=str(file))

    def find(self, request: int, path: str, wanted: str, limit: int, stop: Stop) -> TextFound:
        """Every place of the words, in any case and with any white space between them."""
        record = self._record(path)
        text = stored_text(self._library, record.id)
        words = [re.escape(word) for word in wanted.split()]
        quotes: list[Quote] = []
        if words:
            for match in re.finditer(r"\s+".join(words), text.text, re.IGNORECASE):
                if stop():
                    raise Stopped
                quotes.append(quote(text, match.start(), match.end()))
                if len(quotes) == limit:
                    break
        return TextFound(id=request, path=path, text=wanted, quotes=tuple(quotes))

    def _record(self, path: str) -> Record:
        record = self._library.documents.get(path)
        if record is None:
            raise EngineError("no_such_document", path=path)
        return record


def quote(text: DocumentText, start: int, end: int) -> Quote:
    """The characters start:end with the page and the boxes where they stand."""
    return Quote(
        text=text.text[start:end], start=start, end=end, page=text.page_at(start), boxes=text.boxes(start, end)
    )
