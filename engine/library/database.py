"""One SQLite connection for the library, shared by the engine's threads under a lock."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from engine.errors import EngineError
from engine.library.migrations import STEPS


class Database:
    """Rows in, rows out. Every write is durable when `writing` ends (WAL, synchronous=FULL)."""

    def __init__(self, path: Path) -> None:
        """Raises EngineError: library_newer, library_damaged, library_unwritable, disk_full."""
        self._path = path
        self._lock = threading.RLock()
        with self._translated():
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._connection.row_factory = sqlite3.Row
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
                self._connection.execute(f"PRAGMA {pragma}")
        self._migrate()

    def all(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        with self._lock, self._translated():
            return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Row | None:
        with self._lock, self._translated():
            row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
            return row

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing."""
        with self._lock, self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def compact(self) -> None:
        """Give freed space back and leave nothing deleted in the write-ahead log."""
        with self._lock, self._translated():
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _migrate(self) -> None:
        row = self.one("PRAGMA user_version")
        found = int(row[0]) if row else 0
        if found > len(STEPS):
            raise EngineError("library_newer", found=found, known=len(STEPS), library=str(self._path.parent))
        for number, step in enumerate(STEPS[found:], start=found + 1):
            with self._lock, self._translated():
                self._connection.executescript(f"BEGIN; {step} PRAGMA user_version = {number}; COMMIT;")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            code = {"SQLITE_FULL": "disk_full", "SQLITE_READONLY": "library_unwritable"}.get(
                getattr(error, "sqlite_errorname", ""), "library_damaged"
            )
            if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
                code = "library_unwritable"
            raise EngineError(code, library=str(self._path.parent)) from error
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise
            raise EngineError("library_damaged", library=str(self._path.parent)) from error
