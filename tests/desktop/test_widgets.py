"""What single widgets promise; above all that text of documents and models stays text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QUrl
from PySide6.QtGui import QColor, QImage, QTextDocument

from desktop.rows.documents import name_of
from desktop.screens.answering import quote_for
from desktop.texts import document_text
from desktop.theme import Theme
from desktop.widgets.answer_text import AnswerText
from desktop.widgets.browser import SafeBrowser
from desktop.widgets.document_row import columns, icon_of, told
from desktop.widgets.labels import label, tip
from desktop.widgets.page_images import PIXELS_MOST, PageImages
from desktop.widgets.page_view import PageView
from desktop.widgets.passage_text import excerpt
from desktop.widgets.source_card import place
from desktop.widgets.sources_panel import strongest
from desktop.widgets.text_view import TextView
from engine.values import Box, Document, Quote, Sentence, Source, Unreadable
from tests.desktop.fake_engine import answer_about_orchids, notes_source, survey_source

HOSTILE = [
    "<img src='file:///etc/passwd'> text",
    "![picture](file:///etc/hostname) text",
    "![picture](http://example.org/a.png) text",
    "<script>alert(1)</script> text",
    "<b>bold</b> <h1>text</h1>",
    "[a link](file:///etc/passwd) text",
    "[a link](javascript:alert(1)) text",
    "<http://example.org> text",
    "http://example.org text",
    "[9](cite:9) text",
    "<cite:9> text",
    "text \ue0009\ue004",
    "| a | b |\n|---|---|\n| ![x](file:///etc/hostname) | text |",
    "text\n\n```html\n<img src=x>\n```",
]


@pytest.fixture
def answer(theme: Theme, qtbot) -> AnswerText:
    made = AnswerText(theme, "answer")
    qtbot.addWidget(made)
    made.resize(600, 400)
    return made


def anchors(document: QTextDocument) -> list[str]:
    found = []
    block = document.begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            if fragments.fragment().charFormat().isAnchor():
                found.append(fragments.fragment().charFormat().anchorHref())
            fragments += 1
        block = block.next()
    return found


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("finished", [False, True])
def test_what_a_model_writes_opens_and_loads_nothing(answer: AnswerText, text: str, finished: bool) -> None:
    if finished:
        answer.show_sentences([Sentence(text, (1,), "quoted")])
    else:
        answer.show_partial(text)
    answer.grab()
    assert "text" in answer.toPlainText()
    assert "\ufffc" not in answer.toPlainText()
    assert set(anchors(answer.document())) <= ({"cite:1"} if finished else set())
    assert not answer.openLinks()


def test_a_browser_loads_nothing(qtbot, tmp_path: Path) -> None:
    image = tmp_path / "a.png"
    QImage(4, 4, QImage.Format.Format_RGB32).save(str(image))
    browser = SafeBrowser("b", "b")
    qtbot.addWidget(browser)
    found = browser.document().resource(2, QUrl.fromLocalFile(str(image)))
    assert not found or found.isNull()


def test_links_are_shown_in_full_and_inert(answer: AnswerText) -> None:
    answer.show_partial("see [the report](http://example.org/a)")
    assert answer.toPlainText() == "see the report (http://example.org/a)"


def test_each_sentence_carries_its_numbers_and_doubt_is_said_in_a_word(answer: AnswerText) -> None:
    answer.show_sentences(
        [
            Sentence("The count was **412**.", (1, 3), "quoted"),
            Sentence("It doubled 😀 twice.", (2,), "weak"),
            Sentence("Frost came.", (), "unsupported"),
        ]
    )
    text = answer.toPlainText().replace("\u00a0", " ")
    assert "412.  1   3 " in text
    assert "twice.  2   △ weak support" in text
    assert "came.  ✕ not in your documents" in text
    assert anchors(answer.document()) == ["cite:1", "cite:3", "cite:2"]
    block = answer.document().begin()
    fragments, doubted = block.begin(), ""
    while not fragments.atEnd():
        fragment = fragments.fragment()
        if fragment.charFormat().underlineStyle() == fragment.charFormat().UnderlineStyle.DotLine:
            doubted += fragment.text()
        fragments += 1
    assert doubted == "It doubled 😀 twice.Frost came."


def test_only_our_own_links_choose_a_source(answer: AnswerText) -> None:
    chosen: list[int] = []
    answer.source_chosen.connect(chosen.append)
    for link in ("cite:2", "http://example.org/3", "file:///etc/passwd", "cite:x", "cite:"):
        answer.anchorClicked.emit(QUrl(link))
    assert chosen == [2]


def test_lists_and_headings_keep_their_shape(answer: AnswerText) -> None:
    answer.show_sentences(
        [
            Sentence("# Counts\n\n", (), "supported"),
            Sentence("- first\n", (1,), "weak"),
            Sentence("- second", (2,), "weak"),
        ]
    )
    assert answer.document().begin().blockFormat().headingLevel() == 1
    assert answer.document().lastBlock().textList() is not None


def test_a_label_never_reads_html(qtbot) -> None:
    made = label("<img src=x>", "muted", "l")
    qtbot.addWidget(made)
    assert made.textFormat().name == "PlainText"
    assert tip("<img src=x>") == "<qt>&lt;img src=x&gt;</qt>"


def test_an_excerpt_marks_exactly_the_quotes(tmp_path: Path) -> None:
    source = survey_source(tmp_path)
    pieces = excerpt(source).pieces
    assert [text for text, is_quote in pieces if is_quote] == [source.quotes[0].text]
    assert "".join(text for text, _ in pieces) == source.text.replace("\n", " ")


def test_an_excerpt_of_a_long_passage_is_cut_around_its_quotes() -> None:
    text = "before " * 100 + "the quote." + " between" * 100 + " another." + " after" * 100
    first, second = text.index("the quote."), text.index("another.")
    quotes = (Quote("the quote.", 1000 + first, 1010 + first), Quote("another.", 1000 + second, 1008 + second))
    source = Source(1, "/d", "d", None, 1000, 1000 + len(text), (), text, 1.0, "", quotes)
    pieces = excerpt(source).pieces
    assert [piece for piece, is_quote in pieces if is_quote] == ["the quote.", "another."]
    assert sum(len(piece) for piece, _ in pieces) < 700
    assert pieces[0][0].startswith("… ")
    assert pieces[-1][0].endswith(" …")


def test_line_ends_of_a_passage_become_spaces_and_dots() -> None:
    text = "Heading\n\nBody goes\non."
    source = Source(1, "/d", "d", None, 0, len(text), (), text, 1.0)
    assert excerpt(source).pieces == (("Heading · Body goes on.", False),)


def test_overlapping_quotes_are_marked_once() -> None:
    text = "one two three four"
    quotes = (Quote("one two", 0, 7), Quote("two three", 4, 13))
    source = Source(1, "/d", "d", None, 0, len(text), (), text, 1.0, "", quotes)
    assert "".join(piece for piece, _ in excerpt(source).pieces) == text


def test_a_source_is_placed_by_its_page_or_its_heading(tmp_path: Path) -> None:
    assert place(survey_source(tmp_path)) == "page 4"
    assert place(notes_source(tmp_path)) == "June"


def test_the_best_support_of_a_source_counts() -> None:
    sentences = [Sentence("a", (1, 2), "weak"), Sentence("b", (1,), "quoted"), Sentence("c", (2,), "unsupported")]
    assert strongest(sentences) == {1: "quoted", 2: "weak"}


def test_the_quote_that_a_sentence_rests_on_is_chosen_by_its_words(tmp_path: Path) -> None:
    answer = answer_about_orchids(tmp_path)
    source = answer.sources[0]
    other = Quote("Something else entirely.", 0, 10)
    both = Source(1, source.document, "t", 4, 0, 100, (), source.text, 1.0, "", (other, source.quotes[0]))
    assert quote_for(answer, both) == 1


def test_positions_beyond_the_basic_plane_are_counted_as_the_protocol_does(theme: Theme, qtbot) -> None:
    view = TextView(theme)
    qtbot.addWidget(view)
    text = "😀😀 Häuser 𝒳 and the quote. After 😀 it."
    start = text.index("the quote.")
    view.show_text(text, ((0, 1, "😀😀 Häuser"),))
    view.mark((Quote("the quote.", start, start + 10),))
    assert view.marked_text() == ["the quote."]
    last = text.index("it.")
    view.mark((Quote("it.", last, last + 3),))
    assert view.marked_text() == ["it."]


def test_the_next_document_does_not_inherit_the_look_of_the_last(theme: Theme, qtbot) -> None:
    view = TextView(theme)
    qtbot.addWidget(view)
    view.show_text("Heading\n\nbody", ((0, 1, "Heading"),))
    view.go_to(0)
    view.show_text("Plain body\n\nmore", ())
    assert view.document().begin().begin().fragment().charFormat().fontWeight() <= 400


def test_a_mark_over_paragraphs_leaves_blank_lines_alone(theme: Theme, qtbot) -> None:
    view = TextView(theme)
    qtbot.addWidget(view)
    view.show_text("One.\n\nTwo.\nThree.", ())
    view.mark((Quote("One.\n\nTwo.", 0, 10),))
    assert view.marked_text() == ["One.", "Two."]


def test_a_place_beyond_the_end_does_no_harm(theme: Theme, qtbot) -> None:
    view = TextView(theme)
    qtbot.addWidget(view)
    view.show_text("short", ((0, 1, "a heading longer than the text"),))
    view.mark((Quote("x", 100, 200),))
    view.go_to(150)
    assert view.marked_text() == []


@pytest.fixture
def pages(theme: Theme, qtbot) -> PageView:
    view = PageView(theme)
    qtbot.addWidget(view)
    view.resize(800, 600)
    view.show()
    view.show_pages([(595.0, 842.0)] * 40 + [(842.0, 595.0)])
    return view


def test_only_pages_in_sight_are_asked_for(pages: PageView, qtbot) -> None:
    wanted: list[int] = []
    pages.page_wanted.connect(lambda page, scale: wanted.append(page))
    pages.go_to_page(20)
    qtbot.waitUntil(lambda: bool(wanted))
    assert set(wanted) <= {19, 20, 21, 22}
    assert 20 in wanted


def test_the_page_and_the_box_are_brought_into_view(pages: PageView) -> None:
    box = Box(page=30, left=100, top=400, right=300, bottom=414)
    pages.go_to_box(box)
    assert pages.page() == 30
    assert pages.viewport().rect().contains(pages.box_rect(box).toRect())


def test_the_marked_words_are_seen_through_the_mark_colour(pages: PageView) -> None:
    box = Box(page=1, left=100, top=100, right=300, bottom=120)
    image = QImage(595, 842, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    for x in range(150, 160):
        for y in range(100, 120):
            image.setPixelColor(x, y, QColor("#000000"))
    pages.put_image(1, 1.0, image)
    pages.mark([box])
    picture = pages.viewport().grab().toImage()
    rect = pages.box_rect(box)
    scale = rect.width() / 200
    assert picture.pixelColor(round(rect.left() + 10), round(rect.center().y())).name() == "#ffe8a3"
    assert picture.pixelColor(round(rect.left() + 55 * scale), round(rect.center().y())).lightness() < 10
    assert picture.pixelColor(round(rect.left() + 10), round(rect.bottom() + 12)).name() == "#ffffff"


def test_zooming_keeps_the_place(pages: PageView) -> None:
    pages.go_to_page(20)
    for steps in (1, 1, -1, 0):
        pages.zoom(steps)
        assert pages.page() in {19, 20}


def test_images_far_away_are_dropped_when_memory_is_short() -> None:
    images = PageImages()
    for page in range(1, 20):
        images.put(page, 2.0, QImage(2000, 2500, QImage.Format.Format_Mono))
    images.keep_near([10, 11])
    kept = [page for page in range(1, 20) if images.get(page) is not None]
    assert 10 in kept
    assert 1 not in kept
    assert len(kept) * 5_000_000 <= PIXELS_MOST


def test_an_image_of_another_scale_serves_until_the_right_one_comes() -> None:
    images = PageImages()
    images.put(1, 1.0, QImage(2, 2, QImage.Format.Format_Mono))
    assert images.get(1) is not None
    assert images.has(1, 1.0)
    assert not images.has(1, 1.2)


def test_a_problem_tells_its_reason_and_next_step() -> None:
    document = Document("/l/a.pdf", "/l", Unreadable("encrypted"))
    why = document_text("encrypted", {})
    assert told(document) == f"/l/a.pdf · {why.happened} {why.next_step}"
    assert icon_of(document) == "file-lock"


def test_names_are_found_on_every_system() -> None:
    assert name_of("/a/b.pdf") == "b.pdf"
    assert name_of("C:\\Users\\Ana\\b.pdf") == "b.pdf"
    assert name_of("/a/b/") == "b"


@pytest.mark.parametrize("width", [300, 700, 1400])
def test_the_columns_of_a_row_do_not_overlap(width: int) -> None:
    parts = [part for part in columns(QRect(10, 0, width, 40), 100) if part.width() > 0]
    for before, after in pairwise(parts):
        assert before.right() <= after.left()
    assert parts[-1].right() <= 10 + width
