from pathlib import Path

import pyarrow as pa
import pytest

from engine.library.lance import LanceTable

SCHEMA = pa.schema([("document", pa.int64()), ("text", pa.string()), ("headings", pa.string())])


def opened(folder: Path) -> LanceTable:
    return LanceTable(folder, "rows", SCHEMA, text=("text", "headings"), keys=("document",))


def rows(*texts: str, first: int = 0) -> pa.Table:
    return pa.Table.from_pylist(
        [{"document": first + n, "text": text, "headings": ""} for n, text in enumerate(texts)], schema=SCHEMA
    )


def words_in_files(folder: Path, word: bytes) -> list[str]:
    return [str(path) for path in folder.rglob("*") if path.is_file() and word in path.read_bytes()]


def test_rows_added_after_the_index_are_found_at_once(tmp_path: Path) -> None:
    table = opened(tmp_path)
    table.add(rows("sheep stood in the meadow"))
    table.upkeep(force=True)
    table.add(rows("grazing sheep", first=1))

    found = table.match("graze", {"text": 1.0}, 10)

    assert found["document"].to_pylist() == [1]


def test_nothing_in_a_question_is_syntax(tmp_path: Path) -> None:
    table = opened(tmp_path)
    table.add(rows('a (b OR c) "d" + e: sheep* AND NOT'))

    found = table.match('"sheep* AND (NOT + e:', {"text": 1.0, "headings": 0.1}, 10)

    assert found.num_rows == 1


def test_what_is_forgotten_is_in_no_file(tmp_path: Path) -> None:
    table = opened(tmp_path)
    for number in range(60):
        table.add(rows(f"plain words {number}", first=number))
    table.add(rows("the hidden zanzibar treasure", first=60))
    table.upkeep(force=True)
    assert words_in_files(tmp_path, b"zanzibar")

    table.forget("document = 60")

    assert words_in_files(tmp_path, b"zanzibar") == []
    assert table.count() == 60
    assert table.match("plain", {"text": 1.0}, 100).num_rows == 60


@pytest.mark.parametrize("damage", [b"", b"\x00" * 40, b"not a manifest"])
def test_a_damaged_newest_manifest_goes_back_one_version(tmp_path: Path, damage: bytes) -> None:
    table = opened(tmp_path)
    table.add(rows("first"))
    before = set((tmp_path / "rows.lance" / "_versions").iterdir())
    table.add(rows("second", first=1))
    (newest,) = set((tmp_path / "rows.lance" / "_versions").iterdir()) - before
    newest.write_bytes(damage)

    again = opened(tmp_path)

    assert again.repaired
    assert again.columns(["document"])["document"].to_pylist() == [0]
    again.add(rows("third", first=2))
    assert opened(tmp_path).count() == 2


@pytest.mark.parametrize("kept", [0, 7, 100])
def test_a_damaged_data_file_is_noticed_when_opening(tmp_path: Path, kept: int) -> None:
    table = opened(tmp_path)
    table.add(rows("first"))
    known = set((tmp_path / "rows.lance" / "data").iterdir())
    table.add(rows("second", first=1))
    (data,) = set((tmp_path / "rows.lance" / "data").iterdir()) - known
    data.write_bytes(data.read_bytes()[:kept])

    again = opened(tmp_path)

    assert again.repaired
    assert again.columns(["document"])["document"].to_pylist() == [0]


def test_a_table_with_nothing_readable_begins_empty(tmp_path: Path) -> None:
    table = opened(tmp_path)
    table.add(rows("first"))
    for path in (tmp_path / "rows.lance").rglob("*"):
        if path.is_file():
            path.write_bytes(b"")

    again = opened(tmp_path)

    assert again.repaired
    assert again.count() == 0
    again.add(rows("new"))
    assert again.count() == 1
