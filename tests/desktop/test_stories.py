"""What a user does, on the real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.notices import Notice
from desktop.widgets.confirmation import Confirmation
from desktop.widgets.source_card import SourceCard
from engine.protocol import (
    AddFolder,
    Ask,
    BranchConversation,
    Cancel,
    Configure,
    DeleteConversation,
    Failed,
    ForgetDocument,
    IndexProgress,
    Noticed,
    OpenDocument,
    Progressed,
    QuoteFolder,
    ReadAhead,
    RemoveFolder,
    RenameConversation,
    RenderPage,
    RestoreConversation,
    RetryDocument,
    Token,
)
from tests.desktop.fake_engine import FakeEngine, abstained_answer, answer_about_orchids, survey_source

Open = Callable[..., App]
QUESTION = "How many orchids stood in the northern meadow?"


def ask(app: App, qtbot: QtBot, question: str = QUESTION) -> None:
    """Type a question and press Enter."""
    app.screens.write_question()
    qtbot.keyClicks(app.screens.ask.composer.field, question)
    qtbot.keyClick(app.screens.ask.composer.field, Qt.Key.Key_Return)


def ask_and_wait(app: App, qtbot: QtBot, question: str = QUESTION) -> None:
    before = len(app.screens.ask.dialogue.turns)
    ask(app, qtbot, question)
    qtbot.waitUntil(lambda: len(app.screens.ask.dialogue.turns) == before + 1)


def press(qtbot: QtBot, parent: QWidget, name: str) -> None:
    button = parent.findChild(QWidget, name)
    assert button is not None, name
    assert button.isVisible(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def said(app: App) -> Notice:
    notice = app.window.notices.current()
    assert notice is not None
    return notice


def empty(fake: FakeEngine) -> None:
    fake.folders, fake.documents, fake.conversations = [], [], {}


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


def test_the_engine_starts_after_the_first_paint(open_app: Open, fake: FakeEngine, qtbot: QtBot) -> None:
    app = open_app(waits=False)
    assert fake.starts == 0
    qtbot.waitUntil(lambda: fake.starts == 1)
    assert app.window._is_painted


def test_closing_the_window_ends_the_engine(app: App, fake: FakeEngine) -> None:
    app.window.close()
    assert not fake.is_up


def test_a_model_is_chosen_by_its_chip(app: App, fake: FakeEngine) -> None:
    assert app.screens.ask.composer.model.text() == "SmolLM2-135M"
    app.screens.ask.scope._fill_models()
    app.screens.ask.composer.model.menu().actions()[0].trigger()
    assert fake.commands(Configure)[-1].model == fake.models[0].path


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
