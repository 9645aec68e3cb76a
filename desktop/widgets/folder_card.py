"""The watched folders and how far reading them has come."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from desktop.icons import icon
from desktop.language import duration, number, translate
from desktop.rows.documents import name_of
from desktop.rows.overview import Overview
from desktop.theme import Theme
from desktop.widgets.buttons import IconButton, button
from desktop.widgets.labels import ElidedLabel, label, set_tone
from engine.values import Folder

ROWS_SHOWN = 4
ROW_PX = 30


class FolderCard(QFrame):
    """`remove_wanted` and `show_wanted` carry a folder's path; `pause_toggled` whether reading shall pause."""

    remove_wanted = Signal(str)
    show_wanted = Signal(str)
    ask_wanted = Signal(str)
    pause_toggled = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("folder_card")
        self.setProperty("kind", "card")
        self._theme = theme
        self._rows: dict[str, FolderRow] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        inner = QWidget()
        inner.setObjectName("folder_rows")
        inner.setLayout(self._list)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setObjectName("folders")
        self._area.setAccessibleName(translate("Library", "Folders"))
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inner)
        self._bar = QProgressBar()
        self._bar.setObjectName("progress")
        self._bar.setAccessibleName(translate("Library", "Reading"))
        self._bar.setTextVisible(False)
        self._told = label("", "muted", "progress_told", wraps=True)
        self._hint = label("", "caption", "progress_hint", wraps=True)
        self.pause = button("", "plain", "pause")
        self.pause.setCheckable(True)
        self.pause.clicked.connect(self.pause_toggled)
        head = QHBoxLayout()
        head.addWidget(self._told, 1)
        head.addWidget(self.pause)
        self._progress = QWidget()
        self._progress.setObjectName("progress_part")
        column = QVBoxLayout(self._progress)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._bar)
        column.addLayout(head)
        column.addWidget(self._hint)
        page = QVBoxLayout(self)
        page.setContentsMargins(18, 12, 14, 12)
        page.setSpacing(4)
        page.addWidget(self._area)
        page.addWidget(self._progress)
        theme.changed.connect(self._fit)

    def show_overview(self, overview: Overview, is_paused: bool) -> None:
        self._show_folders(overview.folders)
        self._show_progress(overview, is_paused)

    def _show_folders(self, folders: tuple[Folder, ...]) -> None:
        known = {folder.path for folder in folders}
        for path in [path for path in self._rows if path not in known]:
            row = self._rows.pop(path)
            self._list.removeWidget(row)
            row.hide()
            row.setParent(None)
            row.deleteLater()
        for at, folder in enumerate(folders):
            if folder.path not in self._rows:
                row = self._rows[folder.path] = FolderRow(at, self._theme)
                row.remove_wanted.connect(self.remove_wanted)
                row.show_wanted.connect(self.show_wanted)
                row.ask_wanted.connect(self.ask_wanted)
                self._list.insertWidget(at, row)
            self._rows[folder.path].show_folder(folder)
        self._fit()

    def _fit(self) -> None:
        rows = min(ROWS_SHOWN, max(1, len(self._rows)))
        self._area.setFixedHeight(self._theme.look.px(ROW_PX) * rows)

    def _show_progress(self, overview: Overview, is_paused: bool) -> None:
        progress, underway = overview.progress, overview.underway
        read = overview.read
        self._bar.setRange(0, 2 * max(1, read + progress.waiting + progress.reading))
        self._bar.setValue(2 * read - progress.embedding)
        self._progress.setVisible(underway > 0 or is_paused)
        self.pause.setChecked(is_paused)
        self.pause.setText(translate("Library", "Go on reading") if is_paused else translate("Library", "Pause"))
        self.pause.setAccessibleName(self.pause.text())
        told = translate("Library", "{read} of {all} read")
        told = told.format(read=number(read), all=number(read + progress.waiting + progress.reading))
        if progress.embedding:
            meaning = translate("Library", "%Ln waiting to be found by meaning", "", progress.embedding)
            told += f" · {meaning}"
        if is_paused:
            told += " · " + translate("Library", "paused")
        elif progress.seconds_left is not None:
            left = translate("Library", "{time} left")
            told += " · " + left.format(time=duration(progress.seconds_left))
        self._told.setText(told)
        self._hint.setText(
            translate("Library", "Names and full text are searchable now; meaning follows as it is read.")
        )


class FolderRow(QWidget):
    """One watched folder."""

    remove_wanted = Signal(str)
    show_wanted = Signal(str)
    ask_wanted = Signal(str)

    def __init__(self, at: int, theme: Theme) -> None:
        super().__init__()
        name = f"folder_{at}"
        self.setObjectName(name)
        self._theme = theme
        self._path = ""
        self._icon = QLabel()
        self._icon.setObjectName(f"{name}_icon")
        self._name = ElidedLabel("", "strong", f"{name}_name")
        self._where = ElidedLabel("", "muted", f"{name}_where", Qt.TextElideMode.ElideMiddle)
        self._state = label("", "caption", f"{name}_state")
        self._count = label("", "muted", f"{name}_count")
        self._more = IconButton("ellipsis", translate("Library", "Folder actions"), theme, f"{name}_more")
        self._ask = QAction(translate("Library", "Ask only this folder"), self)
        self._show = QAction(translate("Library", "Show in file manager"), self)
        self._remove = QAction(translate("Library", "Remove from the library…"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self._name)
        row.addWidget(self._where, 1)
        for part in (self._state, self._count, self._more):
            row.addWidget(part)
        self._more.clicked.connect(self._open_menu)
        self._ask.triggered.connect(self._on_ask)
        self._show.triggered.connect(self._on_show)
        self._remove.triggered.connect(self._on_remove)
        theme.changed.connect(self._draw)
        self._draw()

    def show_folder(self, folder: Folder) -> None:
        self._path = folder.path
        self._name.setText(name_of(folder.path))
        self._where.setText(folder.path)
        watched, away = translate("Library", "✓ watched"), translate("Library", "△ not found; its documents are kept")
        self._state.setText(away if folder.away else watched)
        set_tone(self._state, "warn" if folder.away else "good")
        counted = translate("Library", "%Ln document(s)", "", folder.documents)
        if folder.excluded:
            counted += " · " + translate("Library", "%Ln left out by pattern", "", folder.excluded)
        self._count.setText(counted)
        self.setAccessibleName(f"{name_of(folder.path)}, {counted}")
        self.setFixedHeight(self._theme.look.px(ROW_PX))

    def _draw(self) -> None:
        side = self._theme.look.px(18)
        drawn = icon("folder-sync", self._theme.look.tokens.accent)
        self._icon.setPixmap(drawn.pixmap(QSize(side, side), self.devicePixelRatioF()))

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self._ask, self._show, self._remove])
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _on_ask(self) -> None:
        self.ask_wanted.emit(self._path)

    def _on_show(self) -> None:
        self.show_wanted.emit(self._path)

    def _on_remove(self) -> None:
        self.remove_wanted.emit(self._path)
