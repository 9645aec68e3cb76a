"""The text of a source with its quoted sentences on the mark colour, cut to what surrounds them."""

from __future__ import annotations

import re

import msgspec
from PySide6.QtGui import QColor, QFont, QTextBlockFormat, QTextCharFormat, QTextCursor

from desktop.language import translate
from desktop.theme import Theme
from desktop.widgets.browser import FittedBrowser
from engine.values import Source

BEFORE = 90
AFTER = 150
PLAIN_ROOM = 260


class Excerpt(msgspec.Struct, frozen=True):
    """Pieces of text in order; those with `is_quote` are quoted."""

    pieces: tuple[tuple[str, bool], ...]


class PassageText(FittedBrowser):
    """A few lines of a passage; plain text only."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(name, translate("Sources", "Passage"))
        self._theme = theme
        self._excerpt = Excerpt(())
        theme.changed.connect(self._show)

    def show_source(self, source: Source) -> None:
        self._excerpt = excerpt(source)
        self._show()

    def _show(self) -> None:
        look = self._theme.look
        font = QFont(self.font())
        font.setPixelSize(look.px(13))
        self.document().setDefaultFont(font)
        self.clear()
        cursor = self.textCursor()
        lines = QTextBlockFormat()
        lines.setLineHeight(145, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(lines)
        plain, quoted = QTextCharFormat(), QTextCharFormat()
        for char_format in (plain, quoted):
            char_format.setForeground(QColor(look.tokens.ink))
        quoted.setBackground(QColor(look.tokens.mark))
        for text, is_quote in self._excerpt.pieces:
            cursor.insertText(text, quoted if is_quote else plain)
        self.moveCursor(QTextCursor.MoveOperation.Start)


def excerpt(source: Source) -> Excerpt:
    """The quotes of a source with a little before and after; the passage's beginning where nothing is quoted."""
    text = source.text
    spans = sorted(
        (max(0, quote.start - source.start), min(len(text), quote.end - source.start)) for quote in source.quotes
    )
    spans = [(start, end) for start, end in spans if start < end]
    if not spans:
        return Excerpt(((_flat(_cut_end(text, PLAIN_ROOM)), False),))
    pieces: list[tuple[str, bool]] = []
    at = spans[0][0]
    pieces.append((_cut_start(text[:at], BEFORE), False))
    for start, end in spans:
        if start < at:
            start = at
        if start >= end:
            continue
        gap = text[at:start]
        pieces.append(
            (gap if len(gap) <= BEFORE + AFTER else f"{_cut_end(gap, AFTER)} {_cut_start(gap, BEFORE)}", False)
        )
        pieces.append((text[start:end], True))
        at = end
    pieces.append((_cut_end(text[at:], AFTER), False))
    return Excerpt(tuple((_flat(piece), is_quote) for piece, is_quote in pieces if piece))


def _cut_start(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    kept = text[-room:]
    return "… " + kept[kept.find(" ") + 1 :]


def _cut_end(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    kept = text[:room]
    cut = kept.rfind(" ")
    return kept[: cut if cut > 0 else room] + " …"


def _flat(text: str) -> str:
    """On one line; a blank line, as under a heading, becomes a dot."""
    return re.sub(r"\s*\n\s*", lambda gap: " · " if gap.group().count("\n") > 1 else " ", text)
