from engine.library.hits import Hit
from engine.retrieve.fuse import ScoredHit
from engine.retrieve.pack import pack

TEXT = "one two three. four five six. seven eight nine. " * 20


def found(document: int, ordinal: int, fused: float, start: int | None = None, headings: str = "") -> ScoredHit:
    begin = ordinal * 15 if start is None else start
    text = TEXT[begin : begin + 14] + f" {document}" * (start is not None)
    hit = Hit(
        document=document,
        ordinal=ordinal,
        start=begin,
        end=begin + 14,
        page=None,
        text=text,
        headings=headings,
        score=fused,
    )
    return ScoredHit(hit, 1.0, 0.5, fused)


def count(text: str) -> int:
    return len(text.split())


def between(document: int, start: int, end: int) -> str:
    return TEXT[start:end]


def test_neighbours_become_one_literal_passage_with_the_better_score() -> None:
    packed = pack([found(1, 1, 0.9), found(1, 0, 0.7)], 100, count, between)
    assert len(packed) == 1
    assert (packed[0].hit.start, packed[0].hit.end) == (0, 29)
    assert packed[0].hit.text == TEXT[0:29]
    assert packed[0].fused == 0.9


def test_sections_are_not_joined() -> None:
    assert len(pack([found(1, 1, 0.9, headings="A"), found(1, 0, 0.7, headings="B")], 100, count, between)) == 2


def test_the_room_is_kept_and_smaller_ones_fill_it() -> None:
    big = found(1, 0, 0.9)
    packed = pack([big, found(2, 0, 0.8, start=100), found(3, 0, 0.7, start=200)], 7, count, between)
    assert sum(count(scored.hit.text) for scored in packed) <= 7
    assert packed[0].hit.document == 1


def test_one_document_does_not_crowd_out_the_others() -> None:
    many = [found(1, 0, 1.0 - i / 100, start=i * 40) for i in range(10)] + [found(2, 0, 0.5, start=7)]
    packed = pack(many, 1000, count, between, most=5)
    assert 2 in {scored.hit.document for scored in packed}


def test_a_copy_of_a_passage_is_given_once() -> None:
    assert len(pack([found(1, 0, 0.9), found(2, 0, 0.8)], 100, count, between)) == 1


def test_no_room_gives_nothing() -> None:
    assert pack([found(1, 0, 0.9)], 0, count, between) == []
