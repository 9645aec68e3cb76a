"""What a reader process may use: memory, processor time. Where a system has no such limits, the pool watches."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_NICENESS = 10
_OPEN_FILES = 256
_WRITTEN_BYTES = 512 * 1024 * 1024


def settle() -> None:
    """Once per process: low priority, no core dump, few open files, no huge files."""
    if sys.platform == "win32":
        return
    import resource

    os.nice(_NICENESS)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _lower(resource.RLIMIT_FSIZE, _WRITTEN_BYTES)


def allow(seconds: int, memory_bytes: int) -> None:
    """Before each document: processor time and address space from what is in use now.

    Imports made since the last document do not count. macOS does not enforce the address space.
    """
    if sys.platform == "win32":
        return
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime) + seconds + 1)
    if sys.platform == "linux":
        _lower(resource.RLIMIT_AS, _address_space() + memory_bytes)


def _lower(limit: int, value: int) -> None:
    """Set the soft limit alone, so that the next document can have another."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(limit)
    resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")
