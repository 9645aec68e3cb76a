"""The control for each kind of setting."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QWidget

from desktop.language import translate
from desktop.rows.overview import Overview
from desktop.settings import Entry
from desktop.theme import Theme
from desktop.widgets.buttons import IconButton, button
from desktop.widgets.drop_down import DropDown
from desktop.widgets.switch import Switch


class SettingField(QWidget):
    """`changed` carries the setting's name and the new value. Each kind shows values in its own `show_value`."""

    changed = Signal(str, object)
    file_wanted = Signal()

    def __init__(self, entry: Entry, control: QWidget) -> None:
        super().__init__()
        self.entry = entry
        self.setObjectName(f"field_{entry.name}")
        control.setObjectName(f"setting_{entry.name}")
        control.setAccessibleName(entry.title)
        control.setAccessibleDescription(entry.explanation)
        self.setFocusProxy(control)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)
        self.row.addWidget(control)

    def show_value(self, value: object, overview: Overview) -> None:
        """Show the value in force, without saying `changed`."""
        raise NotImplementedError


class ChoiceField(SettingField):
    """One of a few."""

    def __init__(self, entry: Entry, theme: Theme) -> None:
        box = DropDown(theme)
        super().__init__(entry, box)
        self._box: QComboBox = box
        for value, name in entry.choices:
            box.addItem(name, value)
        box.activated.connect(self._on_activated)

    def show_value(self, value: object, overview: Overview) -> None:
        self._box.setCurrentIndex(self._box.findData(value))

    def _on_activated(self) -> None:
        self.changed.emit(self.entry.name, self._box.currentData())


class NumberField(SettingField):
    """A number within its bounds, by keys or by two buttons."""

    def __init__(self, entry: Entry, theme: Theme) -> None:
        box = QSpinBox()
        super().__init__(entry, box)
        self._box = box
        box.setRange(entry.low, entry.high)
        box.setSuffix(f" {entry.unit}" if entry.unit else "")
        box.setSingleStep(10 if entry.unit == "%" else 1)
        box.setKeyboardTracking(False)
        box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        box.setFixedWidth(theme.look.px(76))
        less = IconButton("minus", translate("Preferences", "{what}: less"), theme, f"less_{entry.name}")
        more = IconButton("plus", translate("Preferences", "{what}: more"), theme, f"more_{entry.name}")
        for made, step in ((less, box.stepDown), (more, box.stepUp)):
            made.say(made.accessibleName().format(what=entry.title))
            made.clicked.connect(step)
            self.row.addWidget(made)
        box.valueChanged.connect(self._on_changed)

    def show_value(self, value: object, overview: Overview) -> None:
        with QSignalBlocker(self._box):
            self._box.setValue(int(str(value)))

    def _on_changed(self, value: int) -> None:
        self.changed.emit(self.entry.name, value)


class SwitchField(SettingField):
    """On or off."""

    def __init__(self, entry: Entry, theme: Theme) -> None:
        box = Switch(theme)
        super().__init__(entry, box)
        self._box = box
        box.clicked.connect(self._on_clicked)

    def show_value(self, value: object, overview: Overview) -> None:
        self._box.setChecked(bool(value))

    def _on_clicked(self, is_on: bool) -> None:
        self.changed.emit(self.entry.name, is_on)


class ModelField(SettingField):
    """The models on the shelf, the user's own file, and a way to choose another."""

    def __init__(self, entry: Entry, theme: Theme) -> None:
        box = DropDown(theme)
        super().__init__(entry, box)
        self._box: QComboBox = box
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(18)
        choose = button(translate("Preferences", "Choose a file…"), "plain", "choose_model")
        choose.clicked.connect(self.file_wanted)
        self.row.addWidget(choose)
        box.activated.connect(self._on_activated)

    def show_value(self, value: object, overview: Overview) -> None:
        self._box.clear()
        usual = overview.model_name(None)
        told = translate("Preferences", "As the engine chooses ({name})").format(name=usual)
        self._box.addItem(told if usual and not value else translate("Preferences", "As the engine chooses"), "")
        for card in overview.models:
            self._box.addItem(card.name, card.path)
        if value and self._box.findData(value) < 0:
            self._box.addItem(overview.model_name(str(value)), value)
        self._box.setCurrentIndex(max(0, self._box.findData(value)))

    def _on_activated(self) -> None:
        self.changed.emit(self.entry.name, self._box.currentData())


def make_field(entry: Entry, theme: Theme) -> SettingField:
    """The control for a setting's kind."""
    match entry.kind:
        case "choice":
            return ChoiceField(entry, theme)
        case "number":
            return NumberField(entry, theme)
        case "switch":
            return SwitchField(entry, theme)
        case "model_file":
            return ModelField(entry, theme)
