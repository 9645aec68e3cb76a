"""The text of an answer: Markdown of a model made harmless, with the numbers of its sources as chips."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLine,
)

from desktop.language import translate
from desktop.texts import support_state
from desktop.theme import Look, Theme
from desktop.widgets.browser import ANSWER_PX, FittedBrowser
from engine.values import Sentence

LINE_PERCENT = 150
NO_HTML = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML

# Private-use characters mark our own places through the Markdown parser; in a model's text they are removed.
_SOURCE, _SUPPORT, _FROM, _TO, _END = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_MARKER = re.compile(f"[{_SOURCE}{_SUPPORT}]([^{_END}]*){_END}|[{_FROM}{_TO}]")
_PREFIX = re.compile(r"\s*(?:(?:[-*+]|\d+[.)]|#{1,6}|>)\s+)?")


class AnswerText(FittedBrowser):
    """Shows the tokens of an answer as they come, then its sentences with their sources."""

    source_chosen = Signal(int)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(name, translate("Ask", "Answer"))
        self._theme = theme
        self._partial = ""
        self._sentences: tuple[Sentence, ...] = ()
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.anchorClicked.connect(self._on_anchor)
        theme.changed.connect(self._show)

    def show_partial(self, text: str) -> None:
        """What has been written so far."""
        self._partial, self._sentences = text, ()
        self._show()

    def show_sentences(self, sentences: Sequence[Sentence]) -> None:
        """The finished answer; what its documents do not carry well says so in a word."""
        self._sentences = tuple(sentences)
        self._show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.look.tokens.accent_soft))
        for rect in _chip_rects(self.document()):
            if rect.intersects(QRectF(event.rect())):
                painter.drawRoundedRect(rect, 5, 5)
        painter.end()
        super().paintEvent(event)

    def _show(self) -> None:
        cursor = self.textCursor()
        anchor, position = cursor.anchor(), cursor.position()
        look = self._theme.look
        markdown = _marked(self._sentences) if self._sentences else _PRIVATE.sub("", self._partial)
        font = QFont(self.font())
        font.setPixelSize(look.px(ANSWER_PX))
        self.document().setDefaultFont(font)
        self.document().setMarkdown(markdown, NO_HTML)
        _calm(self.document(), look)
        _place_markers(self.document(), look)
        if anchor != position and max(anchor, position) < self.document().characterCount():
            cursor = self.textCursor()
            cursor.setPosition(anchor)
            cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)

    def _on_anchor(self, link: QUrl) -> None:
        if link.scheme() == "cite" and link.path().isdigit():
            self.source_chosen.emit(int(link.path()))


def _marked(sentences: Sequence[Sentence]) -> str:
    written = ""
    for sentence in sentences:
        whole = _PRIVATE.sub("", sentence.text)
        text = whole.rstrip()
        numbers = "".join(f"{_SOURCE}{number}{_END}" for number in sentence.sources)
        if sentence.support in {"weak", "unsupported"}:
            start = _PREFIX.match(text)
            at = start.end() if start else 0
            text = f"{text[:at]}{_FROM}{text[at:]}{_TO}"
            numbers += f"{_SUPPORT}{sentence.support}{_END}"
        tail = whole[len(text) :]
        written += text + numbers + (tail if "\n" in tail else " ")
    return written


def _calm(document: QTextDocument, look: Look) -> None:
    """No pictures, no links, no shouting headings; the line height of the design."""
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        block_format = QTextBlockFormat()
        block_format.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        block_format.setBottomMargin(0 if block == document.lastBlock() else look.px(10))
        block_format.setTopMargin(0)
        cursor.mergeBlockFormat(block_format)
        for start, length, char_format in _fragments(block):
            _calm_fragment(document, look, start, length, char_format, block.blockFormat().headingLevel() > 0)
        block = block.next()


def _fragments(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    """Position, length and format of a block's fragments, the last first: positions stay true while changing."""
    found = []
    fragments = block.begin()
    while not fragments.atEnd():
        fragment = fragments.fragment()
        found.append((fragment.position(), fragment.length(), fragment.charFormat()))
        fragments += 1
    return found[::-1]


