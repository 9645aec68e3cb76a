"""Puts the window together: who hears whom. Nothing else happens here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QApplication

from desktop import voice
from desktop.crash import CrashWatch
from desktop.deeds import connect_actions
from desktop.making import Screens
from desktop.notices import NoticeBoard
from desktop.places import Places, shipped
from desktop.rows.conversations import ConversationRows
from desktop.rows.documents import DocumentRows
from desktop.rows.overview import LibraryOverview
from desktop.session import SessionStore
from desktop.settings import SettingsStore
from desktop.theme import Theme
from desktop.window import Window
from desktop.workers.engine import Engine, Worker
from engine.protocol import Configure, Event, Failed, Noticed


class App(QObject):
    """One run of the window. `paths` are folders and documents to add."""

    def __init__(self, application: QApplication, places: Places, worker: Worker, paths: Sequence[str] = ()) -> None:
        super().__init__()
        self._places, self._paths = places, list(paths)
        self.settings = SettingsStore(places.settings, self)
        self.session = SessionStore(places.session, self)
        self.theme = Theme(application)
        self.theme.load_fonts()
        self._dress()
        self.board = NoticeBoard(self)
        self.engine = Engine(worker, self)
        self.documents = DocumentRows(self)
        self.conversations = ConversationRows(self)
        self.overview = LibraryOverview(self)
        self.crash = CrashWatch(places, self)
        self.window = Window(self.theme)
        for hear in (self.overview.hear, self.documents.hear, self.conversations.hear, self._hear):
            self.engine.happened.connect(hear)  # before the screens, which look into these rows when they hear
        self.screens = Screens(self)
        self._is_closed = False
        self._connect()
        connect_actions(self)
        self.window.restore_geometry_text(self.session.value.geometry)
        self._show_status()

    @property
    def places(self) -> Places:
        return self._places

    def start(self) -> None:
        """Show the window; the first screen and the engine follow its first paint, 40 ms later."""
        self.window.painted.connect(self._begin)
        self.window.show()

    def close(self) -> None:
        """Save what is remembered and end the engine; once."""
        if self._is_closed:
            return
        self._is_closed = True
        self.session.change(geometry=self.window.geometry_text())
        if self.overview.value.is_told:
            self.session.change(had_folders=bool(self.overview.value.folders))
        self.session.save()
        self.engine.close()
        self.documents.stop()
        self.crash.end()

    def show_log(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._places.crash_log)))

    def _begin(self) -> None:
        QTimer.singleShot(0, self, self._show_first)

    def _show_first(self) -> None:
        self.theme.load_other_fonts()
        self.screens.show_first()
        self.window.setWindowIcon(QIcon(str(shipped("icons", "carrel-256.png"))))
        QTimer.singleShot(0, self, self._start_engine)

    def _start_engine(self) -> None:
        if self.crash.begin():
            voice.say_crash(self.board, self.show_log)
        self.engine.start()
        self._show_status()
        if self._paths:
            self.screens.folders.add(self._paths)

    def _connect(self) -> None:
        self.engine.failed.connect(self._on_failed)
        self.engine.troubled.connect(self._on_trouble)
        self.engine.became_ready.connect(self._configure)
        self.overview.changed.connect(self._show_status)
        self.documents.counted.connect(self._show_status)
        self.settings.changed.connect(self._on_settings)
        self.settings.unsaved.connect(self._on_unsaved)
        self.board.posted.connect(self.window.notices.post)
        self.board.withdrawn.connect(self.window.notices.withdraw)
        self.crash.defect_found.connect(self._on_defect)
        self.window.closing.connect(self.close)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Noticed):
            self.board.noticed(event.code, event.facts)

    def _on_failed(self, failed: Failed) -> None:
        voice.say_failure(self.board, failed, self.engine.start, self.screens.show_preferences)

    def _on_trouble(self, trouble: str) -> None:
        voice.say_trouble(self.board, trouble, self.engine.start)
        self._show_status()

    def _on_defect(self) -> None:
        voice.say_defect(self.board, self.show_log)

    def _on_unsaved(self) -> None:
        self.board.failed("disk_full", {})

    def _on_settings(self) -> None:
        self._dress()
        self._configure()
        self._show_status()

    def _configure(self) -> None:
        if self.engine.is_ready:
            chosen = self.settings.value
            command = Configure(
                id=0,
                model=chosen.model or None,
                threads=chosen.threads or None,
                indexing_paused=chosen.indexing_paused,
            )
            self.engine.request(command)

    def _dress(self) -> None:
        chosen = self.settings.value
        self.theme.wear(chosen.appearance, chosen.font_percent / 100, chosen.reduced_motion)

    def _show_status(self) -> None:
        text, tone = voice.status_line(
            self.overview.value,
            self.documents.counts(),
            self.engine.is_stopped,
            self.settings.value.indexing_paused,
        )
        self.window.rail.show_status(text, tone)
