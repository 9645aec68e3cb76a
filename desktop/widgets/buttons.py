"""Buttons of the kinds the look knows, each with a name for tests and for screen readers."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QToolButton

from desktop.icons import SMALL_PX, icon
from desktop.theme import Theme


def button(text: str, kind: str, name: str) -> QPushButton:
    """`kind`: primary, plain, link, chip or rail."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setObjectName(name)
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    if kind in {"link", "chip"}:
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


class IconButton(QToolButton):
    """An icon with a tool tip that is also its name."""

    def __init__(self, icon_name: str, text: str, theme: Theme, name: str) -> None:
        super().__init__()
        self._icon_name, self._theme = icon_name, theme
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.say(text)
        theme.changed.connect(self._draw)
        self._draw()

    def say(self, text: str) -> None:
        self.setAccessibleName(text)
        self.setToolTip(text)

    def show_icon(self, icon_name: str) -> None:
        self._icon_name = icon_name
        self._draw()

    def follow(self, action: QAction) -> None:
        """Do what the action does, and name its shortcut in the tool tip."""
        self.clicked.connect(action.trigger)
        keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
        self.setToolTip(f"{self.accessibleName()} ({keys})" if keys else self.accessibleName())

    def _draw(self) -> None:
        tokens = self._theme.look.tokens
        side = self._theme.look.px(SMALL_PX)
        self.setIcon(icon(self._icon_name, tokens.muted, tokens.accent))
        self.setIconSize(QSize(side, side))