def _calm_fragment(
    document: QTextDocument, look: Look, start: int, length: int, char_format: QTextCharFormat, is_heading: bool
) -> None:
    cursor = _select(document, start, start + length)
    if char_format.isImageFormat():
        cursor.insertText("", QTextCharFormat())
        return
    if is_heading:
        heading = QTextCharFormat()
        heading.setFontWeight(QFont.Weight.DemiBold)
        heading.setProperty(QTextCharFormat.Property.FontSizeAdjustment.value, 0)
        cursor.mergeCharFormat(heading)
    if char_format.isAnchor():
        address = char_format.anchorHref()
        plain = QTextCharFormat()
        plain.setForeground(QColor(look.tokens.ink))
        text = cursor.selectedText()
        cursor.insertText(text if address in {"", text, f"mailto:{text}"} else f"{text} ({address})", plain)


def _place_markers(document: QTextDocument, look: Look) -> None:
    """Turn our marks into chips, words and underlines, from the last to the first."""
    end_of_doubt: int | None = None
    for at, marker in reversed(_markers(document)):
        cursor = _select(document, at, at + _units(marker))
        content = marker[1:-1]
        match marker[0]:
            case "\ue000":
                before = QTextCharFormat()
                cursor.insertText("\u00a0", before)
                cursor.insertText(f"\u00a0{content}\u00a0", _chip_format(content, look))
            case "\ue001":
                word = support_state("weak" if content == "weak" else "unsupported")
                cursor.insertText(
                    f"\u00a0\u00a0{word.sign}\u00a0{word.words}".replace(" ", "\u00a0"), _word_format(word.tone, look)
                )
            case "\ue003":
                cursor.removeSelectedText()
                end_of_doubt = at
            case _:
                cursor.removeSelectedText()
                if end_of_doubt is not None:
                    _underline(document, at, end_of_doubt - 1, look)


def _markers(document: QTextDocument) -> list[tuple[int, str]]:
    """Our marks and where they stand, in Qt's positions (UTF-16 units)."""
    text = document.toRawText()
    found = []
    units, last = 0, 0
    for match in _MARKER.finditer(text):
        units += _units(text[last : match.start()])
        found.append((units, match.group()))
        last = match.start()
    return found


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _select(document: QTextDocument, start: int, end: int) -> QTextCursor:
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _chip_format(number: str, look: Look) -> QTextCharFormat:
    chip = QTextCharFormat()
    chip.setAnchor(True)
    chip.setAnchorHref(f"cite:{number}")
    chip.setForeground(QColor(look.tokens.accent))
    chip.setFontUnderline(False)
    chip.setFontWeight(QFont.Weight.DemiBold)
    chip.setProperty(QTextCharFormat.Property.FontPixelSize.value, look.px(12))
    chip.setToolTip(translate("Ask", "Show source {number}").format(number=number))
    return chip


def _word_format(tone: str, look: Look) -> QTextCharFormat:
    word = QTextCharFormat()
    word.setForeground(QColor(look.tokens.tone(tone)))
    word.setProperty(QTextCharFormat.Property.FontPixelSize.value, look.px(12))
    return word


def _underline(document: QTextDocument, start: int, end: int, look: Look) -> None:
    doubt = QTextCharFormat()
    doubt.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
    doubt.setUnderlineColor(QColor(look.tokens.warn))
    _select(document, start, end).mergeCharFormat(doubt)


def _x(line: QTextLine, position: int) -> float:
    found: Any = line.cursorToX(position)  # the stubs say object; it is (x, position)
    return float(found[0])


def _chip_rects(document: QTextDocument) -> list[QRectF]:
    rects = []
    block = document.begin()
    while block.isValid():
        corner = document.documentLayout().blockBoundingRect(block).topLeft()
        for start, length, char_format in _fragments(block):
            if char_format.anchorHref().startswith("cite:"):
                line = block.layout().lineForTextPosition(start - block.position())
                if line.isValid():
                    left = _x(line, start - block.position())
                    right = _x(line, start + length - block.position())
                    top = line.y() + line.ascent() - 0.95 * 15
                    rects.append(QRectF(corner.x() + left, corner.y() + top, right - left, 19))
        block = block.next()
    return rects
