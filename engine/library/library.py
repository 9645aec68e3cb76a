"""The library folder: opened by one program at a time, holding SQLite, LanceDB and a cache."""

from __future__ import annotations

import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from engine.errors import EngineError
from engine.library.conversations import Conversations
from engine.library.database import Database
from engine.library.documents import Documents
from engine.library.passages import Passages


class Library:
    """An open library. `documents` is the source of truth; `passages` can be rebuilt from it."""

    def __init__(self, folder: Path) -> None:
        """Raises EngineError: library_in_use, library_newer, library_damaged, library_unwritable."""
        self.folder = folder
        self.cache = folder / "cache"
        try:
            self.cache.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EngineError("library_unwritable", library=str(folder)) from error
        self._lock = _lock(folder)
        try:
            self._database = Database(folder / "library.sqlite")
            self.documents = Documents(self._database)
            self.conversations = Conversations(self._database)
            self.passages = Passages(folder / "lance", self.documents.revisions)
        except BaseException:
            self._lock.release()
            raise

    def empty_cache(self) -> None:
        """Forget drawn pages and text files; they are made again when asked for."""
        for entry in self.cache.iterdir():
            if entry.name.startswith("document-"):
                shutil.rmtree(entry, ignore_errors=True)

    def document_cache(self, document: int) -> Path:
        """The cache folder of one document, created."""
        folder = self.cache / f"document-{document}"
        folder.mkdir(exist_ok=True)
        return folder

    def bytes(self) -> int:
        """Size of everything in the library folder."""
        return sum(entry.stat().st_size for entry in self.folder.rglob("*") if entry.is_file())

    def close(self) -> None:
        self._database.close()
        self._lock.release()


def _lock(folder: Path) -> FileLock:
    lock = FileLock(folder / "carrel.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise EngineError("library_in_use", library=str(folder)) from error
    except OSError as error:
        raise EngineError("library_unwritable", library=str(folder)) from error
    return lock
