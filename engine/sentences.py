"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re

# A word that ends in a dot without ending a sentence. Folded, without the dot.
_ABBREVIATIONS = """
al approx art bd bzgl bzw ca cf ch chap col corp dept dr ed eds eq et etc exp ff fig figs gen gov hon hr hrsg inc incl
jr kap lt ltd mio mrd mr mrs ms mt nr op p para pp prof rev sgt sog sp spp sr st str u usw v vgl viz vol vols vs zb zit
jan feb mar apr jun jul aug sep sept oct okt nov dec dez e.g i.e u.s u.k u.n z.b d.h u.a o.ä d.c ph.d b.c
"""
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
_BEFORE_A_NUMBER = frozenset({"no", "nos", "sec", "fig", "art", "p", "pp"})

_CLOSERS = "\"'”’»)]}"
_END = re.compile(rf"[.!?…。！？]+[{re.escape(_CLOSERS)}]*(?:\[\d+\])*(?=\s|$)|[。！？]")
_BREAK = re.compile(r"\n[ \t]*\n\s*|\n(?=[ \t]*(?:[•●▪‣·*+–-]|\(?\d{1,3}[.)]|[a-z]\))[ \t])|\n(?=[^\n]*(?:\t| \| ))")
_LAST_WORD = re.compile(r"[\w.äöü]+$")
_GERMAN_MONTH = re.compile(r"(Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)")
_SPACE = re.compile(r"\s*")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """(start, end) of each sentence of text[start:end], in order, without the white space around it.

    A blank line, a list item and a table row always begin a new one; a single line end does not.
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    begin = start
    for mark in _BREAK.finditer(text, start, end):
        spans += _of_block(text, begin, mark.start())
        begin = mark.end()
    return spans + _of_block(text, begin, end)


def _of_block(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    begin = start
    for mark in _END.finditer(text, start, end):
        if mark.start() > begin and _ends_here(text, begin, mark, end):
            spans.append((begin, mark.end()))
            begin = mark.end()
    spans.append((begin, end))
    return [span for span in (_trimmed(text, *span) for span in spans) if span[0] < span[1]]


def _ends_here(text: str, begin: int, mark: re.Match[str], end: int) -> bool:
    space = _SPACE.match(text, mark.end(), end)
    following = text[space.end() : space.end() + 1] if space else ""
    if not following:
        return True
    if mark.group()[0] != "." or len(mark.group().rstrip(_CLOSERS)) > 1:  # ! and ? and ...
        return not following.islower()
    word = _LAST_WORD.search(text, max(begin, mark.start() - 40), mark.start())
    written = word.group() if word else ""
    last = written.casefold()
    if following.islower() or last in ABBREVIATIONS or (last in _BEFORE_A_NUMBER and following.isdigit()):
        return False
    if len(written) == 1 and written.isupper():  # an initial
        return False
    if not last.isdigit() or len(last) > 2:
        return True
    # the number of a list item, "1. Wash", or of a German day, "am 3. Mai"
    return mark.start() - begin > len(last) + 1 and not _GERMAN_MONTH.match(text, space.end() if space else mark.end())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
