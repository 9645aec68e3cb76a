"""Labels that show plain text only: simple, elided, and with an icon."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.icons import icon
from desktop.theme import Theme


def label(text: str, kind: str, name: str, wraps: bool = False) -> QLabel:
    """A label of a kind the stylesheet knows. Never rich text: what it shows may come from a document."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("kind", kind)
    made.setObjectName(name)
    made.setWordWrap(wraps)
    return made


def tip(text: str) -> str:
    """A tool tip that is never read as HTML, whatever a document is called."""
    return f"<qt>{escape(text)}</qt>"


def set_tone(widget: QWidget, tone: str) -> None:
    """Give a label the colour of a state."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class ElidedLabel(QLabel):
    """One line, cut with an ellipsis where it does not fit; then the whole text is its tool tip."""

    def __init__(self, text: str, kind: str, name: str, where: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__(text)
        self._where = where
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", kind)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment()), self._shown())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(tip(self.text()) if self._shown() != self.text() else "")

    def _shown(self) -> str:
        return QFontMetrics(self.font()).elidedText(self.text(), self._where, self.contentsRect().width())


class IconLabel(QWidget):
    """A small icon and a caption beside it."""

    def __init__(self, icon_name: str, theme: Theme, name: str, tone: str = "muted") -> None:
        super().__init__()
        self.setObjectName(name)
        self._icon_name, self._theme, self._tone = icon_name, theme, tone
        self._icon = QLabel()
        self._icon.setObjectName(f"{name}_icon")
        self._text = label("", "caption", f"{name}_text")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._text)
        theme.changed.connect(self._draw)
        self._draw()

    def set_text(self, text: str) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)
        if self.parentWidget() is not None:  # without a parent it would show as a window of its own
            self.setVisible(bool(text))

    def text(self) -> str:
        return self._text.text()

    def set_tone(self, tone: str) -> None:
        self._tone = tone
        set_tone(self._text, tone)
        self._draw()

    def _draw(self) -> None:
        side = self._theme.look.px(15)
        colour = self._theme.look.tokens.tone(self._tone)
        self._icon.setPixmap(icon(self._icon_name, colour).pixmap(QSize(side, side), self.devicePixelRatioF()))
