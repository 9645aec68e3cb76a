from pathlib import Path

import numpy as np
import pytest

from engine.library.passages import Passage, Passages, hash_of

Revisions = dict[int, tuple[int, int]]


def passage(document: int, text: str, revision: int = 1, ordinal: int = 0, headings: str = "") -> Passage:
    return Passage(document, revision, ordinal, 0, len(text), None, text, headings)


def vector(*values: float) -> np.ndarray:
    row = np.array(values, dtype=np.float32)
    return row / np.linalg.norm(row)


@pytest.fixture
def revisions() -> Revisions:
    return {1: (1, 1), 2: (1, 1)}


@pytest.fixture
def passages(tmp_path: Path, revisions: Revisions) -> Passages:
    opened = Passages(tmp_path, lambda: revisions)
    opened.use_embedder("test", 3)
    opened.add([passage(1, "orchids in the meadow"), passage(2, "sheep on the slope", headings="Orchids")])
    return opened


def test_only_the_revision_in_use_is_found(passages: Passages, revisions: Revisions) -> None:
    passages.add([passage(1, "tulips in the meadow", revision=2)])
    assert [hit.text for hit in passages.full_text("meadow", 10)] == ["orchids in the meadow"]

    revisions[1] = (2, 1)

    assert [hit.text for hit in passages.full_text("meadow", 10)] == ["tulips in the meadow"]


def test_headings_count_less_than_words(passages: Passages) -> None:
    assert [hit.document for hit in passages.full_text("orchids", 10)] == [1, 2]


def test_the_scope_limits_both_legs(passages: Passages) -> None:
    passages.add_vectors([hash_of("orchids in the meadow")], np.stack([vector(1, 0, 0)]))
    passages.add_vectors([hash_of("sheep on the slope")], np.stack([vector(0, 1, 0)]))
    assert [hit.document for hit in passages.full_text("orchids", 10, [2])] == [2]
    assert [hit.document for hit in passages.nearest(vector(1, 0.1, 0), 10, [2])] == [2]
    assert passages.nearest(vector(1, 0, 0), 10, []) == []


def test_nearest_gives_cosines_best_first(passages: Passages) -> None:
    texts = ["orchids in the meadow", "sheep on the slope"]
    passages.add_vectors([hash_of(text) for text in texts], np.stack([vector(1, 0, 0), vector(1, 1, 0)]))
    hits = passages.nearest(vector(1, 0, 0), 10)
    assert [(hit.document, round(hit.score, 3)) for hit in hits] == [(1, 1.0), (2, 0.707)]


def test_equal_passages_share_one_vector(passages: Passages, revisions: Revisions) -> None:
    revisions[3] = (1, 1)
    passages.add([passage(3, "orchids in the meadow")])
    passages.add_vectors([hash_of("orchids in the meadow")], np.stack([vector(1, 0, 0)]))
    assert passages.without_vector(["orchids in the meadow"]) == {}
    assert {hit.document for hit in passages.nearest(vector(1, 0, 0), 10)} == {1, 3}


def test_rows_of_a_crashed_attempt_are_replaced_not_doubled(passages: Passages, revisions: Revisions) -> None:
    passages.add([passage(1, "half of it", revision=2)])
    passages.add([passage(1, "half of it", revision=2), passage(1, "the other half", revision=2, ordinal=1)])
    revisions[1] = (2, 2)
    assert [p.text for p in passages.of_document(1)] == ["half of it", "the other half"]


def test_stale_rows_leave_the_table(passages: Passages, revisions: Revisions) -> None:
    revisions[1] = (2, 1)
    del revisions[2]
    passages.add([passage(1, "tulips", revision=2)])

    passages.remove_stale()

    assert passages.stored() == {(1, 2): 1}


def test_a_shared_vector_outlives_one_of_its_documents(passages: Passages, revisions: Revisions) -> None:
    revisions[3] = (1, 1)
    passages.add([passage(3, "orchids in the meadow")])
    texts = ["orchids in the meadow", "sheep on the slope"]
    passages.add_vectors([hash_of(text) for text in texts], np.stack([vector(1, 0, 0), vector(0, 1, 0)]))

    passages.forget([1])
    passages.forget([2])

    assert passages.without_vector(texts) == {hash_of("sheep on the slope"): "sheep on the slope"}
    assert [hit.document for hit in passages.nearest(vector(1, 0, 0), 10)] == [3]


def test_another_embedder_has_a_table_of_its_own(passages: Passages) -> None:
    passages.add_vectors([hash_of("orchids in the meadow")], np.stack([vector(1, 0, 0)]))
    passages.use_embedder("another", 2)
    assert passages.vectors_count() == 0
    passages.use_embedder("test", 3)
    assert passages.vectors_count() == 1
