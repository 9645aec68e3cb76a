"""A question, its answer and its sources, on the real window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.widgets.source_card import SourceCard
from engine.protocol import Ask, BranchConversation, Cancel, Configure, ReadAhead, RenderPage, Token
from tests.desktop.fake_engine import FakeEngine, abstained_answer, survey_source
from tests.desktop.steps import ask, ask_and_wait, press

Open = Callable[..., App]


def test_an_answer_comes_with_its_sources(app: App, qtbot: QtBot) -> None:
    ask_and_wait(app, qtbot)
    turn = app.screens.ask.transcript.turn(0)
    assert turn is not None
    text = turn._text.toPlainText()
    assert "412 orchids" in text
    assert "**" not in text
    assert turn._foot.verified.text() == "2 of 2 sentences verified"
    assert turn._foot.searched.text() == "12 of 12 documents read"
    assert turn._foot.speed.text() == "first word 0.4 s"
    cards = app.screens.ask.sources.findChildren(SourceCard)
    assert [card._support.text() for card in cards] == ["✓ quoted", "✓ supported"]


def test_clicking_a_sentences_number_opens_the_page_at_the_sentence_and_leads_back(
    app: App, fake: FakeEngine, qtbot: QtBot
) -> None:
    document = survey_source(fake.folder).document
    fake.page_sizes[document] = ((595.0, 842.0),) * 10
    ask_and_wait(app, qtbot)
    app.screens.ask.transcript.turn(0)._text.anchorClicked.emit(QUrl("cite:1"))
    qtbot.waitUntil(lambda: app.screens.reader.shown_path() == document)
    pages = app.screens.reader.pages
    qtbot.waitUntil(lambda: pages.page() == 4)
    quote = survey_source(fake.folder).quotes[0]
    assert pages.viewport().rect().contains(pages.box_rect(quote.boxes[0]).center().toPoint())
    qtbot.waitUntil(lambda: 4 in {command.page for command in fake.commands(RenderPage)})
    press(qtbot, app.window, "reader_back")
    assert app.window.shown_screen() == "ask"
    chosen = [card for card in app.screens.ask.sources.findChildren(SourceCard) if card.property("chosen")]
    assert [card.source.number for card in chosen] == [1]


def test_a_text_document_opens_with_the_sentence_marked(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    ask_and_wait(app, qtbot)
    source = app.screens.ask.dialogue.turns[0].sources[1]
    fake.texts[source.document] = source.text
    press(qtbot, app.screens.ask.sources, "source_2_open")
    qtbot.waitUntil(lambda: app.screens.reader.shown_path() == source.document)
    assert app.screens.reader.text.marked_text() == ["no sheep until the end of July"]


def test_what_the_documents_do_not_say_is_said_calmly_with_the_nearest_passages(
    app: App, fake: FakeEngine, qtbot: QtBot
) -> None:
    fake.reply = abstained_answer(fake.folder)
    ask_and_wait(app, qtbot, "Which plots were burned in 1976?")
    turn = app.screens.ask.transcript.turn(0)
    assert turn._card.isVisible()
    assert not turn._text.isVisible()
    cards = app.screens.ask.sources.findChildren(SourceCard)
    assert [card._support.text() for card in cards] == ["near your question"]


def test_stop_ends_the_answer_and_the_question_can_be_asked_again(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    fake.answers_by_itself = False
    ask(app, qtbot)
    qtbot.waitUntil(lambda: bool(fake.commands(Ask)))
    fake.tell(Token(fake.commands(Ask)[0].id, "The northern "))
    press(qtbot, app.window, "ask")
    qtbot.waitUntil(lambda: app.screens.ask.dialogue.running is None)
    assert fake.commands(Cancel)[0].target == fake.commands(Ask)[0].id
    turn = app.screens.ask.transcript.turn(0)
    assert turn._text.toPlainText().startswith("The northern")
    assert turn._status.text().startswith("Stopped")
    fake.answers_by_itself = True
    press(qtbot, app.window, "turn_0_again")
    qtbot.waitUntil(lambda: len(app.screens.ask.dialogue.turns) == 1)
    assert fake.commands(Ask)[-1].replaces == 0


def test_tokens_are_shown_at_fifteen_hertz_at_most(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    fake.answers_by_itself = False
    ask(app, qtbot)
    qtbot.waitUntil(lambda: bool(fake.commands(Ask)))
    turn = app.screens.ask.transcript.turn(0)
    shown: list[str] = []
    original = turn._text.show_partial
    turn._text.show_partial = lambda text: (shown.append(text), original(text))
    number = fake.commands(Ask)[0].id
    for _ in range(500):
        fake.tell(Token(number, "word "))
    qtbot.waitUntil(lambda: bool(shown))
    assert len(shown) == 1
    assert shown[0].count("word") == 500


def test_a_reader_who_scrolled_up_is_left_in_peace(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    fake.answers_by_itself = False
    app.window.resize(1440, 500)
    ask(app, qtbot)
    qtbot.waitUntil(lambda: bool(fake.commands(Ask)))
    number = fake.commands(Ask)[0].id
    bar = app.screens.ask.transcript.verticalScrollBar()
    fake.tell(Token(number, "A line of the answer.\n\n" * 40))
    qtbot.waitUntil(lambda: bar.maximum() > 200 and bar.value() == bar.maximum())
    bar.setValue(10)
    before = bar.maximum()
    fake.tell(Token(number, "More of it.\n\n" * 40))
    qtbot.waitUntil(lambda: bar.maximum() > before)
    assert bar.value() == 10


def test_shift_and_enter_breaks_the_line(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    field = app.screens.ask.composer.field
    qtbot.keyClicks(field, "one")
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(field, "two")
    assert field.toPlainText() == "one\ntwo"
    assert not fake.commands(Ask)


def test_while_typing_passages_are_found_ahead(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    qtbot.keyClicks(app.screens.ask.composer.field, "does the law")
    qtbot.waitUntil(lambda: app.screens.ask.composer.hint() == "reading 1 passage ahead…")
    assert [command.question for command in fake.commands(ReadAhead)] == ["does the law"]
    assert app.screens.ask.sources.findChildren(SourceCard)


def test_reading_ahead_can_be_switched_off(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    app.settings.change("read_ahead", False)
    field = app.screens.ask.composer
    with qtbot.waitSignal(field.typed):
        qtbot.keyClicks(field.field, "does the law")
    assert not fake.commands(ReadAhead)


def test_edit_and_ask_again_replaces_the_turn(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    ask_and_wait(app, qtbot)
    ask_and_wait(app, qtbot, "And in 1990?")
    press(qtbot, app.window, "turn_0_edit")
    field = app.window.findChild(QWidget, "turn_0_field")
    qtbot.keyClicks(field, "How many in 2021?")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: app.screens.ask.dialogue.running is None)
    assert fake.commands(Ask)[-1].replaces == 0
    assert [turn.question for turn in app.screens.ask.dialogue.turns] == ["How many in 2021?"]
    assert app.screens.ask.transcript.turn(1) is None


def test_branching_goes_on_in_a_conversation_of_its_own(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    ask_and_wait(app, qtbot)
    ask_and_wait(app, qtbot, "And in 1990?")
    first = app.screens.ask.dialogue.conversation
    press(qtbot, app.window, "turn_0_branch")
    qtbot.waitUntil(lambda: app.screens.ask.dialogue.conversation != first)
    assert fake.commands(BranchConversation)[0].turn == 1
    assert len(app.screens.ask.dialogue.turns) == 1


def test_only_chosen_documents_are_asked(app: App, fake: FakeEngine, qtbot: QtBot) -> None:
    app.screens.show_library()
    library = app.screens.library
    path = str(fake.folder / "Field notes 2019.md")
    library.list.setCurrentIndex(app.documents.index(app.documents.row(path)))
    press(qtbot, app.window, "ask_chosen")
    assert app.window.shown_screen() == "ask"
    assert app.screens.ask.composer.scope.text() == "Field notes 2019.md"
    ask_and_wait(app, qtbot)
    assert fake.commands(Ask)[0].scope == (path,)
    app.screens.ask.scope.limit_to(())
    assert app.screens.ask.composer.scope.text() == "All documents"


def test_a_model_is_chosen_by_its_chip(app: App, fake: FakeEngine) -> None:
    assert app.screens.ask.composer.model.text() == "SmolLM2-135M"
    app.screens.ask.scope._fill_models()
    app.screens.ask.composer.model.menu().actions()[0].trigger()
    assert fake.commands(Configure)[-1].model == fake.models[0].path
