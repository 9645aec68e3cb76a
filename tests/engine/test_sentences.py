"""Sentences: where they end, where they do not, and that no character is lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sentences import sentence_spans


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two. Three.", ["One.", "Two.", "Three."]),
        ("Dr. Smith met Mr. J. R. Jones. They spoke.", ["Dr. Smith met Mr. J. R. Jones.", "They spoke."]),
        ("It costs 3.5 percent. No. 5 is next.", ["It costs 3.5 percent.", "No. 5 is next."]),
        ("The answer is no. The end came.", ["The answer is no.", "The end came."]),
        ("The U.S. economy grew, e.g. by 2%. Good.", ["The U.S. economy grew, e.g. by 2%.", "Good."]),
        ("He lives in the U.S. The rest do not.", ["He lives in the U.S.", "The rest do not."]),
        ("See Fig. 3 and pp. 4 ff. for more.", ["See Fig. 3 and pp. 4 ff. for more."]),
        ("Smith et al. (2010) agree. So do we.", ["Smith et al. (2010) agree.", "So do we."]),
        ("As shown.[1] Next one.[2,3] Last.", ["As shown.[1]", "Next one.[2,3]", "Last."]),
        ("Apples, pears, etc. The rest follows.", ["Apples, pears, etc.", "The rest follows."]),
        ("Apple Inc. Annual report of 2022.", ["Apple Inc. Annual report of 2022."]),
        ("It fell at 5 p.m. The crowd left.", ["It fell at 5 p.m.", "The crowd left."]),
        ("Visit www.example.com. Version 2.0.1 is out.", ["Visit www.example.com.", "Version 2.0.1 is out."]),
        ("Item 1A. Risk Factors", ["Item 1A. Risk Factors"]),
        ("We sell them. iPhone sales rose.", ["We sell them.", "iPhone sales rose."]),
        ("On Jan. 5 we met. It rained.", ["On Jan. 5 we met.", "It rained."]),
    ],
)
def test_a_full_stop_ends_a_sentence_only_where_it_is_one(text: str, sentences: list[str]) -> None:
    assert _sentences(text) == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("What?! No way. Go!", ["What?!", "No way.", "Go!"]),
        ('"Is it true?" he asked. "Yes!" She left.', ['"Is it true?" he asked.', '"Yes!"', "She left."]),
        ("He said: “Stop.” Then he left.", ["He said: “Stop.”", "Then he left."]),
        ("He waited... Then he went… and came back.", ["He waited...", "Then he went… and came back."]),
        ("(It was late.) They slept.", ["(It was late.)", "They slept."]),
        ("Yahoo! is a company. Really.", ["Yahoo! is a company.", "Really."]),
    ],
)
def test_quotes_brackets_and_other_marks_stay_with_their_sentence(text: str, sentences: list[str]) -> None:
    assert _sentences(text) == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Er kam am 3. Oktober 1990 an. Es war kalt.", ["Er kam am 3. Oktober 1990 an.", "Es war kalt."]),
        ("Im 19. Jahrhundert, z.B. in Wien, d.h. dort. Ja.", ["Im 19. Jahrhundert, z.B. in Wien, d.h. dort.", "Ja."]),
        (
            "Dr. Müller bzw. Hr. Maier sagte: „Nein.“ Dann ging er.",
            ["Dr. Müller bzw. Hr. Maier sagte: „Nein.“", "Dann ging er."],
        ),
        ("Siehe Abs. 2 und Nr. 7. Das gilt.", ["Siehe Abs. 2 und Nr. 7.", "Das gilt."]),
    ],
)
def test_german_abbreviations_and_ordinals_are_known(text: str, sentences: list[str]) -> None:
    assert _sentences(text) == sentences


def test_chinese_sentences_need_no_space() -> None:
    assert _sentences("这是一个句子。这是第二个！对吗？") == ["这是一个句子。", "这是第二个！", "对吗？"]


def test_a_blank_line_always_ends_a_sentence() -> None:
    assert _sentences("A heading\n\nand text without a stop\n \nmore") == [
        "A heading",
        "and text without a stop",
        "more",
    ]


def test_wrapped_lines_read_on() -> None:
    text = "This line of prose is wrapped by its editor at the margin and\ngoes on below. Then\nanother one follows."
    assert _sentences(text) == [text[:76], text[77:]]


def test_list_items_and_table_rows_are_sentences_of_their_own() -> None:
    assert _sentences("- one\n- two\n3. three") == ["- one", "- two", "3. three"]
    assert _sentences("Net sales | 82,959\nCost of sales | 47,074") == ["Net sales | 82,959", "Cost of sales | 47,074"]


def test_lines_of_a_log_are_sentences_of_their_own() -> None:
    lines = ["2024-05-01 10:00:01 the service was started by the operator", "2024-05-01 10:00:02 ready"]
    assert _sentences("\n".join(lines)) == lines


def test_a_part_of_a_text_is_cut_with_offsets_of_the_whole() -> None:
    text = "Before. One here. Two here. After."
    assert sentence_spans(text, 8, 27) == [(8, 17), (18, 27)]


@given(st.text(alphabet="aB1 .!?\n\"')(•|-…。", max_size=200))
def test_every_character_but_white_space_lies_in_exactly_one_span(text: str) -> None:
    spans = sentence_spans(text)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
