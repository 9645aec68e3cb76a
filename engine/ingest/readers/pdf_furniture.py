"""Running heads, running feet and page numbers: what stands in the margin of many pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from engine.ingest.readers.pdf_rows import Row

_MARGIN = 0.12
_ROWS_LOOKED_AT = 4
_SHARE_OF_PAGES = 0.3
_NUMBERS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.)?\s*(?:[a-z]{0,3}-)?(?:#|[ivxlc]+)(?:\s*(?:of|von|/)\s*#)?", re.IGNORECASE
)


def without_furniture(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> list[list[Row]]:
    """The rows of each page without those that come again, figures apart, at the same edge of other pages."""
    keys = [_edge_rows(rows, height) for rows, height in zip(pages, heights, strict=True)]
    counts = Counter(key for page in keys for key in set(page.values()))
    least = max(3, _SHARE_OF_PAGES * len(pages))
    if len(pages) < 2:
        return [list(rows) for rows in pages]
    numbers = _counted_rows(pages, heights)
    cleaned: list[list[Row]] = []
    for rows, page, number in zip(pages, keys, numbers, strict=True):
        gone = {index for index, key in page.items() if counts[key] >= least or _is_page_number(key)}
        gone |= number
        cleaned.append([row for index, row in enumerate(rows) if index not in gone])
    return cleaned


def _counted_rows(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> list[set[int]]:
    """First and last rows with a number that counts up with the pages.

    A number alone may stand anywhere on the page; a row that has text beside it must stand in the margin.
    """
    found = [
        {index: _offsets(rows[index], page, height) for index in {0, len(rows) - 1} if rows}
        for page, (rows, height) in enumerate(zip(pages, heights, strict=True))
    ]
    counts = Counter(offset for page in found for offsets in page.values() for offset in offsets)
    least = max(3, _SHARE_OF_PAGES * len(pages))
    return [{index for index, offsets in page.items() if any(counts[o] >= least for o in offsets)} for page in found]


def _offsets(row: Row, page: int, height: float) -> set[int]:
    """By how much the numbers at the row's ends exceed the page's place in the document."""
    in_margin = row.bottom < _MARGIN * height or row.top > (1 - _MARGIN) * height
    if not in_margin and len(row.words) > 1:
        return set()
    ends = {row.words[0].text, row.words[-1].text}
    return {int(text) - page for text in ends if len(text) <= 4 and text.isascii() and text.isdigit()}


def _edge_rows(rows: Sequence[Row], height: float) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    for index, row in enumerate(rows[:_ROWS_LOOKED_AT]):
        if index == 0 or row.bottom < _MARGIN * height:
            found[index] = ("head", _shape(row))
    for index in range(max(0, len(rows) - _ROWS_LOOKED_AT), len(rows)):
        if index == len(rows) - 1 or rows[index].top > (1 - _MARGIN) * height:
            found[index] = ("foot", _shape(rows[index]))
    return found


def _shape(row: Row) -> str:
    return _NUMBERS.sub("#", " ".join(row.text.lower().split()))


def _is_page_number(key: tuple[str, str]) -> bool:
    """`Page # of #`, `- # -`, `F-#`, roman numbers."""
    return _PAGE_NUMBER.fullmatch(key[1].strip(" -–—·|[]()")) is not None
