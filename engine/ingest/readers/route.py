"""Picks the reader of a document by its ending, after its content was seen to be what the ending says."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from engine.errors import EngineError
from engine.ingest.readers.language import language_of
from engine.ingest.readers.sniff import check_kind
from engine.ingest.regular_file import open_document
from engine.ingest.text import DocumentText

_MB = 1024 * 1024


class _Family(NamedTuple):
    """`content` is what `sniff` must find."""

    name: str
    content: str
    limit_bytes: int


_FAMILIES = (
    (_Family("plain", "text", 64 * _MB), (".txt", ".text", ".log")),
    (_Family("markdown", "text", 16 * _MB), (".md", ".markdown")),
    (_Family("html", "text", 32 * _MB), (".html", ".htm")),
    (_Family("pdf", "pdf", 512 * _MB), (".pdf",)),
    (_Family("docx", "docx", 256 * _MB), (".docx",)),
)
_BY_SUFFIX = {suffix: family for family, suffixes in _FAMILIES for suffix in suffixes}

SUPPORTED_SUFFIXES = frozenset(_BY_SUFFIX)
"""Endings in small letters, with the dot."""


def read_document(path: Path) -> DocumentText:
    """Text, blocks, pages, title and language of a file. Raises EngineError with a code of DOCUMENT_CODES."""
    return read_content(open_document(path, limit_bytes(path)).content, path)


def read_content(content: bytes, path: Path) -> DocumentText:
    """The same from bytes already read; `path` tells the kind and lends its name as a title."""
    family = _family(path)
    check_kind(content, path.suffix.lower(), family.content)
    try:
        document = _read(family.name, content, path.stem)
    except RecursionError as error:
        raise EngineError("damaged", reader=family.name, reason="RecursionError") from error
    return msgspec.structs.replace(document, language=language_of(document.text))


def limit_bytes(path: Path) -> int:
    """The largest file of this kind that is opened. Raises EngineError(kind_unsupported)."""
    return _family(path).limit_bytes


def _family(path: Path) -> _Family:
    suffix = path.suffix.lower()
    if suffix not in _BY_SUFFIX:
        raise EngineError("kind_unsupported", suffix=suffix)
    return _BY_SUFFIX[suffix]


def _read(family: str, content: bytes, stem: str) -> DocumentText:
    """Readers are imported when first needed: unstructured takes a second, a text file none of it."""
    match family:
        case "plain":
            from engine.ingest.readers.plain import read_plain

            return read_plain(content, stem)
        case "markdown":
            from engine.ingest.readers.html import read_markdown

            return read_markdown(content, stem)
        case "html":
            from engine.ingest.readers.html import read_html

            return read_html(content, stem)
        case "pdf":
            from engine.ingest.readers.pdf import read_pdf

            return read_pdf(content, stem)
        case "docx":
            from engine.ingest.readers.docx import read_docx

            return read_docx(content, stem)
    raise EngineError("kind_unsupported", suffix=family)
