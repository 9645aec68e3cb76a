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
    numbers = _counted_rows(pages)
    cleaned: list[list[Row]] = []
    for rows, page, number in zip(pages, keys, numbers, strict=True):
        gone = {index for index, key in page.items() if counts[key] >= least or _is_page_number(key)}
        gone |= number
        cleaned.append([row for index, row in enumerate(rows) if index not in gone])
    return cleaned


def _counted_rows(pages: Sequence[Sequence[Row]]) -> list[set[int]]:
    """First and last rows that are a number counting up with the pages, wherever on the page they stand."""
    found = [
        {index: int(rows[index].text) - page for index in {0, len(rows) - 1} if rows and _is_count(rows[index].text)}
        for page, rows in enumerate(pages)
    ]
    counts = Counter(offset for page in found for offset in page.values())
    least = max(3, _SHARE_OF_PAGES * len(pages))
    return [{index for index, offset in page.items() if counts[offset] >= least} for page in found]


def _is_count(text: str) -> bool:
    return len(text) <= 4 and text.isascii() and text.isdigit()


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
