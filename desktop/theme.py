"""The colours and sizes of the window, light and dark, and the application dressed in them."""

from __future__ import annotations

from typing import Literal

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from desktop.places import shipped
from desktop.stylesheet import stylesheet
from desktop.tokens import DARK, LIGHT, Tokens

Appearance = Literal["system", "light", "dark"]
FIRST_FONTS = ("Inter-Regular.otf", "Inter-SemiBold.otf")
OTHER_FONTS = ("Inter-Medium.otf", "Inter-Bold.otf")
BASE_PX = 13


class Look(msgspec.Struct, frozen=True):
    """What widgets that paint themselves need: the tokens and the user's font size as a factor."""

    tokens: Tokens = LIGHT
    scale: float = 1.0
    is_still: bool = False

    def px(self, value: float) -> int:
        """A text size of the design in the user's size."""
        return max(1, round(value * self.scale))


class Theme(QObject):
    """Dresses the application; follows the system while the preference says so. `changed` after every change."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._appearance: Appearance = "system"
        self.look = Look()
        self._family = ""
        self._is_dressed = False
        self._system_is_dark = application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        if application.style().name() != "fusion":
            application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._follow_system)

    def load_fonts(self) -> None:
        """Inter, where it was shipped; the system's own Inter or plain font otherwise."""
        _load(FIRST_FONTS)
        self._family = "Inter" if QFontDatabase.hasFamily("Inter") else ""

    def load_other_fonts(self) -> None:
        """The weights the first paint does without; each takes 2 ms."""
        _load(OTHER_FONTS)

    def wear(self, appearance: Appearance, scale: float, is_still: bool) -> None:
        """Dress the application as preferred; `is_still` turns motion off."""
        self._appearance = appearance
        look = Look(self._tokens(), scale, is_still)
        if look == self.look and self._is_dressed:
            return
        self.look, self._is_dressed = look, True
        self._dress()
        self.changed.emit()

    def is_still(self) -> bool:
        """Whether nothing shall move: by preference, or because the system's style says so."""
        from PySide6.QtWidgets import QStyle  # its enums are not needed for the first paint

        asked = self._application.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
        return self.look.is_still or asked == 0

    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        self._system_is_dark = scheme == Qt.ColorScheme.Dark
        self.wear(self._appearance, self.look.scale, self.look.is_still)

    def _tokens(self) -> Tokens:
        is_dark = self._system_is_dark if self._appearance == "system" else self._appearance == "dark"
        return DARK if is_dark else LIGHT

    def _dress(self) -> None:
        font = QFont(self._family) if self._family else QFont(self._application.font())
        font.setPixelSize(self.look.px(BASE_PX))
        font.setFeature(QFont.Tag("tnum"), 1)
        self._application.setFont(font)
        self._application.setPalette(_palette(self.look.tokens))
        self._application.setStyleSheet(stylesheet(self.look.tokens, self.look.scale))


def _load(names: tuple[str, ...]) -> None:
    for name in names:
        file = shipped("fonts", name)
        if file.is_file():
            QFontDatabase.addApplicationFontFromData(file.read_bytes())


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.paper,
        role.WindowText: tokens.ink,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.paper,
        role.Text: tokens.ink,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.surface,
        role.ButtonText: tokens.ink,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.ink,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Mid: tokens.line,
        role.Midlight: tokens.line,
        role.Dark: tokens.line,
    }
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.muted))
    return palette
