"""Does a written sentence say only what the sentences it cites say? Numbers, dates, codes, names; then closeness."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.retrieve.words import content_stems, fold, marked_words, stem, words
from engine.values import Support

_DECLINES = re.compile(
    r"\b(?:do|does|did|is|are|was|were)(?:n't|n’t| not) (?:\w+ )?(?:mention|provide|specif|sa(?:y|id)|stat|contain"
    r"|answer|give|includ|indicat|tell|describ|clear|enough|possible|known)\w*"
    r"|\bno (?:information|mention|answer|sentence)\b|\bcannot be (?:determined|answered)\b"
    r"|\bI (?:do not|don't|don’t|cannot|can't) (?:know|answer|find)\b|^\W*NONE\b|\bunknown\b",
    re.IGNORECASE,
)

CLOSE = 0.75
NEAR = 0.5

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}
_NEGATIONS = frozenset("no not never none nor cannot nobody nothing kein keine keinen nicht nie niemals".split())


def support_of(sentence: str, cited: Sequence[str], around: str) -> Support:
    """How well the cited sentences carry a written one. `around`: what may name a thing without proving it (the
    question, headings, the sentences beside the cited ones).

    quoted: it is one of them. supported: its facts are all there and it is close. weak: its facts are there or around,
    and it is near. unsupported: a number or name is nowhere, or it says something else.
    """
    plain = _plain(sentence)
    if any(plain == _plain(text) for text in cited):
        return "quoted"
    if not cited:
        return "unsupported"
    evidence = " ".join(cited)
    stems = set(content_stems(sentence))
    held = {stem for text in (evidence, around) for stem in content_stems(text)}
    if missing_numbers(sentence, evidence) or missing_names(sentence, f"{evidence} {around}"):
        return "unsupported"
    if not stems or _negated(sentence) != _negated(evidence):
        return "weak" if stems and stems <= held else "unsupported"
    closeness = len(stems & set(content_stems(evidence))) / len(stems)
    loosely = len(stems & held) / len(stems)
    if closeness >= NEAR and loosely >= CLOSE and not missing_names(sentence, evidence):
        return "supported"
    return "weak" if loosely >= NEAR else "unsupported"


def says_something_new(sentence: str, question: str) -> bool:
    """Whether it holds a content word that the question did not: an echo of the question answers nothing."""
    return bool(set(content_stems(sentence)) - set(content_stems(question))) or bool(
        numbers(sentence) - numbers(question)
    )


def declines(text: str) -> bool:
    """Whether a written answer says that it is none."""
    return not text.strip() or _DECLINES.search(text) is not None


def missing_numbers(sentence: str, evidence: str) -> set[str]:
    """Numbers, dates and codes of the sentence that the evidence does not hold."""
    return numbers(sentence) - numbers(evidence)


def missing_names(sentence: str, evidence: str) -> set[str]:
    """Capitalised words inside the sentence, and words with digits, that the evidence does not hold."""
    held = {stem(word) for word in words(evidence)}
    return {name for name in _names(sentence) if stem(fold(name)) not in held}


def numbers(text: str) -> set[str]:
    """Numbers in one spelling: 1,250 and 1250 are the same, and so are two and 2."""
    found = {_spelling(number) for number in _NUMBER.findall(text)}
    return found | {_NUMBER_WORDS[word] for word in words(text) if word in _NUMBER_WORDS}


def _spelling(number: str) -> str:
    whole = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", number) if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", number) else number
    whole = whole.replace(",", ".")
    return whole.rstrip("0").rstrip(".") if "." in whole else whole.lstrip("0") or "0"


def _names(sentence: str) -> list[str]:
    found = []
    for word, start in marked_words(sentence):
        begins = (
            start == 0
            or sentence[:start].rstrip(" \"'“‘(").endswith((".", "!", "?", ":"))
            or not sentence[:start].strip()
        )
        capital = word[0].isupper() and (not begins or any(letter.isupper() for letter in word[1:]))
        mixed = any(letter.isdigit() for letter in word) and any(letter.isalpha() for letter in word)
        if capital or mixed:
            found += [part for part in words(word) if len(part) > 1 or mixed]
    return found


def _negated(text: str) -> bool:
    return bool(_NEGATIONS & set(words(text))) or "n't" in text or "n’t" in text


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" .\"“”'‘’")
