"""What a file's content is, whatever its name says."""

from __future__ import annotations

import codecs

from engine.errors import EngineError
from engine.ingest.readers.archive import entry_names
from engine.ingest.readers.decode import has_wide_characters

_SAMPLE_BYTES = 8192
_OFFICE = {"word/": "docx", "ppt/": "pptx", "xl/": "xlsx"}
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
    (b"SQLite format 3\x00", "database"),
    (b"%!PS", "postscript"),
)
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\v\x1b\x08\x1a")


def sniff(content: bytes) -> str:
    """One of pdf, docx, pptx, xlsx, zip, ole, rtf, image, gzip, 7z, program, database, postscript, text, binary."""
    head = content[:1024]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(content)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(_MARKS) or has_wide_characters(content):
        return "text"
    sample = content[:_SAMPLE_BYTES]
    if b"%PDF-" in head and (head.lstrip().startswith(b"%PDF-") or not _is_text(head)):
        return "pdf"
    return "text" if _is_text(sample) else "binary"


def check_kind(content: bytes, suffix: str, wanted: str) -> None:
    """Raises EngineError(not_what_it_says, encrypted or damaged) unless the content is of the wanted kind."""
    found = sniff(content)
    if found == wanted:
        return
    if found == "ole" and "EncryptedPackage".encode("utf-16-le") in content:
        raise EngineError("encrypted")
    if wanted == "pdf" and b"%PDF-" in content[:1024]:
        return
    if found == "binary" and wanted != "text":
        raise EngineError("damaged")
    if found == "zip" and wanted in _OFFICE.values() and not entry_names(content):
        raise EngineError("damaged", reader="zip")
    raise EngineError("not_what_it_says", suffix=suffix, found=found)


def _zip_kind(content: bytes) -> str:
    names = entry_names(content)
    if "[Content_Types].xml" in names or "[content_types].xml" in (name.lower() for name in names):
        for folder, kind in _OFFICE.items():
            if any(name.lower().startswith(folder) for name in names):
                return kind
    return "zip"


def _is_text(sample: bytes) -> bool:
    return sum(byte in _CONTROLS for byte in sample) <= 0.02 * len(sample)
