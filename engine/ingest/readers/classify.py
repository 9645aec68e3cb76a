"""Stands in for `unstructured.nlp.tokenize`, which would download a spaCy model at first use.

Its three functions only help unstructured tell running text from other text and headings from sentences. Our readers
take headings from styles and tags and turn both kinds of text into paragraphs, so simple rules are enough here; nothing
of the text itself passes through these functions.
"""

from __future__ import annotations

import re
import sys
from types import ModuleType

REPLACED = "unstructured.nlp.tokenize"
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\S)")
_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
_COMMON_VERBS = frozenset(
    "is are was were be been being am has have had do does did will would can could shall should may might must"
    " make makes made take takes took give gives gave get gets got go goes went come comes came say says said see sees"
    " saw know knows knew think thinks thought find finds found use uses show shows become becomes let".split()
)
_VERB_ENDING = re.compile(r"[a-z]{2,}(?:ed|ing|ize|ise|ify|izes|ises|ifies)$")


def sent_tokenize(text: str) -> list[str]:
    """The text cut after full stops, roughly: only whether there is one sentence or more is asked."""
    return _SENTENCE_END.split(text)


def word_tokenize(text: str) -> list[str]:
    """Words and single punctuation marks."""
    return _WORD.findall(text)


def pos_tag(text: str) -> list[tuple[str, str]]:
    """Each word with "VB" for what looks like an English verb, else "NN"."""
    return [(word, "VB" if _is_verb(word.lower()) else "NN") for word in word_tokenize(text)]


def replace_tokenizer() -> None:
    """Put these functions in the place of unstructured's own. To be called before unstructured is imported."""
    module = ModuleType(REPLACED, __doc__)
    for function in (sent_tokenize, word_tokenize, pos_tag):
        setattr(module, function.__name__, function)
    sys.modules[REPLACED] = module


def _is_verb(word: str) -> bool:
    return word in _COMMON_VERBS or _VERB_ENDING.fullmatch(word) is not None
