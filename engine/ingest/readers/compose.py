"""Puts a document's text together block by block, so that every offset is right by construction."""

from __future__ import annotations

from engine.ingest.text import Block, BlockKind, DocumentText

PARAGRAPH_GAP = "\n\n"
LINE_GAP = "\n"
_TIGHT = frozenset({"list_item"})


class TextComposer:
    """Collects blocks in reading order. Blocks without text are dropped; headings keep the path for what follows."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._path = HeadingPath()

    @property
    def length(self) -> int:
        """Characters so far: where the next piece of text would start, the gap not counted."""
        return self._length

    def add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """One block; `level` counts from 1 and matters for headings alone."""
        text = text.strip() if kind != "code" else text.strip("\n").rstrip()
        if not text.strip():
            return
        self._append(self._gap(kind))
        start = self._length
        self._append(text)
        self._blocks.append(self._path.place(kind, start, self._length, level, text))

    def finish(self, title: str, language: str | None = None) -> DocumentText:
        """The document as collected; it has no pages."""
        return DocumentText(text="".join(self._parts), title=title, blocks=tuple(self._blocks), language=language)

    def first_heading(self) -> str:
        """Text of the first heading of the highest level, empty where there is none."""
        headings = [block for block in self._blocks if block.kind == "heading"]
        if not headings:
            return ""
        top = min(block.level for block in headings)
        first = next(block for block in headings if block.level == top)
        return " ".join("".join(self._parts)[first.start : first.end].split())

    def _gap(self, kind: BlockKind) -> str:
        if not self._blocks:
            return ""
        return LINE_GAP if kind in _TIGHT and self._blocks[-1].kind in _TIGHT else PARAGRAPH_GAP

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


class HeadingPath:
    """The headings above the place where reading stands."""

    def __init__(self) -> None:
        self._above: list[tuple[int, str]] = []

    def place(self, kind: BlockKind, start: int, end: int, level: int, text: str) -> Block:
        """The block with the headings above it; a heading then stands above what comes next."""
        if kind != "heading":
            return Block(kind, start, end, 0, self.names())
        level = max(1, level)
        while self._above and self._above[-1][0] >= level:
            self._above.pop()
        block = Block("heading", start, end, level, self.names())
        self._above.append((level, " ".join(text.split())))
        return block

    def names(self) -> tuple[str, ...]:
        """Outermost first."""
        return tuple(text for _, text in self._above)
