"""What lies in a folder: regular files in an agreed order, what patterns exclude, and what each file is to us."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec
from pathspec import GitIgnoreSpec

from engine.library.documents import FileFacts

IGNORE_FILE = ".carrelignore"
DEFAULT_PATTERNS = (
    ".*",
    "~$*",
    "*.swp",
    "*.tmp",
    "*.crdownload",
    "*.part",
    "*.pyc",
    "*.o",
    "*.so",
    "*.dll",
    "*.exe",
    "node_modules/",
    "__pycache__/",
    "venv/",
    "*.app/",
    "Thumbs.db",
    "desktop.ini",
    "$RECYCLE.BIN/",
    "System Volume Information/",
)
"""In gitignore syntax; hidden files cover lock files of office programs and the desktops' half-written ones."""


class FoundFile(msgspec.Struct, frozen=True):
    """A regular file. `path` is absolute."""

    path: str
    facts: FileFacts


class Listing(msgspec.Struct, frozen=True):
    """Regular files below a root by path, and how many entries patterns, links and odd kinds left out."""

    files: dict[str, FoundFile]
    excluded: int


def device_of(root: Path) -> int | None:
    """The device the root lies on; None while the root is not there."""
    try:
        return root.stat().st_dev
    except OSError:
        return None


def list_files(root: Path, below: Path, ours: Path) -> Listing:
    """List `below` (the root itself, a directory in it, or one file).

    `ours` is the library's own folder, which is never listed. Links are not followed; a folder that cannot be read
    counts as excluded.
    """
    spec = _spec(root)
    files: dict[str, FoundFile] = {}
    excluded = 0
    for entry in _walk(root, below, ours, spec):
        if entry is None:
            excluded += 1
        else:
            files[entry.path] = entry
    return Listing(files, excluded)


def facts_of(path: Path) -> FileFacts | None:
    """Facts of a regular file, None for anything else."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return _facts(status) if stat.S_ISREG(status.st_mode) else None


def _walk(root: Path, below: Path, ours: Path, spec: GitIgnoreSpec) -> Iterator[FoundFile | None]:
    if not below.is_dir() or below.is_symlink():
        facts = facts_of(below)
        if facts is None:
            return
        outside = below != root and _is_excluded(root, below, spec)
        yield None if outside else FoundFile(str(below), facts)
        return
    if below != root and _is_excluded(root, below, spec, directory=True):
        yield None
        return
    waiting = [str(below)]
    base = str(root)
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            yield None
            continue
        for entry in entries:
            relative = os.path.relpath(entry.path, base).replace(os.sep, "/")
            if entry.is_dir(follow_symlinks=False):
                if entry.path == str(ours):
                    continue
                if spec.match_file(relative + "/"):
                    yield None
                else:
                    waiting.append(entry.path)
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if not stat.S_ISREG(status.st_mode) or spec.match_file(relative):
                yield None
            else:
                yield FoundFile(entry.path, _facts(status))


def _is_excluded(root: Path, path: Path, spec: GitIgnoreSpec, directory: bool = False) -> bool:
    relative = path.relative_to(root).as_posix()
    return spec.match_file(relative + "/" if directory else relative)


def _spec(root: Path) -> GitIgnoreSpec:
    lines = list(DEFAULT_PATTERNS)
    try:
        lines += (root / IGNORE_FILE).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        pass
    return GitIgnoreSpec.from_lines(lines)


def _facts(status: os.stat_result) -> FileFacts:
    return FileFacts(size=status.st_size, mtime_ns=status.st_mtime_ns, file_id=f"{status.st_dev}:{status.st_ino}")
