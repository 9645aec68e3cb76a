"""The navigation at the left edge: the screens, and whether the library is up to date."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.icons import ICON_PX, icon
from desktop.language import translate
from desktop.theme import Theme
from desktop.widgets.buttons import IconButton, button
from desktop.widgets.labels import label, tip

WIDE_PX, NARROW_PX = 176, 60


class Rail(QWidget):
    """`chosen` carries the name of a screen. Folded, it shows icons only and says the rest in tool tips."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._is_folded = False
        self._icons: dict[str, str] = {}
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._brand = label("Carrel", "brand", "brand")
        self.menu = IconButton("ellipsis", translate("Rail", "Menu"), theme, "menu")
        self._head = head = QHBoxLayout()
        head.addWidget(self._brand)
        head.addStretch(1)
        head.addWidget(self.menu)
        self._dot = _Dot(theme)
        self._status = label("", "caption", "status", wraps=True)
        self._status.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._foot = foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._dot)
        foot.addWidget(self._status, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 14, 10, 14)
        column.setSpacing(4)
        column.addLayout(head)
        column.addSpacing(10)
        for name, icon_name, title in (
            ("ask", "message-square-text", translate("Rail", "Ask")),
            ("library", "library", translate("Rail", "Library")),
            ("reader", "book-open", translate("Rail", "Reader")),
        ):
            column.addWidget(self._make(name, icon_name, title))
        column.addStretch(1)
        column.addLayout(foot)
        column.addWidget(self._make("preferences", "settings", translate("Rail", "Preferences")))
        self._buttons["reader"].hide()
        self._group.buttonClicked.connect(self._on_clicked)
        theme.changed.connect(self._draw)
        self.fold(False)

    def show_screen(self, name: str) -> None:
        self._buttons[name].show()
        self._buttons[name].setChecked(True)

    def hide_reader(self) -> None:
        self._buttons["reader"].hide()

    def show_status(self, text: str, tone: str) -> None:
        """One line about the library, with a dot in the tone's colour."""
        self._status.setText(text)
        self._dot.show_tone(tone)
        self._dot.setToolTip(tip(text))
        self._dot.setAccessibleName(text)

    def status(self) -> str:
        return self._status.text()

    def fold(self, is_folded: bool) -> None:
        self._is_folded = is_folded
        self.setFixedWidth(self._theme.look.px(NARROW_PX if is_folded else WIDE_PX))
        self._brand.setVisible(not is_folded)
        self._status.setVisible(not is_folded)
        self._head.setContentsMargins(0 if is_folded else 10, 0, 6 if is_folded else 0, 0)
        self._foot.setContentsMargins(15 if is_folded else 10, 0, 4, 4)
        for made in self._buttons.values():
            made.setText("" if is_folded else made.accessibleName())
            made.setToolTip(made.accessibleName() if is_folded else "")

    def _make(self, name: str, icon_name: str, title: str) -> QPushButton:
        made = button(title, "rail", f"rail_{name}")
        made.setCheckable(True)
        self._icons[name] = icon_name
        self._buttons[name] = made
        self._group.addButton(made)
        self._draw_one(name)
        return made

    def _draw(self) -> None:
        for name in self._buttons:
            self._draw_one(name)
        self.fold(self._is_folded)

    def _draw_one(self, name: str) -> None:
        tokens, side = self._theme.look.tokens, self._theme.look.px(ICON_PX)
        self._buttons[name].setIcon(icon(self._icons[name], tokens.muted, tokens.accent))
        self._buttons[name].setIconSize(QSize(side, side))

    def _on_clicked(self, pressed: QPushButton) -> None:
        self.chosen.emit(pressed.objectName().removeprefix("rail_"))


class _Dot(QWidget):
    """A small round sign; its words stand beside it or in its tool tip."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("status_dot")
        self._theme, self._tone = theme, "muted"
        self.setFixedSize(10, 10)
        theme.changed.connect(self.update)

    def show_tone(self, tone: str) -> None:
        self._tone = tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.look.tokens.tone(self._tone)))
        painter.drawEllipse(QRectF(1, 1, 8, 8))
