from engine.ingest.discover import FoundFile
from engine.ingest.reconcile import compare
from engine.library.documents import FileFacts, Record
from engine.values import Ready


def record(path: str, file_id: str, size: int = 1, mtime_ns: int = 1) -> Record:
    facts = FileFacts(size, mtime_ns, file_id)
    return Record(hash(path), path, "/a", Ready(1), "", None, None, facts, "", 1, 1, "")


def found(*files: tuple[str, str, int, int]) -> dict[str, FoundFile]:
    return {path: FoundFile(path, FileFacts(size, mtime, file_id)) for path, file_id, size, mtime in files}


def test_the_same_file_under_another_name_moved() -> None:
    known = record("/a/x", "1")
    differences = compare(found(("/a/y", "1", 1, 1)), [known])
    assert [(r.path, f.path) for r, f in differences.moved] == [("/a/x", "/a/y")]
    assert not differences.new and not differences.missing and not differences.changed


def test_a_file_with_a_reused_id_but_other_content_is_new_and_the_old_one_missing() -> None:
    differences = compare(found(("/a/y", "1", 5, 9)), [record("/a/x", "1")])
    assert [f.path for f in differences.new] == ["/a/y"]
    assert [r.path for r in differences.missing] == ["/a/x"]


def test_an_atomic_save_is_a_change_not_a_new_document() -> None:
    differences = compare(found(("/a/x", "2", 3, 4)), [record("/a/x", "1")])
    assert [r.path for r, _ in differences.changed] == ["/a/x"]
    assert not differences.new and not differences.missing


def test_two_files_that_swap_names_are_two_changes() -> None:
    differences = compare(
        found(("/a/x", "2", 2, 2), ("/a/y", "1", 1, 1)), [record("/a/x", "1", 1, 1), record("/a/y", "2", 2, 2)]
    )
    assert {r.path for r, _ in differences.changed} == {"/a/x", "/a/y"}


def test_a_hard_link_beside_the_known_name_is_a_new_document() -> None:
    differences = compare(found(("/a/x", "1", 1, 1), ("/a/y", "1", 1, 1)), [record("/a/x", "1")])
    assert [f.path for f in differences.new] == ["/a/y"]
    assert not differences.moved
