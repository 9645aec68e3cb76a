"""Pages whose text stands on its side: laid out as if turned upright, then turned back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from engine.ingest.readers.pdf_words import PageWord


class Turn(NamedTuple):
    """How lines run on the page as shown: downwards, or upwards."""

    downwards: bool
    width: float
    height: float

    def upright(self, word: PageWord) -> PageWord:
        """The word's place on the page turned so that its lines run from left to right."""
        if self.downwards:
            return word._replace(
                left=word.top, right=word.bottom, top=self.width - word.right, bottom=self.width - word.left
            )
        return word._replace(
            left=self.height - word.bottom, right=self.height - word.top, top=word.left, bottom=word.right
        )

    def back(self, word: PageWord) -> PageWord:
        """The inverse of `upright`."""
        if self.downwards:
            return word._replace(
                top=word.left, bottom=word.right, right=self.width - word.top, left=self.width - word.bottom
            )
        return word._replace(
            bottom=self.height - word.left, top=self.height - word.right, left=word.top, right=word.bottom
        )


def turn_of(words: Sequence[PageWord], width: float, height: float) -> Turn | None:
    """How a page is to be turned whose words mostly stand on their side; None for an ordinary page."""
    sideways = [word for word in words if not word.upright]
    if len(sideways) <= 0.7 * len(words):
        return None
    steps = sum(1 if below.top > above.top else -1 for above, below in pairwise(sideways) if below.top != above.top)
    return Turn(steps >= 0, width, height)
