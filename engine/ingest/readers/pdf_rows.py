"""Words of a page to rows in reading order: what stands side by side is one row, unless the page has columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple
from unicodedata import bidirectional

from engine.ingest.readers.pdf_words import PageWord

CELL_GAP = 1.0
"""A gap of this many font sizes parts the cells of a row; word spaces of justified text stay below 0.8."""

_LEAST_COLUMN_ROWS = 4
_FIRST_RIGHT_TO_LEFT = "\u0590"
_NUMBER = re.compile(r"^[($€£¥+\-–—]*\d[\d.,:/]*[)%]*$|^[—–-]$|^[$€£¥%)]$")


class Piece(NamedTuple):
    """Words that stand close together on one line: a cell, or a line of a column."""

    words: tuple[PageWord, ...]
    left: float
    top: float
    right: float
    bottom: float

    @property
    def text(self) -> str:
        """The words, parted by spaces."""
        return " ".join(word.text for word in self.words)

    def is_prose(self) -> bool:
        """Four words and more, mostly not numbers."""
        if len(self.words) < 4:
            return False
        return sum(_NUMBER.match(word.text) is None for word in self.words) >= 0.7 * len(self.words)


class Row(NamedTuple):
    """Pieces on one line, as they are read."""

    pieces: tuple[Piece, ...]
    left: float
    top: float
    right: float
    bottom: float

    @property
    def words(self) -> list[PageWord]:
        """All words, as they are read."""
        return [word for piece in self.pieces for word in piece.words]

    @property
    def text(self) -> str:
        """The pieces, parted by spaces."""
        return " ".join(piece.text for piece in self.pieces)


def rows_of(words: Sequence[PageWord]) -> list[Row]:
    """Rows from top to bottom over the whole width of the page."""
    return _rows(_pieces(words))


def flows_of(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows as runs to be read one after the other: a column is a run of its own."""
    return _merged(_order(list(rows), 0))


def is_number(text: str) -> bool:
    """A figure of a table cell: digits with signs, a dash for nothing, or a lone currency sign."""
    return _NUMBER.match(text) is not None


def _pieces(words: Sequence[PageWord]) -> list[Piece]:
    found: list[Piece] = []
    current: list[PageWord] = []
    for word in words:
        if current and not _follows(current[-1], word):
            found.append(_piece(current))
            current = []
        current.append(word)
    if current:
        found.append(_piece(current))
    return found


def _follows(before: PageWord, word: PageWord) -> bool:
    em = max(min(before.size, word.size), 3.0)
    overlap = min(before.bottom, word.bottom) - max(before.top, word.top)
    # Raised signs and footnote marks hang over the line.
    share = 0.15 if min(before.size, word.size) < 0.8 * max(before.size, word.size) else 0.4
    if overlap < share * min(before.bottom - before.top, word.bottom - word.top):
        return False
    return -0.5 * em < word.left - before.right < CELL_GAP * em


def _piece(words: Sequence[PageWord]) -> Piece:
    return Piece(
        tuple(words),
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
    )


def _rows(pieces: Sequence[Piece]) -> list[Row]:
    """Pieces whose heights overlap by half; each row is measured by its tallest piece so far."""
    waiting = sorted(pieces, key=lambda piece: (piece.top + piece.bottom, piece.left))
    groups: list[list[Piece]] = []
    for piece in waiting:
        if groups and _beside(groups[-1], piece):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [_row(group) for group in groups]


def _beside(group: Sequence[Piece], piece: Piece) -> bool:
    measure = max(group, key=lambda other: other.bottom - other.top)
    overlap = min(measure.bottom, piece.bottom) - max(measure.top, piece.top)
    heights = sorted((measure.bottom - measure.top, piece.bottom - piece.top))
    if overlap < (0.3 if heights[0] < 0.75 * heights[1] else 0.5) * heights[0]:
        return False
    return all(piece.left >= other.right - 2 or piece.right <= other.left + 2 for other in group)


def _row(pieces: Sequence[Piece]) -> Row:
    backwards = _is_right_to_left(pieces)
    ordered = sorted(pieces, key=lambda piece: -piece.right if backwards else piece.left)
    joined: list[Piece] = []
    for piece in ordered:
        # Words drawn in another order than they are read: close pieces are one.
        gap = 0.0
        if joined:
            gap = joined[-1].left - piece.right if backwards else piece.left - joined[-1].right
        if joined and gap < 0.6 * min(joined[-1].words[-1].size, piece.words[0].size):
            joined[-1] = _piece([*joined[-1].words, *piece.words])
        else:
            joined.append(piece)
    return Row(
        tuple(joined),
        min(piece.left for piece in joined),
        min(piece.top for piece in joined),
        max(piece.right for piece in joined),
        max(piece.bottom for piece in joined),
    )


