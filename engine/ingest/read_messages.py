"""What the pool and a reader process say to each other: length-prefixed msgpack frames over the process's pipes."""

from __future__ import annotations

from typing import IO

import msgspec

from engine.ingest.text import DocumentText

_LENGTH_BYTES = 8


class _Frame(msgspec.Struct, frozen=True, tag_field="type", tag=True):
    pass


class Hello(_Frame, frozen=True):
    """The reader process is up."""


class ReadRequest(_Frame, frozen=True):
    """Read the document at `path` within `seconds` of processor time and `memory_bytes` above what is in use."""

    path: str
    seconds: int
    memory_bytes: int


class RenderRequest(_Frame, frozen=True):
    """Draw `page` of the PDF at `path` to the PNG file `out`."""

    path: str
    page: int
    scale: float
    out: str
    seconds: int
    memory_bytes: int


class ReadOutcome(_Frame, frozen=True):
    """A document's text, and the file it was read from: `sha256` in hexadecimal, `file_id` as device:inode."""

    document: DocumentText
    sha256: str
    size: int
    mtime_ns: int
    file_id: str


class Rendered(_Frame, frozen=True):
    """The page image stands under its name."""


class Refused(_Frame, frozen=True):
    """It ended as an EngineError."""

    code: str
    facts: dict[str, str | int | float] = {}


Request = ReadRequest | RenderRequest
Reply = Hello | ReadOutcome | Rendered | Refused

requests: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)
_encoder = msgspec.msgpack.Encoder()


def send(stream: IO[bytes], message: Request | Reply) -> None:
    """Write one whole frame. Raises OSError when the other side is gone."""
    body = _encoder.encode(message)
    view = memoryview(len(body).to_bytes(_LENGTH_BYTES, "big") + body)
    while view:
        view = view[stream.write(view) :]
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """The next frame's body, None at the end of the stream or in the middle of a frame."""
    length = _exactly(stream, _LENGTH_BYTES)
    return None if length is None else _exactly(stream, int.from_bytes(length, "big"))


def _exactly(stream: IO[bytes], count: int) -> bytes | None:
    parts: list[bytes] = []
    while count:
        block = stream.read(min(count, 1 << 20))
        if not block:
            return None
        parts.append(block)
        count -= len(block)
    return b"".join(parts)
