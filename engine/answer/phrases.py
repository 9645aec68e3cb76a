"""Noun phrases and names of a question, found by its small words alone. English, and some German."""

from __future__ import annotations

import re

from engine.retrieve.words import content_stems

ASKING = frozenset(
    "what when where who whom whose why which how wer wem wen was wann wo warum wieso wie welche welcher"
    " welches".split()
)
DETERMINERS = frozenset(
    "the a an this that these those my our your his her its their der die das den dem des ein eine einen"
    " einem einer".split()
)
VERBS = frozenset(
    "is are was were be been do does did has have had can could will would should may might must shall ist sind war"
    " waren hat haben hatte hatten kann konnte wird wurde wurden soll sollte muss darf".split()
)
_JOINING = frozenset("of on in at for von am im".split())
_OTHER_ENDS = frozenset(
    "and or but than if because while with without by from to into about as per during before after under over get gets"
    " und oder aber mit ohne durch nach bei".split()
)
_TITLES = r"(?:(?:Dr|Mr|Mrs|Ms|Prof|Professor|Captain|Sir|Lady)\.? )?"
_NAME = re.compile(rf"{_TITLES}[A-ZÄÖÜ][\w’-]+(?: (?:[A-ZÄÖÜ][\w’-]+|(?:of|de|van|von)\b(?= [A-ZÄÖÜ])))*")
_WORD = re.compile(r"[\w’'-]+")
_LONGEST = 3


def names(text: str) -> list[str]:
    """Runs of capitalised words, in order, without the first word of a sentence where it stands alone."""
    found = []
    for match in _NAME.finditer(text):
        name = match.group()
        before = text[: match.start()].rstrip()
        if not before or before[-1] in ".?!:":
            first, _, rest = name.partition(" ")
            if first.casefold() in ASKING | DETERMINERS | VERBS | _JOINING | _OTHER_ENDS or not content_stems(first):
                name = rest
            elif not rest:
                continue
        if name:
            found.append(name)
    return found


def phrases(text: str) -> list[str]:
    """Phrases that begin with a determiner, a name or "how many", with what "of", "on", "in" or "at" adds to them."""
    tokens = _WORD.findall(text)
    found: list[str] = []
    at = 0
    while at < len(tokens):
        end = _phrase_end(tokens, at)
        if end <= at:
            at += 1
            continue
        while end < len(tokens) - 1 and tokens[end].casefold() in _JOINING:
            further = _phrase_end(tokens, end + 1)
            if further <= end + 1:
                break
            end = further
        phrase = " ".join(tokens[at:end])
        if content_stems(phrase):
            found.append(phrase)
        at = end
    return [_without_counting(phrase) for phrase in found]


def _phrase_end(tokens: list[str], at: int) -> int:
    """Where the phrase that begins at `at` ends; `at` when none begins there."""
    folded = tokens[at].casefold()
    if folded in DETERMINERS or folded in ("many", "much", "which"):
        begin = at + 1
    elif (tokens[at][0].isupper() and at > 0) or tokens[at][0].isdigit():
        begin = at
    else:
        return at
    end = begin
    while end < len(tokens) and end - begin < _LONGEST and not _ends(tokens[end]):
        end += 1
        plural = tokens[end - 1].endswith("s") and not tokens[end - 1].endswith(("ss", "us", "is"))
        if plural or (tokens[end - 1][0].isupper() and end < len(tokens) and tokens[end][0].islower()):
            break
    follows = tokens[end].casefold() if end < len(tokens) else ""
    if (end - begin > 1 and follows in DETERMINERS) or (
        end - begin > 2 and follows not in _JOINING
    ):  # "the committee raise | the fee"
        end -= 1
    return end if end > begin else at


def _ends(token: str) -> bool:
    folded = token.casefold()
    return folded in ASKING or folded in VERBS or folded in DETERMINERS or folded in _JOINING or folded in _OTHER_ENDS


def _without_counting(phrase: str) -> str:
    return re.sub(r"^(?:many|much|which) ", "", phrase, flags=re.IGNORECASE)
