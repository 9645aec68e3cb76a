"""The real window over a fake engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.places import Places
from desktop.theme import Theme
from engine.values import Document, Folder, Ready, Unreadable
from tests.desktop.fake_engine import FakeEngine

Open = Callable[..., App]


@pytest.fixture
def fake(tmp_path: Path) -> FakeEngine:
    """An engine with one folder of three documents and no conversation."""
    folder = tmp_path / "Meadow research"
    folder.mkdir()
    made = FakeEngine(folder)
    made.folders = [Folder(str(folder), documents=3)]
    made.documents = [
        Document(str(folder / "Orchid survey 2021.pdf"), str(folder), Ready(412), pages=38),
        Document(str(folder / "Field notes 2019.md"), str(folder), Ready(12)),
        Document(str(folder / "Budget 2020.pdf"), str(folder), Unreadable("encrypted")),
    ]
    return made


@pytest.fixture
def open_app(qtbot: QtBot, qapp: QApplication, fake: FakeEngine, tmp_path: Path) -> Iterator[Open]:
    """Opens the window and waits until the engine has told what it holds; closed after the test."""
    opened: list[App] = []

    def open_now(waits: bool = True, width: int = 1440, paths: tuple[str, ...] = ()) -> App:
        app = App(qapp, Places(tmp_path / "data"), fake, paths)
        opened.append(app)
        app.settings.change("reduced_motion", True)
        qtbot.addWidget(app.window)
        app.window.resize(width, 900)
        app.start()
        if waits:
            app.window.activateWindow()
            qtbot.waitUntil(app.window.isActiveWindow)
            qtbot.waitUntil(lambda: app.overview.value.is_told and not app.documents._flush_timer.isActive())
        return app

    yield open_now
    for app in opened:
        app.window.close()
        app.close()
        app.theme.setParent(None)


@pytest.fixture
def app(open_app: Open) -> App:
    return open_app()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(cast(QApplication, qapp))
    made.wear("light", 1.0, False)
    yield made
    made.setParent(None)
