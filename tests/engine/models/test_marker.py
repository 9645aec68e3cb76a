"""A model that ends the process while being loaded is named at the next start."""

import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.models.marker import LoadMarker


def test_nothing_is_left_after_loading(tmp_path: Path) -> None:
    marker = LoadMarker(tmp_path)
    with marker.loading("/models/good.gguf"):
        assert marker.crashed_last_time() == "/models/good.gguf"
    assert marker.crashed_last_time() is None


def test_an_error_is_no_crash(tmp_path: Path) -> None:
    marker = LoadMarker(tmp_path)
    with pytest.raises(EngineError), marker.loading("/models/bad.gguf"):
        raise EngineError("model_unusable", path="/models/bad.gguf", reason="refused")
    assert marker.crashed_last_time() is None


def test_a_process_that_dies_while_loading_leaves_the_name(tmp_path: Path) -> None:
    code = (
        "import os, sys, pathlib\nfrom engine.models.marker import LoadMarker\n"
        "with LoadMarker(pathlib.Path(sys.argv[1])).loading('/models/schlimm-ä.gguf'):\n    os._exit(3)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == 3
    assert LoadMarker(tmp_path).crashed_last_time() == "/models/schlimm-ä.gguf"


def test_it_can_be_forgotten(tmp_path: Path) -> None:
    marker = LoadMarker(tmp_path / "new folder")
    context = marker.loading("/models/a.gguf")
    context.__enter__()
    marker.forget()
    assert marker.crashed_last_time() is None
