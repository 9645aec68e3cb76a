import pytest

from engine.retrieve.names import NameIndex

NAMES = NameIndex(
    {
        1: ("2023 Q1 AAPL",),
        2: ("2023 Q2 AAPL", "Apple Inc."),
        3: ("2023 Q1 NVDA",),
        4: ("annual-report_final",),
        5: ("MietvertragHauptstrasse",),
        6: ("17", ""),
    }
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does 2023 Q1 AAPL say about revenue?", 1),
        ("nvda q1 2023", 3),
        ("Was steht im Mietvertrag Hauptstrasse?", 5),
        ("is there an annual report", 4),
    ],
)
def test_the_named_document_comes_first(question: str, expected: int) -> None:
    assert next(iter(NAMES.called(question, 4))) == expected


@pytest.mark.parametrize("question", ["What happened in 2023?", "What is 17 times 3?", "Who wrote it?", "final"])
def test_a_question_that_says_no_name_calls_nothing(question: str) -> None:
    assert NAMES.called(question, 4) == {}
