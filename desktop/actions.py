"""Everything the user can do, as one table: its words, its menu, its keys, and where it makes sense."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from desktop.language import translate

_N = QT_TRANSLATE_NOOP


class Deed(msgspec.Struct, frozen=True):
    """One thing to do. `screens` empty: everywhere."""

    name: str
    menu: str
    text: object
    keys: str
    screens: tuple[str, ...] = ()


MENUS = {
    "file": _N("Actions", "File"),
    "go": _N("Actions", "Go"),
    "answer": _N("Actions", "Answer"),
    "conversation": _N("Actions", "Conversation"),
    "document": _N("Actions", "Document"),
    "page": _N("Actions", "Page"),
    "help": _N("Actions", "Help"),
}
_ASK, _LIBRARY, _READER = ("ask",), ("library",), ("reader",)
DEEDS = (
    Deed("add_folder", "file", _N("Actions", "Add folder…"), "Ctrl+O"),
    Deed("add_documents", "file", _N("Actions", "Add documents…"), "Ctrl+Shift+O"),
    Deed("pause", "file", _N("Actions", "Pause or go on reading"), "Ctrl+Shift+P"),
    Deed("preferences", "file", _N("Actions", "Preferences"), "Ctrl+,"),
    Deed("quit", "file", _N("Actions", "Quit"), "Ctrl+Q"),
    Deed("go_ask", "go", _N("Actions", "Ask"), "Ctrl+1"),
    Deed("go_library", "go", _N("Actions", "Library"), "Ctrl+2"),
    Deed("go_reader", "go", _N("Actions", "Reader"), "Ctrl+3"),
    Deed("question", "go", _N("Actions", "Write a question"), "Ctrl+K"),
    Deed("find", "go", _N("Actions", "Find"), "Ctrl+F"),
    Deed("back", "go", _N("Actions", "Back to the answer"), "Alt+Left", _READER),
    Deed("stop", "answer", _N("Actions", "Stop"), "Ctrl+.", _ASK),
    Deed("copy_answer", "answer", _N("Actions", "Copy with citations"), "Ctrl+Shift+C", _ASK),
    Deed("ask_again", "answer", _N("Actions", "Ask again"), "Ctrl+R", _ASK),
    Deed("edit_question", "answer", _N("Actions", "Edit and ask again"), "Ctrl+Shift+E", _ASK),
    Deed("branch", "answer", _N("Actions", "Branch from the last answer"), "Ctrl+B", _ASK),
    Deed("sources", "answer", _N("Actions", "Show or hide sources"), "Ctrl+J", _ASK),
    Deed("list", "conversation", _N("Actions", "Show or hide conversations"), "Ctrl+L", _ASK),
    Deed("new_conversation", "conversation", _N("Actions", "New conversation"), "Ctrl+N"),
    Deed("rename", "conversation", _N("Actions", "Rename…"), "F2", _ASK),
    Deed("export", "conversation", _N("Actions", "Export to Markdown…"), "Ctrl+E", _ASK),
    Deed("delete", "conversation", _N("Actions", "Delete"), "Ctrl+Shift+Backspace", _ASK),
    Deed("open_document", "document", _N("Actions", "Open in Reader"), "Ctrl+Return", _LIBRARY),
    Deed("ask_documents", "document", _N("Actions", "Ask only these"), "Ctrl+Shift+A", _LIBRARY),
    Deed("show_document", "document", _N("Actions", "Show in file manager"), "Ctrl+Shift+M", _LIBRARY),
    Deed("copy_path", "document", _N("Actions", "Copy path"), "Ctrl+Alt+C", _LIBRARY),
    Deed("retry_document", "document", _N("Actions", "Read again"), "F5", _LIBRARY),
    Deed("forget_document", "document", _N("Actions", "Forget…"), "Ctrl+Backspace", _LIBRARY),
    Deed("problems", "document", _N("Actions", "Show only problems"), "Ctrl+Shift+L", _LIBRARY),
    Deed("page", "page", _N("Actions", "Go to page…"), "Ctrl+G", _READER),
    Deed("closer", "page", _N("Actions", "Larger"), "Ctrl++", _READER),
    Deed("farther", "page", _N("Actions", "Smaller"), "Ctrl+-", _READER),
    Deed("fit", "page", _N("Actions", "Fit width"), "Ctrl+0", _READER),
    Deed("headings", "page", _N("Actions", "Headings"), "Ctrl+T", _READER),
    Deed("find_next", "page", _N("Actions", "Next place"), "F3", _READER),
    Deed("find_before", "page", _N("Actions", "Previous place"), "Shift+F3", _READER),
    Deed("shortcuts", "help", _N("Actions", "Keyboard shortcuts"), "F1"),
)


class Actions(QObject):
    """The deeds as QActions of a window; each must be given something to run."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        for deed in DEEDS:
            action = QAction(translate("Actions", str(deed.text)), window)
            action.setObjectName(f"action_{deed.name}")
            action.setShortcut(QKeySequence(deed.keys))
            self._actions[deed.name] = action
            window.addAction(action)

    def connect_to(self, deeds: dict[str, Callable[[], object]]) -> None:
        """Give deeds their work."""
        for name, run in deeds.items():
            self._actions[name].triggered.connect(lambda _checked=False, run=run: run())

    def get(self, name: str) -> QAction:
        return self._actions[name]

    def show_screen(self, screen: str) -> None:
        """Switch off what makes no sense on this screen."""
        for deed in DEEDS:
            self._actions[deed.name].setEnabled(not deed.screens or screen in deed.screens)

    def fill(self, menu: QMenu | QMenuBar) -> None:
        """Put every deed into its menu."""
        for name, title in MENUS.items():
            part = menu.addMenu(translate("Actions", str(title)))
            part.setObjectName(f"menu_{name}")
            part.addActions([self._actions[deed.name] for deed in DEEDS if deed.menu == name])

    def listed(self) -> list[tuple[str, str, str]]:
        """Menu, words and keys of every deed, as people read them."""
        native = QKeySequence.SequenceFormat.NativeText
        return [
            (
                translate("Actions", str(MENUS[deed.menu])),
                translate("Actions", str(deed.text)),
                QKeySequence(deed.keys).toString(native),
            )
            for deed in DEEDS
        ]
