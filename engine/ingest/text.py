"""What reading a document gives: its text, and anchors that lead from any character back to the page."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.values import Box

BlockKind = Literal["heading", "paragraph", "list_item", "table", "code", "caption"]


class Word(msgspec.Struct, frozen=True, array_like=True):
    """Where the characters start:end stand on their page, in points from its top left corner."""

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


class Page(msgspec.Struct, frozen=True, array_like=True):
    """Page `number` (from 1) holds the characters start:end; `words` are in text order. Sizes in points."""

    number: int
    start: int
    end: int
    width: float
    height: float
    words: tuple[Word, ...] = ()


class Block(msgspec.Struct, frozen=True, array_like=True):
    """A heading, paragraph, list item or table: the characters start:end. `level` counts from 1 for headings, else 0.

    Blocks are in text order and do not overlap; `headings` is the path of headings above it, outermost first.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    headings: tuple[str, ...] = ()


class DocumentText(msgspec.Struct, frozen=True):
    """`pages` is empty where the format has none. The text has `\\n` line ends; blocks are separated by white space."""

    text: str
    title: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()
    language: str | None = None

    def page_at(self, offset: int) -> int | None:
        """Number of the page that holds the character, None where there are no pages."""
        return next((page.number for page in self.pages if page.start <= offset < page.end), None)

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """One box a line for the characters start:end."""
        found: list[Box] = []
        for page in self.pages:
            if page.end <= start or page.start >= end:
                continue
            for word in page.words:
                if word.end <= start or word.start >= end:
                    continue
                box = Box(page.number, word.left, word.top, word.right, word.bottom)
                if found and _same_line(found[-1], box):
                    found[-1] = _union(found[-1], box)
                else:
                    found.append(box)
        return tuple(found)


class PassageSpan(msgspec.Struct, frozen=True):
    """A passage as cut from a document's text: the characters start:end and the headings above them."""

    start: int
    end: int
    page: int | None
    headings: tuple[str, ...]


def _same_line(left: Box, right: Box) -> bool:
    if left.page != right.page or right.left < left.left:
        return False
    overlap = min(left.bottom, right.bottom) - max(left.top, right.top)
    return overlap > 0.5 * min(left.bottom - left.top, right.bottom - right.top)


def _union(a: Box, b: Box) -> Box:
    return Box(a.page, min(a.left, b.left), min(a.top, b.top), max(a.right, b.right), max(a.bottom, b.bottom))