def _is_right_to_left(pieces: Sequence[Piece]) -> bool:
    text = "".join(word.text for piece in pieces for word in piece.words)
    if not text or max(text) < _FIRST_RIGHT_TO_LEFT:
        return False
    kinds = [bidirectional(character) for character in text]
    return kinds.count("R") + kinds.count("AL") > kinds.count("L")


def _order(rows: list[Row], depth: int) -> list[list[Row]]:
    gutter = _gutter(rows) if depth < 4 and len(rows) >= _LEAST_COLUMN_ROWS else None
    if gutter is None:
        return [rows]
    flows: list[list[Row]] = []
    for band, has_columns in _bands(rows, gutter):
        if not has_columns:
            flows.append(band)
            continue
        pieces = [piece for row in band for piece in row.pieces]
        flows += _order(_rows([piece for piece in pieces if piece.right <= gutter + 1]), depth + 1)
        flows += _order(_rows([piece for piece in pieces if piece.right > gutter + 1]), depth + 1)
    return flows


def _gutter(rows: Sequence[Row]) -> float | None:
    """The x between two columns that most rows keep free, None where the page has no columns."""
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    if right - left < 100:
        return None
    bins = int((right - left) / 3) + 1
    covered = [0] * bins
    for row in rows:
        for piece in row.pieces:
            for index in range(int((piece.left - left) / 3), min(int((piece.right - left) / 3) + 1, bins)):
                covered[index] += 1
    full = max(covered)
    candidates = [index for index in range(int(bins * 0.12), int(bins * 0.88)) if covered[index] <= 0.4 * full]
    best, best_score = None, 0
    for first, last in _runs(candidates):
        low = min(covered[first : last + 1])
        floor = [index for index in range(first, last + 1) if covered[index] == low]
        gutter = left + 3 * (floor[len(floor) // 2] + 0.5)
        score = sum(len(band) for band, has_columns in _bands(rows, gutter) if has_columns)
        if score > best_score:
            best, best_score = gutter, score
    return best


def _runs(indices: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for index in indices:
        if runs and index == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def _bands(rows: Sequence[Row], gutter: float) -> list[tuple[list[Row], bool]]:
    """Runs of rows that cross the gutter or do not; a run that does not is two columns if both sides are prose."""
    bands: list[tuple[list[Row], bool]] = []
    free: list[Row] = []
    for row in rows:
        if any(piece.left < gutter < piece.right for piece in row.pieces):
            if free:
                bands.append((free, _are_columns(free, gutter)))
                free = []
            bands.append(([row], False))
        else:
            free.append(row)
    if free:
        bands.append((free, _are_columns(free, gutter)))
    return bands


def _are_columns(rows: Sequence[Row], gutter: float) -> bool:
    """Whether enough lines on both sides are prose that fills its column; less will do for two halves of a page."""
    pieces = [piece for row in rows for piece in row.pieces]
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    halves = abs(gutter - (left + right) / 2) < 0.12 * (right - left)
    share, fill = (0.3, 0.35) if halves else (0.5, 0.55)
    sides = [piece for piece in pieces if piece.right <= gutter], [piece for piece in pieces if piece.left >= gutter]
    prose = [[piece for piece in side if piece.is_prose()] for side in sides]
    for side, lines in zip(sides, prose, strict=True):
        if len(lines) < _LEAST_COLUMN_ROWS or len(lines) < share * len(_rows(side)):
            return False
        width = max(piece.right for piece in side) - min(piece.left for piece in side)
        if median(piece.right - piece.left for piece in lines) < fill * width:
            return False
    top = max(min(piece.top for piece in lines) for lines in prose)
    bottom = min(max(piece.bottom for piece in lines) for lines in prose)
    heights = [max(piece.bottom for piece in lines) - min(piece.top for piece in lines) for lines in prose]
    return bottom - top > 0.3 * min(heights)


def _merged(flows: list[list[Row]]) -> list[list[Row]]:
    """Neighbouring runs over the same width belong together."""
    merged: list[list[Row]] = []
    for flow in (flow for flow in flows if flow):
        if merged and _same_width(merged[-1], flow) and merged[-1][-1].top <= flow[0].top:
            merged[-1] = [*merged[-1], *flow]
        else:
            merged.append(flow)
    return merged


def _same_width(above: Sequence[Row], below: Sequence[Row]) -> bool:
    left, right = min(row.left for row in below), max(row.right for row in below)
    above_left, above_right = min(row.left for row in above), max(row.right for row in above)
    overlap = min(right, above_right) - max(left, above_left)
    return overlap > 0.5 * max(right - left, above_right - above_left)
