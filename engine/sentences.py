"""Cuts text into sentences by rules, with exact character spans; English and German abbreviations are known."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CLOSERS = "\"'”’»›“‘)\\]"
_CANDIDATE = re.compile(
    rf"(?P<gap>\n[^\S\n]*\n\s*|\f)"
    rf"|(?P<line>\n[^\S\n]*)"
    rf"|(?P<stop>(?:[.!?]+|…+)[{_CLOSERS}]*(?:\[\d{{1,3}}(?:[,–-]\s?\d{{1,3}})*\])*)(?=\s)"
    rf"|(?P<wide>[。！？｡]+[」』”’）]*)"
)
_WORD_BEFORE = re.compile(r"[^\W_][\w.&'’-]*$")
_PREVIOUS_WORD = re.compile(r"([^\W\d_]+)\s+\S*$")
_NEXT = re.compile(r"[\s\"'“”„«»‘’(\[{¿¡*_–—-]*([^\W_]?[\w'’]*)")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}$")
_LIST_MARK = re.compile(r"(?:[-*+•‣◦▪●○–—]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)]|\[[ xX]\])\s|#{1,6} |```|>{1,3} ")
_NUMBERED_PART = re.compile(
    r"(?:item|part|section|article|chapter|note|schedule|exhibit|appendix|teil|kapitel|abschnitt|artikel)\s+[\dIVXLC]{1,4}[A-Za-z]?$",
    re.IGNORECASE,
)
_NUMBER_ONLY = re.compile(r"\W*(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})$")
_TIME_STAMP = re.compile(
    r"\[?\d{4}-\d\d-\d\d|\[?\d\d:\d\d|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|[A-Z][a-z]{2} [ \d]\d \d\d:"
)

# Never the end of a sentence: something always follows.
_OPEN = frozenset(
    "mr mrs ms messrs mme mlle dr prof rev hon gen sen rep gov capt cmdr lt col sgt maj adm pres mt ft vs cf viz esp"
    " approx resp incl ed eds transl dept univ assn bros e.g i.e eg ie a.k.a w.r.t"
    " hr fr frl dipl ing herr bzw vgl evtl ggf inkl exkl sog ca zzgl abzgl z.b d.h u.a o.ä i.d.r z.t u.u s.o s.u v.a"
    " m.e i.a i.v.m bspw gem lfd max min mind std tel str hrsg jh".split()
)
# Not the end where a number follows ("No. 5", "pp. 3", "Fig. 2"), else a word like any other.
_BEFORE_NUMBER = frozenset(
    "no nos nr nrn p pp s fig figs eq eqs sec secs sect ch chap vol vols art arts abs abb tab kap bd bde ziff rn rz"
    " app appx par para paras pt ex ref refs sub item jan feb mar apr jun jul aug sep sept oct okt nov dec dez §"
    " aufl".split()
)
# May end a sentence: the next word decides.
_EITHER = frozenset(
    "inc corp ltd co llc llp plc etc al jr sr st ave blvd rd usw etc gmbh ag bsp u.s u.k u.n e.u d.c a.m p.m b.c a.d"
    " ph.d m.d b.a m.a m.sc b.sc ibid est u.s.a n.y l.a usf".split()
)
_STARTERS = frozenset(
    "the this that these those it its he she they we you i his her their our my there here in on at for from with by"
    " as after before during since while when where if although though because however but and or so to then thus"
    " therefore moreover furthermore also both each all some many most no not such what who how why an a one two"
    " der die das dies diese dieser dieses es er sie wir ihr ich ein eine einer eines in im am auf bei mit von zu"
    " nach vor seit wenn weil obwohl aber und oder so dann daher deshalb auch alle viele einige kein keine was wer"
    " wie".split()
)
_GERMAN_BEFORE_ORDINAL = frozenset(
    "am der dem den des die das im vom zum zur beim jeder jede jedes ab bis seit und".split()
)
_MONTHS = frozenset(
    "januar februar märz april mai juni juli august september oktober november dezember jänner"
    " january february march may june july october december jahrhundert jh".split()
)
_JOINING = frozenset(
    "of the and in for to a an or by with at from on as is are was und der die das von für mit".split()
)
_SHORT_LINE = 45


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans of the sentences of text[start:end], in order, without white space at their ends.

    A blank line always ends a sentence, a single line end only where the lines do not read on (list items, table rows,
    short lines). Every character that is not white space lies in exactly one span.
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    begin = start
    for cut in _cuts(text, start, end):
        _add(spans, text, begin, cut)
        begin = cut
    _add(spans, text, begin, end)
    return spans


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    begin = start
    for found in _CANDIDATE.finditer(text, start, end):
        kind = found.lastgroup
        at = found.end()
        if (
            kind in ("gap", "wide")
            or (kind == "line" and _ends_line(text, found.start(), at, begin, end))
            or (kind == "stop" and _ends_sentence(text, found.start(), at, begin, end))
        ):
            begin = at
            yield at


def _add(spans: list[tuple[int, int]], text: str, begin: int, end: int) -> None:
    piece = text[begin:end]
    left = len(piece) - len(piece.lstrip())
    if left == len(piece):
        return
    begin, end = begin + left, begin + len(piece.rstrip())
    stray = end - begin <= 3 and not any(character.isalnum() for character in piece)
    if stray and spans and "\n" not in text[spans[-1][1] : begin]:
        spans[-1] = (spans[-1][0], end)
    else:
        spans.append((begin, end))


def _ends_sentence(text: str, stop: int, after: int, begin: int, end: int) -> bool:
    following = _NEXT.match(text, after, end)
    word = following.group(1) if following else ""
    if not word:
        return True
    first = word[0]
    if first.islower() and not _is_mixed(word):
        return False
    mark = text[stop:after].rstrip(_CLOSERS + "[]0123456789,–-")
    if mark != ".":
        return True
    if after - stop == 1 or text[stop + 1] in ")]":
        return not _is_abbreviation(text, stop, begin, word)
    return True


def _is_abbreviation(text: str, stop: int, begin: int, word: str) -> bool:
    """Whether the full stop at `stop` belongs to the word before it, `word` being the next one."""
    before = _WORD_BEFORE.search(text, max(begin, stop - 30), stop)
    if before is None:
        return False
    token = before.group()
    lower = token.lower()
    starts = word.lower() in _STARTERS
    if lower in _OPEN:
        return True
    if lower in _BEFORE_NUMBER:
        return word[0].isdigit() or (len(word) <= 4 and word.isupper() and set(word) <= set("IVXLC"))
    if lower in _EITHER:
        return not starts or word[0].isdigit()
    if _NUMBERED_PART.match(text[begin:stop].strip()):
        return True
    if token.isdigit():
        return _is_ordinal(text, before.start(), stop, begin, word)
    if _NUMBER_ONLY.fullmatch(text[begin:stop].strip()):
        return True
    if len(token) == 1 and token.isalpha():
        return token.isupper() and not (starts and _after_small_word(text, before.start(), begin))
    return _DOTTED.fullmatch(token) is not None and not starts


def _is_ordinal(text: str, at: int, stop: int, begin: int, word: str) -> bool:
    """List numbers ("1. Introduction") and German ordinals ("am 3. Oktober")."""
    if stop - at > 2 and not (stop - at == 3 and text[begin:at].strip() == ""):
        return False
    if not text[begin:at].strip(" \t(§#*-•"):
        return True
    if word.lower() in _MONTHS:
        return True
    previous = _PREVIOUS_WORD.search(text, max(begin, at - 30), stop)
    return (
        previous is not None and previous.group(1).lower() in _GERMAN_BEFORE_ORDINAL and word.lower() not in _STARTERS
    )


def _after_small_word(text: str, at: int, begin: int) -> bool:
    """Whether a word in small letters stands before ("vitamin C. The …"), so that the letter is no initial."""
    previous = text[max(begin, at - 30) : at].split()
    return bool(previous) and previous[-1].isalpha() and previous[-1].islower()


def _is_mixed(word: str) -> bool:
    """Names that start small: iPhone, eBay, mRNA."""
    return len(word) > 2 and any(character.isupper() for character in word[1:3])


def _ends_line(text: str, at: int, after: int, begin: int, end: int) -> bool:
    """Whether the line that ends at `at` does not read on in the next one."""
    line_start = max(begin, text.rfind("\n", begin, at) + 1)
    line = text[line_start:at].strip()
    stop = text.find("\n", after, end)
    following = text[after : min(after + 200, stop if stop >= 0 else end)]
    if not line or not following.strip():
        return True
    if _LIST_MARK.match(following) or _TIME_STAMP.match(following):
        return True
    if " | " in line or " | " in following or "\t" in line or "\t" in following:
        return True
    if line.endswith(":") or set(line) <= set("=-~#*_"):
        return True
    if len(line) >= _SHORT_LINE or line.endswith((",", "-")):
        return False
    last = line.rsplit(None, 1)[-1].lower()
    return not following[0].islower() and last not in _JOINING
