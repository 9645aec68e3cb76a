"""Ask: conversations, the answer and its sources, and the question line."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.export import answer_with_citations
from desktop.language import translate
from desktop.notices import Notice, NoticeBoard
from desktop.rows.conversations import ConversationRows
from desktop.rows.overview import LibraryOverview
from desktop.screens.answering import Answering
from desktop.screens.conversations import ConversationsPanel
from desktop.screens.dialogue import Dialogue
from desktop.screens.exporting import Exporter
from desktop.screens.scope import ScopeChips
from desktop.theme import Theme
from desktop.widgets.buttons import IconButton
from desktop.widgets.composer import Composer
from desktop.widgets.labels import label
from desktop.widgets.sources_panel import SourcesPanel
from desktop.widgets.transcript import SIDE_PX, Transcript
from desktop.workers.engine import Engine

SOURCES_PX, LIST_PX = 372, 248
DRAWER_UNDER_PX = 1010
LIST_UNDER_PX = 760


class AskScreen(QWidget):
    """`place_wanted` carries a source and the number of its quote to open; `widths_changed` the splitter's sizes."""

    place_wanted = Signal(object, int)
    library_wanted = Signal()
    draft_changed = Signal(str)
    conversation_changed = Signal(str)
    widths_changed = Signal(list)

    def __init__(
        self,
        engine: Engine,
        conversations: ConversationRows,
        overview: LibraryOverview,
        board: NoticeBoard,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("ask_screen")
        self._engine, self._board, self._theme = engine, board, theme
        self._rows = conversations
        self.dialogue = Dialogue(engine, self)
        self.conversations = ConversationsPanel(conversations, engine, board, theme)
        self.transcript = Transcript(theme)
        self.composer = Composer(theme)
        self.sources = SourcesPanel(theme)
        self.drawer = IconButton("panel-right", translate("Ask", "Show sources"), theme, "sources_drawer")
        self.drawer.setCheckable(True)
        self._hello = label("", "lead", "ask_hello", wraps=True)
        self._hello.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.list_drawer = IconButton("history", translate("Ask", "Show conversations"), theme, "list_drawer")
        self.list_drawer.setCheckable(True)
        self._wants_sources = False
        self._wants_list = False
        self._arrange()
        self.exporter = Exporter(engine, board, self)
        self.scope = ScopeChips(self.composer, overview, theme, self)
        self.answering = Answering(self.dialogue, self.transcript, self.composer, self.sources, self)
        self._connect()
        self.setFocusProxy(self.composer.field)
        self._show_hello()

    def focus_question(self) -> None:
        self.composer.field.setFocus()

    def focus_search(self) -> None:
        self.conversations.search.setFocus()
        self.conversations.search.selectAll()

    def start_new(self) -> None:
        """An empty conversation with the cursor in the question."""
        self.dialogue.start_new()
        self.focus_question()

    def stop(self) -> None:
        self.dialogue.stop()

    def copy_last(self) -> None:
        """Copy the last answer with its citations."""
        if self.dialogue.turns:
            self._copy(len(self.dialogue.turns) - 1)

    def ask_last_again(self) -> None:
        if self.dialogue.turns:
            self._ask_again(len(self.dialogue.turns) - 1)

    def branch_last(self) -> None:
        if self.dialogue.turns:
            self.dialogue.branch(len(self.dialogue.turns) - 1)

    def edit_last(self) -> None:
        turn = self.transcript.last()
        if turn is not None and self.dialogue.running is None:
            turn.open_editor()

    def widths(self) -> list[int]:
        return self._splitter.sizes()

    def restore_widths(self, widths: list[int]) -> None:
        if len(widths) == 3 and min(widths[0], widths[1]) > 0:
            self._splitter.setSizes(widths)

    def toggle_sources(self) -> None:
        """In a narrow window the sources are a drawer; otherwise they are always there."""
        self._wants_sources = not self._wants_sources
        self._wants_list = False
        self._fit()

    def toggle_list(self) -> None:
        """The same for the conversations."""
        self._wants_list = not self._wants_list
        self._wants_sources = False
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _arrange(self) -> None:
        middle = QWidget()
        middle.setObjectName("ask_column")
        self._composer_row = QHBoxLayout()
        self._composer_row.addWidget(self.composer)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 0)
        head.addWidget(self.list_drawer)
        head.addStretch(1)
        head.addWidget(self.drawer)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 20)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._hello, 1)
        column.addWidget(self.transcript, 1)
        column.addLayout(self._composer_row)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setObjectName("ask_splitter")
        self._splitter.setChildrenCollapsible(False)
        self.conversations.setMinimumWidth(180)
        middle.setMinimumWidth(360)
        self.sources.setMinimumWidth(260)
        for part in (self.conversations, middle, self.sources):
            self._splitter.addWidget(part)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([LIST_PX, 760, SOURCES_PX])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._splitter)

    def _connect(self) -> None:
        self.conversations.opened.connect(self.dialogue.open)
        self.conversations.new_wanted.connect(self.start_new)
        self.conversations.deleted.connect(self._on_deleted)
        self.conversations.export_wanted.connect(self.exporter.export)
        self._rows.rowsInserted.connect(self._select_open)
        self._rows.modelReset.connect(self._select_open)
        self._rows.dataChanged.connect(self._select_open)
        self.dialogue.opened.connect(self._on_opened)
        self.dialogue.begun.connect(self._on_begun)
        self.dialogue.answered_elsewhere.connect(self._on_answered_elsewhere)
        self.transcript.copied.connect(self._copy)
        self.transcript.again_wanted.connect(self._ask_again)
        self.transcript.edited.connect(self._on_edited)
        self.transcript.branch_wanted.connect(self.dialogue.branch)
        self.answering.place_wanted.connect(self.place_wanted)
        self.composer.edited.connect(self.draft_changed)
        self.scope.changed.connect(self._on_scope)
        self.scope.library_wanted.connect(self.library_wanted)
        self.drawer.clicked.connect(self.toggle_sources)
        self.list_drawer.clicked.connect(self.toggle_list)
        self._splitter.splitterMoved.connect(self._on_splitter)
        self._theme.changed.connect(self._fit)

    def _fit(self) -> None:
        has_room = self.width() >= self._theme.look.px(DRAWER_UNDER_PX)
        self.drawer.setVisible(not has_room)
        self.drawer.setChecked(self._wants_sources)
        shows_sources = has_room or self._wants_sources
        drawer_px = SOURCES_PX if shows_sources and not has_room else 0
        list_has_room = self.width() >= self._theme.look.px(LIST_UNDER_PX) + drawer_px
        self.list_drawer.setVisible(not list_has_room)
        self.list_drawer.setChecked(self._wants_list)
        shows_list = list_has_room or (self._wants_list and not drawer_px)
        if drawer_px and self.sources.isHidden():
            self._splitter.setSizes([LIST_PX, self.width() - drawer_px, drawer_px])
        self.sources.setVisible(shows_sources)
        self.conversations.setVisible(shows_list)
        self._fit_composer()

    def _fit_composer(self) -> None:
        width = self._splitter.widget(1).width()
        side = max(SIDE_PX, (width - self.transcript.column_px()) // 2)
        self._composer_row.setContentsMargins(side, 0, side, 0)

    def _show_hello(self) -> None:
        is_empty = not self.dialogue.turns and self.dialogue.running is None
        first = translate("Ask", "Ask anything your documents may know.")
        second = translate("Ask", "Every sentence of the answer names its source.")
        self._hello.setText(f"{first}\n{second}")
        self._hello.setVisible(is_empty)
        self.transcript.setVisible(not is_empty)

    def _select_open(self) -> None:
        self.conversations.select(self.dialogue.conversation)

    def _on_opened(self) -> None:
        self._show_hello()
        self._select_open()
        self.conversation_changed.emit(self.dialogue.conversation if self.dialogue.turns else "")

    def _on_begun(self) -> None:
        self._show_hello()
        self.conversation_changed.emit(self.dialogue.conversation)

    def _on_deleted(self, conversation: str) -> None:
        if conversation == self.dialogue.conversation:
            self.dialogue.start_new()

    def _on_answered_elsewhere(self, conversation: str) -> None:
        known = self._rows.get(conversation)
        title = known.title if known else translate("Ask", "another conversation")
        said = translate("Ask", "The answer in “{title}” is ready.").format(title=title)
        self._board.post(Notice(f"answered:{conversation}", "good", said, seconds=8))

    def _on_edited(self, turn: int, question: str) -> None:
        self.dialogue.ask(question, replaces=turn)

    def _ask_again(self, turn: int) -> None:
        shown = self.transcript.turn(turn)
        if shown is not None:
            self.dialogue.ask(shown.question, replaces=turn)

    def _copy(self, turn: int) -> None:
        if turn < len(self.dialogue.turns):
            QGuiApplication.clipboard().setText(answer_with_citations(self.dialogue.turns[turn]))
            said = translate("Ask", "The answer was copied with its citations.")
            self._board.post(Notice("copied", "good", said, seconds=4))

    def _on_scope(self) -> None:
        self.dialogue.scope = self.scope.paths

    def _on_splitter(self) -> None:
        self._fit_composer()
        self.widths_changed.emit(self.widths())

    def export_open(self) -> None:
        """Export the open conversation."""
        if self.dialogue.turns:
            self.exporter.export(self.dialogue.conversation)
