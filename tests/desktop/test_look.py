"""Contrast, names, keys: what holds for every screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.actions import DEEDS
from desktop.app import App
from desktop.icons import has_icon
from desktop.stylesheet import stylesheet
from desktop.tokens import DARK, LIGHT, TEXT_PAIRS, Tokens
from desktop.widgets.shortcuts import ShortcutsDialog
from tests.desktop.fake_engine import FakeEngine, survey_source
from tests.desktop.steps import ask_and_wait

Open = Callable[..., App]
CONTROLS = (
    QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QTextBrowser, QScrollArea,
)  # fmt: skip


def luminance(colour: str) -> float:
    parts = [channel / 255 for channel in QColor(colour).getRgb()[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_every_text_reaches_four_and_a_half_to_one(tokens: Tokens, text: str, ground: str) -> None:
    first, second = luminance(getattr(tokens, text)), luminance(getattr(tokens, ground))
    assert (max(first, second) + 0.05) / (min(first, second) + 0.05) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_stylesheet_is_filled_in(tokens: Tokens) -> None:
    assert "$" not in stylesheet(tokens, 1.25)
    assert "font-size: 19px" in stylesheet(tokens, 1.25)


@pytest.fixture
def everything(app: App, fake: FakeEngine, qtbot: QtBot) -> App:
    """Every screen built, with an answer, an open document, the shortcuts and an editor."""
    source = survey_source(fake.folder)
    fake.page_sizes[source.document] = ((595.0, 842.0),) * 10
    ask_and_wait(app, qtbot)
    app.screens.ask.edit_last()
    app.screens.show_library()
    app.screens.show_preferences()
    app.screens._on_place(source, 0)
    qtbot.waitUntil(lambda: app.screens.reader.shown_path() != "")
    app.screens.reader.begin_find()
    app.window.deeds.get("shortcuts").trigger()
    return app


def test_every_control_has_a_name_for_tests_and_for_screen_readers(everything: App) -> None:
    nameless = [
        f"{type(widget).__name__} {widget.objectName()!r} in {widget.parentWidget().objectName()!r}"
        for widget in everything.window.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and not widget.objectName().startswith("qt_")
        and type(widget).__module__.startswith(("desktop", "PySide6"))
        and not is_qts_own(widget)
        and not (widget.objectName() and widget.accessibleName())
    ]
    assert nameless == []


def test_no_two_controls_of_a_screen_share_a_name(everything: App) -> None:
    names = Counter(
        widget.objectName()
        for widget in everything.window.findChildren(QWidget)
        if isinstance(widget, CONTROLS) and not is_qts_own(widget)
    )
    assert [name for name, count in names.items() if count > 1] == []


def is_qts_own(widget: QWidget) -> bool:
    """Parts Qt makes for itself: the list of a drop-down, the clear button of a field, the editor of a number."""
    if widget.objectName().startswith("qt_"):
        return True
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QComboBox | QLineEdit | QSpinBox) or parent.inherits("QComboBoxPrivateContainer"):
            return True
        parent = parent.parentWidget()
    return False


def test_everything_can_be_done_by_keyboard_and_no_two_things_share_keys(app: App) -> None:
    keys = Counter(QKeySequence(deed.keys).toString() for deed in DEEDS)
    assert "" not in keys
    assert [key for key, count in keys.items() if count > 1] == []
    shown = [action for menu in app.window.menu().actions() for action in menu.menu().actions()]
    assert {action.objectName() for action in shown} == {f"action_{deed.name}" for deed in DEEDS}
    assert all(action.receivers("2triggered(bool)") > 0 for action in shown)


def test_keys_lead_to_the_screens(app: App, qtbot: QtBot) -> None:
    for keys, screen in ((Qt.Key.Key_2, "library"), (Qt.Key.Key_1, "ask"), (Qt.Key.Key_Comma, "preferences")):
        qtbot.keyClick(app.window, keys, Qt.KeyboardModifier.ControlModifier)
        assert app.window.shown_screen() == screen
    qtbot.keyClick(app.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert app.window.shown_screen() == "ask"
    assert app.window.focusWidget() is app.screens.ask.composer.field
    qtbot.keyClick(app.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert app.window.focusWidget() is app.screens.ask.conversations.search
    qtbot.keyClick(app.window, Qt.Key.Key_F1)
    assert app.window.findChild(ShortcutsDialog) is not None


def test_tab_walks_through_the_question_line(app: App, qtbot: QtBot) -> None:
    app.screens.write_question()
    qtbot.keyClicks(app.screens.ask.composer.field, "why")
    names = []
    for _ in range(3):
        qtbot.keyClick(app.window.focusWidget(), Qt.Key.Key_Tab)
        names.append(app.window.focusWidget().objectName())
    assert names == ["scope", "model", "ask"]


def test_every_icon_named_in_the_window_is_shipped() -> None:
    import re
    from pathlib import Path

    import desktop

    names: set[str] = set()
    for file in Path(desktop.__file__).parent.rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        names.update(re.findall(r'(?:IconButton|IconLabel|icon|draw)\(\s*"([a-z0-9-]+)"', source))
        if file.name in {"notice_bar.py", "document_row.py", "rail.py"}:
            names.update(re.findall(r'"((?:file|circle|triangle|message|book)-[a-z-]+)"', source))
    assert len(names) > 20
    assert sorted(name for name in names if not has_icon(name)) == []


class ShownWindows(QObject):
    """Remembers what was shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(watched.objectName())
        return False


def test_no_part_of_a_screen_flashes_as_a_window(
    open_app: Open, fake: FakeEngine, qapp: QApplication, qtbot: QtBot
) -> None:
    shown = ShownWindows()
    qapp.installEventFilter(shown)
    app = open_app()
    app.screens.go("welcome")
    for screen in ("library", "preferences", "ask"):
        app.screens.go(screen)
    ask_and_wait(app, qtbot)
    app.screens._on_place(survey_source(fake.folder), 0)
    qapp.removeEventFilter(shown)
    assert shown.names == ["window"]


@pytest.mark.parametrize("percent", [80, 150, 200])
def test_nothing_is_wider_than_the_window_at_any_text_size(open_app: Open, qtbot: QtBot, percent: int) -> None:
    app = open_app()
    app.settings.change("font_percent", percent)
    ask_and_wait(app, qtbot)
    for screen in ("ask", "library", "preferences"):
        app.screens.go(screen)
        assert app.window.minimumSizeHint().width() <= 1440
        assert app.window.width() == 1440
