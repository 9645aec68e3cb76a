"""Zip-based documents are looked through before any library opens them."""

import io
import stat
import zipfile

import pytest

from engine.errors import EngineError
from engine.ingest.readers.archive import MOST_ENTRIES, check_archive


def _archive(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def _code(content: bytes) -> str:
    with pytest.raises(EngineError) as caught:
        check_archive(content)
    return caught.value.code


def test_an_ordinary_archive_passes() -> None:
    check_archive(_archive({"word/document.xml": b"<x>some text</x>", "media/a.png": b"\x89PNG" * 100}))


def test_small_parts_may_be_all_repetition() -> None:
    check_archive(_archive({"word/document.xml": b" " * 1_000_000}))


def test_a_part_that_unpacks_to_much_more_is_a_bomb() -> None:
    assert _code(_archive({"word/document.xml": b"\x00" * 20_000_000})) == "archive_bomb"


def test_more_bytes_than_memory_should_hold_are_a_bomb() -> None:
    content = bytearray(_archive({"a.bin": b"x"}))
    directory = content.rfind(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (600 * 1024 * 1024).to_bytes(4, "little")
    assert _code(bytes(content)) == "archive_bomb"


def test_more_entries_than_a_document_has_are_a_bomb() -> None:
    assert _code(_archive({f"{number}": b"" for number in range(MOST_ENTRIES + 1)})) == "archive_bomb"


@pytest.mark.parametrize("name", ["../a.xml", "/etc/a.xml", "a/../../b.xml", "..\\a.xml", "C:/a.xml"])
def test_names_that_lead_outside_are_refused(name: str) -> None:
    assert _code(_archive({name: b"x"})) == "unsafe_archive"


def test_a_link_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("word/link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert _code(out.getvalue()) == "unsafe_archive"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_given_twice_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.xml", "<x/>")
        archive.writestr("a.xml", "<y/>")
    assert _code(out.getvalue()) == "unsafe_archive"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_document_type_is_refused_in_any_encoding(encoding: str) -> None:
    markup = '<?xml version="1.0"?><!-- <a> --><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode(encoding)
    assert _code(_archive({"word/document.xml": markup})) == "unsafe_archive"


def test_a_document_type_across_two_reads_is_found() -> None:
    markup = b" " * ((1 << 20) - 4) + b"<!DOCTYPE a><a/>"
    assert _code(_archive({"word/document.xml": markup})) == "unsafe_archive"


def test_a_locked_entry_is_encrypted() -> None:
    content = bytearray(_archive({"word/document.xml": b"x"}))
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    assert _code(bytes(content)) == "encrypted"


@pytest.mark.parametrize("content", [b"PK\x03\x04 and nothing more", b"", b"no zip at all"])
def test_what_is_no_zip_file_is_damaged(content: bytes) -> None:
    assert _code(content) == "damaged"


def test_a_part_that_does_not_unpack_is_damaged() -> None:
    content = bytearray(_archive({"word/document.xml": bytes(range(256)) * 40}))
    content[60:90] = b"\xff" * 30
    assert _code(bytes(content)) == "damaged"
