"""The list of keyboard shortcuts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.language import translate
from desktop.widgets.labels import label


class ShortcutsDialog(QDialog):
    """Two columns of words and keys under the names of their menus. Escape closes it."""

    def __init__(self, listed: Sequence[tuple[str, str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("Shortcuts", "Keyboard shortcuts"))
        self.resize(460, 560)
        inner = QWidget()
        inner.setObjectName("shortcuts_list")
        grid = QGridLayout(inner)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(0, 1)
        menu_before, row = "", 0
        for at, (menu, words, keys) in enumerate(listed):
            if menu != menu_before:
                heading = label(menu, "strong", f"shortcut_menu_{at}")
                heading.setContentsMargins(0, 12 if row else 0, 0, 0)
                grid.addWidget(heading, row, 0, 1, 2)
                menu_before = menu
                row += 1
            grid.addWidget(label(words, "", f"shortcut_{at}", wraps=True), row, 0)
            grid.addWidget(label(keys, "muted", f"shortcut_keys_{at}"), row, 1)
            row += 1
        area = QScrollArea()
        area.setObjectName("shortcuts_area")
        area.setAccessibleName(translate("Shortcuts", "Keyboard shortcuts"))
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(area)
