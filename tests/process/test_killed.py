"""Kill -9 at random points of indexing: the restart ends as an undisturbed run would."""

import random
import sqlite3
import threading
from pathlib import Path

import pytest

from engine.protocol import AddFolder, Refresh, Snapshot
from tests.process.driver import EngineProcess

KILLS = 50


def contents(library: Path) -> set[tuple[str, str, int]]:
    """Each document's name with its state and passages."""
    with sqlite3.connect(f"file:{library / 'library.sqlite'}?mode=ro", uri=True) as database:
        return {
            (Path(p).name, kind, n) for p, kind, n in database.execute("SELECT path, kind, passages FROM documents")
        }


def rows(library: Path) -> list[tuple[str, str, int, str]]:
    """Every passage of the store, by document name."""
    import lancedb

    with sqlite3.connect(f"file:{library / 'library.sqlite'}?mode=ro", uri=True) as database:
        names = {number: Path(path).name for number, path in database.execute("SELECT id, path FROM documents")}
    table = lancedb.connect(str(library / "lance")).open_table("passages").search().limit(None).to_arrow().to_pylist()
    return sorted((names.get(row["document"], "unknown"), row["hash"], row["ordinal"], row["text"]) for row in table)


def finish(library: Path, folder: Path) -> None:
    engine = EngineProcess(library)
    engine.ask(AddFolder, path=str(folder))
    engine.ask(Refresh)
    assert engine.close() == 0


@pytest.mark.slow
def test_fifty_kills_lose_nothing_and_double_nothing(tmp_path: Path, sample_library: Path) -> None:
    finish(tmp_path / "undisturbed", sample_library)
    expected, expected_rows = contents(tmp_path / "undisturbed"), rows(tmp_path / "undisturbed")
    assert len(expected) >= 12 and all(kind == "Ready" for _, kind, _ in expected)
    chance = random.Random(20)
    library = tmp_path / "library"
    kills = 0
    rounds = 0
    while kills < KILLS:
        engine = EngineProcess(library)
        moment = threading.Timer(chance.uniform(0.0, 4.0 if rounds % 3 else 9.0), lambda engine=engine: engine.kill())
        engine.wait_for(Snapshot)
        moment.start()
        try:
            engine.ask(AddFolder, path=str(sample_library))
            engine.ask(Refresh)
        except (AssertionError, BrokenPipeError):
            pass  # the kill came first
        moment.join()
        kills += 1
        rounds += 1
        if rounds % 10 == 0:
            finish(library, sample_library)
            assert contents(library) == expected
            assert rows(library) == expected_rows
            library = tmp_path / f"library-{rounds}"
