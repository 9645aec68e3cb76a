"""Documents that a question calls by their name: the words of file names and titles, rare ones weighing more."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from engine.retrieve.words import content_stems

LEAST_SHARE = 0.6
LEAST_SHARE_OF_LONG = 0.9
"""Of a name's weight that the question must say before the document counts as called. A long name is a sentence about
the subject: a question on the same subject says half of it without meaning the document."""

_LONG_WORDS = 5

_HUMP = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])|(?<=[^\W\d_])(?=\d)|_")


class NameIndex:
    """Of all documents' names. Immutable; made anew when a name changes."""

    def __init__(self, names: Mapping[int, tuple[str, ...]]) -> None:
        """`names`: what each document is called by: its file name without ending, its title."""
        self._names = {
            document: [stems for name in called if (stems := frozenset(_stems(name)))]
            for document, called in names.items()
        }
        self._holders: dict[str, list[int]] = {}
        for document, called in self._names.items():
            for stem in frozenset().union(*called):
                self._holders.setdefault(stem, []).append(document)
        total = len(self._names)
        self._weights = {stem: math.log(1 + total / len(holders)) for stem, holders in self._holders.items()}

    def called(self, question: str, most: int) -> dict[int, float]:
        """Documents whose name the question says, with the share of the name's weight that it says, best first.

        A name of one or two figures, or whose every word is in more than half of the names, calls nothing; nor do
        names that call more than `most` documents alike.
        """
        asked = set(_stems(question)) & self._weights.keys()
        candidates = {document for stem in asked for document in self._holders[stem]}
        shares = {document: max(self._share(name, asked) for name in self._names[document]) for document in candidates}
        best = sorted((d for d in shares if shares[d] > 0), key=lambda d: (-shares[d], d))
        if len(best) > most:
            best = [document for document in best[:most] if shares[document] > shares[best[most]]]
        return {document: shares[document] for document in best}

    def _share(self, name: frozenset[str], asked: set[str]) -> float:
        said = name & asked
        common = max(1, len(self._names) // 2)
        if not any(len(stem) > 2 for stem in said) or all(len(self._holders[stem]) > common for stem in said):
            return 0.0
        share = sum(self._weights[stem] for stem in said) / sum(self._weights[stem] for stem in name)
        return share if share >= (LEAST_SHARE if len(name) < _LONG_WORDS else LEAST_SHARE_OF_LONG) else 0.0


def _stems(name: str) -> list[str]:
    return content_stems(_HUMP.sub(" ", name))
