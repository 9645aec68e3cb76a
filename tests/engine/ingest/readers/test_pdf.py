"""PDF: text in reading order, boxes that match the drawn page, and what cannot be read."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from engine.errors import EngineError
from engine.ingest.readers.pdf import read_pdf, render_page
from engine.ingest.text import DocumentText
from engine.values import Box
from tests.engine.ingest.small_pdf import Text, make_pdf, make_scan

PROSE = "Several words of plain running text that fill the line of the page"


def _read(*pages: Sequence[Text]) -> DocumentText:
    return read_pdf(make_pdf(pages), "stem")


def _blocks(document: DocumentText) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def _lines(x: float, y: float, *texts: str) -> list[Text]:
    return [Text(x, y + 12 * number, text) for number, text in enumerate(texts)]


def _code(content: bytes) -> str:
    with pytest.raises(EngineError) as caught:
        read_pdf(content, "stem")
    return caught.value.code


def test_lines_of_a_paragraph_are_joined_and_gaps_part_paragraphs() -> None:
    document = _read([*_lines(72, 100, PROSE, "and goes on here."), *_lines(72, 150, PROSE, "to its end.")])
    assert _blocks(document) == [
        ("paragraph", f"{PROSE} and goes on here."),
        ("paragraph", f"{PROSE} to its end."),
    ]


def test_large_and_bold_lines_are_headings_with_levels() -> None:
    page = [
        Text(72, 80, "The Name of It All", 20, True),
        Text(72, 110, "First part", 12, True),
        *_lines(72, 130, PROSE, PROSE),
        Text(72, 200, "Second part", 12, True),
        *_lines(72, 220, PROSE, PROSE),
        Text(72, 280, "Third part", 12, True),
        *_lines(72, 300, PROSE, PROSE),
    ]
    document = _read(page)
    headings = [block for block in document.blocks if block.kind == "heading"]
    assert [document.text[block.start : block.end] for block in headings] == [
        "The Name of It All",
        "First part",
        "Second part",
        "Third part",
    ]
    assert document.blocks[2].headings[-1] == "First part"
    assert document.title == "The Name of It All"


def test_columns_are_read_one_after_the_other() -> None:
    left = [f"Left column number {number} has words" for number in range(8)]
    right = [f"Right column number {number} has words" for number in range(8)]
    page = [
        Text(72, 60, "A heading across both of the columns", 16, True),
        *_lines(72, 100, *left),
        *_lines(330, 100, *right),
    ]
    text = _read(page).text
    assert text.index("Left column number 7") < text.index("Right column number 0")
    assert text.startswith("A heading across")


def test_columns_drawn_line_by_line_are_read_one_after_the_other() -> None:
    page = []
    for number in range(8):
        page += [Text(72, 100 + 12 * number, f"Left column number {number} has words")]
        page += [Text(330, 100 + 12 * number, f"Right column number {number} has words")]
    text = _read(page).text
    assert text.index("Left column number 7") < text.index("Right column number 0")


def test_a_table_keeps_label_and_figures_on_one_line() -> None:
    rows = [
        ("Net sales", "$ 82,959", "$ 81,434"),
        ("Cost of sales", "47,074", "46,179"),
        ("Gross margin", "(35)", "41"),
    ]
    page = [
        Text(x, 100 + 14 * number, cell)
        for number, row in enumerate(rows)
        for x, cell in zip((72, 300, 400), row, strict=True)
    ]
    assert _blocks(_read(page)) == [
        ("table", "Net sales | $82,959 | $81,434\nCost of sales | 47,074 | 46,179\nGross margin | (35) | 41")
    ]


def test_a_table_drawn_column_by_column_is_read_row_by_row() -> None:
    columns = [
        ("Net sales", "Cost of sales", "Gross margin"),
        ("82,959", "47,074", "35,885"),
        ("81,434", "46,179", "35,255"),
    ]
    page = [
        Text(x, 100 + 14 * number, cell)
        for x, column in zip((72, 300, 400), columns, strict=True)
        for number, cell in enumerate(column)
    ]
    assert _read(page).text.split("\n")[0] == "Net sales | 82,959 | 81,434"


def test_column_titles_over_two_rows_are_joined() -> None:
    page = [
        *[Text(x, 100, text) for x, text in ((300, "June 25,"), (400, "June 26,"))],
        *[Text(x, 112, text) for x, text in ((300, "2022"), (400, "2021"))],
        *[Text(x, 126, text) for x, text in ((72, "Net sales"), (300, "82,959"), (400, "81,434"))],
    ]
    assert _read(page).text.split("\n")[0] == "June 25, 2022 | June 26, 2021"


def test_a_broken_word_is_put_together_and_keeps_both_boxes() -> None:
    document = _read(_lines(72, 100, "Some words about inter-", "national affairs of the day"))
    assert "about international affairs" in document.text
    start = document.text.index("international")
    boxes = document.boxes(start, start + len("international"))
    assert len(boxes) == 2
    assert boxes[0].bottom <= boxes[1].top + 3


def test_a_hyphen_that_belongs_to_the_word_stays() -> None:
    lines = _lines(72, 100, "The short-term debt grew and the other short-", "term debt did not grow at all")
    assert "other short-term debt" in _read(lines).text


def test_running_heads_and_page_numbers_are_dropped() -> None:
    pages = [
        [Text(72, 30, "Annual Report 2022"), *_lines(72, 100, f"{PROSE} {name}"), Text(300, 770, f"Page {number} of 4")]
        for number, name in enumerate(("one", "two", "three", "four"), 1)
    ]
    document = _read(*pages)
    assert "Annual Report" not in document.text
    assert "Page" not in document.text
    assert [document.text[page.start : page.end] for page in document.pages] == [
        f"{PROSE} {name}" for name in ("one", "two", "three", "four")
    ]


def test_every_word_has_its_box_and_every_page_its_text() -> None:
    document = _read(_lines(72, 100, PROSE, PROSE), [], _lines(72, 100, "Last page."))
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.pages[1].start == document.pages[1].end
    for page in document.pages:
        assert (page.width, page.height) == (612, 792)
        for word in page.words:
            assert page.start <= word.start < word.end <= page.end
            assert document.text[word.start : word.end].split() == [document.text[word.start : word.end]]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (50.0, 100.0, 500.0, 700.0)])
def test_boxes_lie_where_the_drawn_page_is_dark(
    tmp_path: Path, rotate: int, crop: tuple[float, float, float, float] | None
) -> None:
    content = make_pdf([[Text(150, 250, "Target", 30)]], rotate=rotate, crop=crop)
    document = read_pdf(content, "stem")
    (box,) = document.boxes(0, len("Target"))
    render_page(content, 1, 2, tmp_path / "page.png")
    image = Image.open(tmp_path / "page.png").convert("L")
    page = document.pages[0]
    assert image.size == (round(page.width * 2), round(page.height * 2))
    assert _darkness(image, None) > 0
    assert _darkness(image, box) == _darkness(image, None)


def _darkness(image: Image.Image, box: Box | None) -> int:
    """Dark pixels of a box grown by a point, or of the page, drawn at two pixels a point."""
    part = image
    if box is not None:
        part = image.crop(
            (round(box.left * 2) - 2, round(box.top * 2) - 2, round(box.right * 2) + 2, round(box.bottom * 2) + 2)
        )
    return sum(part.histogram()[:128])


def test_text_outside_the_crop_box_is_not_read() -> None:
    content = make_pdf([[Text(100, 300, "Seen words"), Text(100, 20, "Cut away")]], crop=(0, 0, 612, 700))
    assert read_pdf(content, "stem").text == "Seen words"


@pytest.mark.parametrize(("turn", "step"), [(90, 12), (-90, -12)])
def test_a_page_set_sideways_is_read_along_its_lines(turn: int, step: int) -> None:
    lines = ("First line of it goes on", "in a second line", "and a third one.")
    read = _read([Text(300 + step * number, 400, line, turn=turn) for number, line in enumerate(lines)])
    assert _blocks(read) == [("paragraph", " ".join(lines))]
    word = read.pages[0].words[0]
    assert word.bottom - word.top > word.right - word.left
    assert abs(word.left - 300) < 12


def test_a_note_on_its_side_in_the_margin_comes_last() -> None:
    document = _read([Text(20, 600, "arXiv 2101", turn=90), *_lines(72, 100, PROSE, PROSE)])
    assert _blocks(document)[-1] == ("paragraph", "arXiv 2101")


def test_the_metadata_names_the_document_unless_it_says_nothing() -> None:
    page = [_lines(72, 100, PROSE)]
    assert read_pdf(make_pdf(page, title="A study of foxes"), "stem").title == "A study of foxes"
    for title in ("0000320193-22-000070", "report.docx", "untitled", "Microsoft Word - a b"):
        assert read_pdf(make_pdf(page, title=title), "stem").title == "stem"


def test_pages_that_are_pictures_have_no_text() -> None:
    with pytest.raises(EngineError) as caught:
        read_pdf(make_scan(3), "stem")
    assert (caught.value.code, caught.value.facts) == ("no_text", {"pages": 3})


def test_blank_pages_are_empty() -> None:
    assert _code(make_pdf([[], []])) == "empty"


def test_a_locked_file_is_encrypted() -> None:
    assert _code(make_pdf([_lines(72, 100, PROSE)], password="open sesame")) == "encrypted"


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"%PDF-1.7\n" + b"x" * 5000, b"%PDF-1.4\n%%EOF"])
def test_a_broken_file_is_damaged(content: bytes) -> None:
    assert _code(content) == "damaged"


def test_a_locked_file_before_does_not_colour_a_broken_one() -> None:
    assert _code(make_pdf([_lines(72, 100, PROSE)], password="x")) == "encrypted"
    assert _code(b"%PDF-1.4\ntrailer << /Root 1 0 R >>") == "damaged"


def test_too_many_pages_are_refused() -> None:
    assert _code(make_pdf([[]] * 5001)) == "too_many_pages"


def test_drawing_a_page_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        render_page(make_pdf([[]]), 2, 1, tmp_path / "page.png")
    assert (caught.value.code, caught.value.facts) == ("no_such_page", {"page": 2, "pages": 1})


def test_a_huge_scale_is_bounded(tmp_path: Path) -> None:
    render_page(make_pdf([[]], width=2000, height=2000), 1, 50, tmp_path / "page.png")
    with Image.open(tmp_path / "page.png") as image:
        assert image.size == (5000, 5000)
