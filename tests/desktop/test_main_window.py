"""The window itself: start, end, look, widths."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.notices import Notice
from tests.desktop.fake_engine import FakeEngine
from tests.desktop.steps import ask_and_wait

Open = Callable[..., App]


def test_the_engine_starts_after_the_first_paint(open_app: Open, fake: FakeEngine, qtbot: QtBot) -> None:
    app = open_app(waits=False)
    assert fake.starts == 0
    qtbot.waitUntil(lambda: fake.starts == 1)
    assert app.window._is_painted


def test_closing_the_window_ends_the_engine(app: App, fake: FakeEngine) -> None:
    app.window.close()
    assert not fake.is_up


def test_dark_and_light_change_at_once(app: App) -> None:
    app.settings.change("appearance", "dark")
    assert app.theme.look.tokens.is_dark
    app.settings.change("appearance", "light")
    assert not app.theme.look.tokens.is_dark


def test_the_look_follows_the_system(app: App, qapp: QApplication) -> None:
    app.settings.change("appearance", "system")
    for scheme in (Qt.ColorScheme.Dark, Qt.ColorScheme.Light):
        qapp.styleHints().colorSchemeChanged.emit(scheme)
        assert app.theme.look.tokens.is_dark == (scheme == Qt.ColorScheme.Dark)


def test_a_notice_slides_in_unless_motion_is_reduced(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    bar = app.window.notices
    app.settings.change("reduced_motion", True)
    app.board.post(Notice("a", "info", "First."))
    assert bar.maximumHeight() > 1000
    app.board.withdraw("a")
    app.settings.change("reduced_motion", False)
    app.board.post(Notice("b", "info", "Second."))
    if not app.theme.is_still():
        assert bar.maximumHeight() < 1000
    qtbot.waitUntil(lambda: bar.maximumHeight() > 1000)


@pytest.mark.parametrize("width", [1440, 1000, 600])
def test_narrow_windows_fold_the_rail_and_the_sources(open_app: Open, qtbot: QtBot, width: int) -> None:
    app = open_app(width=width)
    ask_and_wait(app, qtbot)
    assert app.window.rail._brand.isVisible() == (width >= 1100)
    assert app.screens.ask.sources.isVisible() == (width >= 1200)
    if width < 1200:
        app.window.deeds.get("sources").trigger()
        assert app.screens.ask.sources.isVisible()
    assert app.screens.ask.composer.mapTo(app.window, QPoint(0, 0)).x() + app.screens.ask.composer.width() <= width
