"""Folders and documents of the library: what is known of each file, and its text. The source of truth."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from engine.library.database import Database
from engine.values import Document, DocumentState, Embedding, Folder, Ready

_states: msgspec.json.Decoder[DocumentState] = msgspec.json.Decoder(DocumentState)
_encoder = msgspec.json.Encoder()


class FileFacts(msgspec.Struct, frozen=True):
    """What the file system says of a file: identity is size + mtime + file id, then the content's hash."""

    size: int
    mtime_ns: int
    file_id: str


class Record(msgspec.Struct, frozen=True):
    """A document as stored. `revision` is the revision of the text in use, 0 for none."""

    id: int
    path: str
    folder: str
    state: DocumentState
    title: str
    pages: int | None
    language: str | None
    file: FileFacts
    sha256: str
    revision: int
    passages: int
    reader: str

    def shown(self) -> Document:
        """As the protocol shows it."""
        return Document(
            path=self.path,
            folder=self.folder,
            state=self.state,
            title=self.title,
            pages=self.pages,
            language=self.language,
            bytes=self.file.size,
            modified=self.file.mtime_ns / 1e9,
        )


class NewText(msgspec.Struct, frozen=True):
    """The outcome of reading a document, to be stored with its new revision."""

    document: int
    revision: int
    title: str
    pages: int | None
    language: str | None
    sha256: str
    file: FileFacts
    passages: int
    body: bytes
    reader: str


