"""Conversations: copied, exported, renamed, deleted, gone on with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.app import App
from engine.protocol import Ask, DeleteConversation, RenameConversation, RestoreConversation
from tests.desktop.fake_engine import FakeEngine, answer_about_orchids
from tests.desktop.steps import QUESTION, ask, ask_and_wait, press, said

Open = Callable[..., App]


def test_copying_brings_the_citations_along(app: App, qtbot: QtBot) -> None:
    ask_and_wait(app, qtbot)
    press(qtbot, app.window, "turn_0_copy")
    text = QGuiApplication.clipboard().text()
    assert "from 268 in 1990. [1]" in text
    assert "[1] Orchid survey 2021, page 4: “The northern meadow held" in text
    assert "[2] Field notes 2019.md, Meadow › June:" in text


def test_a_conversation_is_exported_as_markdown(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    ask_and_wait(app, qtbot)
    app.screens.ask.export_open()
    qtbot.waitUntil(lambda: app.window.findChild(QDialog, "export_dialog") is not None)
    dialog = app.window.findChild(QDialog, "export_dialog")
    file = tmp_path / "talk.md"
    dialog.fileSelected.emit(str(file))
    dialog.close()
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"# {QUESTION}\n\n## {QUESTION}\n\n")
    assert said(app).text == "The conversation was written to talk.md."


def test_conversations_are_found_renamed_deleted_and_brought_back(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    ask_and_wait(app, qtbot)
    app.screens.ask.start_new()
    ask_and_wait(app, qtbot, "Which plots were burned?")
    panel = app.screens.ask.conversations
    assert app.conversations.rowCount() == 2
    qtbot.keyClicks(panel.search, "burned")
    assert app.conversations.rowCount() == 1
    panel.search.clear()
    key = app.screens.ask.dialogue.conversation
    panel.select(key)
    panel.rename_current()
    dialog = app.window.findChild(QDialog, "rename_dialog")
    dialog.findChild(QLineEdit, "rename_field").setText("Fire")
    press(qtbot, dialog, "rename_accept")
    qtbot.waitUntil(lambda: app.conversations.get(key).title == "Fire")
    assert fake.commands(RenameConversation)[0].title == "Fire"
    panel.select(key)
    panel.delete_current()
    qtbot.waitUntil(lambda: app.conversations.get(key) is None)
    assert fake.commands(DeleteConversation)[0].conversation == key
    assert app.screens.ask.dialogue.turns == []
    press(qtbot, app.window.notices, "notice_action_0")
    qtbot.waitUntil(lambda: app.conversations.get(key) is not None)
    assert fake.commands(RestoreConversation)


def test_a_question_goes_on_while_another_conversation_is_read(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    ask_and_wait(app, qtbot)
    other = app.screens.ask.dialogue.conversation
    app.screens.ask.start_new()
    fake.answers_by_itself = False
    ask(app, qtbot, "Which plots?")
    asking = app.screens.ask.dialogue.conversation
    qtbot.waitUntil(lambda: len(fake.commands(Ask)) == 2)
    app.screens.ask.dialogue.open(other)
    qtbot.waitUntil(lambda: app.screens.ask.dialogue.conversation == other)
    assert app.screens.ask.dialogue.running is None
    fake._keep(fake.commands(Ask)[1], answer_about_orchids(fake.folder))
    fake.finish(fake.commands(Ask)[1].id)
    assert "is ready" in said(app).text
    app.screens.ask.dialogue.open(asking)
    qtbot.waitUntil(lambda: len(app.screens.ask.dialogue.turns) == 1)


def test_the_draft_and_the_conversation_survive_a_restart(open_app: Open, fake: FakeEngine, qtbot: QtBot) -> None:
    first = open_app()
    ask_and_wait(first, qtbot)
    conversation = first.screens.ask.dialogue.conversation
    qtbot.keyClicks(first.screens.ask.composer.field, "half a quest")
    first.window.close()
    first.close()
    second = open_app()
    assert second.screens.ask.composer.text() == "half a quest"
    qtbot.waitUntil(lambda: second.screens.ask.dialogue.conversation == conversation)
    assert len(second.screens.ask.dialogue.turns) == 1
