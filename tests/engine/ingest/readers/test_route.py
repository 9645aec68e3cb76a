"""Every ending has its reader, and content that is something else is refused."""

import base64
import io
import zipfile
from pathlib import Path

import pytest

from engine.errors import DOCUMENT_CODES, EngineError
from engine.ingest.readers.route import SUPPORTED_SUFFIXES, read_content, read_document
from tests.engine.ingest.small_pdf import Text, make_pdf

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")


def _code(content: bytes, name: str) -> tuple[str, dict[str, str | int | float]]:
    with pytest.raises(EngineError) as caught:
        read_content(content, Path(name))
    assert caught.value.code in DOCUMENT_CODES
    return caught.value.code, caught.value.facts


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


def test_the_five_families_are_supported() -> None:
    assert {".txt", ".log", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx"} <= SUPPORTED_SUFFIXES


def test_a_document_has_its_language() -> None:
    text = "Der schnelle braune Fuchs springt über den faulen Hund und läuft davon."
    assert read_content(text.encode(), Path("a.TXT")).language == "de"
    assert read_content(b"12 x 34", Path("a.txt")).language is None


def test_reading_from_a_path_is_reading_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "Some Name.pdf"
    path.write_bytes(make_pdf([[Text(72, 100, "Plain words on a page")]]))
    assert read_document(path) == read_content(path.read_bytes(), path)
    assert read_document(path).title == "Some Name"


def test_an_unknown_ending_is_not_supported(tmp_path: Path) -> None:
    assert _code(b"x", "a.xyz") == ("kind_unsupported", {"suffix": ".xyz"})
    assert _code(b"x", "README") == ("kind_unsupported", {"suffix": ""})
    with pytest.raises(EngineError, match="kind_unsupported"):
        read_document(tmp_path / "a.xyz")


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (PNG, "a.pdf", "image"),
        (b"just some text", "a.pdf", "text"),
        (b"%PDF-1.4 and so on", "a.txt", "pdf"),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "a.docx", "xlsx"),
        (_zip("a.txt"), "a.docx", "zip"),
        (_zip("a.txt"), "a.txt", "zip"),
        (b"{\\rtf1 text}", "a.docx", "rtf"),
        (b"\x00\x01\x02\x03" * 99, "a.txt", "binary"),
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 99, "a.md", "program"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 999, "a.docx", "ole"),
    ],
)
def test_content_that_is_not_what_the_ending_says_is_named(content: bytes, name: str, found: str) -> None:
    assert _code(content, name) == ("not_what_it_says", {"suffix": Path(name).suffix, "found": found})


def test_a_stray_zero_byte_does_not_make_a_text_binary() -> None:
    assert read_content(b"2024-05-01 started\n\x00\x00\n" + b"2024-05-02 stopped\n" * 9, Path("a.log")).blocks


def test_a_word_document_with_a_password_is_encrypted() -> None:
    content = bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 99 + "EncryptedPackage".encode("utf-16-le")
    assert _code(content, "a.docx")[0] == "encrypted"


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
def test_noise_is_damaged(name: str) -> None:
    assert _code(b"\x00\x9f\x01" * 99, name)[0] == "damaged"


def test_a_cut_word_document_is_damaged() -> None:
    content = _zip("[Content_Types].xml", "word/document.xml")
    assert _code(content[: len(content) // 2], "a.docx")[0] == "damaged"
