"""Small files of the window written so that a crash leaves the old or the new one, with one backup generation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

import msgspec

S = TypeVar("S", bound=msgspec.Struct)


def save(value: msgspec.Struct, path: Path) -> None:
    """Replace the file in one step; what was there becomes `NAME.before`. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = msgspec.json.format(msgspec.json.encode(value), indent=2)
    if path.exists() and path.read_bytes() == text:
        return
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    if path.exists():
        path.replace(backup(path))
    fresh.replace(path)


def load(kind: type[S], path: Path) -> S:
    """The saved value, else its backup, else the default. Values of a newer program and damaged ones are skipped."""
    for place in (path, backup(path)):
        try:
            return msgspec.json.decode(place.read_bytes(), type=kind)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            continue
    return kind()


def backup(path: Path) -> Path:
    return path.with_name(path.name + ".before")
