"""Fetches page images from the engine, a few at a time, those in sight first."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from desktop.widgets.page_view import PageView
from desktop.workers.engine import Engine
from engine.protocol import Event, PageRendered, RenderPage

AT_ONCE = 2


class PageDrawing(QObject):
    """Pages wanted before the last scrolling and out of sight since are not drawn."""

    def __init__(self, engine: Engine, view: PageView, parent: QObject) -> None:
        super().__init__(parent)
        self._engine, self._view = engine, view
        self._path = ""
        self._wanted: dict[int, float] = {}
        self._underway: dict[int, tuple[int, float]] = {}
        view.page_wanted.connect(self._want)
        view.page_changed.connect(self._forget_far)

    def open(self, path: str) -> None:
        self._path = path
        self._wanted.clear()

    def _want(self, page: int, scale: float) -> None:
        if (page, scale) not in self._underway.values():
            self._wanted[page] = scale
            self._draw_next()

    def _forget_far(self, page: int) -> None:
        self._wanted = {wanted: scale for wanted, scale in self._wanted.items() if abs(wanted - page) <= 3}

    def _draw_next(self) -> None:
        while self._wanted and len(self._underway) < AT_ONCE:
            page = min(self._wanted, key=lambda page: abs(page - self._view.page()))
            scale = self._wanted.pop(page)
            number = self._engine.request(RenderPage(id=0, path=self._path, page=page, scale=scale), self._hear)
            self._underway[number] = (page, scale)

    def _hear(self, event: Event) -> None:
        asked = self._underway.pop(event.id, None)
        match event:
            case PageRendered(path=path, page=page, image_file=file) if path == self._path and asked is not None:
                image = QImage(file)
                if not image.isNull():
                    self._view.put_image(page, asked[1], image)
        self._draw_next()
