"""Passages: their size, their borders, and that they hold the whole text."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ingest.readers.html import read_markdown
from engine.ingest.readers.pdf import read_pdf
from engine.ingest.readers.plain import read_plain
from engine.ingest.split import split
from engine.ingest.text import Block, DocumentText, PassageSpan
from tests.engine.ingest.small_pdf import Text, make_pdf

SENTENCE = "The quick brown fox jumps over the lazy dog again. "


def offsets(text: str) -> list[tuple[int, int]]:
    """Words and punctuation marks stand for word pieces."""
    return [found.span() for found in re.finditer(r"\w+|[^\w\s]", text)]


def _pieces(document: DocumentText, passage: PassageSpan) -> int:
    return len(offsets(document.text[passage.start : passage.end]))


def _texts(document: DocumentText, limit: int) -> list[str]:
    return [document.text[passage.start : passage.end] for passage in split(document, offsets, limit)]


def test_a_short_document_is_one_passage() -> None:
    document = read_plain(b"A title\n\nOne sentence. Another one.", "x")
    assert _texts(document, 50) == [document.text]


def test_passages_end_at_sentence_ends_and_keep_the_limit() -> None:
    document = read_plain((SENTENCE * 40).encode(), "x")
    passages = split(document, offsets, 50)
    assert all(_pieces(document, passage) <= 50 for passage in passages)
    assert all(document.text[passage.end - 1] == "." for passage in passages)


def test_the_passages_of_a_long_text_are_of_even_size() -> None:
    document = read_plain((SENTENCE * 23).encode(), "x")
    sizes = [_pieces(document, passage) for passage in split(document, offsets, 110)]
    assert len(sizes) == 3
    assert max(sizes) - min(sizes) <= 11


def test_a_heading_goes_with_what_follows_it() -> None:
    document = read_markdown(f"# One\n\n{SENTENCE * 4}\n\n## Two\n\n{SENTENCE * 4}".encode(), "x")
    assert [text.split("\n")[0] for text in _texts(document, 60)] == ["One", "Two"]


def test_headings_right_after_each_other_share_a_passage() -> None:
    document = read_markdown(b"# One\n\n## Two\n\nSome text here.", "x")
    assert _texts(document, 60) == ["One\n\nTwo\n\nSome text here."]


def test_a_passage_knows_the_path_of_its_running_text() -> None:
    document = read_markdown(b"# One\n\nText.\n\n## Two\n\nMore text.", "x")
    assert [passage.headings for passage in split(document, offsets, 60)] == [("One",), ("One", "Two")]


def test_small_blocks_of_a_section_are_joined() -> None:
    document = read_markdown(b"# One\n\nFirst.\n\nSecond.\n\n- third\n- fourth", "x")
    assert len(split(document, offsets, 60)) == 1


def test_a_cut_falls_rather_between_blocks_than_inside_one() -> None:
    document = read_plain("\n\n".join([SENTENCE * 3, SENTENCE * 3, SENTENCE * 3]).encode(), "x")
    starts = {block.start for block in document.blocks}
    assert {passage.start for passage in split(document, offsets, 70)} <= starts


def test_passages_do_not_cross_pages() -> None:
    pages = [[Text(72, 100, "Words that go on and on")], [Text(72, 100, "without a stop on the next page")]]
    document = read_pdf(make_pdf(pages), "x")
    assert [passage.page for passage in split(document, offsets, 200)] == [1, 2]


def test_table_rows_stay_whole() -> None:
    rows = "\n".join(f"| row {number} | {number} | {number} |" for number in range(60))
    document = read_markdown(f"| name | a | b |\n|---|---|---|\n{rows}".encode(), "x")
    texts = _texts(document, 60)
    assert len(texts) > 5
    assert all(line.startswith(("row", "name")) for text in texts for line in text.split("\n"))


def test_a_sentence_over_the_limit_is_cut_at_a_clause_end() -> None:
    document = read_plain(("one two three four five, " * 30).encode(), "x")
    texts = _texts(document, 40)
    assert all(text.endswith(",") for text in texts)
    assert all(len(offsets(text)) <= 40 for text in texts)


@pytest.mark.parametrize("text", ["x" * 5000, "word " * 5000, "." * 3000, "a,b" * 2000])
def test_text_without_sentences_keeps_the_limit(text: str) -> None:
    document = read_plain(text.encode(), "x")
    passages = split(document, lambda part: [(at, at + 1) for at, sign in enumerate(part) if sign != " "], 100)
    assert all(sum(sign != " " for sign in text[passage.start : passage.end]) <= 100 for passage in passages)


def test_a_document_without_blocks_has_no_passages() -> None:
    assert split(DocumentText("", "x", ()), offsets, 50) == []


def test_counting_goes_in_stretches_of_bounded_length() -> None:
    asked: list[int] = []

    def counting(text: str) -> list[tuple[int, int]]:
        asked.append(len(text))
        return offsets(text)

    text = SENTENCE * 12_000
    document = DocumentText(text, "x", (Block("paragraph", 0, len(text.rstrip())),))
    passages = split(document, counting)
    assert max(asked) <= 200_001
    assert sum(_pieces(document, passage) for passage in passages) == len(offsets(text))


@given(st.lists(st.sampled_from(["# H", "## I", SENTENCE, SENTENCE * 9, "- item", "| a | b |", "x" * 300]), min_size=1))
def test_the_passages_hold_every_character_in_order(parts: list[str]) -> None:
    document = read_plain("\n\n".join(parts).encode(), "x")
    passages = split(document, offsets, 40)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    kept = "".join(document.text[passage.start : passage.end] for passage in passages)
    assert "".join(kept.split()) == "".join(document.text.split())
    assert passages == split(document, offsets, 40)
