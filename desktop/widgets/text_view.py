"""The text of a document without pages, its headings set off, with marked places in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QResizeEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from desktop.language import translate
from desktop.theme import Theme
from desktop.widgets.browser import SafeBrowser
from engine.values import Quote

TEXT_PX = 15
LINE_CHARACTERS = 80
HEADING_PX = {1: 20, 2: 17}
SPACED_MOST = 400_000  # letters; setting the line height takes 0.3 s a megabyte
_LINE = re.compile(r"[^\n]+")
_WIDE = re.compile("[\U00010000-\U0010ffff]")


class TextView(SafeBrowser):
    """Positions are characters of the document's text, as in the protocol; Qt's own are found from them."""

    heading_reached = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__("text", translate("Reader", "Text"))
        self._theme = theme
        self._text = ""
        self._wide: list[int] = []
        self._headings: tuple[tuple[int, int, str], ...] = ()
        self._quotes: tuple[Quote, ...] = ()
        self._hits: tuple[Quote, ...] = ()
        self._hit: int | None = None
        theme.changed.connect(self._dress)

    def show_text(self, text: str, headings: Sequence[tuple[int, int, str]]) -> None:
        """A new document."""
        self._text = text
        self._wide = [found.start() for found in _WIDE.finditer(text)]
        self._headings = tuple(headings)
        self._quotes, self._hits, self._hit = (), (), None
        self._dress()

    def mark(self, quotes: Sequence[Quote]) -> None:
        """The quoted places."""
        self._quotes = tuple(quotes)
        self._select()

    def show_hits(self, quotes: Sequence[Quote], current: int | None) -> None:
        """The places found, and the number of the one the reader is at."""
        self._hits, self._hit = tuple(quotes), current
        self._select()

    def go_to(self, start: int) -> None:
        """Bring a place to the upper third of the view."""
        cursor = self._cursor(start, start)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        top = self.cursorRect().top() + self.verticalScrollBar().value()
        self.verticalScrollBar().setValue(top - self.viewport().height() // 3)

    def marked_text(self) -> list[str]:
        """What is marked as quoted, line by line, as Qt holds it."""
        lines = [span for quote in self._quotes for span in self._lines(quote)]
        return [self._cursor(start, end).selectedText() for start, end in lines]

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._set_margins()
        super().resizeEvent(event)

    def _dress(self) -> None:
        look = self._theme.look
        font = QFont(self.font())
        font.setPixelSize(look.px(TEXT_PX))
        place = self.verticalScrollBar().value()
        self.document().setDefaultFont(font)
        self.document().setPlainText(self._text)  # the view's own would keep the format under the cursor
        if len(self._text) <= SPACED_MOST:
            self._space_lines()
        for start, level, text in self._headings:
            heading = QTextCharFormat()
            heading.setFontWeight(QFont.Weight.DemiBold)
            size = look.px(HEADING_PX.get(level, TEXT_PX))
            heading.setProperty(QTextCharFormat.Property.FontPixelSize.value, size)
            self._cursor(start, start + len(text)).mergeCharFormat(heading)
        self._set_margins()
        self._select()
        self.verticalScrollBar().setValue(place)

    def _space_lines(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        lines = QTextBlockFormat()
        lines.setLineHeight(150, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(lines)

    def _set_margins(self) -> None:
        line = QFontMetrics(self.document().defaultFont()).averageCharWidth() * LINE_CHARACTERS
        room = self.width() - self.verticalScrollBar().sizeHint().width()
        side = max(24, (room - line) // 2)
        self.setViewportMargins(side, 20, side, 0)

    def _select(self) -> None:
        tokens = self._theme.look.tokens
        lines = [span for quote in self._quotes for span in self._lines(quote)]
        selections = [self._selection(start, end, tokens.mark, tokens.ink) for start, end in lines]
        for at, hit in enumerate(self._hits):
            colours = (tokens.accent, tokens.on_accent) if at == self._hit else (tokens.accent_soft, tokens.ink)
            selections.append(self._selection(hit.start, hit.end, *colours))
        self.setExtraSelections(selections)

    def _lines(self, quote: Quote) -> list[tuple[int, int]]:
        """The quote without its line ends, which would be marked as bars of their own."""
        return [
            (quote.start + found.start(), quote.start + found.end())
            for found in _LINE.finditer(self._text[quote.start : quote.end])
        ]

    def _selection(self, start: int, end: int, background: str, colour: str) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        char_format = QTextCharFormat()
        char_format.setBackground(QColor(background))
        char_format.setForeground(QColor(colour))
        selection.format = char_format  # type: ignore[attr-defined]
        selection.cursor = self._cursor(start, end)  # type: ignore[attr-defined]
        return selection

    def _cursor(self, start: int, end: int) -> QTextCursor:
        last = self.document().characterCount() - 1
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(last, self._units(start)))
        cursor.setPosition(min(last, self._units(end)), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _units(self, position: int) -> int:
        """Qt counts letters beyond U+FFFF twice."""
        return position + bisect_right(self._wide, position - 1)
