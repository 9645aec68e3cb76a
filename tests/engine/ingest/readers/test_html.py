"""HTML and Markdown: order, headings, tables, and nothing lost or loaded."""

from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.ingest.readers.html import read_html, read_markdown
from engine.ingest.text import DocumentText


def _blocks(document: DocumentText) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, document.text[block.start : block.end]) for block in document.blocks]


def test_headings_have_levels_and_what_follows_has_their_path() -> None:
    document = read_html(b"<h1>One</h1><p>a text</p><h2>Two</h2><p>b text</p><h1>Three</h1><p>c text</p>", "x")
    assert _blocks(document)[0] == ("heading", 1, "One")
    assert [block.headings for block in document.blocks] == [
        (),
        ("One",),
        ("One",),
        ("One", "Two"),
        (),
        ("Three",),
    ]


def test_blocks_are_parted_by_blank_lines_and_list_items_by_line_ends() -> None:
    document = read_html(b"<p>Some text.</p><ul><li>one</li><li>two</li></ul><pre>a\n  b</pre>", "x")
    assert document.text == "Some text.\n\none\ntwo\n\na\n  b"
    assert [block.kind for block in document.blocks] == ["paragraph", "list_item", "list_item", "code"]


def test_a_table_is_one_block_with_a_line_a_row() -> None:
    markup = b"<table><tr><th>Name</th><th></th><th>Sum</th></tr><tr><td>a b</td><td></td><td>5</td></tr></table>"
    assert _blocks(read_html(markup, "x")) == [("table", 0, "Name | Sum\na b | 5")]


def test_a_currency_sign_in_a_cell_of_its_own_joins_its_figure() -> None:
    markup = b"<table><tr><td>Sales</td><td>$</td><td>5,931</td></tr><tr><td>Costs</td><td></td><td>2</td></tr></table>"
    assert read_html(markup, "x").text == "Sales | $5,931\nCosts |  | 2"


def test_a_page_laid_out_by_tables_keeps_its_blocks() -> None:
    markup = b"<table><tr><td><h1>Top</h1><p>Some text.</p></td></tr></table>"
    assert _blocks(read_html(markup, "x")) == [("heading", 1, "Top"), ("paragraph", 0, "Some text.")]


@pytest.mark.parametrize("tag", ["form", "figure", "details", "label", "fieldset", "dialog"])
def test_text_inside_any_tag_is_read(tag: str) -> None:
    assert "inner words" in read_html(f"<p>Before.</p><{tag}>inner words</{tag}>".encode(), "x").text


@pytest.mark.parametrize(
    "markup",
    [
        "<p hidden>secret words</p>",
        "<p style='color:red; display: none'>secret words</p>",
        "<div style='visibility:hidden'>secret words</div>",
        "<script>secret words</script>",
        "<style>secret words</style>",
        "<!-- secret words -->",
    ],
)
def test_hidden_text_is_not_read(markup: str) -> None:
    assert read_html(f"<p>Seen.</p>{markup}<p>Last.</p>".encode(), "x").text == "Seen.\n\nLast."


def test_the_title_element_names_the_document() -> None:
    assert read_html(b"<title> My \n page </title><h1>Heading</h1>", "stem").title == "My page"
    assert read_html(b"<p>x y</p><h2>Second</h2><h1>First of all</h1>", "stem").title == "First of all"
    assert read_html(b"<p>Only text.</p>", "stem").title == "stem"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [('<meta charset="windows-1251">', "cp1251"), ('<?xml version="1.0" encoding="koi8-r"?>', "koi8-r")],
)
def test_the_declared_encoding_counts_where_it_is_not_utf_8(head: str, encoding: str) -> None:
    assert read_html(f"{head}<p>Привет, мир</p>".encode(encoding), "x").text == "Привет, мир"


def test_an_external_entity_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret words")
    markup = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><p>before &x; after</p>'
    text = read_html(markup.encode(), "x").text
    assert "secret" not in text
    assert text.endswith("after")


def test_very_deep_nesting_is_read() -> None:
    markup = "<div>" * 3000 + "<p>deep words</p>" + "</div>" * 3000
    assert "deep words" in read_html(markup.encode(), "x").text


@pytest.mark.parametrize("content", [b" ", b"<html><body></body></html>", b"<!-- -->", b"<script>x</script>"])
def test_a_page_without_text_is_empty(content: bytes) -> None:
    with pytest.raises(EngineError, match="empty"):
        read_html(content, "x")


def test_markdown_has_headings_lists_tables_and_code() -> None:
    content = b"# Top\n\nSome *text*:\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nx = 1\n```\n"
    assert _blocks(read_markdown(content, "x")) == [
        ("heading", 1, "Top"),
        ("paragraph", 0, "Some text:"),
        ("list_item", 0, "one"),
        ("list_item", 0, "two"),
        ("table", 0, "a | b\n1 | 2"),
        ("code", 0, "x = 1"),
    ]


def test_front_matter_is_not_text_but_may_name_the_document() -> None:
    document = read_markdown(b"---\ntitle: 'A name'\ntags: x\n---\n# Top\n\nText.", "stem")
    assert document.title == "A name"
    assert document.text == "Top\n\nText."


def test_a_list_marker_inside_a_fence_stays_where_it_is() -> None:
    assert read_markdown(b"```\na\n- b\n```", "x").text == "a\n- b"
