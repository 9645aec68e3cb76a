"""Which build this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed


def version() -> str:
    """The program's version; "checkout" where it was never installed."""
    try:
        return installed("carrel")
    except PackageNotFoundError:
        return "checkout"


def versions() -> dict[str, str]:
    """Versions of the parts that decide what is read, found and answered."""
    parts = ("carrel", "lancedb", "llama-cpp-python", "sentence-transformers", "unstructured", "pypdfium2")
    found = {}
    for part in parts:
        try:
            found[part] = installed(part)
        except PackageNotFoundError:
            found[part] = "not installed"
    return found
