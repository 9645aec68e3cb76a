"""Finding words in the open document."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.language import number, translate
from desktop.theme import Theme
from desktop.widgets.buttons import IconButton
from desktop.widgets.labels import label

WAIT_MS = 250


class FindBar(QWidget):
    """`wanted` carries the words a little after they were typed; `stepped` 1 or -1; `closed` on Escape."""

    wanted = Signal(str)
    stepped = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("find_bar")
        self.field = QLineEdit()
        self.field.setObjectName("find_field")
        self.field.setAccessibleName(translate("Reader", "Find in this document"))
        self.field.setPlaceholderText(translate("Reader", "Find in this document"))
        self.field.setClearButtonEnabled(True)
        self._told = label("", "caption", "find_told")
        self.before = IconButton("chevron-up", translate("Reader", "Previous place"), theme, "find_before")
        self.next = IconButton("chevron-down", translate("Reader", "Next place"), theme, "find_next")
        self._close = IconButton("x", translate("Reader", "Close find"), theme, "find_close")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 6, 12, 6)
        row.setSpacing(6)
        for part in (self.field, self._told, self.before, self.next, self._close):
            row.addWidget(part, 1 if part is self.field else 0)
        self._timer = QTimer(self, interval=WAIT_MS, singleShot=True)
        self._timer.timeout.connect(self._ask)
        self.field.textChanged.connect(self._timer.start)
        self.field.returnPressed.connect(self._go_on)
        self.before.clicked.connect(self._step_back)
        self.next.clicked.connect(self._go_on)
        self._close.clicked.connect(self.closed)

    def begin(self) -> None:
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def tell(self, at: int | None, places: int) -> None:
        """Which place of how many; None before anything was looked for."""
        if at is None:
            self._told.setText("" if not self.field.text() else translate("Reader", "not in this document"))
        else:
            told = translate("Reader", "{at} of {places}")
            self._told.setText(told.format(at=number(at + 1), places=number(places)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        self.wanted.emit(self.field.text().strip())

    def _go_on(self) -> None:
        self._turn(1)

    def _step_back(self) -> None:
        self._turn(-1)

    def _turn(self, step: int) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._ask()
        else:
            self.stepped.emit(step)
