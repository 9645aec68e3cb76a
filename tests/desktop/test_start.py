"""Starting: what is imported, how long it takes, what the command line understands."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop import __main__ as program
from desktop.app import App

HEAVY = {
    "torch", "lancedb", "llama_cpp", "numpy", "pyarrow", "unstructured", "pypdfium2", "sentence_transformers",
    "transformers", "asyncio", "multiprocessing", "concurrent", "subprocess",
}  # fmt: skip

BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1440, 900)
window.show()
application.processEvents()
print(time.process_time())
"""
OURS = """
import sys, time
from pathlib import Path
from types import SimpleNamespace
from PySide6.QtWidgets import QApplication
from desktop.app import App
from desktop.places import Places
from desktop.workers.process import WorkerProcess
from engine.protocol import events
application = QApplication([])
app = App(application, Places(Path(sys.argv[1])), WorkerProcess(sys.executable, ["-c", ""], events))
shown = []
app.window.painted.connect(lambda: shown.append(time.process_time()))
app.window.show()
application.processEvents()
print(shown[0])
app.close()
"""
IMPORTS = "import sys, desktop.__main__, desktop.making; print(*sorted(sys.modules))"
ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def run(script: str, *arguments: str) -> str:
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout


def test_the_window_imports_nothing_heavy() -> None:
    loaded = {name.partition(".")[0] for name in run(IMPORTS).split()}
    assert loaded & HEAVY == set()


@pytest.mark.slow
def test_the_window_is_shown_within_twice_the_time_of_a_bare_one(tmp_path: Path) -> None:
    """Processor time up to the first paint, best of seven, so that a busy machine does not decide."""
    bare = min(float(run(BARE)) for _ in range(7))
    ours = min(float(run(OURS, str(tmp_path))) for _ in range(7))
    assert ours <= 2 * bare, f"{ours:.3f} s against {bare:.3f} s"


def test_the_command_line_names_a_library_and_paths(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qapp) -> None:
    made: list[tuple[object, ...]] = []

    class Remembering:
        def __init__(self, *arguments: object) -> None:
            made.append(arguments)

        def start(self) -> None: ...

        def close(self) -> None: ...

    monkeypatch.setattr(program, "App", Remembering)
    monkeypatch.setattr(program, "AskedToEnd", lambda application: SimpleNamespace(asked=qapp.aboutToQuit))
    monkeypatch.setattr(program, "QApplication", lambda arguments: qapp)
    monkeypatch.setattr(type(qapp), "exec", lambda self: 0)
    assert program.main(["--library", str(tmp_path / "library"), "a.pdf", "folder"]) == 0
    _, places, worker, paths = made[0]
    assert places.library == tmp_path / "library"
    assert paths == ["a.pdf", "folder"]
    assert worker._process.arguments() == ["-m", "engine", "--library", str(tmp_path / "library")]


@pytest.mark.skipif(sys.platform != "linux", reason="data folders and signals differ elsewhere")
def test_a_program_asked_to_end_says_goodbye_properly(tmp_path: Path) -> None:
    environment = {**ENVIRONMENT, "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    library = str(tmp_path / "library")
    command = [sys.executable, "-m", "desktop", "--library", library]
    running = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    data = tmp_path / "Carrel"
    deadline = time.monotonic() + 30
    while not (data / "running").exists() and time.monotonic() < deadline:
        select.select([], [], [], 0.05)
    running.terminate()
    assert running.wait(timeout=30) == 0
    assert (data / "session.json").exists()
    assert not (data / "running").exists()


def test_wrong_usage_is_refused() -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["--nothing-like-this"])
    assert ended.value.code == 2


def test_the_places_of_a_user_do_not_need_to_exist(qapp, fake, tmp_path: Path) -> None:
    from desktop.places import Places

    app = App(qapp, Places(tmp_path / "not" / "yet" / "there"), fake)
    app.close()
    app.window.close()
    app.theme.setParent(None)
    assert (tmp_path / "not" / "yet" / "there" / "session.json").exists()
