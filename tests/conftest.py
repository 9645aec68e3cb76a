"""Shared by all tests: nothing phones home, not even in a test."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from engine.offline import go_offline

go_offline()


@pytest.fixture
def sample_library(tmp_path: Path) -> Path:
    """A copy of the sample library's documents, free to change."""
    with as_file(files("resources") / "sample-library") as source:
        return Path(shutil.copytree(source, tmp_path / "sample-library"))
