"""Bytes of tokens as text that can be shown: whole characters, and nothing that may be the beginning of a stop text."""

from __future__ import annotations

import codecs
from collections.abc import Sequence


class TextStream:
    """Feed it the bytes of one token after another; `is_over` once a stop text has come."""

    def __init__(self, stop_at: Sequence[str]) -> None:
        self._stop_at = stop_at
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self.is_over = False

    def feed(self, data: bytes) -> str:
        """What can be shown now, perhaps nothing."""
        self._held += self._decoder.decode(data)
        end = min((at for mark in self._stop_at if (at := self._held.find(mark)) >= 0), default=-1)
        if end >= 0:
            self.is_over = True
            ready, self._held = self._held[:end], ""
            return ready
        kept = self._beginning_of_a_mark()
        ready, self._held = self._held[: len(self._held) - kept], self._held[len(self._held) - kept :]
        return ready

    def rest(self) -> str:
        """What was held back, when nothing more comes."""
        ready, self._held = self._held, ""
        return ready

    def _beginning_of_a_mark(self) -> int:
        longest = max((len(mark) for mark in self._stop_at), default=1) - 1
        for length in range(min(longest, len(self._held)), 0, -1):
            if any(mark.startswith(self._held[-length:]) for mark in self._stop_at):
                return length
        return 0
