"""The whole program as a user meets it: the real window, the real engine in its own process, the real small model."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.places import Places, shipped
from desktop.tokens import LIGHT
from desktop.workers.process import WorkerProcess
from engine.protocol import Answered, events
from engine.values import Ready

pytestmark = pytest.mark.slow
READ_MS, ANSWER_MS = 180_000, 180_000
Open = Callable[..., App]


@pytest.fixture
def open_app(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Open]:
    """Opens the program on a library of its own; closed again after the test, engine included."""
    opened: list[App] = []

    def open_now(waits: bool = True) -> App:
        arguments = ["-m", "engine", "--library", str(tmp_path / "library")]
        worker = WorkerProcess(sys.executable, arguments, events)
        app = App(qapp, Places(tmp_path / "data", tmp_path / "library"), worker)
        opened.append(app)
        qtbot.addWidget(app.window)
        app.settings.change("appearance", "light")
        app.start()
        if waits:
            qtbot.waitUntil(lambda: app.overview.value.is_told, timeout=60_000)
        return app

    yield open_now
    for app in opened:
        app.window.close()
        app.close()
        app.theme.setParent(None)


def questions() -> list[dict[str, object]]:
    lines = shipped("sample-library-questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def is_read(app: App) -> bool:
    counts = app.documents.counts()
    return counts.known > 0 and counts.ready == counts.known and app.overview.value.underway == 0


def read_sample(app: App, qtbot: QtBot) -> None:
    app.screens.folders.add_sample()
    qtbot.waitUntil(lambda: is_read(app), timeout=READ_MS)


def ask(app: App, qtbot: QtBot, question: str) -> Answered:
    app.screens.write_question()
    before = len(app.screens.ask.dialogue.turns)
    qtbot.keyClicks(app.screens.ask.composer.field, question)
    qtbot.keyClick(app.screens.ask.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: app.screens.ask.dialogue.running is None, timeout=ANSWER_MS)
    assert len(app.screens.ask.dialogue.turns) == before + 1
    return app.screens.ask.dialogue.turns[-1]


def test_from_the_first_start_to_the_sentence_on_its_page(open_app: Open, qtbot: QtBot) -> None:
    app = open_app()
    assert app.window.shown_screen() == "welcome"
    read_sample(app, qtbot)
    assert app.window.shown_screen() == "ask"
    asked = next(q for q in questions() if str(q["documents"]).endswith(".pdf']"))
    answer = ask(app, qtbot, str(asked["question"]))
    assert not answer.abstained
    source = next(source for source in answer.sources if source.document.endswith(asked["documents"][0]))
    assert source.quotes
    app.screens._on_place(source, 0)
    reader = app.screens.reader
    qtbot.waitUntil(lambda: reader.shown_path() == source.document, timeout=30_000)
    page = source.quotes[0].page
    qtbot.waitUntil(lambda: reader.pages._images.get(page) is not None, timeout=30_000)
    box = reader.pages.box_rect(source.quotes[0].boxes[0])
    assert reader.pages.viewport().rect().contains(box.center().toPoint())
    picture = reader.pages.viewport().grab(box.toRect()).toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert QColor(LIGHT.mark).name() in colours
    assert any(QColor(colour).lightness() < 90 for colour in colours), "there are letters under the mark"


def test_what_the_sample_library_does_not_say_is_declined(open_app: Open, qtbot: QtBot) -> None:
    app = open_app()
    read_sample(app, qtbot)
    unanswerable = [q for q in questions() if not q.get("documents")]
    declined = [ask(app, qtbot, str(question["question"])).abstained for question in unanswerable[:3]]
    assert sum(declined) >= 2


def test_a_conversation_is_there_after_a_restart(open_app: Open, qtbot: QtBot) -> None:
    app = open_app()
    read_sample(app, qtbot)
    first = ask(app, qtbot, str(questions()[0]["question"]))
    app.window.close()
    app.close()
    again = open_app()
    qtbot.waitUntil(lambda: len(again.screens.ask.dialogue.turns) == 1, timeout=30_000)
    assert again.screens.ask.dialogue.turns[0].text == first.text
    qtbot.waitUntil(lambda: is_read(again), timeout=READ_MS)


def test_a_killed_engine_comes_back_with_everything(open_app: Open, qtbot: QtBot) -> None:
    app = open_app()
    read_sample(app, qtbot)
    known = app.documents.counts().known
    os.kill(app.engine._worker.process_id(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    told = "The engine stopped and has been started again."
    qtbot.waitUntil(lambda: getattr(app.window.notices.current(), "text", "") == told, timeout=30_000)
    qtbot.waitUntil(lambda: app.engine.is_ready and is_read(app), timeout=READ_MS)
    assert app.documents.counts().known == known


def test_files_come_and_go_in_the_list_by_themselves(open_app: Open, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "one.md").write_text("# Heron\n\nThe grey heron nested in the old alder in 2019.\n", encoding="utf-8")
    app = open_app()
    app.screens.folders.add([str(folder)])
    one, two = str(folder / "one.md"), str(folder / "two.md")
    qtbot.waitUntil(lambda: is_state(app, one, Ready), timeout=READ_MS)
    (folder / "two.md").write_text("# Otter\n\nAn otter was seen at the weir on 3 May 2020.\n", encoding="utf-8")
    qtbot.waitUntil(lambda: is_state(app, two, Ready), timeout=READ_MS)
    (folder / "one.md").unlink()
    qtbot.waitUntil(lambda: app.documents.get(one) is None, timeout=30_000)
    app.screens._on_open_document(two)
    qtbot.waitUntil(lambda: app.screens.reader.shown_path() == two, timeout=30_000)
    assert "An otter was seen" in app.screens.reader.text.toPlainText()
    app.screens.reader.begin_find()
    qtbot.keyClicks(app.screens.reader.find_bar.field, "the weir")
    qtbot.waitUntil(lambda: app.screens.reader.find_bar._told.text() == "1 of 1", timeout=30_000)


def test_a_second_window_on_the_same_library_is_told_so(open_app: Open, qtbot: QtBot) -> None:
    open_app()
    second = open_app(waits=False)
    qtbot.waitUntil(lambda: second.window.notices.current() is not None, timeout=60_000)
    notice = second.window.notices.current()
    assert notice is not None
    assert notice.text == "This library is open in another window or command of Carrel."


def is_state(app: App, path: str, state: type[Ready]) -> bool:
    document = app.documents.get(path)
    return document is not None and isinstance(document.state, state)
