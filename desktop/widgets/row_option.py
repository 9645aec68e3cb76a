"""What a delegate reads from Qt's option; the stubs of PySide6 6.9 leave these fields out."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QStyleOptionViewItem


def rect_of(option: QStyleOptionViewItem) -> QRect:
    known: Any = option
    return QRect(known.rect)


def font_of(option: QStyleOptionViewItem) -> QFont:
    known: Any = option
    return QFont(known.font)


def is_selected(option: QStyleOptionViewItem) -> bool:
    return _has(option, "State_Selected")


def has_focus(option: QStyleOptionViewItem) -> bool:
    return _has(option, "State_HasFocus")


def is_under_mouse(option: QStyleOptionViewItem) -> bool:
    return _has(option, "State_MouseOver")


def _has(option: QStyleOptionViewItem, flag: str) -> bool:
    from PySide6.QtWidgets import QStyle  # its enums cost 8 ms before the first paint

    known: Any = option
    return bool(known.state & QStyle.StateFlag[flag])
