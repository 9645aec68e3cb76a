"""What this computer offers a model: cores and memory."""

from __future__ import annotations

import os

import psutil


def physical_cores() -> int:
    """Cores that this process may use, a core with two hyper-threads counted once. At least 1."""
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = min(cores, len(os.sched_getaffinity(0)))
    return max(1, cores)


def memory_bytes() -> int:
    """All memory of this computer."""
    return int(psutil.virtual_memory().total)
