"""The user's choices: one line a setting, and with it its kind, bounds, default, title and explanation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta
from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject, Signal

from desktop.language import translate
from desktop.saving import load, save

Group = Literal["look", "answers", "reading"]


class Entry(msgspec.Struct, frozen=True):
    """What the Preferences page needs of one setting. `choices` pairs values with names, empty for other kinds."""

    name: str
    kind: Literal["choice", "number", "switch", "model_file"]
    title: str
    explanation: str
    group: Group
    default: Any
    low: int = 0
    high: int = 0
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def _said(
    group: Group, title: object, explanation: object, ge: int | None = None, le: int | None = None, unit: str = ""
) -> Meta:
    extra = {"group": group, "title": str(title), "explanation": str(explanation), "unit": unit}
    return Meta(ge=ge, le=le, extra=extra)


Appearance = Literal["system", "light", "dark"]
Switch = Literal["system", "on", "off"]


class Settings(msgspec.Struct, frozen=True, omit_defaults=True):
    """Only what differs from these defaults is written."""

    appearance: Annotated[
        Appearance,
        _said(
            "look",
            QT_TRANSLATE_NOOP("Settings", "Appearance"),
            QT_TRANSLATE_NOOP("Settings", "Light or dark, or as the system has it."),
        ),
    ] = "system"
    font_percent: Annotated[
        int,
        _said(
            "look",
            QT_TRANSLATE_NOOP("Settings", "Text size"),
            QT_TRANSLATE_NOOP("Settings", "Of everything in the window."),
            80,
            200,
            "%",
        ),
    ] = 100
    reduced_motion: Annotated[
        bool,
        _said(
            "look",
            QT_TRANSLATE_NOOP("Settings", "Reduce motion"),
            QT_TRANSLATE_NOOP("Settings", "Nothing slides or fades."),
        ),
    ] = False
    model: Annotated[
        str,
        _said(
            "answers",
            QT_TRANSLATE_NOOP("Settings", "Language model"),
            QT_TRANSLATE_NOOP("Settings", "A GGUF file on this computer; it writes the answers."),
        ),
    ] = ""
    threads: Annotated[
        int,
        _said(
            "answers",
            QT_TRANSLATE_NOOP("Settings", "Processor threads"),
            QT_TRANSLATE_NOOP("Settings", "For writing answers. 0 chooses by the number of cores."),
            0,
            64,
        ),
    ] = 0
    read_ahead: Annotated[
        bool,
        _said(
            "answers",
            QT_TRANSLATE_NOOP("Settings", "Read ahead while I type"),
            QT_TRANSLATE_NOOP("Settings", "Passages are looked up before you press Enter, so answers begin sooner."),
        ),
    ] = True
    indexing_paused: Annotated[
        bool,
        _said(
            "reading",
            QT_TRANSLATE_NOOP("Settings", "Pause reading new documents"),
            QT_TRANSLATE_NOOP("Settings", "Changes are noticed and wait until this is off."),
        ),
    ] = False


_CHOICE_NAMES = {
    "system": QT_TRANSLATE_NOOP("Settings", "As the system"),
    "light": QT_TRANSLATE_NOOP("Settings", "Light"),
    "dark": QT_TRANSLATE_NOOP("Settings", "Dark"),
}


def entries() -> Iterator[Entry]:
    """Every setting in the order of the struct, in the user's language."""
    hints = get_type_hints(Settings, include_extras=True)
    for field in msgspec.structs.fields(Settings):
        kind, meta = get_args(hints[field.name])
        said = meta.extra
        yield Entry(
            name=field.name,
            kind=_kind(field.name, kind),
            title=translate("Settings", said["title"]),
            explanation=translate("Settings", said["explanation"]),
            group=said["group"],
            default=field.default,
            low=meta.ge or 0,
            high=meta.le or 0,
            unit=said["unit"],
            choices=_choices(kind),
        )


class SettingsStore(QObject):
    """The settings in force; saved at every change."""

    changed = Signal()
    unsaved = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self.value = load(Settings, path)

    def change(self, name: str, value: object) -> None:
        """Put one setting; a value outside its bounds raises msgspec.ValidationError. `unsaved` if the disk refuses."""
        fields = {**msgspec.structs.asdict(self.value), name: value}
        after = msgspec.convert(fields, Settings)
        if after == self.value:
            return
        self.value = after
        self.changed.emit()
        try:
            save(after, self._path)
        except OSError:
            self.unsaved.emit()


def _kind(name: str, kind: Any) -> Literal["choice", "number", "switch", "model_file"]:
    if kind is bool:
        return "switch"
    if kind is int:
        return "number"
    return "choice" if get_origin(kind) is Literal else "model_file"


def _choices(kind: Any) -> tuple[tuple[str, str], ...]:
    if get_origin(kind) is not Literal:
        return ()
    return tuple((value, translate("Settings", str(_CHOICE_NAMES[value]))) for value in get_args(kind))
