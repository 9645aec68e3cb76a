"""What users do again and again, as one step each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.notices import Notice
from tests.desktop.fake_engine import FakeEngine

QUESTION = "How many orchids stood in the northern meadow?"


def ask(app: App, qtbot: QtBot, question: str = QUESTION) -> None:
    """Type a question and press Enter."""
    app.screens.write_question()
    qtbot.keyClicks(app.screens.ask.composer.field, question)
    qtbot.keyClick(app.screens.ask.composer.field, Qt.Key.Key_Return)


def ask_and_wait(app: App, qtbot: QtBot, question: str = QUESTION) -> None:
    before = len(app.screens.ask.dialogue.turns)
    ask(app, qtbot, question)
    qtbot.waitUntil(lambda: len(app.screens.ask.dialogue.turns) == before + 1)


def press(qtbot: QtBot, parent: QWidget, name: str) -> None:
    button = parent.findChild(QWidget, name)
    assert button is not None, name
    assert button.isVisible(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def said(app: App) -> Notice:
    notice = app.window.notices.current()
    assert notice is not None
    return notice


def empty(fake: FakeEngine) -> None:
    fake.folders, fake.documents, fake.conversations = [], [], {}
