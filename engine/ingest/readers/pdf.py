"""PDF by PDFium: words with boxes, rows, columns, blocks; page images. One document at a time in a process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from engine.errors import EngineError
from engine.ingest.readers.pdf_blocks import Body, Draft, body_of, drafts_of, heading_levels
from engine.ingest.readers.pdf_furniture import without_furniture
from engine.ingest.readers.pdf_rows import Row, flows_of, rows_of
from engine.ingest.readers.pdf_text import PdfComposer, Vocabulary
from engine.ingest.readers.pdf_turned import Turn, turn_of
from engine.ingest.readers.pdf_words import PageWord, PageWords, page_words
from engine.ingest.text import DocumentText

MOST_PAGES = 5000
MOST_PIXELS = 25_000_000
_LEAST_TITLE_SIZE = 1.25
_FILE_NAME = re.compile(
    r"\.(?:docx?|indd|qxp?d?|pptx?|xlsx?|tex|dvi|ps|pdf|rtf|odt|html?|p65|fm)$|^[A-Z]:\\", re.IGNORECASE
)
_PLACEHOLDER = re.compile(
    r"^(?:untitled|microsoft (?:word|powerpoint)\b.*|document\d*|powerpoint pr.sentation|title|.*\(anonymous\).*)$",
    re.I,
)


class _Sheet(NamedTuple):
    """A page on its way: rows to be laid out, words in the margin that stand on their side, and the page as read."""

    rows: list[Row]
    aside: list[PageWord]
    words: PageWords
    turn: Turn | None

    @property
    def height(self) -> float:
        """Of the page as laid out."""
        return self.words.height if self.turn is None else self.words.width


def read_pdf(content: bytes, stem: str) -> DocumentText:
    """Text with pages and boxes. Raises EngineError: encrypted, damaged, too_many_pages, no_text, empty."""
    with _opened(content) as document:
        sheets = [_sheet(_page_words(document, index)) for index in range(len(document))]
        metadata = _metadata_title(document)
    if not any(sheet.words.words for sheet in sheets):
        if any(sheet.words.images for sheet in sheets):
            raise EngineError("no_text", pages=len(sheets))
        raise EngineError("empty")
    heights = [sheet.height for sheet in sheets]
    cleaned = without_furniture([sheet.rows for sheet in sheets], heights)
    body = body_of(cleaned)
    drafts = [_page_drafts(rows, sheet, body) for rows, sheet in zip(cleaned, sheets, strict=True)]
    levels = heading_levels(draft for page in drafts for draft in page)
    composer = PdfComposer(Vocabulary(word for sheet in sheets for word in sheet.words.words), levels)
    for number, (page, sheet) in enumerate(zip(drafts, sheets, strict=True), 1):
        composer.add_page(page, number, sheet.words.width, sheet.words.height)
    if not composer.blocks:
        raise EngineError("empty")
    title = metadata or _largest_heading(drafts[:2], body) or stem
    return DocumentText(composer.text, title, tuple(composer.blocks), tuple(composer.pages))


def render_page(content: bytes, page: int, scale: float, out: Path) -> None:
    """Draw a page (from 1) at `scale` pixels per point, at most 25 Mpx, as PNG. Raises EngineError(no_such_page)."""
    with _opened(content) as document:
        if not 1 <= page <= len(document):
            raise EngineError("no_such_page", page=page, pages=len(document))
        with _damaged():
            sheet = document[page - 1]
            area = sheet.get_width() * sheet.get_height() * scale * scale
            bounded = scale * min(1.0, (MOST_PIXELS / max(area, 1.0)) ** 0.5)
            image = sheet.render(scale=bounded, may_draw_forms=False).to_pil()
        image.save(out, format="PNG", compress_level=1)


@contextmanager
def _opened(content: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        # The error code of an earlier document stays when one opens without pages.
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY) and b"/Encrypt" in content
        raise EngineError("encrypted" if locked else "damaged") from error
    try:
        if len(document) > MOST_PAGES:
            raise EngineError("too_many_pages", pages=len(document), limit=MOST_PAGES)
        yield document
    finally:
        document.close()


@contextmanager
def _damaged() -> Iterator[None]:
    try:
        yield
    except pdfium.PdfiumError as error:
        raise EngineError("damaged") from error


def _page_words(document: pdfium.PdfDocument, index: int) -> PageWords:
    """A page that does not load leaves the others readable; it counts as empty unless it is the only one."""
    try:
        page = document[index]
    except pdfium.PdfiumError as error:
        if len(document) == 1:
            raise EngineError("damaged") from error
        return PageWords([], 612.0, 792.0, False)
    try:
        return page_words(page)
    finally:
        page.close()


def _sheet(page: PageWords) -> _Sheet:
    turn = turn_of(page.words, page.width, page.height)
    if turn is not None:
        words = [turn.upright(word) for word in page.words]
        return _Sheet(rows_of(words), [], page, turn)
    aside = [word for word in page.words if not word.upright]
    words = [word for word in page.words if word.upright] if aside else page.words
    return _Sheet(rows_of(words), aside, page, None)


def _page_drafts(rows: Sequence[Row], sheet: _Sheet, body: Body) -> list[Draft]:
    drafts = [draft for flow in flows_of(rows) for draft in drafts_of(flow, body)] if rows else []
    if sheet.turn is not None:
        drafts = [draft.mapped(sheet.turn.back) for draft in drafts]
    if sheet.aside:
        drafts.append(Draft("paragraph", [[[word]] for word in sheet.aside]))
    return drafts


def _metadata_title(document: pdfium.PdfDocument) -> str:
    title = " ".join(document.get_metadata_value("Title").replace("\x00", " ").split())
    letters = sum(character.isalpha() for character in title)
    if not 4 <= len(title) <= 200 or letters < 0.5 * len(title) or " " not in title:
        return ""
    return "" if _FILE_NAME.search(title) or _PLACEHOLDER.match(title) or "\ufffd" in title else title


def _largest_heading(pages: Sequence[Sequence[Draft]], body: Body) -> str:
    """The heading in the largest type of the first pages, where that is clearly larger than the text."""
    headings = [draft for page in pages for draft in page if draft.kind == "heading"]
    if not headings:
        return ""
    largest = max(headings, key=lambda draft: draft.style[0])
    if largest.style[0] < _LEAST_TITLE_SIZE * body.size:
        return ""
    words = [word.text for line in largest.lines for cell in line for word in cell]
    title = " ".join(words)
    return title if len(words) >= 3 and len(title) <= 200 else ""
