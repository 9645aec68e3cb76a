"""The Library and the Reader, on the real window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.widgets.confirmation import Confirmation
from engine.protocol import Configure, ForgetDocument, OpenDocument, Progressed, RemoveFolder, RetryDocument
from engine.values import IndexProgress
from tests.desktop.fake_engine import FakeEngine
from tests.desktop.steps import press

Open = Callable[..., App]


def test_the_library_filters_names_and_problems(app: App, qtbot: QtBot) -> None:
    app.screens.show_library()
    library = app.screens.library
    assert library._foot.text() == "3 of 3 shown · 2 ready · 1 need attention"
    qtbot.keyClicks(library.filter, "notes meadow")
    qtbot.waitUntil(lambda: app.documents.rowCount() == 1)
    library.filter.clear()
    qtbot.waitUntil(lambda: app.documents.rowCount() == 3)
    press(qtbot, app.window, "problems")
    assert app.documents.rowCount() == 1
    library.list.setCurrentIndex(app.documents.index(0))
    assert "It is protected by a password. Save a copy without the password in the folder." in library._why.text()


def test_forgetting_a_document_asks_first(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    app.screens.show_library()
    path = str(fake.folder / "Budget 2020.pdf")
    app.screens.library.list.setCurrentIndex(app.documents.index(app.documents.row(path)))
    app.window.deeds.get("forget_document").trigger()
    dialog = app.window.findChild(Confirmation)
    assert dialog.findChild(QPushButton, "confirm_no").hasFocus() or dialog.focusWidget().objectName() == "confirm_no"
    assert not fake.commands(ForgetDocument)
    press(qtbot, dialog, "confirm_yes")
    qtbot.waitUntil(lambda: app.documents.get(path) is None)


def test_documents_are_read_again_and_their_paths_copied(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    app.screens.show_library()
    app.screens.library.list.selectAll()
    app.window.deeds.get("retry_document").trigger()
    qtbot.waitUntil(lambda: len(fake.commands(RetryDocument)) == 3)
    app.window.deeds.get("copy_path").trigger()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 3


def test_a_document_opens_from_the_library_by_keyboard(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    app.screens.show_library()
    view = app.screens.library.list
    path = str(fake.folder / "Field notes 2019.md")
    view.setCurrentIndex(app.documents.index(app.documents.row(path)))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: app.window.shown_screen() == "reader")
    qtbot.waitUntil(lambda: bool(fake.commands(OpenDocument)))
    assert not app.screens.reader.bar.back.isVisible()


def test_a_folder_is_removed_after_a_yes(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    app.screens.show_library()
    app.screens.library.card.remove_wanted.emit(str(fake.folder))
    press(qtbot, app.window.findChild(Confirmation), "confirm_yes")
    qtbot.waitUntil(lambda: not app.overview.value.folders)
    assert fake.commands(RemoveFolder)[0].path == str(fake.folder)


def test_reading_can_be_paused_and_progress_is_told(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    app.screens.show_library()
    fake.tell(Progressed(0, IndexProgress(waiting=40, reading=2, embedding=16, done=156, problems=0, seconds_left=117)))
    card = app.screens.library.card
    assert card._told.text() == "172 of 214 read · 16 waiting to be found by meaning · about 2 minutes left"
    assert app.window.rail.status() == "Offline · 172 of 214 read"
    press(qtbot, app.window, "pause")
    assert fake.commands(Configure)[-1].indexing_paused
    assert card._told.text() == "172 of 214 read · 16 waiting to be found by meaning · paused"


def test_words_are_found_in_the_open_document(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    app.screens._on_open_document(str(fake.folder / "Field notes 2019.md"))
    qtbot.waitUntil(lambda: app.screens.reader.shown_path() != "")
    app.window.deeds.get("find").trigger()
    qtbot.keyClicks(app.screens.reader.find_bar.field, "southern slope")
    qtbot.waitUntil(lambda: app.screens.reader.find_bar._told.text() == "1 of 1")
    qtbot.keyClick(app.screens.reader.find_bar.field, Qt.Key.Key_Escape)
    assert not app.screens.reader.find_bar.isVisible()
