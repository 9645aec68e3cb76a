"""Preferences: a page made from the settings themselves."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.language import translate
from desktop.rows.overview import LibraryOverview
from desktop.settings import Entry, SettingsStore, entries
from desktop.theme import Theme
from desktop.widgets.labels import label
from desktop.widgets.setting_fields import SettingField, make_field

COLUMN_PX = 760


class PreferencesScreen(QWidget):
    """Every change counts at once."""

    model_file_wanted = Signal()

    def __init__(
        self, settings: SettingsStore, overview: LibraryOverview, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("preferences_screen")
        self._settings, self._overview = settings, overview
        self._fields: list[SettingField] = []
        inner = QWidget()
        inner.setObjectName("preferences_column")
        inner.setMaximumWidth(theme.look.px(COLUMN_PX))
        column = QVBoxLayout(inner)
        column.setContentsMargins(36, 24, 36, 24)
        column.setSpacing(14)
        column.addWidget(label(translate("Preferences", "Preferences"), "title", "preferences_title"))
        for group, title in _titles().items():
            column.addWidget(label(title, "strong", f"group_{group}"))
            column.addWidget(self._card(theme, group, [entry for entry in entries() if entry.group == group]))
        self._where = label("", "caption", "library_place", wraps=True)
        self._where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self._where)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("preferences_area")
        area.setAccessibleName(translate("Preferences", "Preferences"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(area)
        self.setFocusProxy(self._fields[0])
        settings.changed.connect(self._show)
        overview.changed.connect(self._show)
        self._show()

    def _card(self, theme: Theme, group: str, found: list[Entry]) -> QFrame:
        card = QFrame()
        card.setObjectName(f"card_{group}")
        card.setProperty("kind", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(14)
        for entry in found:
            words = QVBoxLayout()
            words.setSpacing(2)
            title = label(entry.title, "", f"title_{entry.name}", wraps=True)
            words.addWidget(title)
            words.addWidget(label(entry.explanation, "caption", f"why_{entry.name}", wraps=True))
            field = make_field(entry, theme)
            title.setBuddy(field)
            field.changed.connect(self._on_changed)
            field.file_wanted.connect(self.model_file_wanted)
            self._fields.append(field)
            row = QHBoxLayout()
            row.setSpacing(24)
            row.addLayout(words, 1)
            row.addWidget(field, 0, Qt.AlignmentFlag.AlignVCenter)
            column.addLayout(row)
        return card

    def _show(self) -> None:
        for field in self._fields:
            field.show_value(getattr(self._settings.value, field.entry.name), self._overview.value)
        library = self._overview.value.library
        told = translate("Preferences", "Your library is kept in {folder}.").format(folder=library)
        self._where.setText(told if library else "")

    def _on_changed(self, name: str, value: object) -> None:
        self._settings.change(name, value)


def _titles() -> dict[str, str]:
    return {
        "look": translate("Preferences", "Look"),
        "answers": translate("Preferences", "Answers"),
        "reading": translate("Preferences", "Reading documents"),
    }
