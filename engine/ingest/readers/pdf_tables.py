"""Which rows of a page form a table, and the cells of those rows as they are to be read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.ingest.readers.pdf_rows import Piece, Row, is_number
from engine.ingest.readers.pdf_words import PageWord

Cells = list[list[PageWord]]

_LIST_MARK = re.compile(
    r"^(?:[-*•‣◦▪●○■□☐☒☑✓–—·]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d{1,2}(?:\.\d{1,2}){1,4}\.?|(?:Item|Note|Part)\s\S{1,4})$"
)
_CURRENCY = frozenset("$€£¥(")
_SUFFIXES = frozenset({")", "%", ")%", "%)", "x"})
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_MOST_LABEL_ROWS = 3
_JOINING = frozenset({"and", "or", "of", "the", "in", "for", "to", "by", "on", "und", "der", "die"})


def table_runs(rows: Sequence[Row]) -> list[tuple[bool, list[Row]]]:
    """The rows cut into runs, each with whether it is a table."""
    runs: list[tuple[bool, list[Row]]] = []
    prose: list[Row] = []
    index = 0
    while index < len(rows):
        end = _table_end(rows, index)
        if end == index or not _is_table(rows[index:end]):
            prose.append(rows[index])
            index += 1
            continue
        table = list(rows[index:end])
        while prose and _stands_over_columns(prose[-1], table):
            table.insert(0, prose.pop())
        runs += [(False, prose), (True, table)] if prose else [(True, table)]
        prose, index = [], end
    return [*runs, (False, prose)] if prose else runs


def without_mark_gap(row: Row) -> Row:
    """A row whose first piece is a bullet or a number, joined to the text it marks."""
    if len(row.pieces) != 2 or not _LIST_MARK.match(row.pieces[0].text) or is_number(row.pieces[1].text):
        return row
    first, second = row.pieces
    piece = Piece(first.words + second.words, row.left, row.top, row.right, row.bottom)
    return row._replace(pieces=(piece,))


def table_lines(rows: Sequence[Row]) -> list[Cells]:
    """The lines of a table: column titles set over several rows are joined, and labels broken over two rows."""
    left = min(row.left for row in rows)
    lines: list[Cells] = []
    waiting: list[Row] = []
    for row in rows:
        waiting.append(row)
        if len(row.pieces) == 1 and len(waiting) < 3:
            continue
        lines += _lines_of(waiting)
        waiting = []
    return _with_joined_titles(lines + [_cells(row) for row in waiting], left)


def _lines_of(rows: Sequence[Row]) -> list[Cells]:
    """Rows without figures and the row after them, which may go on with their label."""
    lines: list[Cells] = []
    for cells in map(_cells, rows):
        if lines and len(lines[-1]) == 1 and _goes_on(lines[-1][0], cells[0]):
            lines[-1] = [lines[-1][0] + cells[0], *cells[1:]]
        else:
            lines.append(cells)
    return lines


def _goes_on(label: Sequence[PageWord], below: Sequence[PageWord]) -> bool:
    """Whether a label is broken over two rows."""
    if abs(below[0].left - label[0].left) > 20 or label[-1].text.endswith((":", ".")):
        return False
    return below[0].text[:1].islower() or label[-1].text.endswith(",") or label[-1].text in _JOINING


def _cells(row: Row) -> Cells:
    """Words by cell; a currency sign belongs to the figure after it, a bracket or per cent sign to the one before."""
    cells: Cells = []
    for piece in row.pieces:
        start = True
        for word in piece.words:
            glued = bool(cells) and (
                word.text in _SUFFIXES
                or (cells[-1][-1].text in _CURRENCY and word.text[:1].isdigit() | (word.text[:1] in "(—–-"))
            )
            splits = word.text in _CURRENCY and bool(cells) and is_number(cells[-1][-1].text)
            if (start or splits) and not glued:
                cells.append([word])
            else:
                cells[-1].append(word)
            start = False
    return cells


def _with_joined_titles(lines: Sequence[Cells], left: float) -> list[Cells]:
    """`June 25, | June 26,` above `2022 | 2021` becomes `June 25, 2022 | June 26, 2021`."""
    joined: list[Cells] = []
    for line in lines:
        if joined and _is_title(joined[-1], left) and _is_title(line, left) and _stand_above(joined[-1], line):
            joined[-1] = [above + below for above, below in zip(joined[-1], line, strict=True)]
        else:
            joined.append(line)
    return joined


def _is_title(line: Cells, left: float) -> bool:
    """Cells that leave the label column free and hold no figures but years."""
    if len(line) < 2 or line[0][0].left < left + 40:
        return False
    return not any(all(is_number(word.text) and not _YEAR.match(word.text) for word in cell) for cell in line)


def _stand_above(above: Cells, below: Cells) -> bool:
    if len(above) != len(below):
        return False
    return all(
        min(a[-1].right, b[-1].right) > max(a[0].left, b[0].left) - 2
        and min(word.top for word in b) >= min(word.top for word in a)
        for a, b in zip(above, below, strict=True)
    )


def _stands_over_columns(row: Row, table: Sequence[Row]) -> bool:
    """A short line close above a table that leaves the label column free: the title of some of its columns."""
    height = row.bottom - row.top
    if len(row.words) > 8 or table[0].top - row.bottom > height or row.text.endswith((".", ":")):
        return False
    left, right = min(other.left for other in table), max(other.right for other in table)
    return row.left > left + 0.35 * (right - left)


def _table_end(rows: Sequence[Row], start: int) -> int:
    """Past the last row of several cells that can be reached from `start` over few label rows."""
    if len(rows[start].pieces) < 2:
        return start
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    end, labels, has_figures = start + 1, 0, _has_figures(rows[start])
    for index in range(start + 1, len(rows)):
        row = rows[index]
        if row.top - rows[index - 1].bottom > 2.2 * (row.bottom - row.top):
            break
        if len(row.pieces) >= 2:
            titles_anew = labels and has_figures and row.left > left + 0.35 * (right - left) and not _has_figures(row)
            if titles_anew:
                break
            end, labels, has_figures = index + 1, 0, has_figures or _has_figures(row)
            continue
        labels += 1
        fills = row.right - row.left > 0.75 * (right - left) and len(row.words) > 10
        if labels > _MOST_LABEL_ROWS or (fills and not _label_goes_on(rows, index)):
            break
    return end


def _label_goes_on(rows: Sequence[Row], index: int) -> bool:
    """Whether a row that fills the width is the first part of a label of the row after it."""
    if index + 1 >= len(rows) or len(rows[index + 1].pieces) < 2:
        return False
    return _goes_on(rows[index].words, rows[index + 1].pieces[0].words)


def _has_figures(row: Row) -> bool:
    return any(
        is_number(word.text) and not _YEAR.match(word.text) and word.text.rstrip(",") == word.text
        for piece in row.pieces[1:]
        for word in piece.words
    )


def _is_table(rows: Sequence[Row]) -> bool:
    several = [row for row in rows if len(row.pieces) >= 2]
    figures = [
        row for row in several if sum(any(is_number(word.text) for word in piece.words) for piece in row.pieces[1:])
    ]
    if len(several) == 1:
        return (
            len(several[0].pieces) >= 3 and len(figures) == 1 and sum(is_number(p.text) for p in several[0].pieces) >= 2
        )
    if sum(sum(piece.is_prose() for piece in row.pieces) >= 2 for row in several) > 0.5 * len(several):
        return False
    return len(figures) >= 0.3 * len(several) or _are_aligned(several)


def _are_aligned(rows: Sequence[Row]) -> bool:
    """Whether most cells after the first start where a cell of another row starts."""
    starts = [{round(piece.left / 4) for piece in row.pieces[1:]} for row in rows]
    hits = total = 0
    for index, own in enumerate(starts):
        others = set().union(*starts[:index], *starts[index + 1 :])
        total += len(own)
        hits += sum(bool({start - 1, start, start + 1} & others) for start in own)
    return total > 0 and hits >= 0.6 * total
