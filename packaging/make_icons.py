"""Draws `resources/icons/carrel.svg` as the PNG sizes that windows and desktops ask for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"
SIZES_PX = (16, 32, 48, 128, 256, 512)


def main() -> None:
    renderer = QSvgRenderer(str(ICONS / "carrel.svg"))
    for size in SIZES_PX:
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter)
        painter.end()
        image.save(str(ICONS / f"carrel-{size}.png"))


if __name__ == "__main__":
    main()
