"""Failures and crashes: said in the window, which stays."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.notices import Notice
from engine.protocol import Ask, Failed, Noticed
from tests.desktop.fake_engine import FakeEngine
from tests.desktop.steps import ask, ask_and_wait, press, said

Open = Callable[..., App]


def test_a_failure_is_said_in_the_window_with_its_next_step(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    fake.failing[Ask] = Failed(0, "no_model")
    ask(app, qtbot)
    qtbot.waitUntil(lambda: app.screens.ask.dialogue.running is None)
    status = app.screens.ask.transcript.turn(0)._status.text()
    assert status == "There is no language model on this computer. Choose a GGUF file in Preferences."


def test_an_unheard_failure_offers_the_way_out(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    fake.tell(Failed(0, "model_missing", {"path": "/models/big.gguf"}))
    assert said(app).text == "The model big.gguf was not found."
    press(qtbot, app.window.notices, "notice_action_0")
    assert app.window.shown_screen() == "preferences"


def test_what_the_engine_wants_known_is_said(app: App, fake: FakeEngine) -> None:
    fake.tell(Noticed(0, "folder_away", {"path": str(fake.folder)}))
    assert said(app).text == "The folder Meadow research cannot be found."


def test_a_crash_of_the_engine_costs_a_notice_and_not_the_window(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    fake.answers_by_itself = False
    ask(app, qtbot)
    qtbot.waitUntil(lambda: bool(fake.commands(Ask)))
    fake.end("crashed", 6)
    assert app.screens.ask.dialogue.running is None
    assert "The engine stopped" in app.screens.ask.transcript.turn(0)._status.text()
    assert said(app).text == "The engine stopped and has been started again."
    qtbot.waitUntil(lambda: app.engine.is_ready)
    assert fake.starts == 2
    fake.answers_by_itself = True
    ask_and_wait(app, qtbot, "And now?")


def test_a_library_in_use_is_explained_and_can_be_tried_again(open_app: Open, fake: FakeEngine, qtbot: QtBot) -> None:
    fake.refuses_with = "library_in_use"
    app = open_app(waits=False)
    qtbot.waitUntil(lambda: app.window.notices.current() is not None)
    assert said(app).text == "This library is open in another window or command of Carrel."
    assert fake.starts == 1
    fake.refuses_with = None
    press(qtbot, app.window.notices, "notice_action_0")
    qtbot.waitUntil(lambda: app.overview.value.is_told)


def test_notices_queue_and_the_same_one_is_said_once(app: App, qtbot: QtBot) -> None:
    for key, text in (("a", "One."), ("b", "Two."), ("a", "One again.")):
        app.board.post(Notice(key, "warn", text))
    assert said(app).text == "One again."
    press(qtbot, app.window, "notice_dismiss")
    assert said(app).text == "Two."
    press(qtbot, app.window, "notice_dismiss")
    assert not app.window.notices.isVisible()


def test_a_notice_with_a_time_goes_by_itself(app: App, qtbot: QtBot) -> None:
    app.board.post(Notice("a", "good", "Done.", seconds=0.05))
    qtbot.waitUntil(lambda: app.window.notices.current() is None)
