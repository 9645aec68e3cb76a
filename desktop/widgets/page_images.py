"""The page images in memory: those near what is seen, within a budget of pixels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QImage

PIXELS_MOST = 48_000_000


class PageImages:
    """Images by page with the scale they were drawn at; an image of another scale serves until the right one comes."""

    def __init__(self) -> None:
        self._images: dict[int, tuple[float, QImage]] = {}

    def clear(self) -> None:
        self._images.clear()

    def get(self, page: int) -> QImage | None:
        found = self._images.get(page)
        return found[1] if found else None

    def has(self, page: int, scale: float) -> bool:
        found = self._images.get(page)
        return found is not None and abs(found[0] - scale) < 0.002

    def put(self, page: int, scale: float, image: QImage) -> None:
        self._images[page] = (scale, image)

    def keep_near(self, pages: Sequence[int]) -> None:
        """Drop the farthest images until the rest fits the budget."""
        if not pages:
            return
        middle = (pages[0] + pages[-1]) / 2
        for page in sorted(self._images, key=lambda page: -abs(page - middle)):
            if self._pixels() <= PIXELS_MOST:
                return
            del self._images[page]

    def _pixels(self) -> int:
        return sum(image.width() * image.height() for _, image in self._images.values())
