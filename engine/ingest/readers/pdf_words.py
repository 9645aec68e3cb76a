"""The words of a PDF page with their boxes as the drawn page shows them: rotation and crop box already applied."""

from __future__ import annotations

import ctypes
import math
import re
from typing import NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SOFT_HYPHENS = (0x02, 0xAD, 0xFFFE)
_WIDE_BLANKS = np.array([0xA0, 0x3000, *range(0x2000, 0x200C)], np.uint32)
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_BOLD = re.compile(rb"bold|black|heavy|semibd|demi", re.IGNORECASE)

# ctypes' typed functions build a pointer object for every call; plain addresses halve the time of a page.
_unicode = ctypes.CFUNCTYPE(ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(raw.FPDFText_GetUnicode, ctypes.c_void_p).value or 0
)
_loose_box = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
)


class PageWord(NamedTuple):
    """A word in stream order. The box is in points from the page's top left corner; `size` is the font's in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool
    upright: bool


class PageWords(NamedTuple):
    """Words of one page and the page's size in points as shown; `images` tells of a page that may be a scan."""

    words: list[PageWord]
    width: float
    height: float
    images: bool


def page_words(page: pdfium.PdfPage) -> PageWords:
    """Read one page."""
    width, height = page.get_width(), page.get_height()
    text_page = page.get_textpage()
    try:
        words = _words(text_page, _shown(page, width, height), width, height)
    finally:
        text_page.close()
    return PageWords(words, width, height, not words and _has_images(page))


def _words(text_page: pdfium.PdfTextPage, shown: Floats, width: float, height: float) -> list[PageWord]:
    count = raw.FPDFText_CountChars(text_page.raw)
    if count <= 0:
        return []
    address = ctypes.cast(text_page.raw, ctypes.c_void_p).value
    codes = np.fromiter((_unicode(address, index) for index in range(count)), np.uint32, count)
    corners = np.zeros((count, 4), np.float32)
    base = corners.ctypes.data
    for index in range(count):
        _loose_box(address, index, base + 16 * index)
    boxes = _place(corners.astype(np.float64), shown)
    inside = ~_is_blank(codes)
    starts, ends = _word_bounds(inside, boxes)
    if not len(starts):
        return []
    fonts = _Fonts(text_page.raw, shown)
    filled = boxes[inside]
    firsts = np.searchsorted(np.flatnonzero(inside), starts)
    lows = np.minimum.reduceat(filled[:, :2], firsts)
    highs = np.maximum.reduceat(filled[:, 2:], firsts)
    odd = (codes < 32) | (codes == 0xAD) | ((codes >= 0xD800) & (codes < 0xF900)) | (codes >= 0xFB00)
    odd_before = [0, *np.cumsum(odd).tolist()]
    signs = "".join(map(chr, np.where(odd, 32, codes).tolist()))
    found: list[PageWord] = []
    seen: set[tuple[str, int, int]] = set()
    for start, end, low, high in zip(starts.tolist(), ends.tolist(), lows.tolist(), highs.tolist(), strict=True):
        text = signs[start:end] if odd_before[start] == odd_before[end] else _word_text(codes[start:end])
        left, top, right, bottom = low[0], low[1], high[0], high[1]
        # Text printed twice with a tiny shift is how some writers make bold.
        twin = (text, round(left / 2), round(top / 2))
        outside = right < 0 or bottom < 0 or left > width or top > height
        if not text or outside or twin in seen or not right > left:
            continue
        seen.add(twin)
        size, bold, upright = fonts.of(start)
        found.append(
            PageWord(text, round(left, 2), round(top, 2), round(right, 2), round(bottom, 2), size, bold, upright)
        )
    return found


