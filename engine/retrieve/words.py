"""Words of a text as searching and answering compare them: lower case, without marks, stemmed lightly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[.,'’\-/][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")

# Words that carry a question's grammar, not its subject. English and German.
_STOP_WORDS = """
a about above after again against all also am an and any are aren as at be because been before being below between
both but by can cannot could couldn did didn do does doesn doing don down during each either else ever few for from
further had hadn has hasn have haven having he her here hers herself him himself his how however i if in into is isn
it its itself just let ll many may me might more most much must my myself no nor not of off on once one only or
other ought our ours ourselves out over own per please re s same shall shan she should shouldn so some such t tell
than that the their theirs them themselves then there these they this those through to too under until up upon us ve
very was wasn we were weren what when where whether which while who whom whose why will with within without won
would wouldn you your yours yourself yourselves
aber alle als also am an auch auf aus bei beim bin bis da damit das dass dem den denn der des dessen die dies diese
diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es für gibt hat hatte hatten hier
ich ihr ihre ihrem ihren ihrer im in ist ja jede jeder jedes kann kein keine man mit nach nicht noch nun nur ob oder
ohne sehr sein seine seinem seinen seiner sich sie sind so um und uns unter vom von vor war waren warum was weil
welche welchem welchen welcher welches wem wen wenn wer werden wessen wie wieviel wird wo worden wurde wurden zu zum
zur zwischen über
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


def words(text: str) -> list[str]:
    """Every word of the text, folded (lower case, accents off), in order; parts of hyphenated words one by one."""
    return [fold(part.group()) for part in _PART.finditer(text)]


def content_stems(text: str) -> list[str]:
    """Stems of the words that are not stop words, in order, repeats included."""
    return [stem(word) for word in words(text) if word not in _FOLDED_STOP_WORDS]


def marked_words(text: str) -> Iterator[tuple[str, int]]:
    """Each word as written, hyphens, dots and commas inside it kept, with the offset where it starts."""
    for match in _WORD.finditer(text):
        yield match.group(), match.start()


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Lower case, accents off; ß becomes ss."""
    folded = word.casefold()
    if folded.isascii():
        return folded
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A light English stem of a folded word: plurals, -ing, -ed, -ly off. Other languages lose little by it."""
    if len(word) <= 3 or not word.isascii() or any(c.isdigit() for c in word):
        return word
    for ending, put in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + put
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeioulsz":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


# The first that fits is replaced; longer before shorter.
_ENDINGS = (
    ("ations", "at"),
    ("ation", "at"),
    ("ments", "ment"),
    ("nesses", ""),
    ("ness", ""),
    ("ingly", ""),
    ("edly", ""),
    ("ions", ""),
    ("ings", ""),
    ("sses", "ss"),
    ("ies", "y"),
    ("ied", "y"),
    ("ing", ""),
    ("ion", ""),
    ("est", ""),
    ("ers", "er"),
    ("ed", ""),
    ("es", "e"),
    ("ly", ""),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
)

_FOLDED_STOP_WORDS = frozenset(fold(word) for word in STOP_WORDS)
