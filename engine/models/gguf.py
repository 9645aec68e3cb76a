"""Our own look at a GGUF file before llama.cpp sees it: is it one, is it whole, and what is in it."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from pathlib import Path

import msgspec

MAX_TENSORS = 100_000
MAX_KEYS = 10_000
MAX_NAME_BYTES = 65_535
MAX_TENSOR_NAME_BYTES = 63  # GGML_MAX_NAME is 64 with the final zero
MAX_TEXT_BYTES = 64 << 20
MAX_ELEMENTS = 1 << 48

Value = str | int | float | bool

_STRING, _ARRAY = 8, 9
_SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_SCALAR_BYTES = {kind: struct.calcsize(code) for kind, code in _SCALARS.items()}

# ggml type: (elements of a block, bytes of a block). A type that is missing here is left to llama.cpp to judge.
_TENSOR_TYPES = {
    0: (1, 4),  # F32
    1: (1, 2),  # F16
    2: (32, 18),  # Q4_0
    3: (32, 20),  # Q4_1
    6: (32, 22),  # Q5_0
    7: (32, 24),  # Q5_1
    8: (32, 34),  # Q8_0
    10: (256, 84),  # Q2_K
    11: (256, 110),  # Q3_K
    12: (256, 144),  # Q4_K
    13: (256, 176),  # Q5_K
    14: (256, 210),  # Q6_K
    24: (1, 1),  # I8
    25: (1, 2),  # I16
    26: (1, 4),  # I32
    27: (1, 8),  # I64
    28: (1, 8),  # F64
    30: (1, 2),  # BF16
}
_LAST_TENSOR_TYPE = 63


class UnusableGguf(Exception):
    """`reason` is one of not_gguf, version, truncated, header."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class GgufHeader(msgspec.Struct, frozen=True):
    """The scalar values of the header and the shape of every tensor (innermost dimension first)."""

    values: Mapping[str, Value]
    tensors: Mapping[str, tuple[int, ...]]

    @property
    def architecture(self) -> str:
        return str(self.values.get("general.architecture", ""))

    @property
    def name(self) -> str:
        return str(self.values.get("general.name", ""))

    @property
    def is_adapter(self) -> bool:
        return self.values.get("general.type") == "adapter"

    def number(self, key: str) -> int:
        """The architecture's value of that name (`block_count`, `embedding_length` …), 0 where it is absent."""
        value = self.values.get(f"{self.architecture}.{key}", 0)
        return value if isinstance(value, int) else 0


def read_header(path: Path) -> GgufHeader:
    """Every count and length is checked against the file. Raises UnusableGguf, and OSError of opening it."""
    with path.open("rb") as file:
        if file.seek(0, 2) < 24:
            raise UnusableGguf("not_gguf")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _Reader(data, len(data)).header()


def mismatch(model: GgufHeader, adapter: GgufHeader) -> str:
    """Why the adapter cannot belong to the model: other_architecture, other_shape, empty; "" where it may."""
    if adapter.architecture != model.architecture:
        return "other_architecture"
    for name, shape in adapter.tensors.items():
        base = model.tensors.get(name.removesuffix(".lora_a").removesuffix(".lora_b"))
        side = 0 if name.endswith(".lora_a") else 1
        if base is None or len(shape) != 2 or len(base) != 2 or shape[side] != base[side]:
            return "other_shape"
    return "" if adapter.tensors else "empty"


class _Reader:
    def __init__(self, data: mmap.mmap, size: int) -> None:
        self._data = data
        self._size = size
        self._at = 0

    def header(self) -> GgufHeader:
        if self._take(4) != b"GGUF":
            raise UnusableGguf("not_gguf")
        if self._scalar(4) not in (2, 3):
            raise UnusableGguf("version")
        tensor_count, key_count = self._length(10), self._length(10)
        if tensor_count > MAX_TENSORS or key_count > MAX_KEYS:
            raise UnusableGguf("header")
        values = self._values(key_count)
        alignment = values.get("general.alignment", 32)
        if not isinstance(alignment, int) or alignment < 8 or alignment & (alignment - 1) or alignment > 1 << 20:
            raise UnusableGguf("header")
        return GgufHeader(values, self._tensors(tensor_count, alignment))

    def _values(self, count: int) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for _ in range(count):
            key = self._text(MAX_NAME_BYTES)
            if not key or key in values:
                raise UnusableGguf("header")
            kind = int(self._scalar(4))
            if kind == _ARRAY:
                self._skip_array()
            elif kind == _STRING:
                values[key] = self._text(MAX_TEXT_BYTES)
            else:
                values[key] = self._scalar(kind)
        return values

    def _tensors(self, count: int, alignment: int) -> dict[str, tuple[int, ...]]:
        shapes: dict[str, tuple[int, ...]] = {}
        ends = [0]
        for _ in range(count):
            name = self._text(MAX_TENSOR_NAME_BYTES)
            dimensions = int(self._scalar(4))
            if not name or name in shapes or not 1 <= dimensions <= 4:
                raise UnusableGguf("header")
            shape = tuple(self._length(10) for _ in range(dimensions))
            kind, offset = int(self._scalar(4)), self._length(10)
            elements = _product(shape)
            if not 0 < elements <= MAX_ELEMENTS or kind > _LAST_TENSOR_TYPE or offset % alignment:
                raise UnusableGguf("header")
            if kind in _TENSOR_TYPES:
                block, block_bytes = _TENSOR_TYPES[kind]
                if shape[0] % block:
                    raise UnusableGguf("header")
                ends.append(offset + elements // block * block_bytes)
            else:
                ends.append(offset + 1)
            shapes[name] = shape
        start = -(-self._at // alignment) * alignment
        if start + max(ends) > self._size:
            raise UnusableGguf("truncated")
        return shapes

    def _skip_array(self) -> None:
        kind, count = int(self._scalar(4)), self._length(10)
        if kind == _STRING:
            if count * 8 > self._size - self._at:
                raise UnusableGguf("truncated")
            for _ in range(count):
                self._skip(self._length(10))
        elif kind in _SCALAR_BYTES:
            self._skip(count * _SCALAR_BYTES[kind])
        else:
            raise UnusableGguf("header")

    def _text(self, most: int) -> str:
        length = self._length(10)
        if length > most:
            raise UnusableGguf("header")
        return self._take(length).decode("utf-8", "replace")

    def _length(self, kind: int) -> int:
        return int(self._scalar(kind))

    def _scalar(self, kind: int) -> int | float | bool:
        code = _SCALARS.get(kind)
        if code is None:
            raise UnusableGguf("header")
        value: int | float | bool = struct.unpack(code, self._take(_SCALAR_BYTES[kind]))[0]
        return value

    def _take(self, count: int) -> bytes:
        start = self._at
        self._skip(count)
        return self._data[start : self._at]

    def _skip(self, count: int) -> None:
        if count > self._size - self._at:
            raise UnusableGguf("truncated")
        self._at += count


def _product(shape: tuple[int, ...]) -> int:
    result = 1
    for length in shape:
        result *= length
    return result
