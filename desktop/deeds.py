"""What each action of the menus does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.app import App


def connect_actions(app: App) -> None:
    """Give every action its work and the buttons their shortcuts."""
    screens, window = app.screens, app.window
    window.deeds.connect_to(
        {
            "add_folder": lambda: screens.folders.choose_folder(),
            "add_documents": lambda: screens.folders.choose_documents(),
            "pause": lambda: app.settings.change("indexing_paused", not app.settings.value.indexing_paused),
            "preferences": screens.show_preferences,
            "quit": window.close,
            "go_ask": screens.show_ask,
            "go_library": screens.show_library,
            "go_reader": lambda: screens.go("reader"),
            "question": screens.write_question,
            "find": lambda: find(app),
            "back": screens.show_ask,
            "stop": lambda: screens.ask.stop(),
            "copy_answer": lambda: screens.ask.copy_last(),
            "ask_again": lambda: screens.ask.ask_last_again(),
            "edit_question": lambda: screens.ask.edit_last(),
            "branch": lambda: screens.ask.branch_last(),
            "sources": lambda: screens.ask.toggle_sources(),
            "list": lambda: screens.ask.toggle_list(),
            "new_conversation": lambda: start_conversation(app),
            "rename": lambda: screens.ask.conversations.rename_current(),
            "export": lambda: screens.ask.export_open(),
            "delete": lambda: screens.ask.conversations.delete_current(),
            "open_document": lambda: screens.library.menu.open.trigger(),
            "ask_documents": lambda: screens.library.menu.ask.trigger(),
            "show_document": lambda: screens.library.menu.show.trigger(),
            "copy_path": lambda: screens.library.menu.copy.trigger(),
            "retry_document": lambda: screens.library.menu.retry.trigger(),
            "forget_document": lambda: screens.library.menu.forget.trigger(),
            "problems": lambda: screens.library.problems.toggle(),
            "page": lambda: screens.reader.focus_page(),
            "closer": lambda: screens.reader.pages.zoom(1),
            "farther": lambda: screens.reader.pages.zoom(-1),
            "fit": lambda: screens.reader.pages.zoom(0),
            "headings": lambda: screens.reader.toggle_outline(),
            "find_next": lambda: screens.reader.find_bar.next.click(),
            "find_before": lambda: screens.reader.find_bar.before.click(),
            "shortcuts": lambda: show_shortcuts(app),
        }
    )


def find(app: App) -> None:
    """Find what the screen in front has to find."""
    match app.window.shown_screen():
        case "reader":
            app.screens.reader.begin_find()
        case "library":
            app.screens.library.focus_filter()
        case "ask":
            app.screens.ask.focus_search()


def start_conversation(app: App) -> None:
    app.screens.go("ask")
    if app.window.shown_screen() == "ask":
        app.screens.ask.start_new()


def show_shortcuts(app: App) -> None:
    from desktop.widgets.shortcuts import ShortcutsDialog

    ShortcutsDialog(app.window.deeds.listed(), app.window).open()
