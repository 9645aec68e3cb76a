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


def test_a_name_that_many_share_calls_none_of_them() -> None:
    names = NameIndex({number: (f"{number}", "Super Bowl 50") for number in range(9)} | {9: ("Rhine",), 10: ("Elbe",)})
    assert names.called("Who won Super Bowl 50?", 4) == {}


def test_a_long_title_must_be_said_almost_whole() -> None:
    title = "Common variants in DGKK are strongly associated with risk of hypospadias"
    names = NameIndex({1: (title,), 2: ("Elbe",), 3: ("Rhine",)})
    assert names.called("Are variants in DGKK associated with risk of hypospadias?", 4) == {}
    assert list(names.called(title, 4)) == [1]


@pytest.mark.parametrize("question", ["What happened in 2023?", "What is 17 times 3?", "Who wrote it?", "final"])
def test_a_question_that_says_no_name_calls_nothing(question: str) -> None:
    assert NAMES.called(question, 4) == {}
