"""Welcome, and how documents come into the library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from desktop.app import App
from engine.protocol import AddFolder, QuoteFolder
from tests.desktop.fake_engine import FakeEngine
from tests.desktop.steps import ask_and_wait, empty, press, said

Open = Callable[..., App]


def test_without_a_folder_the_window_welcomes(open_app: Open, fake: FakeEngine) -> None:
    empty(fake)
    app = open_app()
    assert app.window.shown_screen() == "welcome"
    assert app.window.rail.status() == "Offline · no folder yet"


def test_a_dropped_folder_is_quoted_and_watched_and_the_question_line_works_at_once(
    open_app: Open, fake: FakeEngine, qtbot: QtBot, tmp_path: Path
) -> None:
    empty(fake)
    app = open_app()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    app.window.dropEvent(event)
    qtbot.waitUntil(lambda: app.window.shown_screen() == "ask")
    assert [command.path for command in fake.commands(QuoteFolder)] == [str(tmp_path)]
    assert [command.path for command in fake.commands(AddFolder)] == [str(tmp_path)]
    assert said(app).text == "12 documents, about 3 minutes."
    ask_and_wait(app, qtbot)


def test_the_sample_library_is_copied_where_it_can_be_edited(open_app: Open, fake: FakeEngine, qtbot: QtBot) -> None:
    empty(fake)
    app = open_app()
    press(qtbot, app.window, "try_sample")
    qtbot.waitUntil(lambda: bool(fake.commands(AddFolder)))
    folder = Path(fake.commands(AddFolder)[0].path)
    assert folder == app.places.sample_library
    assert len([file for file in folder.iterdir() if file.is_file()]) >= 12


def test_a_very_large_folder_is_read_only_after_a_yes(
    open_app: Open, fake: FakeEngine, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.screens.folders.MANY_DOCUMENTS", 10)
    app = open_app()
    app.screens.folders.add([str(tmp_path)])
    qtbot.waitUntil(lambda: app.window.notices.current() is not None)
    assert not fake.commands(AddFolder)
    press(qtbot, app.window.notices, "notice_action_0")
    qtbot.waitUntil(lambda: bool(fake.commands(AddFolder)))


def test_paths_on_the_command_line_are_added(open_app: Open, fake: FakeEngine, qtbot: QtBot, tmp_path: Path) -> None:
    open_app(paths=(str(tmp_path),))
    qtbot.waitUntil(lambda: [command.path for command in fake.commands(AddFolder)] == [str(tmp_path)])
