"""What was read becomes passages: one LanceDB commit, then one SQLite transaction that makes them the ones in use."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import msgspec

from engine.errors import EngineError
from engine.ingest.split import split
from engine.ingest.text import DocumentText
from engine.library.documents import FileFacts, NewText, Record
from engine.library.library import Library
from engine.library.passages import Passage

Offsets = Callable[[str], Sequence[tuple[int, int]]]
"""Character spans of a text's word pieces, as the embedder cuts them."""

READER = "1"
"""Raised when reading or splitting improves: documents stored by an older reader are read again."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(DocumentText)


class ReadDocument(msgspec.Struct, frozen=True):
    """A document as the pool read it; `file` and `sha256` are of the very bytes that were parsed."""

    record: Record
    text: DocumentText
    sha256: str
    file: FileFacts


def store(library: Library, read: Sequence[ReadDocument], offsets: Offsets) -> list[Record]:
    """Store the texts and passages of the documents. Returns the records that are still there, in state Embedding.

    A kill between the two commits leaves rows that no document uses; the next start removes them.
    """
    passages: list[Passage] = []
    texts: list[NewText] = []
    for document in read:
        revision = document.record.revision + 1
        own = _passages(document.record.id, revision, document.text, offsets)
        passages += own
        texts.append(
            NewText(
                document=document.record.id,
                revision=revision,
                title=document.text.title,
                pages=len(document.text.pages) or None,
                language=document.text.language,
                sha256=document.sha256,
                file=document.file,
                passages=len(own),
                body=zlib.compress(_encoder.encode(document.text), 3),
                reader=READER,
            )
        )
    library.passages.add(passages)
    return library.documents.put_texts(texts)


def stored_text(library: Library, document: int) -> DocumentText:
    """The stored text of a document with its anchors. Raises EngineError(document_not_read)."""
    body = library.documents.body(document)
    if body is None:
        record = library.documents.by_id(document)
        raise EngineError("document_not_read", path=record.path if record else "")
    return _decoder.decode(zlib.decompress(body))


def restore(library: Library, offsets: Offsets) -> int:
    """Make passages again that the store lost, from the texts in SQLite. Returns the number of passages.

    After a power cut LanceDB may have gone back to an older version; nothing is read from the user's files.
    """
    library.passages.remove_stale()
    stored = library.passages.stored()
    made = 0
    for document, (revision, count) in library.documents.revisions().items():
        if stored.get((document, revision), 0) == count:
            continue
        passages = _passages(document, revision, stored_text(library, document), offsets)
        library.passages.add(passages)
        made += len(passages)
    return made


def _passages(document: int, revision: int, text: DocumentText, offsets: Offsets) -> list[Passage]:
    return [
        Passage(
            document=document,
            revision=revision,
            ordinal=ordinal,
            start=span.start,
            end=span.end,
            page=span.page,
            text=text.text[span.start : span.end],
            headings=" › ".join(span.headings),
        )
        for ordinal, span in enumerate(split(text, offsets))
    ]
