"""Cuts a document's text into passages: at sentence ends, inside one section and one page, of even size."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from engine.ingest.text import Block, DocumentText, PassageSpan
from engine.sentences import sentence_spans

Offsets = Callable[[str], Sequence[tuple[int, int]]]
"""The character spans of a text's word pieces, without special tokens."""

LIMIT = 220
_BATCH_CHARACTERS = 100_000
_SMALLEST_SHARE = 0.35
_CLAUSE_END = re.compile(r"[,;:)\]–—]\s|\s\|\s|\n")
_SPACE = re.compile(r"\s")


class _Unit(NamedTuple):
    """What is not cut without need: a sentence, a table row, a heading."""

    start: int
    end: int
    pieces: int
    block: int


def split(document: DocumentText, offsets: Offsets, limit: int = LIMIT) -> list[PassageSpan]:
    """Passages of at most `limit` word pieces, in text order; together they hold every character but white space.

    A heading goes with what follows it; blocks of one section are joined, sections and pages are not. `headings` of a
    passage is the path above its first running text, so it names the passage's own heading too.
    """
    blocks = document.blocks
    pieces = _Pieces(document.text, blocks, offsets)
    numbers = _page_numbers(document)
    passages: list[PassageSpan] = []
    for run in _runs(blocks, numbers):
        units = [unit for index in run for unit in _units(document.text, blocks[index], index, pieces, limit)]
        for first, last in _packs(units, blocks, limit):
            passages.append(
                PassageSpan(
                    start=units[first].start,
                    end=units[last].end,
                    page=numbers[units[first].block],
                    headings=_headings(blocks, units[first : last + 1]),
                )
            )
    return passages


class _Pieces:
    """Where word pieces begin, over the whole text."""

    def __init__(self, text: str, blocks: Sequence[Block], offsets: Offsets) -> None:
        self._starts: list[int] = []
        for start, end in _batches(text, blocks):
            self._starts += [start + first for first, last in offsets(text[start:end]) if last > first]

    def count(self, start: int, end: int) -> int:
        """Word pieces that begin in start:end."""
        return bisect_left(self._starts, end) - bisect_left(self._starts, start)

    def after(self, start: int, count: int, end: int) -> int:
        """Where the piece after the first `count` from `start` begins, at most `end`."""
        index = bisect_left(self._starts, start) + count
        return min(self._starts[index], end) if index < len(self._starts) else end


def _batches(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Stretches of whole blocks; a block longer than a stretch is parted at white space."""
    start = end = blocks[0].start if blocks else 0
    for block in blocks:
        if block.end - start > _BATCH_CHARACTERS and end > start:
            yield start, end
            start = block.start
        while block.end - start > 2 * _BATCH_CHARACTERS:
            space = _SPACE.search(text, start + _BATCH_CHARACTERS, start + 2 * _BATCH_CHARACTERS)
            cut = space.start() if space else start + 2 * _BATCH_CHARACTERS
            yield start, cut
            start = cut
        end = block.end
    if end > start:
        yield start, end


def _page_numbers(document: DocumentText) -> list[int | None]:
    """The page of each block."""
    if not document.pages:
        return [None] * len(document.blocks)
    starts = [page.start for page in document.pages]
    numbers: list[int | None] = []
    for block in document.blocks:
        # Empty pages start where the next page's text starts: the last page that does is meant.
        at = max(0, bisect_left(starts, block.start + 1) - 1)
        numbers.append(document.pages[at].number)
    return numbers


def _runs(blocks: Sequence[Block], numbers: Sequence[int | None]) -> list[list[int]]:
    """Blocks that may share a passage: one section on one page, with the headings right above it."""
    runs: list[list[int]] = []
    for index, block in enumerate(blocks):
        above = blocks[index - 1] if index else None
        begins = above is None or numbers[index] != numbers[index - 1]
        if block.kind == "heading":
            begins = begins or (above is not None and above.kind != "heading")
        elif above is not None and above.kind != "heading":
            begins = begins or block.headings != above.headings
        if begins:
            runs.append([index])
        else:
            runs[-1].append(index)
    return runs


def _units(text: str, block: Block, index: int, pieces: _Pieces, limit: int) -> Iterator[_Unit]:
    if block.kind in ("table", "code"):
        spans = _line_spans(text, block.start, block.end)
    elif block.kind == "heading":
        spans = [(block.start, block.end)]
    else:
        spans = sentence_spans(text, block.start, block.end)
    for start, end in spans:
        while (count := pieces.count(start, end)) > limit:
            cut = _cut(text, start, pieces.after(start, limit, end))
            yield _Unit(start, len(text[start:cut].rstrip()) + start, pieces.count(start, cut), index)
            start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
        if start < end:
            yield _Unit(start, end, count, index)


def _line_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = start
    for line in text[start:end].split("\n"):
        if line.strip():
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans


def _cut(text: str, start: int, most: int) -> int:
    """The last clause end in the second half of start:most, else the last word end, else `most`."""
    clauses = [found.end() for found in _CLAUSE_END.finditer(text, start + (most - start) // 2, most)]
    if clauses:
        return clauses[-1]
    spaces = [found.end() for found in _SPACE.finditer(text, start + 1, most)]
    return spaces[-1] if spaces else max(most, start + 1)


def _packs(units: Sequence[_Unit], blocks: Sequence[Block], limit: int) -> Iterator[tuple[int, int]]:
    """First and last unit of each passage of a run."""
    first = 0
    rest = sum(unit.pieces for unit in units)
    while first < len(units):
        last = len(units) - 1 if rest <= limit else _last(units, blocks, first, rest, limit)
        yield first, last
        rest -= sum(unit.pieces for unit in units[first : last + 1])
        first = last + 1


def _last(units: Sequence[_Unit], blocks: Sequence[Block], first: int, rest: int, limit: int) -> int:
    """Where to end a passage so that the passages of the run get even, rather between blocks than inside one."""
    target = rest / -(-rest // limit)
    best, best_score, size = first, float("-inf"), 0
    for index in range(first, len(units) - 1):
        size += units[index].pieces
        if size > limit:
            break
        here, there = blocks[units[index].block], units[index + 1].block
        score = -abs(size - target) / limit
        if size < _SMALLEST_SHARE * limit:
            score -= 1
        if there != units[index].block:
            score += 0.25
        if here.kind == "heading":
            score -= 2
        if score >= best_score:
            best, best_score = index, score
    return best


def _headings(blocks: Sequence[Block], units: Sequence[_Unit]) -> tuple[str, ...]:
    body = next((unit for unit in units if blocks[unit.block].kind != "heading"), units[-1])
    return blocks[body.block].headings
