"""Sentences of the passages, with their places in the document and what the program sees of them."""

import pytest

from engine.answer.candidates import find_candidates, passage_scores, question_weights
from engine.answer.sentence_vectors import SentenceVectors
from engine.errors import EngineError, Stopped
from engine.models.fake import FakeEmbedder
from engine.models.kinds import Vectors
from tests.engine.answer.evidence_maker import evidence, never

WITHOUT = SentenceVectors(None)
HARBOUR = (
    "The tower is old.\n\nThe harbour is deep. It was dug in 1890.\n\n| Berth | Metres |\n| --- | --- |\n| North | 12 |"
)


def test_each_sentence_stands_where_the_document_has_it() -> None:
    found = find_candidates(evidence("How deep is the harbour?", HARBOUR, offset=1000), WITHOUT, never)
    for candidate in found:
        raw = HARBOUR[candidate.start - 1000 : candidate.end - 1000]
        assert " ".join(raw.split()) == candidate.text
    assert [one.text for one in found][:3] == ["The tower is old.", "The harbour is deep.", "It was dug in 1890."]


def test_the_sentence_before_counts_half_but_not_across_paragraphs() -> None:
    _, deep, dug, *_ = find_candidates(evidence("When was the harbour dug?", HARBOUR), WITHOUT, never)
    assert (deep.before, dug.before) == ("", "The harbour is deep.")
    assert dug.covered == pytest.approx(0.75)
    assert dug.own == pytest.approx(0.5)


def test_headings_count_half() -> None:
    (plain,) = find_candidates(evidence("Which fee has the harbour?", "It is ten pounds."), WITHOUT, never)
    (headed,) = find_candidates(
        evidence("Which fee has the harbour?", "It is ten pounds.", heading="Harbour › Fee"), WITHOUT, never
    )
    assert plain.covered == 0
    assert headed.covered == pytest.approx(0.5)


def test_a_sentence_in_two_passages_comes_once() -> None:
    found = evidence("How deep?", "The harbour is deep.", "The harbour is deep.")
    same = found.passages[0]
    doubled = type(found)(found.question, (same, same), found.searched)
    assert len(find_candidates(doubled, WITHOUT, never)) == 1
    assert len(find_candidates(found, WITHOUT, never)) == 2


def test_rare_words_weigh_more_than_common_ones() -> None:
    weights = question_weights(evidence("the deep harbour", "deep sea", "deep water", "deep harbour"))
    assert weights["harbour"] > weights["deep"] > 0


def test_passage_scores_compare_between_questions() -> None:
    found = evidence("?", "a", "b", "c").passages
    scores = passage_scores(found)
    assert scores[0] == pytest.approx(1)
    assert scores == sorted(scores, reverse=True)


def test_with_an_embedder_the_cosine_comes_along() -> None:
    found = find_candidates(evidence("How deep is the harbour?", HARBOUR), SentenceVectors(FakeEmbedder()), never)
    by_text = {one.text: one.cosine or 0 for one in found}
    assert by_text["The harbour is deep."] > by_text["The tower is old."]


def test_no_text_is_embedded_twice() -> None:
    class Counting(FakeEmbedder):
        texts = 0

        def embed_question(self, question: str) -> Vectors:
            self.texts += 1
            return super().embed_question(question)

    embedder = Counting()
    vectors = SentenceVectors(embedder)
    first = vectors.cosines("a", ["b", "c"], never)
    assert vectors.cosines("a", ["b", "c"], never) == first
    assert embedder.texts == 3


def test_an_embedder_that_is_not_ready_or_broken_is_done_without() -> None:
    class Unready(FakeEmbedder):
        is_prepared = False

    class Broken(FakeEmbedder):
        def embed_question(self, question: str) -> Vectors:
            raise EngineError("embedder_unusable", path="", reason="worker")

    assert SentenceVectors(Unready()).cosines("a", ["b"], never) is None
    assert SentenceVectors(Broken()).cosines("a", ["b"], never) is None


def test_embedding_stops_when_asked() -> None:
    with pytest.raises(Stopped):
        SentenceVectors(FakeEmbedder()).cosines("a", ["b"], lambda: True)
