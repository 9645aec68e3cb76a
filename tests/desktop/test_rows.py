"""The list of frozen values."""

from __future__ import annotations

import random
import time

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.rows.conversations import ConversationRows
from desktop.rows.documents import DocumentCounts, DocumentRows
from desktop.rows.overview import LibraryOverview
from desktop.rows.rows import Role, RowsModel
from engine.protocol import (
    ConversationChanged,
    ConversationRemoved,
    DocumentChanged,
    DocumentMoved,
    DocumentRemoved,
    DocumentsListed,
    FolderChanged,
    FolderRemoved,
    Snapshot,
)
from engine.values import Conversation, Document, DocumentState, Folder, IndexProgress, Ready, Skipped, Unreadable

PROGRESS = IndexProgress(waiting=0, reading=0, embedding=0, done=0, problems=0)


class Thing(msgspec.Struct, frozen=True):
    key: str
    rank: int


def things() -> RowsModel[Thing]:
    return RowsModel(key=lambda thing: thing.key, title=lambda thing: thing.key, order=lambda thing: thing.rank)


def shown(rows: RowsModel[Thing]) -> list[str]:
    return [rows.index(row).data(Role.ITEM).key for row in range(rows.rowCount())]


def test_it_follows_the_rules_of_qt(qtmodeltester) -> None:
    rows = things()
    qtmodeltester.check(rows)
    rows.upsert([Thing(name, rank) for rank, name in enumerate("defabc")])
    rows.upsert([Thing("d", 9), Thing("x", 3), Thing("y", 3)])
    rows.remove(["a", "nothing"])
    rows.filter(lambda thing: thing.rank > 1)
    rows.upsert([Thing("f", 0)])
    qtmodeltester.check(rows)


def test_values_stand_in_their_order_and_move_when_it_changes() -> None:
    rows = things()
    rows.upsert([Thing("b", 2), Thing("a", 3), Thing("c", 1)])
    assert shown(rows) == ["c", "b", "a"]
    rows.upsert([Thing("c", 9)])
    assert shown(rows) == ["b", "a", "c"]


def test_a_changed_value_changes_one_row_in_place(qtbot) -> None:
    rows = things()
    rows.replace([Thing("a", 1), Thing("b", 2)])
    changed = []
    rows.dataChanged.connect(lambda first, last, roles: changed.append((first.row(), last.row())))
    resets = []
    rows.modelReset.connect(lambda: resets.append(True))
    rows.upsert([Thing("b", 2)])
    assert changed == [(1, 1)]
    assert not resets


def test_values_that_stand_together_are_inserted_together() -> None:
    rows = things()
    rows.replace([Thing("m", 50)])
    runs = []
    rows.rowsInserted.connect(lambda parent, first, last: runs.append((first, last)))
    rows.upsert([Thing(f"k{rank}", rank) for rank in (1, 2, 3, 60, 61)])
    assert runs == [(0, 2), (4, 5)]


def test_a_filter_hides_and_shows_without_forgetting() -> None:
    rows = things()
    rows.replace([Thing(str(rank), rank) for rank in range(10)])
    rows.filter(lambda thing: thing.rank % 2 == 0)
    rows.upsert([Thing("11", 11), Thing("12", 12), Thing("3", 4)])
    assert shown(rows) == ["0", "2", "3", "4", "6", "8", "12"]
    assert len(rows) == 12
    assert rows.row("11") is None
    rows.filter(lambda thing: True)
    assert rows.rowCount() == 12


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 5), st.booleans()), max_size=40))
def test_it_stays_equal_to_a_sorted_dictionary(steps: list[tuple[str, int, bool]]) -> None:
    rows, expected = things(), {}
    rows.filter(lambda thing: thing.rank != 3)
    for key, rank, removes in steps:
        if removes:
            rows.remove([key])
            expected.pop(key, None)
        else:
            rows.upsert([Thing(key, rank)])
            expected[key] = rank
        assert shown(rows) == [key for rank, key in sorted((r, k) for k, r in expected.items()) if rank != 3]


