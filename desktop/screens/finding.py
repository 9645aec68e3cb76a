"""Finds words in the open document and goes from place to place."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.widgets.find_bar import FindBar
from desktop.widgets.page_view import PageView
from desktop.widgets.text_view import TextView
from desktop.workers.engine import Engine
from engine.protocol import Event, FindInDocument, TextFound
from engine.values import Quote


class Finding(QObject):
    """The engine finds; the view in use shows."""

    def __init__(self, engine: Engine, bar: FindBar, pages: PageView, text: TextView, parent: QObject) -> None:
        super().__init__(parent)
        self._engine, self._bar, self._pages, self._text = engine, bar, pages, text
        self._path = ""
        self._places: tuple[Quote, ...] = ()
        self._at: int | None = None
        self._request = 0
        bar.wanted.connect(self._find)
        bar.stepped.connect(self._step)
        bar.closed.connect(self._close)

    def open(self, path: str) -> None:
        """Another document: nothing is found in it yet."""
        self._path = path
        self._show((), None)

    def _find(self, words: str) -> None:
        if not words:
            self._show((), None)
            return
        self._request = self._engine.request(FindInDocument(id=0, path=self._path, text=words), self._hear)

    def _hear(self, event: Event) -> None:
        match event:
            case TextFound(quotes=quotes) if event.id == self._request:
                self._show(quotes, self._first_from_here(quotes))

    def _first_from_here(self, quotes: tuple[Quote, ...]) -> int | None:
        """The first place on the page in view or after it, else the first of all."""
        if not quotes:
            return None
        here = self._pages.page()
        return next((at for at, quote in enumerate(quotes) if quote.page and quote.page >= here), 0)

    def _step(self, step: int) -> None:
        if self._at is not None:
            self._show(self._places, (self._at + step) % len(self._places))

    def _show(self, places: tuple[Quote, ...], at: int | None) -> None:
        self._places, self._at = places, at
        self._bar.tell(at, len(places))
        boxes = [box for quote in places for box in quote.boxes]
        current = places[at] if at is not None else None
        self._pages.show_hits(boxes, current.boxes[0] if current and current.boxes else None)
        self._text.show_hits(places, at)
        if current is None:
            return
        if current.boxes:
            self._pages.go_to_box(current.boxes[0])
        elif current.page:
            self._pages.go_to_page(current.page)
        else:
            self._text.go_to(current.start)

    def _close(self) -> None:
        self._bar.hide()
        self._show((), None)