class Documents:
    """Reads are cheap and may come from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._revisions: dict[int, tuple[int, int]] | None = None
        self._names: dict[int, tuple[str, ...]] | None = None

    # -- folders

    def folders(self) -> list[tuple[Folder, int]]:
        """Each watched root with the device it was last seen on."""
        rows = self._database.all(
            "SELECT path, device, excluded, (SELECT count(*) FROM documents WHERE folder = folders.path) AS documents"
            " FROM folders ORDER BY path"
        )
        return [
            (Folder(path=row["path"], documents=row["documents"], excluded=row["excluded"]), row["device"])
            for row in rows
        ]

    def put_folder(self, path: str, device: int, excluded: int) -> None:
        with self._database.writing() as write:
            write.execute(
                "INSERT INTO folders VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET device = excluded.device,"
                " excluded = excluded.excluded",
                (path, device, excluded),
            )

    def remove_folder(self, path: str) -> None:
        with self._database.writing() as write:
            write.execute("DELETE FROM folders WHERE path = ?", (path,))

    # -- documents

    def count(self) -> int:
        row = self._database.one("SELECT count(*) FROM documents")
        return int(row[0]) if row else 0

    def counts(self) -> dict[str, int]:
        """How many documents stand in each state, by the state's name."""
        return {
            row["kind"]: row["n"]
            for row in self._database.all("SELECT kind, count(*) AS n FROM documents GROUP BY kind")
        }

    def backlog(self) -> tuple[int, int]:
        """Bytes of documents not read yet, and passages of documents not embedded yet."""
        row = self._database.one(
            "SELECT coalesce(sum(size) FILTER (WHERE kind IN ('Waiting', 'Reading')), 0),"
            " coalesce(sum(passages) FILTER (WHERE kind = 'Embedding'), 0) FROM documents"
            " WHERE kind IN ('Waiting', 'Reading', 'Embedding')"
        )
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def all(self) -> Iterator[Record]:
        """Every document by path, in blocks, so that a large library does not fill memory."""
        after = ""
        while rows := self._database.all("SELECT * FROM documents WHERE path > ? ORDER BY path LIMIT 1000", (after,)):
            yield from map(_record, rows)
            after = rows[-1]["path"]

    def get(self, path: str) -> Record | None:
        row = self._database.one("SELECT * FROM documents WHERE path = ?", (path,))
        return _record(row) if row else None

    def by_id(self, document: int) -> Record | None:
        row = self._database.one("SELECT * FROM documents WHERE id = ?", (document,))
        return _record(row) if row else None

    def under(self, path: str) -> list[Record]:
        """The document at `path` and those below it."""
        below = path.rstrip("/\\")
        rows = self._database.all(
            "SELECT * FROM documents WHERE path = ? OR (path > ? AND path < ?) OR (path > ? AND path < ?)",
            (path, below + "/", below + "0", below + "\\", below + "]"),
        )
        return [_record(row) for row in rows]

    def in_folder(self, folder: str) -> list[Record]:
        return [_record(row) for row in self._database.all("SELECT * FROM documents WHERE folder = ?", (folder,))]

    def in_state(self, *states: type[DocumentState], limit: int = -1) -> list[Record]:
        """Documents in any of the states, oldest first."""
        marks = ",".join("?" * len(states))
        rows = self._database.all(
            f"SELECT * FROM documents WHERE kind IN ({marks}) ORDER BY id LIMIT ?",
            [*(state.__name__ for state in states), limit],
        )
        return [_record(row) for row in rows]

    def revisions(self) -> dict[int, tuple[int, int]]:
        """Document id to (revision in use, passages), for documents that have text."""
        known = self._revisions
        if known is None:
            rows = self._database.all("SELECT id, revision, passages FROM documents WHERE revision > 0")
            known = self._revisions = {row["id"]: (row["revision"], row["passages"]) for row in rows}
        return known

    def names(self) -> dict[int, tuple[str, ...]]:
        """Document id to what it is called by: file name without ending, title. The same object until one changes."""
        if self._names is None:
            rows = self._database.all("SELECT id, path, title FROM documents WHERE revision > 0")
            self._names = {row["id"]: (Path(row["path"]).stem, row["title"]) for row in rows}
        return self._names

    def paths(self, documents: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Document id to (path, title)."""
        wanted = list(set(documents))
        rows = self._database.all(
            f"SELECT id, path, title FROM documents WHERE id IN ({','.join('?' * len(wanted))})", wanted
        )
        return {row["id"]: (row["path"], row["title"]) for row in rows}

    def ids_in(self, scope: Sequence[str]) -> list[int]:
        """Ids of the documents that the paths of documents or folders in `scope` name."""
        return sorted({record.id for path in scope for record in self.under(path)})

    # -- changes

    def add(self, path: str, folder: str, file: FileFacts, state: DocumentState) -> Record:
        with self._database.writing() as write:
            write.execute(
                "INSERT INTO documents (path, folder, state, kind, size, mtime_ns, file_id)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (path, folder, _encoder.encode(state), type(state).__name__, file.size, file.mtime_ns, file.file_id),
            )
        record = self.get(path)
        assert record is not None
        return record

    def set_state(self, document: int, state: DocumentState) -> Record | None:
        """The document with its new state, or None when it is gone."""
        with self._database.writing() as write:
            write.execute(
                "UPDATE documents SET state = ?, kind = ? WHERE id = ?",
                (_encoder.encode(state), type(state).__name__, document),
            )
        return self.by_id(document)

    def set_file(self, document: int, file: FileFacts, state: DocumentState) -> Record | None:
        """Note that the file changed on disk."""
        with self._database.writing() as write:
            write.execute(
                "UPDATE documents SET size = ?, mtime_ns = ?, file_id = ? WHERE id = ?",
                (file.size, file.mtime_ns, file.file_id, document),
            )
        return self.set_state(document, state)

    def move(self, document: int, path: str, folder: str, file: FileFacts) -> Record | None:
        """The same document under another path; whatever stood there is replaced. A title that was its name follows."""
        before = self.by_id(document)
        with self._database.writing() as write:
            write.execute("DELETE FROM documents WHERE path = ? AND id <> ?", (path, document))
            if before and before.title == Path(before.path).stem:
                write.execute("UPDATE documents SET title = ? WHERE id = ?", (Path(path).stem, document))
            write.execute(
                "UPDATE documents SET path = ?, folder = ?, size = ?, mtime_ns = ?, file_id = ? WHERE id = ?",
                (path, folder, file.size, file.mtime_ns, file.file_id, document),
            )
        self._forget_known()
        return self.by_id(document)

    def remove(self, documents: Sequence[int]) -> None:
        with self._database.writing() as write:
            write.executemany("DELETE FROM documents WHERE id = ?", [(document,) for document in documents])
        self._forget_known()

    def put_texts(self, texts: Sequence[NewText]) -> list[Record]:
        """Make the new revisions the ones in use, in one transaction. Returns the documents that are still there."""
        with self._database.writing() as write:
            for text in texts:
                state = Embedding(0, text.passages) if text.passages else Ready(0)
                changed = write.execute(
                    "UPDATE documents SET state = ?, kind = ?, title = ?, pages = ?, language = ?, sha256 = ?,"
                    " size = ?, mtime_ns = ?, file_id = ?, revision = ?, passages = ?, reader = ? WHERE id = ?",
                    (
                        _encoder.encode(state),
                        type(state).__name__,
                        text.title,
                        text.pages,
                        text.language,
                        text.sha256,
                        text.file.size,
                        text.file.mtime_ns,
                        text.file.file_id,
                        text.revision,
                        text.passages,
                        text.reader,
                        text.document,
                    ),
                )
                if changed.rowcount:
                    write.execute("INSERT OR REPLACE INTO texts VALUES (?, ?)", (text.document, text.body))
        self._forget_known()
        found = (self.by_id(text.document) for text in texts)
        return [record for record in found if record]

    def body(self, document: int) -> bytes | None:
        """The stored text with its anchors, as `put_texts` got it."""
        row = self._database.one("SELECT body FROM texts WHERE document = ?", (document,))
        return bytes(row["body"]) if row else None

    def drop_text(self, document: int, state: DocumentState) -> Record | None:
        """Remove the text and every word of it, keeping the path with `state`."""
        with self._database.writing() as write:
            write.execute("DELETE FROM texts WHERE document = ?", (document,))
            write.execute(
                "UPDATE documents SET title = '', pages = NULL, language = NULL, sha256 = '', revision = 0,"
                " passages = 0 WHERE id = ?",
                (document,),
            )
        self._forget_known()
        return self.set_state(document, state)

    def set_folder(self, before: str, folder: str) -> None:
        """The documents of one watched root now belong to another that holds it."""
        with self._database.writing() as write:
            write.execute("UPDATE documents SET folder = ? WHERE folder = ?", (folder, before))

    def distrust(self, document: int) -> None:
        """Read the document anew even if its content did not change."""
        with self._database.writing() as write:
            write.execute("UPDATE documents SET sha256 = '' WHERE id = ?", (document,))

    def embed_again(self) -> None:
        """Every document with text goes back to Embedding; those whose vectors are all there are ready at once."""
        for record in self.in_state(Ready):
            if record.passages:
                self.set_state(record.id, Embedding(0, record.passages))

    def compact(self) -> None:
        self._database.compact()

    def _forget_known(self) -> None:
        self._revisions = self._names = None


def _record(row: sqlite3.Row) -> Record:
    return Record(
        id=row["id"],
        path=row["path"],
        folder=row["folder"],
        state=_states.decode(row["state"]),
        title=row["title"],
        pages=row["pages"],
        language=row["language"],
        file=FileFacts(size=row["size"], mtime_ns=row["mtime_ns"], file_id=row["file_id"]),
        sha256=row["sha256"],
        revision=row["revision"],
        passages=row["passages"],
        reader=row["reader"],
    )
