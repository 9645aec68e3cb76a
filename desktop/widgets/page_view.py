"""The pages of a document under each other, drawn by the engine, with marked places on them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from desktop.language import translate
from desktop.theme import Theme
from desktop.tokens import LIGHT
from desktop.widgets.page_images import PageImages
from engine.values import Box

GAP_PX = 14
WANT_MS = 40
ZOOM_STEP = 1.2
SCALE_LOW, SCALE_HIGH = 0.3, 6.0
FIT_HIGH = 1.9


class PageView(QAbstractScrollArea):
    """Pages count from 1. `page_wanted` asks for an image: page and pixels per point. Paper is white."""

    page_wanted = Signal(int, float)
    page_changed = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("pages")
        self.setAccessibleName(translate("Reader", "Pages"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self._theme = theme
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._tops: list[float] = []
        self._images = PageImages()
        self._marks: dict[int, list[Box]] = {}
        self._hits: dict[int, list[Box]] = {}
        self._hit: Box | None = None
        self._fits = True
        self._scale = 1.0
        self._page = 0
        self._want = QTimer(self, interval=WANT_MS, singleShot=True)
        self._want.timeout.connect(self._ask_for_pages)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        theme.changed.connect(self.viewport().update)

    def show_pages(self, sizes: Sequence[tuple[float, float]]) -> None:
        """A new document: width and height of each page in points."""
        self._sizes = tuple(sizes)
        self._images.clear()
        self._marks, self._hits, self._hit = {}, {}, None
        self._fits = True
        self._page = 0
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._on_scrolled()

    def put_image(self, page: int, scale: float, image: QImage) -> None:
        self._images.put(page, scale, image)
        self.viewport().update()

    def mark(self, boxes: Iterable[Box]) -> None:
        """The quoted places."""
        self._marks = _by_page(boxes)
        self.viewport().update()

    def show_hits(self, boxes: Iterable[Box], current: Box | None) -> None:
        """The places found, and the one the reader is at."""
        self._hits, self._hit = _by_page(boxes), current
        self.viewport().update()

    def page(self) -> int:
        """The page that fills the middle of the view; 0 without a document."""
        return self._page

    def pages(self) -> int:
        return len(self._sizes)

    def go_to_page(self, page: int) -> None:
        if 1 <= page <= len(self._sizes):
            self.verticalScrollBar().setValue(round(self._tops[page - 1] - GAP_PX))

    def go_to_box(self, box: Box) -> None:
        """Bring a place to the upper third of the view."""
        if 1 <= box.page <= len(self._sizes):
            top = self._tops[box.page - 1] + box.top * self._scale
            self.verticalScrollBar().setValue(round(top - self.viewport().height() / 3))
            middle = self._left(box.page) + (box.left + box.right) / 2 * self._scale
            self.horizontalScrollBar().setValue(round(middle - self.viewport().width() / 2))

    def zoom(self, steps: int) -> None:
        """Closer or farther; 0 fits the width again."""
        self._fits = steps == 0
        if steps:
            self._set_scale(self._scale * ZOOM_STEP**steps)
        else:
            self._lay_out_keeping_place()

    def zoom_percent(self) -> int:
        return round(self._scale * 72 / 96 * 100)

    def box_rect(self, box: Box) -> QRectF:
        """Where a place of a page stands in the viewport now."""
        x = self._left(box.page) - self.horizontalScrollBar().value() + box.left * self._scale
        y = self._tops[box.page - 1] - self.verticalScrollBar().value() + box.top * self._scale
        return QRectF(x, y, (box.right - box.left) * self._scale, (box.bottom - box.top) * self._scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for page in self._visible():
            self._paint_page(painter, page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out_keeping_place()
        super().resizeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def _paint_page(self, painter: QPainter, page: int) -> None:
        rect = self._page_rect(page)
        painter.fillRect(rect, QColor("#FFFFFF"))
        image = self._images.get(page)
        if image is not None:
            painter.drawImage(rect, image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for box in self._marks.get(page, ()):
            painter.fillRect(self.box_rect(box).adjusted(-1.5, -1.5, 1.5, 1.5), QColor(LIGHT.mark))
        for box in self._hits.get(page, ()):
            painter.fillRect(self.box_rect(box), QColor(LIGHT.accent_soft).darker(115))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        if self._hit is not None and self._hit.page == page:
            painter.setPen(QPen(QColor(LIGHT.accent), 2))
            painter.drawRect(self.box_rect(self._hit).adjusted(-2, -2, 2, 2))
        painter.setPen(QColor(self._theme.look.tokens.line))
        painter.drawRect(rect)

    def _page_rect(self, page: int) -> QRectF:
        width, height = self._sizes[page - 1]
        corner = QPointF(
            self._left(page) - self.horizontalScrollBar().value(),
            self._tops[page - 1] - self.verticalScrollBar().value(),
        )
        return QRectF(corner.x(), corner.y(), width * self._scale, height * self._scale)

    def _left(self, page: int) -> float:
        width = self._sizes[page - 1][0] * self._scale
        return max(GAP_PX, (self.viewport().width() - width) / 2)

    def _visible(self) -> range:
        top = self.verticalScrollBar().value()
        first = max(1, bisect_right(self._tops, top))
        last = bisect_right(self._tops, top + self.viewport().height())
        return range(first, min(last, len(self._sizes)) + 1)

    def _set_scale(self, scale: float) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        before = self._scale
        self._scale = min(SCALE_HIGH, max(SCALE_LOW, scale))
        self._lay_out()
        self.verticalScrollBar().setValue(round(middle * self._scale / before - self.viewport().height() / 2))
        self._on_scrolled()

    def _lay_out_keeping_place(self) -> None:
        before, top = self._scale, self.verticalScrollBar().value()
        self._lay_out()
        if before != self._scale:
            self.verticalScrollBar().setValue(round(top * self._scale / before))
        self._on_scrolled()

    def _lay_out(self) -> None:
        widest = max((width for width, _ in self._sizes), default=1.0)
        if self._fits and self._sizes:
            self._scale = min(FIT_HIGH, max(SCALE_LOW, (self.viewport().width() - 2 * GAP_PX) / widest))
        self._tops = []
        top = float(GAP_PX)
        for _, height in self._sizes:
            self._tops.append(top)
            top += height * self._scale + GAP_PX
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, round(top - self.viewport().height())))
        vertical.setPageStep(self.viewport().height())
        vertical.setSingleStep(40)
        horizontal.setRange(0, max(0, round(widest * self._scale + 2 * GAP_PX - self.viewport().width())))
        horizontal.setPageStep(self.viewport().width())
        self.viewport().update()

    def _on_scrolled(self) -> None:
        self.viewport().update()
        self._want.start()
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        page = min(len(self._sizes), max(1, bisect_right(self._tops, middle))) if self._sizes else 0
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)

    def _ask_for_pages(self) -> None:
        scale = round(self._scale * self.devicePixelRatioF(), 3)
        visible = list(self._visible())
        self._images.keep_near(visible)
        ahead = [page for page in (visible[-1] + 1,) if page <= len(self._sizes)] if visible else []
        for page in visible + ahead:
            if not self._images.has(page, scale):
                self.page_wanted.emit(page, scale)


def _by_page(boxes: Iterable[Box]) -> dict[int, list[Box]]:
    found: dict[int, list[Box]] = {}
    for box in boxes:
        found.setdefault(box.page, []).append(box)
    return found
