"""Puts the text of a PDF together from its blocks; every word keeps its box."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from engine.ingest.readers.compose import PARAGRAPH_GAP, HeadingPath
from engine.ingest.readers.pdf_blocks import Draft, Style
from engine.ingest.readers.pdf_tables import Cells
from engine.ingest.readers.pdf_words import PageWord
from engine.ingest.text import Block, Page, Word

CELL_GAP = " | "

_BROKEN = re.compile(r"[^\W\d_]{2,}-$")
_LETTERS = re.compile(r"[^\W\d_]+")
_HYPHENATED = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_KEEPS_HYPHEN = frozenset(
    "self non well long short high low half cross co ex pre post semi anti multi inter-company".split()
)
_OPENERS = frozenset("$€£¥(")
_CLOSERS = frozenset({")", "%", ")%", "%)"})
_TIGHT_SIGNS = frozenset("®™©,.;:)]’”°%")


class Vocabulary:
    """Words of the document that are not broken at a line end: they tell whether a hyphen there is a real one."""

    def __init__(self, words: Iterable[PageWord]) -> None:
        self._plain: Counter[str] = Counter()
        self._hyphenated: Counter[str] = Counter()
        for word in words:
            text = word.text.lower()
            self._plain.update(_LETTERS.findall(text))
            self._hyphenated.update(_HYPHENATED.findall(text))

    def keeps_hyphen(self, before: str, after: str) -> bool:
        """Whether `before-` and `after`, parted by a line end, are one word with a hyphen."""
        first, second = before.rstrip("-").lower(), _head(after).lower()
        together, apart = self._plain[first + second], self._hyphenated[f"{first}-{second}"]
        if together or apart:
            return apart > together
        return first in _KEEPS_HYPHEN


class PdfComposer:
    """Collects pages and their blocks in order."""

    def __init__(self, vocabulary: Vocabulary, levels: dict[Style, int]) -> None:
        self._vocabulary = vocabulary
        self._levels = levels
        self._parts: list[str] = []
        self._length = 0
        self._path = HeadingPath()
        self._words: list[Word] = []
        self.blocks: list[Block] = []
        self.pages: list[Page] = []

    @property
    def text(self) -> str:
        """All text so far."""
        return "".join(self._parts)

    def add_page(self, drafts: Sequence[Draft], number: int, width: float, height: float) -> None:
        """One page; blocks never cross to the next."""
        first_word, start = len(self._words), None
        for draft in drafts:
            if self._parts:
                self._append(PARAGRAPH_GAP)
            begin = self._length
            start = begin if start is None else start
            first_part = len(self._parts)
            self._add_lines(draft)
            text = "".join(self._parts[first_part:])
            self.blocks.append(
                self._path.place(draft.kind, begin, self._length, self._levels.get(draft.style, 1), text)
            )
        words = tuple(self._words[first_word:])
        self.pages.append(
            Page(
                number, self._length if start is None else start, self._length, round(width, 2), round(height, 2), words
            )
        )

    def _add_lines(self, draft: Draft) -> None:
        for index, cells in enumerate(draft.lines):
            if index and draft.kind == "table":
                self._append("\n")
            elif index:
                self._join_line(draft.lines[index - 1][-1][-1].text, cells[0][0].text)
            self._add_cells(cells, draft.kind == "table")

    def _join_line(self, before: str, after: str) -> None:
        """Between two lines of a paragraph: a space, or nothing at a broken word."""
        if not before.endswith("-") or not after[:1].isalpha():
            self._append(" ")
        elif _BROKEN.search(before) and after[:1].islower() and not self._vocabulary.keeps_hyphen(_tail(before), after):
            self._drop_hyphen()

    def _drop_hyphen(self) -> None:
        self._parts[-1] = self._parts[-1][:-1]
        self._length -= 1
        last = self._words[-1]
        self._words[-1] = Word(last.start, last.end - 1, last.left, last.top, last.right, last.bottom)

    def _add_cells(self, cells: Cells, is_table: bool) -> None:
        for index, cell in enumerate(cells):
            if index:
                self._append(CELL_GAP)
            for position, word in enumerate(cell):
                if position and not _is_glued(cell[position - 1], word, is_table):
                    self._append(" ")
                start = self._length
                self._append(word.text)
                self._words.append(Word(start, self._length, word.left, word.top, word.right, word.bottom))

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _is_glued(before: PageWord, word: PageWord, is_table: bool) -> bool:
    """Currency signs and brackets of a table's figures; signs set tight against the word before them."""
    if is_table and (before.text in _OPENERS or word.text in _CLOSERS):
        return True
    tight = abs(word.left - before.right) < 0.12 * before.size and word.top < before.bottom
    return tight and word.text[0] in _TIGHT_SIGNS


def _head(word: str) -> str:
    found = _LETTERS.match(word)
    return found.group() if found else ""


def _tail(word: str) -> str:
    return word.rsplit("-", 2)[-2] if word.count("-") > 1 else word.rstrip("-").lstrip("(\"'“‘[")
