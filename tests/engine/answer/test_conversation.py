"""Follow-up questions stand alone after it, and questions that stand alone stay as they are."""

import pytest

from engine.answer.conversation import Turn, stand_alone


def after(question: str, answer: str = "") -> list[Turn]:
    return [Turn(question, answer)]


LIGHTHOUSE = after("Who designed the lighthouse on Ternsay?", "Alan Reid designed the lighthouse.")


@pytest.mark.parametrize(
    ("question", "before", "alone"),
    [
        ("When was it built?", LIGHTHOUSE, "When was the lighthouse on Ternsay built?"),
        ("How old was he?", LIGHTHOUSE, "How old was Alan Reid?"),
        ("Tell me more about that.", after("What is the reserve order?"), "Tell me more about the reserve order."),
        ("And in 1990?", after("How many people lived in Oslo in 1980?"), "How many people lived in Oslo in 1990?"),
        ("And in August?", after("How much did it rain in July 2023?"), "How much did it rain in August 2023?"),
        ("What about Bergen?", after("How many people lived in Oslo?"), "How many people lived in Bergen?"),
        ("And the puffins?", after("How many chicks did the terns raise?"), "How many chicks did the puffins raise?"),
        ("When?", after("Did the committee raise the fee?"), "When did the committee raise the fee?"),
        ("Why?", after("Why did the terns lose their eggs?"), "Why did the terns lose their eggs?"),
        ("Who replaced him?", after("When did Professor Merrow retire?"), "Who replaced Professor Merrow?"),
        ("What is its capacity?", after("How old is the tide gauge?"), "What is the tide gauge's capacity?"),
        ("Und 2020?", after("Wie viel Regen fiel 2019 in Berlin?"), "Wie viel Regen fiel 2020 in Berlin?"),
    ],
)
def test_what_is_left_out_is_put_in(question: str, before: list[Turn], alone: str) -> None:
    assert stand_alone(question, before) == alone


@pytest.mark.parametrize(
    "question",
    [
        "What does the deputy warden earn?",
        "Did the boat lose its engine?",
        "Does it rain in October?",
        "Is there a limit on how many people may land?",
        "Where is the key that opens the shed kept?",
    ],
)
def test_a_question_that_stands_alone_stays(question: str) -> None:
    assert stand_alone(question, LIGHTHOUSE) == question


def test_without_history_nothing_changes() -> None:
    assert stand_alone("When was it built?", []) == "When was it built?"


def test_only_the_last_turn_counts_because_it_stands_alone_itself() -> None:
    turns = [Turn("Who designed the lighthouse?", ""), Turn("How many chicks did the terns raise in 2021?", "")]
    assert stand_alone("And in 2023?", turns) == "How many chicks did the terns raise in 2023?"


def test_topic_words_are_added_where_no_word_points_back() -> None:
    alone = stand_alone("And who wrote the report?", after("What was the total revenue of Apple in 2022?"))
    assert "report" in alone and "revenue of Apple" in alone


@pytest.mark.parametrize("strange", ["?", "...", "it", "and", "\n\t", "und?", "(", "what about"])
def test_strange_questions_do_no_harm(strange: str) -> None:
    assert isinstance(stand_alone(strange, LIGHTHOUSE), str)
    assert isinstance(stand_alone(strange, after("")), str)
