"""Welcome: the screen of a library without folders. One sentence, one place to drop, two presses."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.language import translate
from desktop.theme import Theme
from desktop.widgets.buttons import button
from desktop.widgets.drop_area import DropArea
from desktop.widgets.labels import IconLabel, label

COLUMN_PX = 640


class WelcomeScreen(QWidget):
    """`dropped` carries paths; the other signals say what was pressed."""

    dropped = Signal(list)
    folder_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome_screen")
        self._drop = DropArea()
        self.choose = button(translate("Welcome", "Choose a folder"), "primary", "choose_folder")
        self.sample = button(translate("Welcome", "Try the sample library"), "plain", "try_sample")
        offline = IconLabel("lock", theme, "welcome_offline")
        offline.set_text(translate("Welcome", "Nothing leaves this computer."))
        title = label(translate("Welcome", "Ask your own documents"), "welcome", "welcome_title", wraps=True)
        said = translate("Welcome", "Choose a folder, ask, and see for every sentence of the answer where it stands.")
        lead = label(said, "lead", "welcome_lead", wraps=True)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.choose)
        row.addWidget(self.sample)
        row.addStretch(1)
        inner = QWidget()
        inner.setObjectName("welcome_column")
        inner.setMaximumWidth(theme.look.px(COLUMN_PX))
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(0)
        for part, space in ((title, 8), (lead, 24), (self._drop, 20)):
            column.addWidget(part)
            column.addSpacing(space)
        column.addLayout(row)
        column.addSpacing(24)
        column.addWidget(offline, 0, Qt.AlignmentFlag.AlignLeft)
        middle = QWidget()
        middle.setObjectName("welcome_middle")
        outer = QHBoxLayout(middle)
        outer.addStretch(1)
        outer.addWidget(inner, 20, Qt.AlignmentFlag.AlignVCenter)
        outer.addStretch(1)
        area = QScrollArea()
        area.setObjectName("welcome_area")
        area.setAccessibleName(translate("Welcome", "Welcome"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(middle)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(area)
        self._drop.dropped.connect(self.dropped)
        self.choose.clicked.connect(self.folder_wanted)
        self.sample.clicked.connect(self.sample_wanted)
        self.setFocusProxy(self.choose)
