"""Writes constraints.txt: the exact version of every package in the environment that runs this, Carrel excepted.

Run it on the oldest Python there is to serve, Debian 12's 3.11.2: newer ones accept packages that it refuses.
"""

from __future__ import annotations

from importlib.metadata import distributions
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "constraints.txt"
HEAD = "# The versions Carrel is tested with. Made by packaging/freeze.py; torch is named without its +cpu.\n"
LEFT_OUT = {"carrel", "pip", "setuptools", "wheel"}


def main() -> None:
    found = {entry.metadata["Name"].lower().replace("_", "-"): entry.version for entry in distributions()}
    lines = [f"{name}=={version.partition('+')[0]}" for name, version in sorted(found.items()) if name not in LEFT_OUT]
    OUT.write_text(HEAD + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