def _shown(page: pdfium.PdfPage, width: float, height: float) -> Floats:
    """The 2x3 matrix from page space to points on the drawn page, asked of PDFium itself."""
    scale = 100
    device_width, device_height = round(width * scale), round(height * scale)
    points = []
    for x, y in ((0.0, 0.0), (1000.0, 0.0), (0.0, 1000.0)):
        device_x, device_y = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page.raw, 0, 0, device_width, device_height, 0, x, y, device_x, device_y)
        points.append((device_x.value / scale, device_y.value / scale))
    origin, along_x, along_y = (np.array(point) for point in points)
    return np.stack([(along_x - origin) / 1000, (along_y - origin) / 1000, origin], 1)


def _place(corners: Floats, shown: Floats) -> Floats:
    """FS_RECTF rows (left, top, right, bottom in page space) to left, top, right, bottom as shown."""
    one = corners[:, [0, 1]] @ shown[:, :2].T + shown[:, 2]
    two = corners[:, [2, 3]] @ shown[:, :2].T + shown[:, 2]
    return np.concatenate([np.minimum(one, two), np.maximum(one, two)], 1)


def _is_blank(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    control = (codes <= 32) & (codes != 0x02)
    blank: NDArray[np.bool_] = control | np.isin(codes, _WIDE_BLANKS)
    return blank


def _word_bounds(inside: NDArray[np.bool_], boxes: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First and past-the-last character of each word: between white space, at wide gaps and at jumps."""
    height, width = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    size = np.maximum(np.minimum(height, 4 * width + 4), np.minimum(width, 4 * height + 4)).clip(1.0)
    em = np.maximum(size[1:], size[:-1])
    across = boxes[1:, 0] - boxes[:-1, 2]
    aside = np.abs(boxes[1:, 0] - boxes[:-1, 0])
    down = np.abs((boxes[1:, 1] + boxes[1:, 3]) - (boxes[:-1, 1] + boxes[:-1, 3])) / 2
    jump = (across > 0.6 * em) | (across < -2.5 * em) | ((down > 0.6 * em) & (aside > 0.6 * em))
    begins, finishes = inside.copy(), inside.copy()
    begins[1:] &= ~inside[:-1] | jump
    finishes[:-1] &= ~inside[1:] | jump
    return np.flatnonzero(begins), np.flatnonzero(finishes) + 1


def _word_text(codes: NDArray[np.uint32]) -> str:
    last = len(codes) - 1
    parts: list[str] = []
    for index, code in enumerate(codes.tolist()):
        if code in _SOFT_HYPHENS:
            parts.append("-" if index == last else "")
        elif code in _LIGATURES:
            parts.append(_LIGATURES[code])
        elif code > 32 and code != 0xFFFF and code <= 0x10FFFF:
            parts.append(chr(code))
    text = "".join(parts)
    if any(0xD800 <= code <= 0xDFFF for code in codes.tolist()):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if _PRIVATE.search(text):
        text = _PRIVATE.sub("", text) or ("•" if len(text) == 1 else "")
    return text


class _Fonts:
    """Size, weight and direction of single characters."""

    def __init__(self, text_page: raw.FPDF_TEXTPAGE, shown: Floats) -> None:
        self._page = text_page
        self._turn = shown[:, :2].tolist()
        self._buffer = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        self._matrix = raw.FS_MATRIX()

    def of(self, index: int) -> tuple[float, bool, bool]:
        """(points, bold, reads from left to right)."""
        matrix = self._matrix
        points = raw.FPDFText_GetFontSize(self._page, index)
        upright = True
        if raw.FPDFText_GetMatrix(self._page, index, matrix):
            points *= math.hypot(matrix.c, matrix.d) or 1.0
            (xx, xy), (yx, yy) = self._turn
            upright = abs(yx * matrix.a + yy * matrix.b) <= abs(xx * matrix.a + xy * matrix.b)
        length = raw.FPDFText_GetFontInfo(self._page, index, self._buffer, 128, self._flags)
        bold = bool(self._flags.value & 0x40000) or (length > 1 and _BOLD.search(self._buffer.value) is not None)
        return round(points, 1), bold, upright


def _has_images(page: pdfium.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4))
