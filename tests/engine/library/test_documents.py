from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.library.database import Database
from engine.library.documents import Documents, FileFacts, NewText
from engine.values import Embedding, Ready, Skipped, Waiting

FACTS = FileFacts(size=10, mtime_ns=1, file_id="1:2")


@pytest.fixture
def documents(tmp_path: Path) -> Documents:
    return Documents(Database(tmp_path / "library.sqlite"))


def text(document: int, revision: int = 1, passages: int = 2) -> NewText:
    return NewText(document, revision, "Title", 3, "en", "abc", FACTS, passages, b"body", "1")


def test_a_new_text_is_in_use_and_waits_for_its_vectors(documents: Documents) -> None:
    record = documents.add("/a/b.txt", "/a", FACTS, Waiting())

    (stored,) = documents.put_texts([text(record.id)])

    assert stored.state == Embedding(0, 2)
    assert documents.revisions() == {record.id: (1, 2)}
    assert documents.body(record.id) == b"body"


def test_a_document_without_words_is_ready_at_once(documents: Documents) -> None:
    record = documents.add("/a/b.txt", "/a", FACTS, Waiting())
    (stored,) = documents.put_texts([text(record.id, passages=0)])
    assert stored.state == Ready(0)


def test_a_text_for_a_document_that_is_gone_is_dropped(documents: Documents) -> None:
    record = documents.add("/a/b.txt", "/a", FACTS, Waiting())
    documents.remove([record.id])
    assert documents.put_texts([text(record.id)]) == []
    assert documents.revisions() == {}


def test_moving_keeps_the_text(documents: Documents) -> None:
    record = documents.add("/a/b.txt", "/a", FACTS, Waiting())
    documents.put_texts([text(record.id)])

    moved = documents.move(record.id, "/a/c.txt", "/a", FACTS)

    assert moved and moved.path == "/a/c.txt" and moved.revision == 1
    assert documents.get("/a/b.txt") is None


def test_documents_below_a_folder_are_found_and_neighbours_with_the_same_beginning_are_not(
    documents: Documents,
) -> None:
    for path in ("/a/b.txt", "/a/b/c.txt", "/a/bb/d.txt", "/a/b"):
        documents.add(path, "/a", FACTS, Waiting())
    assert {record.path for record in documents.under("/a/b")} == {"/a/b", "/a/b/c.txt"}


def test_all_walks_more_than_one_block_in_order(documents: Documents) -> None:
    paths = [f"/a/{number:05}.txt" for number in range(1203)]
    for path in reversed(paths):
        documents.add(path, "/a", FACTS, Skipped("empty"))
    assert [record.path for record in documents.all()] == paths


def test_a_library_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    database = Database(tmp_path / "library.sqlite")
    with database.writing() as write:
        write.execute("PRAGMA user_version = 99")
    database.close()

    with pytest.raises(EngineError) as refused:
        Database(tmp_path / "library.sqlite")

    assert refused.value.code == "library_newer"
    assert refused.value.facts["found"] == 99


def test_a_file_that_is_no_database_is_reported_as_damage(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").write_bytes(b"this is not a database" * 100)
    with pytest.raises(EngineError) as refused:
        Database(tmp_path / "library.sqlite")
    assert refused.value.code == "library_damaged"
