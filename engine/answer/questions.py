"""What a question asks for, read off its words: a number, a time, a person, a place."""

from __future__ import annotations

import re
from typing import Literal

from engine.retrieve.words import words

Wanted = Literal["number", "time", "person", "place", "anything"]

_TIME = re.compile(
    r"\b(when|what (year|date|day|month|time|century)|(in|on) (what|which) (year|day|date|month)|how (long ago|often)"
    r"|wann|seit wann|(in )?welchem? (jahr|tag|monat))\b"
)
_NUMBER = re.compile(
    r"\bhow (many|much|long|far|tall|old|big|large|high|deep|wide|heavy|fast|hot|cold|steep|thick|strong)\b"
    r"|\bwhat (is|was|are|were)? ?(the |its |their )?(\w+ ){0,2}(percentage|number|proportion|amount|population|age|"
    r"size|distance|height|length|depth|weight|width|speed|temperature|price|cost|fee|rate|limit|rent|fine|total|share)\b"
    r"|\bwhat percent|\bcosts?\b"
    r"|\bwie (viele?|lange?|hoch|weit|tief|alt|groß|schwer|teuer|schnell|breit)\b|\bwieviele?\b"
)
_PERSON = re.compile(r"\b(who|whom|whose|wer|wem|wen|wessen)\b")
_PLACE = re.compile(r"\b(where|wo|wohin|woher)\b")

_HAS_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen|half|"
    r"third|quarter|once|twice|none|no|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert|tausend)\b",
    re.IGNORECASE,
)
_HAS_TIME = re.compile(
    r"\b(1\d\d\d|20\d\d|\d{1,2}[:.]\d\d|january|february|march|april|june|july|august|september|october|november|december|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|spring|summer|autumn|winter|noon|midnight|daily|weekly|"
    r"(day|week|month|year|hour|minute|century|decade|morning|evening|night)s?|januar|februar|märz|mai|juni|juli|oktober|"
    r"dezember|jahr\w*|tag\w*|woche\w*|monat\w*)\b|\b\d\d?(st|nd|rd|th)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?:] )(?<!^)\b[A-ZÄÖÜ][\w’'-]+")


def wanted(question: str) -> Wanted:
    """The kind of thing that answers the question."""
    folded = question.casefold()
    if _TIME.search(folded):
        return "time"
    if _NUMBER.search(folded):
        return "number"
    if _PERSON.search(folded):
        return "person"
    if _PLACE.search(folded):
        return "place"
    return "anything"


def offers(sentence: str, kind: Wanted, question: str) -> bool:
    """Whether the sentence holds something of that kind that the question did not name itself."""
    if kind == "number":
        return _HAS_NUMBER.search(sentence) is not None
    if kind == "time":
        return _HAS_TIME.search(sentence) is not None or _HAS_NUMBER.search(sentence) is not None
    if kind in ("person", "place"):
        asked = set(words(question))
        return any(not set(words(name.group())) <= asked for name in _NAME.finditer(sentence))
    return True
