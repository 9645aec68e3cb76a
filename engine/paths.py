"""Where things lie on this computer: the library, the models, the caches."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

APP = "Carrel"


def user_data() -> Path:
    """The user's data folder of Carrel; not created here."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False))


def default_library() -> Path:
    """The library used when none is named."""
    return user_data() / "Library"


def user_cache() -> Path:
    """What can be made again: shared by all libraries."""
    return Path(platformdirs.user_cache_dir(APP, appauthor=False))


def user_models() -> Path:
    """Models the user brought."""
    return user_data() / "Models"


def box_models() -> Path:
    """Models that came with the program: CARREL_MODELS where set (tests, development), else beside the interpreter."""
    named = os.environ.get("CARREL_MODELS")
    return Path(named) if named else Path(sys.prefix) / "share" / "carrel" / "models"


def absolute(path: str | Path) -> Path:
    """The path made absolute and normalised, links of its folder resolved but never those of the file itself."""
    path = Path(path).expanduser()
    return path.parent.resolve() / path.name if path.name not in {"", "..", "."} else path.resolve()
