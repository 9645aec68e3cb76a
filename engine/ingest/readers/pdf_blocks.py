"""Rows of a page to headings, paragraphs, list items and tables, by distance, indent, size and weight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import Literal, NamedTuple

from engine.ingest.readers.pdf_rows import Row
from engine.ingest.readers.pdf_tables import Cells, table_lines, table_runs, without_mark_gap
from engine.ingest.readers.pdf_words import PageWord

_LIST_MARK = re.compile(r"^(?:[-*•‣◦▪●○■□·–—]\s|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s|[☐☒☑✓]\s)")
_NUMBERED = re.compile(
    r"^(?:(?:item|note|part|chapter|section|article|appendix|annex|kapitel|abschnitt)\s+)?(?:\d{1,2}[A-Z]?(?:\.\d{1,2}){0,4}|[A-Z]|[IVXLC]{1,6})[.):]?\s+[A-ZÄÖÜ(]",
    re.I,
)
_ENDS_SENTENCE = re.compile(r"[.!?:;]['\"”’)\]]*$")
_LETTERS = re.compile(r"[^\W\d_]")
_MOST_HEADING_WORDS = 22

_RANKS = (
    (re.compile(r"part\s+[IVX\d]+\b|teil\s+[IVX\d]+\b", re.I), 6),
    (re.compile(r"(?:item|chapter|article|kapitel|artikel)\s+[\dIVX]", re.I), 5),
    (re.compile(r"(?:note|section|abschnitt)\s+\d+|\d{1,2}\.?\s|[IVX]{1,4}\.\s", re.I), 4),
    (re.compile(r"\d{1,2}\.\d{1,2}\.?\s|[A-Z]\.\s"), 3),
    (re.compile(r"\d{1,2}(?:\.\d{1,2}){2,4}\.?\s"), 2),
)
_LEAST_FREQUENT = 3

Style = tuple[float, bool, int, bool]
"""Size in points, bold, rank by numbering, in capitals: headings of one style share a level."""


class Draft(NamedTuple):
    """A block before its text is put together: lines of cells of words. `style` matters for headings."""

    kind: Literal["heading", "paragraph", "list_item", "table"]
    lines: list[Cells]
    style: Style = (0.0, False, 0, False)

    def mapped(self, place: Callable[[PageWord], PageWord]) -> Draft:
        """The same block with its words placed elsewhere."""
        return self._replace(lines=[[[place(word) for word in cell] for cell in cells] for cells in self.lines])


class Body(NamedTuple):
    """What running text looks like in a document."""

    size: float
    bold: bool


def body_of(pages: Iterable[Sequence[Row]]) -> Body:
    """The size and weight of most characters."""
    counts: Counter[tuple[float, bool]] = Counter()
    for rows in pages:
        for row in rows:
            for word in row.words:
                counts[(word.size, word.bold)] += len(word.text)
    if not counts:
        return Body(10.0, False)
    return Body(*counts.most_common(1)[0][0])


def drafts_of(flow: Sequence[Row], body: Body) -> list[Draft]:
    """The blocks of one column, or of a page without columns, from top to bottom."""
    drafts: list[Draft] = []
    for is_table, rows in table_runs([without_mark_gap(row) for row in flow]):
        if is_table:
            drafts.append(Draft("table", table_lines(rows)))
        else:
            drafts += [_draft(lines, body) for lines in _paragraphs(rows)]
    return drafts


def heading_levels(drafts: Iterable[Draft]) -> dict[Style, int]:
    """Level by style: one below each greater style that comes often; the many styles of a cover do not count."""
    counts = Counter(draft.style for draft in drafts if draft.kind == "heading")
    frequent = [style for style, count in counts.items() if count >= _LEAST_FREQUENT]
    return {style: min(6, 1 + sum(other > style for other in frequent)) for style in counts}


def _paragraphs(rows: Sequence[Row]) -> list[list[Row]]:
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    pitch = _pitch(rows)
    found: list[list[Row]] = []
    for row in rows:
        if found and _reads_on(found[-1], row, pitch, left, right):
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _pitch(rows: Sequence[Row]) -> float:
    """Distance of one line to the next inside a paragraph, as a multiple of the line's height."""
    steps = sorted(
        (below.top - above.top) / max(above.bottom - above.top, 1.0)
        for above, below in pairwise(rows)
        if below.top > above.top
    )
    return min(max(steps[len(steps) // 4], 0.9), 1.8) if steps else 1.2


def _reads_on(lines: Sequence[Row], row: Row, pitch: float, left: float, right: float) -> bool:
    above = lines[-1]
    height = max(above.bottom - above.top, row.bottom - row.top, 1.0)
    if not 0 < row.top - above.top <= (pitch + 0.3) * height:
        return False
    if abs(_size(row) - _size(above)) > 0.08 * _size(above) + 0.2 or _is_bold(row) != _is_bold(above):
        return False
    if _LIST_MARK.match(row.text):
        return False
    em = _size(row)
    if len(lines) == 1 and _LIST_MARK.match(above.text):
        return row.left >= above.left - 0.5 * em
    if row.left > above.left + 0.8 * em and not (len(lines) == 1 and row.left > left + 4 * em):
        return _is_centred(above, row, left, right)
    ends_early = above.right < right - 0.25 * (right - left)
    if ends_early and _is_centred(above, row, left, right):
        return not _ENDS_SENTENCE.search(above.text)
    return not (ends_early and (_ENDS_SENTENCE.search(above.text) or not row.text[:1].islower()))


def _is_centred(above: Row, row: Row, left: float, right: float) -> bool:
    middle = (left + right) / 2
    inset = min(above.left, row.left) > left + 0.1 * (right - left)
    return inset and all(abs((line.left + line.right) / 2 - middle) < 0.04 * (right - left) for line in (above, row))


def _draft(rows: Sequence[Row], body: Body) -> Draft:
    lines: list[Cells] = [[row.words] for row in rows]
    text = " ".join(row.text for row in rows)
    size, bold = median(_size(row) for row in rows), all(_is_bold(row) for row in rows)
    if _is_heading(text, len(rows), size, bold, body):
        return Draft("heading", lines, (round(size * 2) / 2, bold, _rank(text), text.isupper()))
    return Draft("list_item" if _LIST_MARK.match(text) else "paragraph", lines)


def _is_heading(text: str, lines: int, size: float, bold: bool, body: Body) -> bool:
    if lines > 4 or len(text.split()) > _MOST_HEADING_WORDS or len(_LETTERS.findall(text)) < 3:
        return False
    if text.endswith((",", ";", "-")) or text.startswith("("):
        return False
    if size >= 1.15 * body.size:
        return True
    if size < 0.9 * body.size:
        return False
    numbered = _NUMBERED.match(text) is not None
    if bold and not body.bold:
        return numbered or not text.endswith(".") or len(text.split()) <= 6
    if lines > 2 or _ENDS_SENTENCE.search(text):
        return False
    capitals = text.isupper() and len(_LETTERS.findall(text)) >= 5 and len(text.split()) <= 12
    return capitals or (numbered and len(text.split()) <= 8 and "." in text[:8] and size >= body.size)


def _rank(text: str) -> int:
    return next((rank for pattern, rank in _RANKS if pattern.match(text)), 0)


def _size(row: Row) -> float:
    return median(word.size for word in row.words)


def _is_bold(row: Row) -> bool:
    words = row.words
    return sum(len(word.text) for word in words if word.bold) >= 0.8 * sum(len(word.text) for word in words)
