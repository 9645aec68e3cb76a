"""Follow-up questions made to stand alone, by rules: what they leave out is taken from the turn before."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from engine.answer.phrases import ASKING, DETERMINERS, VERBS, names, phrases
from engine.retrieve.words import content_stems, words


class Turn(msgspec.Struct, frozen=True):
    """One question, as it stood alone, and the answer given (empty when there was none)."""

    question: str
    answer: str


# A word that points back, and what follows the phrase that takes its place.
_PERSON_WORDS = {"he": "", "she": "", "him": "", "his": "'s", "her": "'s"}
_THING_WORDS = {
    "it": "",
    "they": "",
    "them": "",
    "its": "'s",
    "their": "'s",
    "this": "",
    "that": "",
    "these": "",
    "those": "",
}
_OPENING = re.compile(
    r"^(?:(?:and|but|so|then|or|also|und|aber)\b[ ,]*)?(?:(?:what|how) about\b[ ,]*|was ist mit\b[ ,]*)?", re.IGNORECASE
)
_POINTING_PHRASE = re.compile(
    r"\b(?:this|that|these|those|the same) (?:one|place|person|thing|man|woman|company)s?\b", re.I
)
_WEATHER = re.compile(r"\bit (?:rain|snow|hail)\w*|\bis it (?:possible|true|allowed)\b", re.IGNORECASE)
_THAT_CLAUSE = re.compile(
    r"\b(?:this|that|these|those) "
    r"(?!is\b|was\b|are\b|were\b|cost|mean|happen|work|take|more\b|less\b|enough\b|than\b)\w+",
    re.IGNORECASE,
)
_LEADING_PREPOSITION = re.compile(r"^(?:in|on|at|for|of|with|by|from|to|bei|für|von|mit) ", re.IGNORECASE)
_EXCHANGED = (
    re.compile(r"\b(?:1\d{3}|20\d\d)\b"),
    re.compile(
        r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|"
        r"januar|februar|märz|mai|juni|juli|oktober|dezember)\b",
        re.IGNORECASE,
    ),
)
_WORD = re.compile(r"[\w’'-]+")


def stand_alone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves out put in; unchanged where it leaves nothing out or nothing came before."""
    question = " ".join(question.split())
    if not history or not question:
        return question
    last = history[-1]
    rest = _OPENING.sub("", question, count=1)
    if _is_fragment(rest):
        return _completed(rest.strip(" ?.!"), last.question)
    return _with_topic(_capital(rest) if rest != question else question, last, opened=rest != question)


def _with_topic(question: str, last: Turn, opened: bool) -> str:
    """Words that point back replaced by what they point at; where that is not found, the topic in brackets."""
    about = topic(last.question)
    tokens = set(words(question))
    persons = tokens & _PERSON_WORDS.keys()
    things = tokens & _THING_WORDS.keys() if _points_at_a_thing(question) else set()
    replaced = question
    if persons and (person := _person(last)):
        replaced = _replaced(question, _PERSON_WORDS, person)
    elif _POINTING_PHRASE.search(question) and about:
        replaced = _POINTING_PHRASE.sub(about, question, count=1)
    elif things and about:
        replaced = _replaced(question, _THING_WORDS, about)
    if replaced != question:
        return replaced
    leans = opened or bool(persons or things) or not content_stems(question)
    if leans and about and not set(content_stems(about)) <= set(content_stems(question)):
        return f"{question.rstrip(' ?.!')} ({about})?"
    return question


def topic(question: str) -> str:
    """What a question is about: its fullest noun phrase, else its content words."""
    found = phrases(question)
    if found:
        return max(found, key=lambda phrase: len(content_stems(phrase)))
    return " ".join(word for word in _WORD.findall(question) if content_stems(word))


def _completed(fragment: str, before: str) -> str:
    """What "and in 1990?" means after "How many lived in Oslo in 1980?": the part of the same kind is exchanged."""
    if not words(fragment):
        return before
    if words(fragment)[0] in ASKING:
        return _capital(fragment) + " " + _after_asking(before)
    for kind in _EXCHANGED:
        new, old = kind.search(fragment), kind.search(before)
        if new and old and len(content_stems(fragment)) <= 2:
            return before[: old.start()] + new.group() + before[old.end() :]
    bare = _LEADING_PREPOSITION.sub("", fragment)
    known = names(before)
    if bare[:1].isupper() and known:
        return _last_exchanged(before, known[-1], bare)
    determined = [phrase for phrase in phrases(before) if words(phrase)[0] in DETERMINERS]
    if determined and words(bare)[:1] and words(bare)[0] in DETERMINERS:
        return _last_exchanged(before, determined[-1], bare)
    return f"{before.rstrip(' ?.!')}, {fragment}?"


def _after_asking(before: str) -> str:
    """The question from its verb on: what another question word can stand before."""
    for match in _WORD.finditer(before):
        if match.group().casefold() in VERBS:
            return before[match.start() :][:1].lower() + before[match.start() + 1 :]
    return before


def _is_fragment(question: str) -> bool:
    tokens = words(question)
    if not tokens:
        return True
    if tokens[0] in ASKING:
        return len(tokens) <= 2 and not content_stems(question) and not set(tokens[1:]) & VERBS
    pointing = set(tokens) & (_PERSON_WORDS.keys() | _THING_WORDS.keys() - DETERMINERS)
    return len(tokens) <= 5 and not pointing and not set(tokens) & VERBS and tokens[0] not in _REQUESTS


_REQUESTS = frozenset("tell explain describe give show list name compare summarise summarize erkläre nenne".split())


def _points_at_a_thing(question: str) -> bool:
    """Whether a thing word points outside the question: nothing before it in the question can be meant."""
    plain = _THAT_CLAUSE.sub("", _WEATHER.sub("", question))
    for match in _WORD.finditer(plain):
        if match.group().casefold() in _THING_WORDS:
            before = plain[: match.start()]
            return not phrases(before) and not names(before)
    return False


def _replaced(question: str, pointing: dict[str, str], phrase: str) -> str:
    done = False

    def put(match: re.Match[str]) -> str:
        nonlocal done
        ending = pointing.get(match.group().casefold())
        if ending is None or done:
            return match.group()
        done = True
        return phrase + ("'" if ending and phrase.endswith("s") else ending)

    return _capital(_WORD.sub(put, question))


def _person(last: Turn) -> str:
    """The name a question was answered with, else the name it asked about."""
    for text in (last.answer, last.question):
        if found := names(text):
            return max(found, key=lambda name: len(name.split()))
    return ""


def _last_exchanged(text: str, old: str, new: str) -> str:
    at = text.rfind(old)
    return text[:at] + new + text[at + len(old) :]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
