"""Where the window keeps its own small files, and where the files it came with are."""

from __future__ import annotations

from pathlib import Path

import msgspec

import resources

APP = "Carrel"


class Places(msgspec.Struct, frozen=True):
    """`data` is the user's data folder of Carrel; `library` is given only when it is not the usual one."""

    data: Path
    library: Path | None = None

    @property
    def settings(self) -> Path:
        return self.data / "settings.json"

    @property
    def session(self) -> Path:
        return self.data / "session.json"

    @property
    def crash_log(self) -> Path:
        return self.data / "crash.log"

    @property
    def running_marker(self) -> Path:
        return self.data / "running"

    @property
    def sample_library(self) -> Path:
        return self.data / "Sample library"


def user_places(library: Path | None = None) -> Places:
    """The places of this user on this computer; nothing is created."""
    import platformdirs

    return Places(Path(platformdirs.user_data_dir(APP, appauthor=False)), library)


def shipped(*names: str) -> Path:
    """A file or folder of the `resources` package; it need not exist.

    Not by `importlib.resources`: it imports zipfile and tempfile, a tenth of the time to the first paint.
    """
    return Path(resources.__path__[0], *names)
