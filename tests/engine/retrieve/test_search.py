from collections.abc import Sequence

import numpy as np
import pytest

from engine.errors import EngineError, Stopped
from engine.library.hits import Hit
from engine.models.kinds import Vectors
from engine.retrieve.search import DEPTH, Searcher


def never() -> bool:
    return False


class ListedStore:
    """Passages given with the scores each leg shall give them: (document, ordinal, bm25, cosine)."""

    def __init__(self, rows: Sequence[tuple[int, int, float, float]]) -> None:
        self.rows = rows
        self.asked: list[int] = []

    def full_text(self, question: str, limit: int, scope: Sequence[int] | None = None) -> list[Hit]:
        return self._best(2, limit, scope)

    def nearest(self, vector: Vectors, limit: int, scope: Sequence[int] | None = None) -> list[Hit]:
        return self._best(3, limit, scope)

    def _best(self, column: int, limit: int, scope: Sequence[int] | None) -> list[Hit]:
        self.asked.append(limit)
        rows = [row for row in self.rows if row[column] > 0 and (scope is None or row[0] in scope)]
        return [
            Hit(document=d, ordinal=o, start=o * 10, end=o * 10 + 9, page=None, text=f"{d}.{o}", headings="", score=s)
            for d, o, *_, s in sorted(((r[0], r[1], r[column]) for r in rows), key=lambda r: -r[2])[:limit]
        ]


class Vectoriser:
    def __init__(self, is_prepared: bool = True, fails: bool = False) -> None:
        self.is_prepared = is_prepared
        self.fails = fails

    def embed_question(self, question: str) -> Vectors:
        if self.fails:
            raise EngineError("embedder_unusable", path="somewhere", reason="crashed")
        return np.ones(2, np.float32)


ROWS = [(1, 0, 9.0, 0.2), (1, 1, 0.0, 0.7), (2, 0, 8.0, 0.65), (3, 0, 7.0, 0.6)]


def documents(store: ListedStore, embedder: Vectoriser | None, mode: str = "hybrid", **more: object) -> list[int]:
    found = Searcher(store, embedder, **more).search("Which river?", 10, mode, None, never)  # type: ignore[arg-type]
    return [scored.hit.document for scored in found.passages]


def test_both_legs_are_asked_deeper_than_the_limit() -> None:
    store = ListedStore(ROWS)
    found = Searcher(store, Vectoriser()).search("Which river?", 1, "hybrid", None, never)
    assert store.asked == [DEPTH, DEPTH]
    assert len(found.passages) == 1
    assert found.has_vectors


def test_text_mode_goes_by_words_and_dense_mode_by_meaning() -> None:
    assert documents(ListedStore(ROWS), Vectoriser(), "text") == [1, 2, 3]
    assert documents(ListedStore(ROWS), Vectoriser(), "dense") == [1, 2, 3, 1]


def test_words_answer_while_the_embedder_is_not_ready() -> None:
    assert documents(ListedStore(ROWS), Vectoriser(is_prepared=False)) == [1, 2, 3]


def test_words_answer_when_the_embedder_fails() -> None:
    assert documents(ListedStore(ROWS), Vectoriser(fails=True)) == [1, 2, 3]


def test_dense_mode_says_what_is_missing() -> None:
    with pytest.raises(EngineError, match="no_embedder"):
        documents(ListedStore(ROWS), None, "dense")
    with pytest.raises(EngineError, match="embedder_unusable"):
        documents(ListedStore(ROWS), Vectoriser(fails=True), "dense")


@pytest.mark.parametrize("question", ["", "  \n", "?!", "\0"])
def test_a_question_without_a_word_is_refused(question: str) -> None:
    with pytest.raises(EngineError, match="question_empty"):
        Searcher(ListedStore(ROWS), None).search(question, 10, "text", None, never)


@pytest.mark.parametrize("question", ["lone \ud800 surrogate", "zero \0 byte", "word " * 5000])
def test_odd_questions_are_searched_all_the_same(question: str) -> None:
    assert Searcher(ListedStore(ROWS), None).search(question, 10, "hybrid", None, never).passages


def test_stop_is_honoured() -> None:
    with pytest.raises(Stopped):
        Searcher(ListedStore(ROWS), Vectoriser()).search("Which river?", 10, "hybrid", None, lambda: True)


def test_an_empty_scope_finds_nothing() -> None:
    assert Searcher(ListedStore(ROWS), None).search("Which river?", 10, "text", [], never).passages == ()


def test_a_document_called_by_its_name_rises() -> None:
    names = {1: ("Danube survey 2019",), 2: ("Elbe survey 2020",), 3: ("Rhine survey 2021",)}
    searcher = Searcher(ListedStore(ROWS), Vectoriser(), lambda: names)
    plain = searcher.search("What was found?", 10, "hybrid", None, never)
    called = searcher.search("What does the Rhine survey of 2021 say?", 10, "hybrid", None, never)
    rank = [[s.hit.document for s in found.passages].index(3) for found in (plain, called)]
    assert rank[1] < rank[0]


def test_a_sweep_brings_every_document_once() -> None:
    rows = [(1, ordinal, 100.0 - ordinal, 0.9) for ordinal in range(150)] + [(2, 0, 1.0, 0.1), (3, 0, 0.5, 0.05)]
    found = Searcher(ListedStore(rows), Vectoriser()).sweep("Compare them", [1, 2, 3], never)
    assert [scored.hit.document for scored in found.passages] == [1, 2, 3]
