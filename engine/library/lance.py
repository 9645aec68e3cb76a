"""One LanceDB table that outlives kill -9 and a power cut. The only importer of lancedb.

LanceDB commits atomically but never calls fsync, so a power cut can leave a manifest or data file empty. After each
commit the new files and their folders are synced; at start the table is read, and where that fails it goes back to
the newest version that can be read, or begins empty. What is lost then is made again from SQLite.
"""

from __future__ import annotations

import logging
import os
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa
from lancedb.index import FTS, BTree
from lancedb.query import BooleanQuery, MatchQuery, Occur

from engine.errors import EngineError

log = logging.getLogger(__name__)

UPKEEP_COMMITS = 50
UPKEEP_ROWS = 1_000
"""When `optimize` pays (0.4 s at 11 k rows, 1.5 s at 55 k): a row outside the index costs each question 30 µs."""
_MANIFEST_TOP = 2**64 - 1
_TEXT_INDEX = FTS(memory_limit=512, num_workers=1)
"""Defaults otherwise: English stemming and stop words gave nDCG@10 0.675 on SciFact; without stemming 0.630."""


class LanceTable:
    """Rows of one schema. Reads may come from any thread; writes are one at a time."""

    def __init__(
        self, folder: Path, name: str, schema: pa.Schema, text: Sequence[str] = (), keys: Sequence[str] = ()
    ) -> None:
        """`text` columns get a full-text index, `keys` an ordered one. `repaired` tells whether something was lost."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._name, self._schema = folder, name, schema
        self._text, self._keys = tuple(text), tuple(keys)
        self._write = threading.RLock()
        self._commits = self._rows_since = 0
        self._synced: set[str] = set()
        with _translated(folder):
            self._connection = lancedb.connect(str(folder))
        self.repaired = False
        self._table = self._open()
        self._remember_files()

    # -- reading

    def count(self) -> int:
        with _translated(self._folder):
            return int(self._table.count_rows())

    def columns(self, names: Sequence[str], where: str | None = None) -> pa.Table:
        """The named columns of all rows, or of those that `where` (SQL) keeps."""
        with _translated(self._folder):
            query = self._table.search().select(list(names))
            return (query.where(where) if where else query).limit(None).to_arrow()

    def match(
        self,
        question: str,
        boosts: Mapping[str, float],
        limit: int,
        where: str | None = None,
        columns: Sequence[str] = (),
    ) -> pa.Table:
        """Best rows by the weighted sum of BM25 over columns, with `_score`; rows not in the index yet are found too.

        Nothing in the question is syntax.
        """
        legs = [(Occur.SHOULD, MatchQuery(question, column, boost=boost)) for column, boost in boosts.items()]
        with _translated(self._folder):
            query = self._table.search(BooleanQuery(legs), query_type="fts")
            query = query.select([*(columns or self._schema.names), "_score"])
            return (query.where(where, prefilter=True) if where else query).limit(limit).to_arrow()

    def nearest(self, vector: Any, limit: int, where: str | None = None) -> pa.Table:
        """Nearest rows by cosine, with `_distance` (1 - cosine); exact."""
        with _translated(self._folder):
            query = self._table.search(vector, vector_column_name="vector").distance_type("cosine")
            return (query.where(where, prefilter=True) if where else query).limit(limit).to_arrow()

    # -- writing

    def add(self, rows: pa.Table) -> None:
        """One commit, safe on disk when this returns; the rows are counted, success is not trusted."""
        with self._write, _translated(self._folder):
            before = self._table.count_rows()
            self._table.add(rows)
            if self._table.count_rows() != before + rows.num_rows:
                raise EngineError("library_damaged", library=str(self._folder))
            self._committed(rows.num_rows)

    def delete(self, where: str) -> None:
        with self._write, _translated(self._folder):
            self._table.delete(where)
            self._committed()

    def upkeep(self, force: bool = False) -> None:
        """Compact and bring the indexes up to date, when enough has been written since the last time."""
        with self._write, _translated(self._folder):
            enough = self._commits >= UPKEEP_COMMITS or self._rows_since >= UPKEEP_ROWS
            if self._commits == 0 or not (enough or force):
                return
            self._table.optimize()
            self._settled()

    def forget(self, where: str) -> None:
        """Remove rows so that no file of the table holds them any more.

        Compaction leaves a file with few deleted rows as it is, so the rows that stay are written anew (one commit),
        and every older version is pruned.
        """
        with self._write, _translated(self._folder):
            rest = self._table.search().where(f"NOT ({where})").limit(None).to_arrow()
            self._table.add(rest.select(self._schema.names).cast(self._schema), mode="overwrite")
            self._index(self._table)
            self._prune()
            self._settled()

    def sync(self) -> None:
        """fsync what is new, files first, then the folders that hold them."""
        folders: set[str] = set()
        for path in self._files():
            if path not in self._synced:
                _fsync(path)
                folders.add(os.path.dirname(path))  # noqa: PTH120 - strings: this runs after every commit
                self._synced.add(path)
        for folder in sorted(folders, reverse=True):
            _fsync(folder)

    # -- opening

    def _open(self) -> Any:
        if not self._path.exists():
            return self._create()
        for _ in range(8):
            try:
                table = self._connection.open_table(self._name)
                self._check(table)
                return table
            except (RuntimeError, ValueError, OSError) as error:
                log.warning("table %s cannot be read (%s)", self._name, type(error).__name__)
                self.repaired = True
                if not self._set_newest_manifest_aside():
                    break
        self.repaired = True
        self._connection.drop_table(self._name, ignore_missing=True)
        return self._create()

    def _create(self) -> Any:
        table = self._connection.create_table(self._name, schema=self._schema, mode="overwrite")
        self._index(table)
        return table

    def _check(self, table: Any) -> None:
        """Read every row; raises what lancedb raises. A manifest of zeros opens as a table without columns."""
        if table.schema.names != self._schema.names:
            raise ValueError(table.schema.names)
        rows = table.search().limit(None).to_batches() if table.count_rows() else ()
        for batch in rows:
            batch.validate()

    def _set_newest_manifest_aside(self) -> bool:
        manifests = sorted((self._path / "_versions").glob("*.manifest"), key=_version)
        if len(manifests) < 2:
            return False
        manifests[-1].replace(manifests[-1].with_suffix(".damaged"))
        return True

    def _index(self, table: Any) -> None:
        for column in self._text:
            table.create_index(column, config=_TEXT_INDEX)
        for column in self._keys:
            table.create_index(column, config=BTree())

    def _prune(self) -> None:
        with warnings.catch_warnings():  # it warns of concurrent readers; the library has one program at a time
            warnings.simplefilter("ignore", UserWarning)
            self._table.optimize(cleanup_older_than=timedelta(0), delete_unverified=True)

    def _committed(self, rows: int = 0) -> None:
        self._commits += 1
        self._rows_since += rows
        self.sync()

    def _settled(self) -> None:
        self._commits = self._rows_since = 0
        self.sync()

    @property
    def _path(self) -> Path:
        return self._folder / f"{self._name}.lance"

    def _files(self) -> Iterator[str]:
        for folder, _, names in os.walk(self._path):
            for name in names:
                yield os.path.join(folder, name)  # noqa: PTH118

    def _remember_files(self) -> None:
        self._synced = set(self._files())


def _version(manifest: Path) -> int:
    """Lance names manifests by version, or by 2^64-1 minus the version so that the newest sorts first."""
    number = int(manifest.stem) if manifest.stem.isdigit() else -1
    return _MANIFEST_TOP - number if len(manifest.stem) == 20 else number


def _fsync(path: str) -> None:
    try:
        handle = os.open(path, os.O_RDONLY)
    except (FileNotFoundError, PermissionError):
        return  # replaced meanwhile, or a folder on Windows, which cannot be synced
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    """lancedb reports trouble as RuntimeError, ValueError or OSError."""
    try:
        yield
    except (RuntimeError, ValueError, OSError) as error:
        if "No space left" in str(error):  # lancedb gives no code for it
            raise EngineError("disk_full") from error
        raise EngineError("library_damaged", library=str(folder)) from error
