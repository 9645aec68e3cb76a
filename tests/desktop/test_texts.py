"""Every code has words, with and without its facts."""

from __future__ import annotations

import re

import pytest

from desktop.texts import document_state, document_text, failure_text, notice_text, support_state
from engine.errors import DOCUMENT_CODES, FAILURE_CODES, NOTICE_CODES
from engine.values import Embedding, Reading, Ready, Skipped, Unreadable, Waiting

FACTS = {
    "suffix": ".xyz", "found": "zip", "bytes": 4_000_000, "limit_bytes": 2_000_000_000, "pages": 12, "page": 3,
    "limit": 5000, "seconds": 60, "path": "/home/ana/Meadow/a.pdf", "library": "/home/ana/Library", "known": 1,
    "reason": "size", "where": "service", "passages": 17, "sysctl": "fs.inotify.max_user_watches",
}  # fmt: skip
FAMILIES = (
    [(document_text, code) for code in sorted(DOCUMENT_CODES)]
    + [(failure_text, code) for code in sorted(FAILURE_CODES)]
    + [(notice_text, code) for code in sorted(NOTICE_CODES)]
)


@pytest.mark.parametrize(("text_of", "code"), FAMILIES)
@pytest.mark.parametrize("facts", [FACTS, {}])
def test_every_code_says_what_happened_and_what_to_do(text_of, code: str, facts: dict) -> None:
    text = text_of(code, facts)
    for sentence in (text.happened, text.next_step):
        assert re.fullmatch(r".+[.)]", sentence), sentence
        assert not re.search(r"[!{}]|no words for", sentence), sentence
    assert text.happened != text.next_step


def test_an_unknown_code_still_gives_a_sentence() -> None:
    assert "brand_new" in failure_text("brand_new", {}).happened


def test_facts_are_told_as_people_read_them() -> None:
    assert document_text("too_large", FACTS).happened == "It is larger than 1.9 GB."
    assert failure_text("model_missing", FACTS).happened == "The model a.pdf was not found."


def test_a_fact_with_braces_is_only_text() -> None:
    assert "{where}" in failure_text("internal", {"where": "{where}"}).happened


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Waiting(), "waiting"),
        (Reading(), "reading"),
        (Embedding(40, 96), "found by words · by meaning 40 of 96"),
        (Ready(3), "ready"),
        (Skipped("too_large", {"limit_bytes": 1000}), "left out: it is larger than 1000 bytes"),
        (Unreadable("encrypted"), "unreadable: it is protected by a password"),
    ],
)
def test_a_state_is_told_by_word_sign_and_tone(state, words: str) -> None:
    said = document_state(state)
    assert said.words == words
    assert said.sign
    assert said.tone


def test_support_has_a_word_each() -> None:
    words = {support_state(support).words for support in ("quoted", "supported", "weak", "unsupported")}
    assert len(words) == 4