def document(name: str, state: DocumentState | None = None) -> Document:
    return Document(f"/library/{name}", "/library", state or Ready(1))


def listed(*documents: Document) -> DocumentRows:
    rows = DocumentRows()
    rows.hear(DocumentsListed(0, documents))
    rows.flush()
    return rows


def test_documents_follow_the_engines_events() -> None:
    rows = listed(document("b.txt"), document("A.txt"), document("c.txt"))
    rows.hear(DocumentChanged(0, document("d.txt", Unreadable("damaged"))))
    rows.hear(DocumentRemoved(0, "/library/b.txt"))
    rows.hear(DocumentMoved(0, "/library/c.txt", document("a0.txt")))
    rows.flush()
    names = [rows.value(row).path.rpartition("/")[2] for row in range(rows.rowCount())]
    assert names == ["A.txt", "a0.txt", "d.txt"]
    assert rows.counts() == DocumentCounts(known=3, ready=2, problems=1, skipped=0)


def test_documents_are_counted_by_state() -> None:
    rows = listed(document("a"), document("b", Skipped("too_large")), document("c", Unreadable("damaged")))
    rows.hear(DocumentChanged(0, document("c")))
    rows.flush()
    assert rows.counts() == DocumentCounts(known=3, ready=2, problems=0, skipped=1)


def test_a_new_snapshot_begins_anew() -> None:
    rows = listed(document("a"))
    rows.hear(DocumentChanged(0, document("late")))
    rows.hear(Snapshot(0, (), 0, (), (), None, PROGRESS))
    rows.flush()
    assert rows.rowCount() == 0
    assert rows.counts().known == 0


def test_one_hundred_thousand_documents_stay_quick(qapp) -> None:
    """Bounds are ten times what was measured on a busy server core."""
    documents = [document(f"{number:06}.txt") for number in range(100_000)]
    random.Random(1).shuffle(documents)
    rows = DocumentRows()
    clock = time.perf_counter()
    for start in range(0, len(documents), 500):
        rows.hear(DocumentsListed(0, tuple(documents[start : start + 500])))
    rows.flush()
    assert time.perf_counter() - clock < 8
    clock = time.perf_counter()
    for number in range(0, 100_000, 1000):
        rows.hear(DocumentChanged(0, document(f"{number:06}.txt", Unreadable("damaged"))))
    rows.flush()
    assert time.perf_counter() - clock < 0.2
    clock = time.perf_counter()
    rows.keep("0999", "all")
    assert rows.rowCount() == sum("0999" in f"{number:06}" for number in range(100_000))
    assert time.perf_counter() - clock < 3


def test_both_lists_of_the_window_follow_the_rules_of_qt(qtmodeltester) -> None:
    documents = listed(document("b"), document("a", Unreadable("damaged")))
    documents.keep("", "problems")
    qtmodeltester.check(documents)
    conversations = ConversationRows()
    conversations.hear(ConversationChanged(1, Conversation("a", "A", 1, 10)))
    conversations.keep("nothing")
    qtmodeltester.check(conversations)


def test_conversations_stand_newest_first() -> None:
    rows = ConversationRows()
    rows.hear(Snapshot(0, (), 0, (Conversation("a", "A", 1, 10), Conversation("b", "B", 1, 20)), (), None, PROGRESS))
    rows.hear(ConversationChanged(3, Conversation("a", "A", 2, 30)))
    assert [rows.value(row).id for row in range(2)] == ["a", "b"]
    rows.hear(ConversationRemoved(4, "a"))
    assert rows.rowCount() == 1


def test_the_overview_keeps_folders_by_path() -> None:
    overview = LibraryOverview()
    overview.hear(FolderChanged(0, Folder("/b")))
    overview.hear(FolderChanged(0, Folder("/a")))
    overview.hear(FolderChanged(0, Folder("/b", away=True)))
    assert [folder.path for folder in overview.value.folders] == ["/a", "/b"]
    assert overview.value.folders[1].away
    overview.hear(FolderRemoved(0, "/a"))
    assert [folder.path for folder in overview.value.folders] == ["/b"]
