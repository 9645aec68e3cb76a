"""unstructured's elements to our text with blocks; tables become one line a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import html as lxml_html
from lxml.etree import LxmlError

from engine.errors import EngineError
from engine.ingest.readers.compose import TextComposer
from engine.ingest.readers.decode import clean
from engine.ingest.readers.partition import Element
from engine.ingest.text import BlockKind, DocumentText

CELL_GAP = " | "

_KINDS: dict[str, BlockKind] = {
    "Title": "heading",
    "ListItem": "list_item",
    "CodeSnippet": "code",
    "FigureCaption": "caption",
    "Image": "caption",
}
_LEFT_OUT = frozenset({"Header", "Footer", "PageBreak", "PageNumber"})
_LEAST_CAPTION_WORDS = 3
_GLUED = frozenset("$€£¥(")


def compose(elements: Iterable[Element], title: str, stem: str) -> DocumentText:
    """Title: the given one, else the first heading of the highest level, else the stem. Raises EngineError(empty)."""
    composer = TextComposer()
    for element in elements:
        add_element(composer, element)
    document = composer.finish("")
    if not document.blocks:
        raise EngineError("empty")
    return composer.finish(title or composer.first_heading()[:200] or stem)


def add_element(composer: TextComposer, element: Element) -> None:
    """One element; running heads, page breaks and the short texts of pictures are left out."""
    category = element.category
    if category in _LEFT_OUT:
        return
    if category == "Table":
        composer.add("table", table_text(element.metadata.text_as_html, clean(element.text)))
        return
    kind = _KINDS.get(category, "paragraph")
    text = clean(element.text)
    if category == "Image" and len(text.split()) < _LEAST_CAPTION_WORDS:
        return
    composer.add(kind, text if kind == "code" else _tidy(text), (element.metadata.category_depth or 0) + 1)


def table_text(markup: str | None, plain: str) -> str:
    """A line a row, cells parted by bars; the plain text where the markup cannot be used."""
    if not markup:
        return plain
    try:
        root = lxml_html.fragment_fromstring(markup, create_parent="div")
    except (LxmlError, ValueError):
        return plain
    rows = [[_tidy(cell.text_content()) for cell in row.iter("td", "th")] for row in root.iter("tr")]
    captions = [_tidy(caption.text_content()) for caption in root.iter("caption")]
    lines = [*captions, *rows_text(rows)]
    return "\n".join(line for line in lines if line) or plain


def rows_text(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines; columns that are empty throughout are dropped, a currency sign joins the figure after it."""
    width = max((len(row) for row in rows), default=0)
    used = [index for index in range(width) if any(index < len(row) and row[index].strip() for row in rows)]
    lines: list[str] = []
    for row in rows:
        cells: list[str] = []
        for index in used:
            cell = row[index].strip() if index < len(row) else ""
            if cells and cells[-1] in _GLUED and cell:
                cells[-1] += cell
            else:
                cells.append(cell)
        line = CELL_GAP.join(cells).rstrip(" |")
        if line.strip(" |"):
            lines.append(line)
    return lines


def _tidy(text: str) -> str:
    """Line ends inside a paragraph stay, other runs of white space become one space."""
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
