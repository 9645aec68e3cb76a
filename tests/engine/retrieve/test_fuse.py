from hypothesis import given
from hypothesis import strategies as st

from engine.library.hits import Hit
from engine.retrieve.fuse import fuse


def hit(document: int, score: float, ordinal: int = 0) -> Hit:
    return Hit(
        document=document, ordinal=ordinal, start=0, end=1, page=None, text=f"{document}", headings="", score=score
    )


def order(found: list) -> list[int]:
    return [scored.hit.document for scored in found]


def test_a_passage_that_both_legs_bring_goes_before_those_of_one_leg() -> None:
    text = [hit(1, 9.0), hit(2, 8.9)]
    dense = [hit(3, 0.61), hit(2, 0.6), hit(4, 0.2)]
    assert order(fuse(text, dense, depth=100))[0] == 2


def test_each_passage_keeps_the_scores_of_its_legs() -> None:
    found = {s.hit.document: s for s in fuse([hit(1, 9.0), hit(2, 3.0)], [hit(2, 0.5), hit(3, 0.4)], depth=100)}
    assert (found[1].bm25, found[1].cosine) == (9.0, None)
    assert (found[2].bm25, found[2].cosine) == (3.0, 0.5)
    assert (found[3].bm25, found[3].cosine) == (0.0, 0.4)


def test_one_leg_alone_keeps_its_order_and_its_best_counts_one() -> None:
    for found in (fuse([hit(2, 4.0), hit(1, 2.0)], [], 100), fuse([], [hit(2, 0.9), hit(1, 0.1)], 100)):
        assert order(found) == [2, 1]
        assert found[0].fused == 1.0


def test_nothing_found_is_nothing() -> None:
    assert fuse([], [], 100) == []


def test_a_passage_missing_from_a_cut_leg_counts_as_its_last() -> None:
    text = [hit(1, 10.0), hit(2, 9.0)]
    cut = {s.hit.document: s.fused for s in fuse(text, [hit(1, 0.5), hit(3, 0.5)], depth=2)}
    complete = {s.hit.document: s.fused for s in fuse(text, [hit(1, 0.5), hit(3, 0.5)], depth=100)}
    assert cut[3] > complete[3]


def test_scores_that_are_no_numbers_fall_back_to_ranks() -> None:
    found = fuse([hit(1, float("nan")), hit(2, 5.0)], [hit(2, 0.4)], depth=100)
    assert order(found) == [2, 1]


def test_further_results_are_scored_on_the_scale_of_the_first() -> None:
    text, dense = [hit(1, 8.0)], [hit(1, 0.5), hit(2, 0.4)]
    found = fuse(text, dense, 100, more=[([hit(9, 4.0)], [hit(9, 0.45)])])
    assert order(found) == [1, 9, 2]
    assert found[0].fused == fuse(text, dense, 100)[0].fused


scores = st.lists(st.floats(min_value=0.01, max_value=50), min_size=0, max_size=20)


@given(scores, scores)
def test_every_passage_comes_once_and_in_order(bm25: list[float], cosines: list[float]) -> None:
    text = [hit(i, score) for i, score in enumerate(sorted(bm25, reverse=True))]
    dense = [hit(i + 5, score / 50) for i, score in enumerate(sorted(cosines, reverse=True))]
    found = fuse(text, dense, depth=20)
    assert sorted(order(found)) == sorted({h.document for h in (*text, *dense)})
    assert [s.fused for s in found] == sorted((s.fused for s in found), reverse=True)
