"""Bytes of a text file to characters: byte order mark, then UTF-8, then the best guess; line ends become `\\n`."""

from __future__ import annotations

import codecs
import re

from engine.errors import EngineError

GUESS_BYTES = 65_536
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_ENDS = re.compile(r"\r\n?")
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")


def decode_text(content: bytes, declared: str | None = None) -> str:
    """The whole text. `declared` is an encoding the document itself names. Raises EngineError(not_what_it_says)."""
    return clean(_decode(content, declared))


def clean(text: str) -> str:
    """Line ends as `\\n`; characters that cannot be stored (NUL, lone surrogates) become U+FFFD."""
    if "\r" in text:
        text = _LINE_ENDS.sub("\n", text)
    return _UNUSABLE.sub("\ufffd", text)


def has_wide_characters(content: bytes) -> str | None:
    """The UTF-16 flavour of bytes without a mark, told by where the zero bytes stand; None where it is none."""
    sample = content[:4096]
    if len(sample) < 4 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) < 0.4 * half or min(even, odd) > 0.05 * half:
        return None
    signs = sample[: 2 * half].decode(encoding, errors="replace")
    return encoding if sum(sign.isprintable() or sign.isspace() for sign in signs) > 0.9 * len(signs) else None


def _decode(content: bytes, declared: str | None) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    wide = has_wide_characters(content)
    if wide is not None:
        return content.decode(wide, errors="replace")
    for candidate in ("utf-8", declared):
        text = _strictly(content, candidate)
        if text is not None:
            return text
    return content.decode(_guess(content), errors="replace")


def _strictly(content: bytes, encoding: str | None) -> str | None:
    if not encoding:
        return None
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _guess(content: bytes) -> str:
    """charset-normalizer on the part around the first byte that is not ASCII; it is slow on long files."""
    from charset_normalizer import from_bytes  # 30 ms, for few files

    odd = re.search(rb"[\x80-\xff]", content)
    start = max(0, (odd.start() if odd else 0) - GUESS_BYTES // 4)
    best = from_bytes(content[start : start + GUESS_BYTES]).best()
    if best is None:
        raise EngineError("not_what_it_says", suffix="text", found="binary")
    return str(best.encoding)
