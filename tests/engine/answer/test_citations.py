"""Quotes are literal and sources renumbered."""

from engine.answer.candidates import find_candidates
from engine.answer.citations import cite, literal, nearest
from engine.answer.sentence_vectors import SentenceVectors
from tests.engine.answer.evidence_maker import evidence, never, on_page_seven

TEXTS = ("The tower\nis old. The harbour is deep.", "Gulls nest here. The sea\tis cold.")


def test_a_quote_is_the_documents_text_at_its_place() -> None:
    found = evidence("?", *TEXTS, offset=300)
    candidates = find_candidates(found, SentenceVectors(None), never)
    sources, _ = cite(found, candidates, on_page_seven)
    for source in sources:
        for quote in source.quotes:
            text = found.passages[0 if source.document.endswith("1.txt") else 1].source.text
            assert quote.text == text[quote.start - 300 : quote.end - 300]
            assert quote.page == 7
            assert quote.boxes[0].top == quote.start
    assert sources[0].quotes[0].text == "The tower\nis old."
    assert literal(found, candidates[0]) == "The tower\nis old."


def test_sources_are_numbered_by_first_citation() -> None:
    found = evidence("?", *TEXTS)
    tower, harbour, gulls, _ = find_candidates(found, SentenceVectors(None), never)
    sources, numbers = cite(found, [gulls, harbour, tower], on_page_seven)
    assert [source.document for source in sources] == ["/library/2.txt", "/library/1.txt"]
    assert [source.number for source in sources] == [1, 2]
    assert numbers == [1, 2, 2]
    assert [quote.text for quote in sources[1].quotes] == ["The tower\nis old.", "The harbour is deep."]


def test_the_nearest_passages_carry_no_quotes() -> None:
    shown = nearest(evidence("?", *TEXTS), 1)
    assert [(source.number, source.quotes) for source in shown] == [(1, ())]
