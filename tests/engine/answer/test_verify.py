"""A written sentence is held against the sentences it cites."""

import pytest

from engine.answer.verify import declines, missing_names, missing_numbers, numbers, says_something_new, support_of

TIDE = "The battery of the tide gauge lasts for 40 days without sun, and Dr Maud Ferris changed it on 3 May 1961."


def test_the_same_words_are_a_quote() -> None:
    assert support_of("  The harbour is  deep. ", ["The harbour\nis deep."], "") == "quoted"


def test_a_rewording_with_the_same_facts_is_supported() -> None:
    assert support_of("Without sun, the tide gauge's battery lasts 40 days.", [TIDE], "") == "supported"


@pytest.mark.parametrize(
    "sentence",
    [
        "The battery of the tide gauge lasts for 60 days without sun.",
        "The battery of the tide gauge was changed by Colin Strand.",
        "Dr Maud Ferris changed the battery of the tide gauge on 4 May 1961.",
        "The battery type is K47, and the tide gauge lasts 40 days.",
        "Penguins live on fish.",
    ],
)
def test_another_number_name_date_code_or_subject_is_unsupported(sentence: str) -> None:
    assert support_of(sentence, [TIDE], "How long does the battery last?") == "unsupported"


def test_a_name_that_only_the_question_holds_makes_it_weak() -> None:
    assert support_of("On Ternsay the gauge battery lasts for 40 days.", [TIDE], "What lasts on Ternsay?") == "weak"


def test_a_turned_statement_is_not_supported() -> None:
    assert support_of("Dogs may not be brought ashore.", ["Dogs may be brought ashore."], "") != "supported"


def test_nothing_cited_means_unsupported() -> None:
    assert support_of("Anything.", [], "Anything?") == "unsupported"


def test_numbers_have_one_spelling() -> None:
    assert numbers("1,250 guests, 3.50 pounds, two dogs, 007") == {"1250", "3.5", "2", "7"}
    assert missing_numbers("They paid 1250 pounds.", "paid £1,250 in all") == set()
    assert missing_numbers("two dogs", "2 dogs") == set()


def test_names_at_the_beginning_of_a_sentence_are_not_asked_for() -> None:
    assert missing_names("Later Judith left.", "Judith left") == set()
    assert missing_names("Later Colin left.", "Judith left") == {"colin"}


def test_an_echo_of_the_question_says_nothing_new() -> None:
    assert not says_something_new("The station has a rent.", "What rent does the station have?")
    assert says_something_new("The rent is fifty-two pounds.", "What rent does the station have?")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NONE",
        "The sentences do not mention the rent.",
        "I don't know.",
        "There is no information about this.",
        "It is not specified.",
        "The name of the bishop is not provided.",
    ],
)
def test_an_answer_that_is_none_is_told(text: str) -> None:
    assert declines(text)


def test_an_answer_with_a_not_in_it_is_an_answer() -> None:
    assert not declines("Dogs are not allowed on the island.")
