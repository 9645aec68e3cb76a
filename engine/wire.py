"""One JSON line per message, over a pair of byte streams."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from typing import BinaryIO, Generic, TypeVar

import msgspec

from engine.errors import EngineError
from engine.protocol import MAX_LINE_BYTES

T = TypeVar("T")
_encoder = msgspec.json.Encoder()


def encode(message: msgspec.Struct) -> bytes:
    """The message as one line, newline included."""
    return _encoder.encode(message) + b"\n"


class LineDecoder(Generic[T]):
    """Turns arriving blocks of bytes into whole messages; raises EngineError(protocol_error) on what is none."""

    def __init__(self, decoder: msgspec.json.Decoder[T]) -> None:
        self._decoder = decoder
        self._rest = b""

    def feed(self, block: bytes) -> Iterator[T]:
        *lines, self._rest = (self._rest + block).split(b"\n")
        for line in lines:
            yield self._decode(line)
        if len(self._rest) > MAX_LINE_BYTES:
            raise EngineError("protocol_error", reason="line_too_long", bytes=len(self._rest))

    def _decode(self, line: bytes) -> T:
        if len(line) > MAX_LINE_BYTES:
            raise EngineError("protocol_error", reason="line_too_long", bytes=len(line))
        try:
            return self._decoder.decode(line)
        except msgspec.DecodeError as error:
            raise EngineError("protocol_error", reason="not_a_message", bytes=len(line)) from error


def claim_stdout() -> BinaryIO:
    """Keep the real standard output for messages; every stray print, native ones too, goes to standard error."""
    private = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return os.fdopen(private, "wb", buffering=0)


class Sender:
    """Writes whole lines, from any thread."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._lock = threading.Lock()

    def __call__(self, message: msgspec.Struct) -> None:
        line = memoryview(encode(message))
        with self._lock:
            while line:
                line = line[self._out.write(line) :]
