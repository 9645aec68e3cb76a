"""The one window: the rail, the notice bar, and a stack of screens built when they are first shown."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QByteArray, QPoint, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop.actions import Actions
from desktop.theme import Theme
from desktop.widgets.drop_area import paths_in
from desktop.widgets.notice_bar import NoticeBar
from desktop.widgets.rail import Rail

RAIL_FOLDS_UNDER_PX = 1100


class Window(QMainWindow):
    """`painted` once, after the first paint; `closing` before the window goes."""

    painted = Signal()
    closing = Signal()
    dropped = Signal(list)
    screen_shown = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("Carrel")
        self.setAcceptDrops(True)
        self.setMinimumSize(560, 420)
        self.resize(1440, 900)
        self._make: Callable[[str], QWidget] | None = None
        self._screens: dict[str, QWidget] = {}
        self._is_painted = False
        self.deeds = Actions(self)
        self.rail = Rail(theme)
        self.notices = NoticeBar(theme)
        self._stack = QStackedWidget()
        self._stack.setObjectName("screens")
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.notices)
        right.addWidget(self._stack, 1)
        middle = QWidget()
        middle.setObjectName("window_middle")
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(middle)
        self._menu = QMenu(self)
        self._menu.setObjectName("menu_all")
        self.rail.menu.clicked.connect(self.open_menu)
        if sys.platform == "darwin":
            self.deeds.fill(self.menuBar())
            self.rail.menu.hide()

    def set_maker(self, make: Callable[[str], QWidget]) -> None:
        """Who builds the screen of a name."""
        self._make = make

    def show_screen(self, name: str) -> None:
        """Bring a screen to the front. Welcome stands in the place of Ask."""
        if name not in self._screens and self._make is not None:
            self._screens[name] = self._make(name)
            self._stack.addWidget(self._screens[name])
        self._stack.setCurrentWidget(self._screens[name])
        self.rail.show_screen("ask" if name == "welcome" else name)
        self.deeds.show_screen(name)
        self.screen_shown.emit(name)

    def screen_named(self, name: str) -> QWidget | None:
        """The screen, where it was built already."""
        return self._screens.get(name)

    def shown_screen(self) -> str:
        """The name of the screen in front; empty before the first."""
        front = self._stack.currentWidget()
        return next((name for name, screen in self._screens.items() if screen is front), "")

    def menu(self) -> QMenu:
        """The menu of everything; filled when it is first wanted."""
        if self._menu.isEmpty():
            self.deeds.fill(self._menu)
        return self._menu

    def open_menu(self) -> None:
        self.menu().popup(self.rail.menu.mapToGlobal(QPoint(0, self.rail.menu.height() + 4)))

    def geometry_text(self) -> str:
        return bytes(self.saveGeometry().data()).hex()

    def restore_geometry_text(self, text: str) -> None:
        if text:
            self.restoreGeometry(QByteArray.fromHex(text.encode("ascii", "replace")))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.fold(self.width() < RAIL_FOLDS_UNDER_PX)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if paths_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(paths_in(event.mimeData()))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        event.accept()
