"""The chips of the question line: which documents are asked, and which model writes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QWidget

from desktop.language import translate
from desktop.rows.documents import name_of
from desktop.rows.overview import LibraryOverview
from desktop.theme import Theme
from desktop.widgets.composer import Composer


class ScopeChips(QWidget):
    """`paths` are documents or folders, empty for all. `model_chosen` carries the path of a model."""

    changed = Signal()
    model_chosen = Signal(str)
    library_wanted = Signal()
    model_file_wanted = Signal()

    def __init__(self, composer: Composer, overview: LibraryOverview, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setObjectName("scope_chips")
        self.paths: tuple[str, ...] = ()
        self._chosen_model = ""
        self._scope, self._model = composer.scope, composer.model
        self._overview = overview
        overview.changed.connect(self._show)
        self._scope.menu().aboutToShow.connect(self._fill_scope)
        self._model.menu().aboutToShow.connect(self._fill_models)
        self._show()

    def limit_to(self, paths: tuple[str, ...]) -> None:
        """Ask these documents or folders only; all when empty."""
        self.paths = paths
        self._show()
        self.changed.emit()

    def show_model(self, path: str) -> None:
        """The user's choice of a model; empty for the engine's own."""
        self._chosen_model = path
        self._show()

    def _show(self) -> None:
        known = {folder.path for folder in self._overview.value.folders}
        if not self.paths:
            said = translate("Ask", "All documents")
        elif len(self.paths) == 1:
            said = name_of(self.paths[0])
        elif known.issuperset(self.paths):
            said = translate("Ask", "%Ln folder(s)", "", len(self.paths))
        else:
            said = translate("Ask", "%Ln document(s)", "", len(self.paths))
        self._put(self._scope, said, translate("Ask", "Asked: {what}").format(what=said))
        model = self._overview.value.model_name(self._chosen_model)
        self._put(self._model, model, translate("Ask", "Model: {name}").format(name=model))
        self._model.setVisible(bool(model))

    def _put(self, chip: QWidget, text: str, spoken: str) -> None:
        cut = text if len(text) <= 28 else text[:27] + "…"
        chip.setText(plain(cut))  # type: ignore[attr-defined]
        chip.setAccessibleName(spoken)

    def _fill_scope(self) -> None:
        menu = self._scope.menu()
        menu.clear()
        group = QActionGroup(menu)
        self._add(group, translate("Ask", "All documents"), not self.paths, self._on_all)
        menu.addSeparator()
        for folder in self._overview.value.folders:
            action = self._add(group, name_of(folder.path), self.paths == (folder.path,), self._on_folder)
            action.setData(folder.path)
        menu.addSeparator()
        choose = QAction(translate("Ask", "Choose documents in the Library…"), menu)
        choose.triggered.connect(self.library_wanted)
        menu.addActions([*group.actions(), choose])

    def _fill_models(self) -> None:
        menu = self._model.menu()
        menu.clear()
        group = QActionGroup(menu)
        now = self._chosen_model or self._overview.value.model
        for card in self._overview.value.models:
            action = self._add(group, card.name, card.path == now, self._on_model)
            action.setData(card.path)
        other = QAction(translate("Ask", "Another model…"), menu)
        other.triggered.connect(self.model_file_wanted)
        menu.addActions([*group.actions(), other])

    def _add(self, group: QActionGroup, text: str, is_chosen: bool, run: object) -> QAction:
        action = QAction(plain(text), group)
        action.setCheckable(True)
        action.setChecked(is_chosen)
        action.triggered.connect(run)
        return action

    def _on_all(self) -> None:
        self.limit_to(())

    def _on_folder(self) -> None:
        self.limit_to((str(_data(self.sender())),))

    def _on_model(self) -> None:
        self.model_chosen.emit(str(_data(self.sender())))


def plain(text: str) -> str:
    """Text for a button or a menu, in which & would mean a key."""
    return text.replace("&", "&&")


def _data(sender: object) -> object:
    return sender.data() if isinstance(sender, QAction) else ""
