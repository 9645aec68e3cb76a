"""Reader: the page itself, or the text, with the exact sentence marked."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.language import translate
from desktop.rows.documents import name_of
from desktop.screens.finding import Finding
from desktop.screens.page_drawing import PageDrawing
from desktop.texts import failure_text
from desktop.theme import Theme
from desktop.widgets.find_bar import FindBar
from desktop.widgets.labels import label
from desktop.widgets.outline import Outline
from desktop.widgets.page_view import PageView
from desktop.widgets.reader_bar import ReaderBar
from desktop.widgets.skeleton import Skeleton
from desktop.widgets.text_view import TextView
from desktop.workers.engine import Engine
from engine.protocol import DocumentOpened, Event, Failed, OpenDocument
from engine.values import Quote, Source

SKELETON_MS = 200
OUTLINE_PX = 220


class Place(msgspec.Struct, frozen=True):
    """What to show in a document: the marked quotes, and the one to go to. Without quotes: its beginning."""

    path: str
    quotes: tuple[Quote, ...] = ()
    at: int = 0


class ReaderScreen(QWidget):
    """`back_wanted` when the reader wants to return to the answer."""

    back_wanted = Signal()

    def __init__(self, engine: Engine, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reader_screen")
        self._engine = engine
        self._place = Place("")
        self._opened: DocumentOpened | None = None
        self._request = 0
        self.bar = ReaderBar(theme)
        self.find_bar = FindBar(theme)
        self.find_bar.hide()
        self.pages = PageView(theme)
        self.text = TextView(theme)
        self.outline = Outline(theme)
        self._message: QLabel = label("", "lead", "reader_message", wraps=True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._skeleton = Skeleton(theme)
        self._skeleton_timer = QTimer(self, interval=SKELETON_MS, singleShot=True)
        self._skeleton_timer.timeout.connect(self._show_skeleton)
        self._stack = QStackedWidget()
        self._stack.setObjectName("reader_stack")
        for part in (self._message, self._skeleton, self.pages, self.text):
            self._stack.addWidget(part)
        self._arrange()
        self._drawing = PageDrawing(engine, self.pages, self)
        self._finding = Finding(engine, self.find_bar, self.pages, self.text, self)
        self._connect()
        self.setFocusProxy(self._stack)
        self._say(translate("Reader", "Open a document in the Library, or a source of an answer."))

    def open(self, place: Place) -> None:
        """Show the place; the document is fetched from the engine unless it is the open one."""
        is_same = self._opened is not None and self._place.path == place.path
        self._place = place
        self.bar.show_title(name_of(place.path))
        if is_same:
            self._go()
            return
        self._opened = None
        self._skeleton_timer.start()
        self._request = self._engine.request(OpenDocument(id=0, path=place.path), self._hear)

    def forget(self, path: str) -> None:
        """The document changed or left the library: fetch it anew the next time."""
        if path == self._place.path:
            self._opened = None

    def begin_find(self) -> None:
        if self._opened is not None:
            self.find_bar.begin()

    def focus_page(self) -> None:
        self.bar.page.setFocus()
        self.bar.page.selectAll()

    def toggle_outline(self) -> None:
        self.bar.outline.click()

    def shown_path(self) -> str:
        """The document on screen; empty without one."""
        return self._place.path if self._opened is not None else ""

    def widths(self) -> list[int]:
        return self._splitter.sizes()

    def _arrange(self) -> None:
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setObjectName("reader_splitter")
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.outline)
        self._splitter.addWidget(self._stack)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([OUTLINE_PX, 800])
        self.outline.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.find_bar)
        row = QHBoxLayout()
        row.addWidget(self._splitter)
        column.addLayout(row, 1)

    def _connect(self) -> None:
        self.bar.back.clicked.connect(self.back_wanted)
        self.bar.page_wanted.connect(self.pages.go_to_page)
        self.bar.closer.clicked.connect(self._zoom_in)
        self.bar.farther.clicked.connect(self._zoom_out)
        self.bar.fit.clicked.connect(self._zoom_to_fit)
        self.bar.find_button.clicked.connect(self.begin_find)
        self.bar.outline.toggled.connect(self._show_outline)
        self.pages.page_changed.connect(self._on_page)
        self.outline.chosen.connect(self._go_to_heading)

    def _hear(self, event: Event) -> None:
        if event.id != self._request:
            return
        self._skeleton_timer.stop()
        match event:
            case DocumentOpened():
                self._show(event)
            case Failed(code=code, facts=facts):
                why = failure_text(code, facts)
                self._say(f"{why.happened}\n{why.next_step}")

    def _show(self, opened: DocumentOpened) -> None:
        try:
            text = Path(opened.text_file).read_text(encoding="utf-8")
        except OSError:
            self._say(translate("Reader", "The text of this document could not be read. Open it again."))
            return
        self._opened = opened
        self.bar.show_title(opened.document.title or name_of(opened.document.path))
        self._drawing.open(opened.document.path)
        self._finding.open(opened.document.path)
        self.outline.show_headings(opened.headings if not opened.page_sizes or opened.page_starts else ())
        self.bar.outline.setVisible(self.outline.has_headings())
        self._show_outline(self.bar.outline.isChecked())
        if opened.page_sizes:
            self._show_part(self.pages)
            self.pages.show_pages(opened.page_sizes)
        else:
            self._show_part(self.text)
            self.text.show_text(text, opened.headings)
        self.bar.show_pages(self.pages.page(), len(opened.page_sizes))
        self._go()

    def _show_part(self, part: QWidget) -> None:
        self._stack.setCurrentWidget(part)
        self._stack.setFocusProxy(part)
        part.setFocus()

    def _go(self) -> None:
        quotes = self._place.quotes
        if self._stack.currentWidget() is self.pages:
            self.pages.mark(box for quote in quotes for box in quote.boxes)
        else:
            self.text.mark(quotes)
        if not quotes:
            return
        quote = quotes[min(self._place.at, len(quotes) - 1)]
        if self._stack.currentWidget() is self.text:
            self.text.go_to(quote.start)
        elif quote.boxes:
            self.pages.go_to_box(quote.boxes[0])
        elif quote.page:
            self.pages.go_to_page(quote.page)

    def _go_to_heading(self, start: int) -> None:
        if self._stack.currentWidget() is self.text:
            self.text.go_to(start)
        elif self._opened is not None:
            starts = self._opened.page_starts
            self.pages.go_to_page(max(1, sum(at <= start for at in starts)))

    def _say(self, text: str) -> None:
        self._message.setText(text)
        self._stack.setCurrentWidget(self._message)
        self.bar.show_pages(0, 0)
        self.bar.outline.hide()
        self.outline.hide()

    def _show_skeleton(self) -> None:
        self._stack.setCurrentWidget(self._skeleton)

    def _show_outline(self, is_wanted: bool) -> None:
        self.outline.setVisible(is_wanted and self.outline.has_headings())

    def _on_page(self, page: int) -> None:
        self.bar.show_pages(page, self.pages.pages())

    def _zoom_in(self) -> None:
        self.pages.zoom(1)

    def _zoom_out(self) -> None:
        self.pages.zoom(-1)

    def _zoom_to_fit(self) -> None:
        self.pages.zoom(0)


def place_of(source: Source, at: int) -> Place:
    """Where a source stands: its quotes, or the whole passage where nothing is quoted."""
    whole = Quote(text=source.text, start=source.start, end=source.end, page=source.page, boxes=source.boxes)
    return Place(source.document, source.quotes or (whole,), at)
