import pytest

from engine.retrieve.sweep import wants_every_document


@pytest.mark.parametrize(
    "question",
    [
        "List all birds that were seen.",
        "Which documents mention the bridge?",
        "How many of the reports are about water?",
        "Compare the two methods.",
        "What is the difference between the 2019 and the 2020 survey?",
        "In which papers is aspirin tested?",
        "Welche Dokumente nennen den Damm?",
        "Vergleiche die beiden Verfahren",
    ],
)
def test_it_sweeps(question: str) -> None:
    assert wants_every_document(question)


@pytest.mark.parametrize(
    "question",
    [
        "How many people live in Warsaw?",
        "Who wrote the report on water?",
        "What is listed on page 3?",
        "When was the station built?",
        "Is aspirin better compared to placebo?",
    ],
)
def test_it_does_not_sweep(question: str) -> None:
    assert not wants_every_document(question)
