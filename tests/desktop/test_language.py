"""Numbers, plurals, and that every sentence of the window can be translated."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.language import day, decimal, duration, number, size, translate
from tests.desktop.fake_engine import FakeEngine, survey_source
from tests.desktop.steps import ask_and_wait

Open = Callable[..., App]


class Brackets(QTranslator):
    """A language in which every sentence stands in brackets."""

    def translate(self, context: str, source: str, note: str | None = None, n: int = -1) -> str:
        return f"⟦{source}⟧"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def brackets(qapp: QApplication) -> Iterator[None]:
    translator = Brackets()
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def test_plurals_are_right_without_a_translation() -> None:
    counted = [translate("Test", "%Ln document(s)", "", n) for n in (0, 1, 2, 1234)]
    assert counted == ["0 documents", "1 document", "2 documents", "1,234 documents"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(3, "a few seconds"), (42, "about 40 seconds"), (170, "about 3 minutes"), (3 * 3600, "about 3 hours")],
)
def test_a_duration_is_told_in_one_unit(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_numbers_follow_the_country() -> None:
    assert (number(1234567), decimal(0.42), size(4_194_304)) == ("1,234,567", "0.4", "4.0 MB")


def test_days_are_told_as_people_do() -> None:
    now = time.time()
    assert [day(now), day(now - 86_400), day(now - 4 * 86_400)] == ["Today", "Yesterday", "This week"]
    assert re.fullmatch(r"[A-Z][a-z]+ \d{4}", day(now - 90 * 86_400))


def test_every_sentence_of_the_window_is_translated(
    brackets: None, open_app: Open, fake: FakeEngine, qtbot: QtBot
) -> None:
    app = open_app()
    source = survey_source(fake.folder)
    fake.page_sizes[source.document] = ((595.0, 842.0),) * 10
    ask_and_wait(app, qtbot)
    app.screens.ask.edit_last()
    app.screens.show_library()
    app.screens.library.list.setCurrentIndex(app.documents.index(0))
    app.screens.show_preferences()
    app.screens._on_place(source, 0)
    qtbot.waitUntil(lambda: app.screens.reader.shown_path() != "")
    app.screens.reader.begin_find()
    app.window.deeds.get("shortcuts").trigger()
    plain = sorted(text for text in texts(app.window) if "⟦" not in text and not is_data(text, fake))
    assert plain == []


def texts(window: QWidget) -> Iterator[str]:
    for widget in window.findChildren(QWidget):
        if widget.objectName().startswith("qt_"):
            continue
        yield widget.toolTip()
        yield widget.accessibleName()
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        if isinstance(widget, QLineEdit | QPlainTextEdit):
            yield widget.placeholderText()
    for action in window.findChildren(QAction):
        yield action.text()


def is_data(text: str, fake: FakeEngine) -> bool:
    """What comes from the user, the documents, the keyboard or the program's name."""
    known = {"Carrel", "SmolLM2-135M", "Orchid survey 2021", "June"}
    if text in known or not re.search(r"[A-Za-z]{2}", text):
        return True
    is_keys = re.fullmatch(r"((Ctrl|Shift|Alt|Return|Backspace|Left|F\d+|.)\+?)+", text) is not None
    return is_keys or fake.folder.name in text or str(fake.folder) in text or text.endswith((".md", ".pdf", "meadow?"))
