"""A passage as one leg of the search found it."""

from __future__ import annotations

import msgspec


class Hit(msgspec.Struct, frozen=True):
    """`score` is the leg's own: BM25, or the cosine. `headings` are joined by " › "; `page` is None without pages."""

    document: int
    ordinal: int
    start: int
    end: int
    page: int | None
    text: str
    headings: str
    score: float
