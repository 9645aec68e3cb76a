"""Builds each screen when it is first shown and connects it to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from desktop.language import translate
from engine.protocol import DocumentChanged, DocumentMoved, DocumentRemoved, Event, Snapshot
from engine.values import Source

if TYPE_CHECKING:
    from desktop.app import App
    from desktop.screens.ask import AskScreen
    from desktop.screens.folders import Folders
    from desktop.screens.library import LibraryScreen
    from desktop.screens.reader import ReaderScreen


class Screens(QObject):
    """The screens by name; imports of a screen happen when it is built, which keeps the start quick."""

    def __init__(self, app: App) -> None:
        super().__init__(app)
        self._app = app
        self._ask: AskScreen | None = None
        self._library: LibraryScreen | None = None
        self._reader: ReaderScreen | None = None
        self._folders: Folders | None = None
        self._was_told = False
        app.window.set_maker(self._make)
        app.window.rail.chosen.connect(self.go)
        app.window.dropped.connect(self._on_dropped)
        app.window.screen_shown.connect(self._on_shown)
        app.engine.happened.connect(self._hear)
        app.overview.changed.connect(self._on_overview)

    @property
    def folders(self) -> Folders:
        if self._folders is None:
            from desktop.screens.folders import Folders

            app = self._app
            self._folders = Folders(app.engine, app.board, app.places.sample_library, app.window)
            self._folders.added.connect(self._on_added)
        return self._folders

    @property
    def ask(self) -> AskScreen:
        if self._ask is None:
            self._ask = self._make_ask()
        return self._ask

    @property
    def library(self) -> LibraryScreen:
        if self._library is None:
            self._library = self._make_library()
        return self._library

    @property
    def reader(self) -> ReaderScreen:
        if self._reader is None:
            self._reader = self._make_reader()
        return self._reader

    def show_first(self) -> None:
        """The screen of the last time; Welcome where there was no folder."""
        session = self._app.session.value
        if not session.had_folders:
            self._app.window.show_screen("welcome")
        else:
            self._app.window.show_screen(session.screen if session.screen in {"ask", "library"} else "ask")

    def go(self, name: str) -> None:
        """Go to a screen; Welcome stands in for Ask while there is nothing to ask."""
        if name == "reader" and self._reader is None:
            return
        self._app.window.show_screen("welcome" if name == "ask" and self._is_empty() else name)

    def show_ask(self) -> None:
        self.go("ask")

    def show_library(self) -> None:
        self.go("library")

    def show_preferences(self) -> None:
        self.go("preferences")

    def write_question(self) -> None:
        """Go to the question line, with the cursor in it."""
        self.go("ask")
        if self._app.window.shown_screen() == "ask":
            self.ask.focus_question()

    def choose_model(self) -> None:
        """Ask for a GGUF file; it becomes the model in the settings."""
        from PySide6.QtWidgets import QFileDialog  # not needed for the first paint

        dialog = QFileDialog(self._app.window, translate("Preferences", "Choose a language model"))
        dialog.setObjectName("model_dialog")
        dialog.setNameFilter(translate("Preferences", "Language models (*.gguf)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_model)
        dialog.open()

    def _is_empty(self) -> bool:
        overview = self._app.overview.value
        if not overview.is_told:
            return not self._app.session.value.had_folders
        return not overview.folders and len(self._app.conversations) == 0

    def _make(self, name: str) -> QWidget:
        match name:
            case "ask":
                return self.ask
            case "library":
                return self.library
            case "reader":
                return self.reader
            case "preferences":
                return self._make_preferences()
            case _:
                return self._make_welcome()

    def _make_welcome(self) -> QWidget:
        from desktop.screens.welcome import WelcomeScreen

        screen = WelcomeScreen(self._app.theme)
        screen.dropped.connect(self._on_dropped)
        screen.folder_wanted.connect(self._on_folder_wanted)
        screen.sample_wanted.connect(self._on_sample_wanted)
        return screen

    def _make_ask(self) -> AskScreen:
        from desktop.screens.ask import AskScreen

        app = self._app
        screen = AskScreen(app.engine, app.conversations, app.overview, app.board, app.theme)
        screen.composer.put(app.session.value.draft)
        screen.restore_widths(app.session.value.widths.get("ask", []))
        screen.place_wanted.connect(self._on_place)
        screen.library_wanted.connect(self.show_library)
        screen.draft_changed.connect(self._on_draft)
        screen.conversation_changed.connect(self._on_conversation)
        screen.widths_changed.connect(self._on_widths)
        screen.scope.model_chosen.connect(self._on_model)
        screen.scope.model_file_wanted.connect(self.choose_model)
        app.settings.changed.connect(self._show_settings)
        self._ask = screen
        self._show_settings()
        return screen

    def _make_library(self) -> LibraryScreen:
        from desktop.screens.library import LibraryScreen

        app = self._app
        screen = LibraryScreen(app.engine, app.documents, app.overview, self.folders, app.settings, app.theme)
        screen.open_wanted.connect(self._on_open_document)
        screen.ask_wanted.connect(self._on_ask_documents)
        return screen

    def _make_reader(self) -> ReaderScreen:
        from desktop.screens.reader import ReaderScreen

        screen = ReaderScreen(self._app.engine, self._app.theme)
        screen.back_wanted.connect(self.show_ask)
        return screen

    def _make_preferences(self) -> QWidget:
        from desktop.screens.preferences import PreferencesScreen

        screen = PreferencesScreen(self._app.settings, self._app.overview, self._app.theme)
        screen.model_file_wanted.connect(self.choose_model)
        return screen

    def _hear(self, event: Event) -> None:
        match event:
            case Snapshot():
                self._restore_conversation()
            case DocumentChanged(document=document) if self._reader is not None:
                self._reader.forget(document.path)
            case DocumentMoved(before=path) | DocumentRemoved(path=path) if self._reader is not None:
                self._reader.forget(path)

    def _restore_conversation(self) -> None:
        """The conversation of the last time, once after the start."""
        if self._was_told:
            return
        self._was_told = True
        conversation = self._app.session.value.conversation
        if conversation and self._app.conversations.get(conversation) is not None:
            self.ask.dialogue.open(conversation)

    def _on_overview(self) -> None:
        shown = self._app.window.shown_screen()
        if not self._app.overview.value.is_told:
            return
        if shown == "ask" and self._is_empty():
            self._app.window.show_screen("welcome")
        elif shown == "welcome" and not self._is_empty():
            self._app.window.show_screen("ask")
            self.ask.focus_question()

    def _on_shown(self, name: str) -> None:
        """Remember the screen, and put the keyboard where one goes on from there."""
        screen = self._app.window.screen_named(name)
        first = screen.focusProxy() if screen is not None else None
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        if name in {"ask", "library"}:
            self._app.session.change(screen=name)

    def _on_dropped(self, paths: list[str]) -> None:
        self.folders.add(paths)

    def _on_folder_wanted(self) -> None:
        self.folders.choose_folder()

    def _on_sample_wanted(self) -> None:
        self.folders.add_sample()

    def _on_added(self, _path: str) -> None:
        self._app.session.change(had_folders=True)

    def _on_place(self, source: Source, at: int) -> None:
        from desktop.screens.reader import place_of

        self.reader.bar.show_way_back(True)
        self._app.window.show_screen("reader")
        self.reader.open(place_of(source, at))

    def _on_open_document(self, path: str) -> None:
        from desktop.screens.reader import Place

        self.reader.bar.show_way_back(False)
        self._app.window.show_screen("reader")
        self.reader.open(Place(path))

    def _on_ask_documents(self, paths: list[str]) -> None:
        self.ask.scope.limit_to(tuple(paths))
        self.write_question()

    def _on_draft(self, text: str) -> None:
        self._app.session.change(draft=text)

    def _on_conversation(self, conversation: str) -> None:
        self._app.session.change(conversation=conversation)

    def _on_widths(self, widths: list[int]) -> None:
        self._app.session.change(widths={**self._app.session.value.widths, "ask": widths})

    def _on_model(self, path: str) -> None:
        self._app.settings.change("model", path)

    def _show_settings(self) -> None:
        if self._ask is not None:
            self._ask.scope.show_model(self._app.settings.value.model)
            self._ask.answering.reads_ahead = self._app.settings.value.read_ahead
