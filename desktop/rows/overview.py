"""What is known of the library as a whole: folders, progress, models. One value, replaced when anything changes."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, Signal

from engine.protocol import EngineReady, Event, FolderChanged, FolderRemoved, Progressed, Snapshot
from engine.values import Folder, IndexProgress, ModelCard

NOTHING_UNDERWAY = IndexProgress(waiting=0, reading=0, embedding=0, done=0, problems=0)


class Overview(msgspec.Struct, frozen=True):
    """`is_told` once the engine has told what it holds."""

    is_told: bool = False
    library: str = ""
    folders: tuple[Folder, ...] = ()
    progress: IndexProgress = NOTHING_UNDERWAY
    models: tuple[ModelCard, ...] = ()
    model: str | None = None

    @property
    def underway(self) -> int:
        """Documents not found by meaning yet."""
        return self.progress.waiting + self.progress.reading + self.progress.embedding

    @property
    def read(self) -> int:
        """Documents found by their words at least, or found not to be readable."""
        return self.progress.done + self.progress.problems + self.progress.embedding

    def model_name(self, path: str | None) -> str:
        """The name of a model for people; of the engine's own choice where no path is given."""
        wanted = path or self.model
        named = next((card.name for card in self.models if card.path == wanted), "")
        return named or (wanted or "").replace("\\", "/").rpartition("/")[2].removesuffix(".gguf")


class LibraryOverview(QObject):
    """Fed with the engine's events."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.value = Overview()

    def hear(self, event: Event) -> None:
        now = self._after(event)
        if now != self.value:
            self.value = now
            self.changed.emit()

    def _after(self, event: Event) -> Overview:
        now = self.value
        match event:
            case EngineReady(library=library):
                return msgspec.structs.replace(now, library=library)
            case Snapshot():
                return msgspec.structs.replace(
                    now,
                    is_told=True,
                    folders=_by_path(event.folders),
                    progress=event.progress,
                    models=event.models,
                    model=event.model,
                )
            case FolderChanged(folder=folder):
                others = tuple(known for known in now.folders if known.path != folder.path)
                return msgspec.structs.replace(now, folders=_by_path((*others, folder)))
            case FolderRemoved(path=path):
                return msgspec.structs.replace(now, folders=tuple(f for f in now.folders if f.path != path))
            case Progressed(progress=progress):
                return msgspec.structs.replace(now, progress=progress)
        return now


def _by_path(folders: tuple[Folder, ...]) -> tuple[Folder, ...]:
    return tuple(sorted(folders, key=lambda folder: folder.path))
