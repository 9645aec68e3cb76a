"""Plain text: nothing is changed, blocks and title are found."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import EngineError
from engine.ingest.readers.plain import read_plain
from engine.ingest.text import DocumentText


def _blocks(document: DocumentText) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def test_the_text_is_the_file() -> None:
    document = read_plain("  Zwei  Zeilen,\nmit Ümlauten\tund  Lücken \n\nEnde\n".encode(), "x")
    assert document.text == "  Zwei  Zeilen,\nmit Ümlauten\tund  Lücken \n\nEnde\n"


def test_line_ends_and_marks_are_evened_out() -> None:
    assert read_plain(codecs.BOM_UTF8 + b"a b\r\nc\rd", "x").text == "a b\nc\nd"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings_are_found_out(encoding: str) -> None:
    text = "Die Prüfung läuft über größere Flächen, wie früher auch. " * 3
    assert read_plain(text.encode(encoding), "x").text == text


def test_characters_that_cannot_be_stored_are_replaced() -> None:
    assert read_plain(b"a\x00b" + b" text" * 9, "x").text.startswith("a\ufffdb")


def test_blank_lines_part_paragraphs() -> None:
    document = read_plain(b"First line\nand second.\n \n\nNext one.\n", "x")
    assert _blocks(document) == [("paragraph", "First line\nand second."), ("paragraph", "Next one.")]


def test_list_items_are_blocks() -> None:
    document = read_plain(b"To do:\n- one\n- two\n  goes on\n* three", "x")
    assert _blocks(document) == [
        ("paragraph", "To do:"),
        ("list_item", "- one"),
        ("list_item", "- two\n  goes on"),
        ("list_item", "* three"),
    ]


@pytest.mark.parametrize(
    ("line", "level"),
    [("SUMMARY", 1), ("1. Introduction", 1), ("2.3 Results of tests", 2), ("Title\n=====", 1), ("Sub\n---", 2)],
)
def test_lines_written_like_headings_are_headings(line: str, level: int) -> None:
    document = read_plain(f"{line}\n\nSome text below it.".encode(), "x")
    assert (document.blocks[0].kind, document.blocks[0].level) == ("heading", level)
    assert document.blocks[1].headings == (line.split("\n")[0],)


@pytest.mark.parametrize("line", ["A plain line", "It ends with a stop.", "1. it starts small", "A. B. C."])
def test_ordinary_lines_are_no_headings(line: str) -> None:
    assert read_plain(f"{line}\n\nSome text below it.".encode(), "x").blocks[0].kind != "heading"


def test_the_first_line_is_the_title_if_it_stands_alone() -> None:
    assert read_plain(b"A study of foxes\n\nFoxes are animals.", "stem").title == "A study of foxes"


@pytest.mark.parametrize("text", ["Only one line", "He went home,\n\nand slept.", "- an item\n\ntext", "12345\n\ntext"])
def test_else_the_files_name_is_the_title(text: str) -> None:
    assert read_plain(text.encode(), "stem").title == "stem"


@pytest.mark.parametrize("content", [b" \n\t\n", codecs.BOM_UTF8])
def test_white_space_alone_is_empty(content: bytes) -> None:
    with pytest.raises(EngineError, match="empty"):
        read_plain(content, "x")


@given(st.text(alphabet="ab .\n-1#=", min_size=1, max_size=200))
def test_blocks_hold_every_character_but_white_space(text: str) -> None:
    if not text.strip():
        return
    document = read_plain(text.encode(), "x")
    assert document.text == text
    at = 0
    for block in document.blocks:
        assert text[at : block.start].strip() == ""
        assert at <= block.start < block.end
        at = block.end
    assert text[at:].strip() == ""
