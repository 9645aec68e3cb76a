"""Everything the user can do, as one table: its words, its menu, its keys, and where it makes sense."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from desktop.language import translate


class Deed(msgspec.Struct, frozen=True):
    """One thing to do. `screens` empty: everywhere."""

    name: str
    menu: str
    text: object
    keys: str
    screens: tuple[str, ...] = ()


MENUS = {
    "file": QT_TRANSLATE_NOOP("Actions", "File"),
    "go": QT_TRANSLATE_NOOP("Actions", "Go"),
    "answer": QT_TRANSLATE_NOOP("Actions", "Answer"),
    "conversation": QT_TRANSLATE_NOOP("Actions", "Conversation"),
    "document": QT_TRANSLATE_NOOP("Actions", "Document"),
    "page": QT_TRANSLATE_NOOP("Actions", "Page"),
    "help": QT_TRANSLATE_NOOP("Actions", "Help"),
}
_ASK, _LIBRARY, _READER = ("ask",), ("library",), ("reader",)
DEEDS = (
    Deed("add_folder", "file", QT_TRANSLATE_NOOP("Actions", "Add folder…"), "Ctrl+O"),
    Deed("add_documents", "file", QT_TRANSLATE_NOOP("Actions", "Add documents…"), "Ctrl+Shift+O"),
    Deed("pause", "file", QT_TRANSLATE_NOOP("Actions", "Pause or go on reading"), "Ctrl+Shift+P"),
    Deed("preferences", "file", QT_TRANSLATE_NOOP("Actions", "Preferences"), "Ctrl+,"),
    Deed("quit", "file", QT_TRANSLATE_NOOP("Actions", "Quit"), "Ctrl+Q"),
    Deed("go_ask", "go", QT_TRANSLATE_NOOP("Actions", "Ask"), "Ctrl+1"),
    Deed("go_library", "go", QT_TRANSLATE_NOOP("Actions", "Library"), "Ctrl+2"),
    Deed("go_reader", "go", QT_TRANSLATE_NOOP("Actions", "Reader"), "Ctrl+3"),
    Deed("question", "go", QT_TRANSLATE_NOOP("Actions", "Write a question"), "Ctrl+K"),
    Deed("find", "go", QT_TRANSLATE_NOOP("Actions", "Find"), "Ctrl+F"),
    Deed("back", "go", QT_TRANSLATE_NOOP("Actions", "Back to the answer"), "Alt+Left", _READER),
    Deed("stop", "answer", QT_TRANSLATE_NOOP("Actions", "Stop"), "Ctrl+.", _ASK),
    Deed("copy_answer", "answer", QT_TRANSLATE_NOOP("Actions", "Copy with citations"), "Ctrl+Shift+C", _ASK),
    Deed("ask_again", "answer", QT_TRANSLATE_NOOP("Actions", "Ask again"), "Ctrl+R", _ASK),
    Deed("edit_question", "answer", QT_TRANSLATE_NOOP("Actions", "Edit and ask again"), "Ctrl+Shift+E", _ASK),
    Deed("branch", "answer", QT_TRANSLATE_NOOP("Actions", "Branch from the last answer"), "Ctrl+B", _ASK),
    Deed("sources", "answer", QT_TRANSLATE_NOOP("Actions", "Show or hide sources"), "Ctrl+J", _ASK),
    Deed("list", "conversation", QT_TRANSLATE_NOOP("Actions", "Show or hide conversations"), "Ctrl+L", _ASK),
    Deed("new_conversation", "conversation", QT_TRANSLATE_NOOP("Actions", "New conversation"), "Ctrl+N"),
    Deed("rename", "conversation", QT_TRANSLATE_NOOP("Actions", "Rename…"), "F2", _ASK),
    Deed("export", "conversation", QT_TRANSLATE_NOOP("Actions", "Export to Markdown…"), "Ctrl+E", _ASK),
    Deed("delete", "conversation", QT_TRANSLATE_NOOP("Actions", "Delete"), "Ctrl+Shift+Backspace", _ASK),
    Deed("open_document", "document", QT_TRANSLATE_NOOP("Actions", "Open in Reader"), "Ctrl+Return", _LIBRARY),
    Deed("ask_documents", "document", QT_TRANSLATE_NOOP("Actions", "Ask only these"), "Ctrl+Shift+A", _LIBRARY),
    Deed("show_document", "document", QT_TRANSLATE_NOOP("Actions", "Show in file manager"), "Ctrl+Shift+M", _LIBRARY),
    Deed("copy_path", "document", QT_TRANSLATE_NOOP("Actions", "Copy path"), "Ctrl+Alt+C", _LIBRARY),
    Deed("retry_document", "document", QT_TRANSLATE_NOOP("Actions", "Read again"), "F5", _LIBRARY),
    Deed("forget_document", "document", QT_TRANSLATE_NOOP("Actions", "Forget…"), "Ctrl+Backspace", _LIBRARY),
    Deed("problems", "document", QT_TRANSLATE_NOOP("Actions", "Show only problems"), "Ctrl+Shift+L", _LIBRARY),
    Deed("page", "page", QT_TRANSLATE_NOOP("Actions", "Go to page…"), "Ctrl+G", _READER),
    Deed("closer", "page", QT_TRANSLATE_NOOP("Actions", "Larger"), "Ctrl++", _READER),
    Deed("farther", "page", QT_TRANSLATE_NOOP("Actions", "Smaller"), "Ctrl+-", _READER),
    Deed("fit", "page", QT_TRANSLATE_NOOP("Actions", "Fit width"), "Ctrl+0", _READER),
    Deed("headings", "page", QT_TRANSLATE_NOOP("Actions", "Headings"), "Ctrl+T", _READER),
    Deed("find_next", "page", QT_TRANSLATE_NOOP("Actions", "Next place"), "F3", _READER),
    Deed("find_before", "page", QT_TRANSLATE_NOOP("Actions", "Previous place"), "Shift+F3", _READER),
    Deed("shortcuts", "help", QT_TRANSLATE_NOOP("Actions", "Keyboard shortcuts"), "F1"),
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
