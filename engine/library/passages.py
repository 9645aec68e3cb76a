"""Passages and their vectors, in LanceDB; how both legs of the search find them.

Two tables. `passages` holds each passage with its words. `vectors-KEY` holds one vector for each distinct text, keyed
by its hash, for one embedder: nothing is embedded twice, and a new embedder is a new table that fills while the old
one answers. A row counts only when its revision is the document's revision in SQLite, so a change becomes visible at
once and whole.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine.library.hits import Hit
from engine.library.lance import LanceTable

Revisions = Callable[[], Mapping[int, tuple[int, int]]]
"""Document id to (revision in use, number of its passages)."""

HEADINGS_WEIGHT = 0.1
"""Of the headings' BM25 in the sum; 0.1 gave nDCG@10 0.677 on SciFact, 0.5 gave 0.670, none 0.675."""
_PASSAGES = pa.schema(
    [
        ("document", pa.int64()),
        ("revision", pa.int64()),
        ("ordinal", pa.int32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("page", pa.int32()),
        ("hash", pa.string()),
        ("text", pa.string()),
        ("headings", pa.string()),
    ]
)
_FEW = 2_000
_MOST_COUNTED = 50_000


class Passage(msgspec.Struct, frozen=True):
    """The characters start:end of revision `revision` of a document; `ordinal` counts within it."""

    document: int
    revision: int
    ordinal: int
    start: int
    end: int
    page: int | None
    text: str
    headings: str

    @property
    def hash(self) -> str:
        return hash_of(self.text)


def hash_of(text: str) -> str:
    """Names a passage's vector: equal texts share one."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Passages:
    """The two legs of the search, and the writes of the index lane."""

    def __init__(self, folder: Path, revisions: Revisions) -> None:
        """`repaired` tells that rows were lost to a damaged file and must be stored again."""
        self._folder, self._revisions = folder, revisions
        self._table = LanceTable(folder, "passages", _PASSAGES, text=("text", "headings"), keys=("hash", "document"))
        self.repaired = self._table.repaired
        self._vectors: _Vectors | None = None

    # -- the search's two legs

    def full_text(self, question: str, limit: int, scope: Sequence[int] | None = None) -> list[Hit]:
        """Best passages by BM25 over text, plus a share of the headings' BM25. `scope`: document ids, None for all."""
        where = _among("document", scope) if scope is not None else None
        found = self._table.match(question, {"text": 1.0, "headings": HEADINGS_WEIGHT}, limit, where)
        return self._current({**row, "score": row["_score"]} for row in found.to_pylist())

    def nearest(self, vector: NDArray[np.float32], limit: int, scope: Sequence[int] | None = None) -> list[Hit]:
        """Best passages by cosine to a unit vector; empty while nothing is embedded."""
        if self._vectors is None:
            return []
        hashes: list[str] | None = None
        if scope is not None:
            where = _among("document", scope)
            hashes = sorted(set(self._table.columns(["hash"], where)["hash"].to_pylist()))
        cosines = self._vectors.nearest(vector, limit, hashes)
        if not cosines:
            return []
        found = self._table.columns(_PASSAGES.names, _among("hash", cosines)).to_pylist()
        wanted = set(scope) if scope is not None else None
        rows = [{**row, "score": cosines[row["hash"]]} for row in found if wanted is None or row["document"] in wanted]
        rows.sort(key=lambda row: (-row["score"], row["document"], row["ordinal"]))
        return self._current(rows)[:limit]

    def frequency(self, word: str) -> int:
        """Passages that hold the word in any form full text takes for the same."""
        return len(self._table.match(word, {"text": 1.0}, _MOST_COUNTED, columns=("ordinal",)))

    def of_document(self, document: int) -> list[Passage]:
        """The passages in use of one document, in order."""
        revision, _ = self._revisions().get(document, (0, 0))
        rows = self._table.columns(_PASSAGES.names, f"document = {document} AND revision = {revision}").to_pylist()
        return sorted((_passage(row) for row in rows), key=lambda passage: passage.ordinal)

    def count(self) -> int:
        return self._table.count()

    # -- writes

    def add(self, passages: Sequence[Passage]) -> None:
        """One commit for all; rows of the same documents and revisions left by a crash are replaced."""
        if not passages:
            return
        left = sorted({(p.document, p.revision) for p in passages} & set(self.stored()))
        for document, revision in left:
            self._table.delete(f"document = {document} AND revision = {revision}")
        rows = [{**msgspec.structs.asdict(p), "page": p.page or 0, "hash": p.hash} for p in passages]
        self._table.add(pa.Table.from_pylist(rows, schema=_PASSAGES))
        self._stored = None

    def stored(self) -> dict[tuple[int, int], int]:
        """(document, revision) to the number of rows that lie there."""
        if self._stored is None:
            columns = self._table.columns(["document", "revision"])
            groups = columns.group_by(["document", "revision"]).aggregate([("revision", "count")])
            self._stored = {(r["document"], r["revision"]): r["revision_count"] for r in groups.to_pylist()}
        return self._stored

    _stored: dict[tuple[int, int], int] | None = None

    def remove_stale(self) -> None:
        """Delete rows that no document uses."""
        current = self._revisions()
        stale = sorted({d for d, r in self.stored() if current.get(d, (0, 0))[0] != r})
        for start in range(0, len(stale), _FEW):
            block = stale[start : start + _FEW]
            keep = " OR ".join(f"(document = {d} AND revision = {current[d][0]})" for d in block if d in current)
            where = _among("document", block)
            self._table.delete(f"{where} AND NOT ({keep})" if keep else where)
        self._stored = None if stale else self._stored

    def forget(self, documents: Sequence[int]) -> None:
        """Delete every passage of the documents so that no file holds its words; vectors nobody uses go too."""
        where = _among("document", documents)
        hashes = set(self._table.columns(["hash"], where)["hash"].to_pylist())
        self._table.forget(where)
        self._stored = None
        if self._vectors is not None and hashes:
            used = set(self._table.columns(["hash"], _among("hash", hashes))["hash"].to_pylist())
            self._vectors.forget(hashes - used)

    def upkeep(self, force: bool = False) -> None:
        self._table.upkeep(force)
        if self._vectors is not None:
            self._vectors.upkeep(force)

    # -- vectors

    def use_embedder(self, key: str, dimension: int) -> None:
        """Search with, and fill, the vectors of this embedder."""
        self._vectors = _Vectors(self._folder, key, dimension)
        self.repaired = self.repaired or self._vectors.repaired

    def without_vector(self, texts: Iterable[str]) -> dict[str, str]:
        """Hash to text of those that have no vector yet."""
        vectors = self._require_vectors()
        return {h: text for text in texts if (h := hash_of(text)) not in vectors.known}

    def add_vectors(self, hashes: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """`vectors` is [len(hashes), dimension], unit length."""
        self._require_vectors().add(hashes, vectors)

    def vectors_count(self) -> int:
        return len(self._vectors.known) if self._vectors else 0

    def _require_vectors(self) -> _Vectors:
        assert self._vectors is not None, "use_embedder comes first"
        return self._vectors

    def _current(self, rows: Iterable[dict[str, Any]]) -> list[Hit]:
        revisions = self._revisions()
        return [_hit(row) for row in rows if revisions.get(row["document"], (0, 0))[0] == row["revision"]]


class _Vectors:
    """The vectors of one embedder."""

    def __init__(self, folder: Path, key: str, dimension: int) -> None:
        name = "vectors-" + re.sub(r"[^A-Za-z0-9_-]", "_", key)
        self._schema = pa.schema([("hash", pa.string()), ("vector", pa.list_(pa.float32(), dimension))])
        self._table = LanceTable(folder, name, self._schema)
        self.repaired = self._table.repaired
        self.known: set[str] = set(self._table.columns(["hash"])["hash"].to_pylist())
        self._lock = threading.Lock()

    def nearest(self, vector: NDArray[np.float32], limit: int, hashes: Sequence[str] | None) -> dict[str, float]:
        if not self.known or hashes == []:
            return {}
        where = _among("hash", hashes) if hashes is not None else None
        found = self._table.nearest(vector, limit, where)
        distances = found["_distance"].to_pylist()
        return {h: 1.0 - distance for h, distance in zip(found["hash"].to_pylist(), distances, strict=True)}

    def add(self, hashes: Sequence[str], vectors: NDArray[np.float32]) -> None:
        with self._lock:
            flat = pa.array(np.ascontiguousarray(vectors, dtype=np.float32).reshape(-1))
            column = pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1])
            self._table.add(pa.Table.from_arrays([pa.array(list(hashes)), column], schema=self._schema))
            self.known.update(hashes)

    def forget(self, hashes: Iterable[str]) -> None:
        wanted = sorted(set(hashes) & self.known)
        if wanted:
            self._table.forget(_among("hash", wanted))
            self.known.difference_update(wanted)

    def upkeep(self, force: bool) -> None:
        self._table.upkeep(force)


def _among(column: str, values: Iterable[int | str]) -> str:
    listed = ",".join(f"'{value}'" if isinstance(value, str) else str(value) for value in values)
    return f"{column} IN ({listed})" if listed else "false"


def _hit(row: dict[str, Any]) -> Hit:
    return Hit(
        document=row["document"],
        ordinal=row["ordinal"],
        start=row["start"],
        end=row["end"],
        page=row["page"] or None,
        text=row["text"],
        headings=row["headings"],
        score=float(row["score"]),
    )


def _passage(row: dict[str, Any]) -> Passage:
    return Passage(
        document=row["document"],
        revision=row["revision"],
        ordinal=row["ordinal"],
        start=row["start"],
        end=row["end"],
        page=row["page"] or None,
        text=row["text"],
        headings=row["headings"],
    )
