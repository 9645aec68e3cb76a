"""Which found passages go before the model: the best that fit, neighbours joined, no document crowding others out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from engine.retrieve.fuse import ScoredHit

_CROWD = 3
"""Passages of one document before another document's next best goes first."""

_GAP = 4
"""Characters (white space) that may lie between two passages that are one piece of text."""


def pack(
    found: Sequence[ScoredHit],
    room_tokens: int,
    count: Callable[[str], int],
    text_between: Callable[[int, int, int], str],
    most: int = 12,
) -> list[ScoredHit]:
    """The best passages within `room_tokens`, best first; neighbours of one document come as one passage.

    `text_between(document, start, end)` gives a document's characters, so that a joined passage stays literal. A
    joined passage has the scores of its best part. A passage that alone has no room is left out.
    """
    chosen: list[ScoredHit] = []
    room = room_tokens
    texts: set[str] = set()
    for scored in _uncrowded(found):
        if len(chosen) == most:
            break
        cost = count(scored.hit.text)
        if scored.hit.text in texts or cost > room:
            continue
        chosen.append(scored)
        texts.add(scored.hit.text)
        room -= cost
    return _joined(chosen, text_between)


def _uncrowded(found: Sequence[ScoredHit]) -> list[ScoredHit]:
    """In order, but beyond `_CROWD` passages of a document the rest of them wait until every other had its turn."""
    taken: dict[int, int] = {}
    first: list[ScoredHit] = []
    later: list[ScoredHit] = []
    for scored in found:
        number = taken[scored.hit.document] = taken.get(scored.hit.document, 0) + 1
        (first if number <= _CROWD else later).append(scored)
    return first + later


def _joined(chosen: Sequence[ScoredHit], text_between: Callable[[int, int, int], str]) -> list[ScoredHit]:
    groups: list[list[ScoredHit]] = []
    for scored in sorted(chosen, key=lambda s: (s.hit.document, s.hit.start)):
        if groups and _are_neighbours(groups[-1][-1], scored):
            groups[-1].append(scored)
        else:
            groups.append([scored])
    joined = [_join(group, text_between) for group in groups]
    return sorted(joined, key=lambda s: (-s.fused, s.hit.document, s.hit.start))


def _are_neighbours(left: ScoredHit, right: ScoredHit) -> bool:
    a, b = left.hit, right.hit
    return a.document == b.document and a.page == b.page and a.headings == b.headings and 0 <= b.start - a.end <= _GAP


def _join(group: Sequence[ScoredHit], text_between: Callable[[int, int, int], str]) -> ScoredHit:
    if len(group) == 1:
        return group[0]
    best = max(group, key=lambda scored: scored.fused)
    first, last = group[0].hit, group[-1].hit
    hit = msgspec.structs.replace(
        first, end=last.end, text=text_between(first.document, first.start, last.end), score=best.hit.score
    )
    return msgspec.structs.replace(best, hit=hit)
