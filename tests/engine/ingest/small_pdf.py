"""Small PDF files written by hand, so that each test says what stands where on the page."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_TURNS = {0: "1 0 0 1", 90: "0 1 -1 0", -90: "0 -1 1 0"}


class Text(NamedTuple):
    """A line of text: `x` and `y` in points from the page's top left corner to the start of its base line.

    `turn`: 90 makes the line run upwards, -90 downwards.
    """

    x: float
    y: float
    text: str
    size: float = 10
    bold: bool = False
    turn: int = 0


def make_pdf(
    pages: Sequence[Sequence[Text]],
    width: float = 612,
    height: float = 792,
    rotate: int = 0,
    crop: tuple[float, float, float, float] | None = None,
    title: str = "",
    password: str | None = None,
) -> bytes:
    """A PDF in Helvetica. `crop` is left, bottom, right, top in page space; `y` still counts from the media box."""
    contents = [_content(page, height) for page in pages]
    return _document(contents, width, height, rotate, crop, title, password)


def make_scan(pages: int = 1) -> bytes:
    """Pages that hold one picture and no text."""
    picture = b"q 400 0 0 400 50 50 cm BI /W 2 /H 2 /BPC 8 /CS /G ID \x00\xff\xff\x00 EI Q"
    return _document([picture] * pages, 612, 792, 0, None, "", None)


def _content(page: Sequence[Text], height: float) -> bytes:
    parts = []
    for line in page:
        escaped = line.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        font = "F2" if line.bold else "F1"
        parts.append(f"BT /{font} {line.size} Tf {_TURNS[line.turn]} {line.x} {height - line.y} Tm ({escaped}) Tj ET")
    return "\n".join(parts).encode("cp1252")


def _document(
    contents: Sequence[bytes],
    width: float,
    height: float,
    rotate: int,
    crop: tuple[float, float, float, float] | None,
    title: str,
    password: str | None,
) -> bytes:
    first = 6
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) >>".encode(),
    ]
    cropped = f"/CropBox [{' '.join(map(str, crop))}]" if crop else ""
    for index, content in enumerate(contents):
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] {cropped} /Rotate {rotate}"
            f" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {first + 2 * index + 1} 0 R >>"
        )
        objects += [page.encode(), b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)]
    trailer = f"/Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R"
    if password is not None:
        trailer += " " + _encryption(password)
    return _file(objects, trailer)


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += f"trailer\n<< {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _encryption(password: str) -> str:
    """The entries of the standard security handler, revision 2; the content itself is left as it is."""
    padded = (password.encode() + _PADDING)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    identity = b"0123456789abcdef"
    key = hashlib.md5(padded + owner + (-4).to_bytes(4, "little", signed=True) + identity).digest()[:5]
    user = _rc4(key, _PADDING)
    return (
        f"/ID [<{identity.hex()}> <{identity.hex()}>]"
        f" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{user.hex()}> >>"
    )


def _rc4(key: bytes, text: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in text:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
