"""One source beside the answer: its title and place, the quoted words, how well it supports, the way to the page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.language import number, translate
from desktop.texts import support_state
from desktop.theme import Theme
from desktop.widgets.buttons import button
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import ElidedLabel, label, set_tone
from desktop.widgets.passage_text import PassageText
from engine.values import Source, Support

PLACE_PX = 130


class SourceCard(QFrame):
    """Signals `chosen` when clicked and `opened` when the page is wanted."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, source: Source, support: Support | None, theme: Theme) -> None:
        super().__init__()
        self.source = source
        self.setObjectName(f"source_{source.number}")
        self.setProperty("kind", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_spoken(source, support))
        self._number = label(number(source.number), "number", f"source_{source.number}_number")
        self._title = ElidedLabel(source.title, "strong", f"source_{source.number}_title")
        self._place = ElidedLabel(place(source), "caption", f"source_{source.number}_place")
        self._place.setMaximumWidth(theme.look.px(PLACE_PX))
        self._place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._text = PassageText(theme, f"source_{source.number}_text")
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text.show_source(source)
        self._support = label("", "caption", f"source_{source.number}_support")
        words = translate("Sources", "Open page") if source.page else translate("Sources", "Open document")
        self._open = button(words, "link", f"source_{source.number}_open")
        self._open.clicked.connect(self._on_open)
        self._arrange()
        self._show_support(support)

    def choose(self, is_chosen: bool) -> None:
        """Show whether this is the source that was clicked in the answer."""
        if self.property("chosen") != is_chosen:
            self.setProperty("chosen", is_chosen)
            self.style().unpolish(self)
            self.style().polish(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit(self.source.number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._on_open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_open()
        elif event.key() == Qt.Key.Key_Space:
            self.chosen.emit(self.source.number)
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._number)
        head.addWidget(self._title, 1)
        head.addWidget(self._place)
        foot = FlowLayout(ends_right=True)
        foot.addWidget(self._support)
        foot.addWidget(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._text)
        column.addLayout(foot)

    def _show_support(self, support: Support | None) -> None:
        if support is None:
            self._support.setText(translate("Sources", "near your question"))
            set_tone(self._support, "muted")
            return
        state = support_state(support)
        self._support.setText(f"{state.sign} {state.words}")
        set_tone(self._support, state.tone)

    def _on_open(self) -> None:
        self.opened.emit(self.source.number)


def place(source: Source) -> str:
    """Where the passage stands: its page, else the last of its headings unless that is the title again."""
    page = source.quotes[0].page if source.quotes and source.quotes[0].page else source.page
    if page:
        return translate("Sources", "page {page}").format(page=number(page))
    heading = source.heading.rpartition(" › ")[2]
    return "" if heading == source.title else heading


def _spoken(source: Source, support: Support | None) -> str:
    said = support_state(support).words if support else translate("Sources", "near your question")
    head = translate("Sources", "Source {number}: {title}").format(number=source.number, title=source.title)
    return ", ".join(part for part in (head, place(source), said) if part)
