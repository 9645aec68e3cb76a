"""The line over a document: back to the answer, its title, the page, zoom, find and headings."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy

from desktop.language import number, translate
from desktop.theme import Theme
from desktop.widgets.buttons import IconButton, button
from desktop.widgets.labels import ElidedLabel, label


class ReaderBar(QFrame):
    """`page_wanted` carries the number typed into the page field."""

    page_wanted = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("reader_bar")
        self.back = button(translate("Reader", "Back to the answer"), "plain", "reader_back")
        self._title = ElidedLabel("", "strong", "reader_title")
        self.page = QLineEdit()
        self.page.setObjectName("page_field")
        self.page.setAccessibleName(translate("Reader", "Page"))
        self.page.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.page.setFixedWidth(theme.look.px(58))
        self._of = label("", "muted", "page_of")
        self.farther = IconButton("zoom-out", translate("Reader", "Smaller"), theme, "zoom_out")
        self.closer = IconButton("zoom-in", translate("Reader", "Larger"), theme, "zoom_in")
        self.fit = button(translate("Reader", "Fit width"), "link", "zoom_fit")
        self.find_button = IconButton("search", translate("Reader", "Find in this document"), theme, "find")
        self.outline = IconButton("list-tree", translate("Reader", "Headings"), theme, "outline_toggle")
        self.outline.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 12, 16, 10)
        row.setSpacing(8)
        self._title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(self.back)
        row.addWidget(self._title, 1)
        for part in (self.page, self._of, self.farther, self.closer, self.fit, self.find_button, self.outline):
            row.addWidget(part)
        self.page.returnPressed.connect(self._on_page)
        self.show_pages(0, 0)
        self.show_way_back(False)

    def show_title(self, title: str) -> None:
        self._title.setText(title)

    def title(self) -> str:
        return self._title.text()

    def show_way_back(self, is_shown: bool) -> None:
        """Whether an answer led here."""
        self.back.setVisible(is_shown)

    def show_pages(self, page: int, pages: int) -> None:
        """Where the reader is; the page controls are hidden for a document without pages."""
        for part in (self.page, self._of, self.farther, self.closer, self.fit):
            part.setVisible(pages > 0)
        if not self.page.hasFocus() or not self.page.isModified():
            self.page.setText(str(page))
        self._of.setText(translate("Reader", "of {pages}").format(pages=number(pages)))

    def _on_page(self) -> None:
        text = self.page.text().strip()
        self.page.setModified(False)
        if text.isdecimal():
            self.page_wanted.emit(int(text))
