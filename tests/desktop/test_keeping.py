"""Settings, session and the crash log on disk."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from desktop.crash import CrashWatch, describe
from desktop.places import Places
from desktop.saving import backup, load, save
from desktop.session import Session, SessionStore
from desktop.settings import Settings, SettingsStore, entries


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.json")
    store.change("font_percent", 120)
    assert json.loads((tmp_path / "settings.json").read_text()) == {"font_percent": 120}
    store.change("font_percent", 100)
    assert json.loads((tmp_path / "settings.json").read_text()) == {}


def test_a_damaged_file_falls_back_to_the_generation_before(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save(Settings(font_percent=120), path)
    save(Settings(font_percent=140), path)
    path.write_bytes(b"\x00\xff{")
    assert load(Settings, path) == Settings(font_percent=120)
    backup(path).unlink()
    assert load(Settings, path) == Settings()


def test_a_value_out_of_bounds_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.json")
    with pytest.raises(msgspec.ValidationError):
        store.change("font_percent", 900)
    assert store.value == Settings()
    (tmp_path / "settings.json").write_text('{"font_percent": 900}')
    assert SettingsStore(tmp_path / "settings.json").value == Settings()


def test_every_setting_has_a_title_an_explanation_and_a_place() -> None:
    listed = list(entries())
    assert [entry.name for entry in listed] == list(Settings.__struct_fields__)
    for entry in listed:
        assert entry.title
        assert entry.explanation.endswith(".")
        assert entry.kind == "choice" or not entry.choices


def test_a_disk_that_refuses_is_said(tmp_path: Path, qtbot) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    store = SettingsStore(tmp_path / "data" / "settings.json")
    with qtbot.waitSignal(store.unsaved):
        store.change("threads", 3)
    assert store.value.threads == 3


def test_the_session_is_kept(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "session.json")
    store.change(draft="half a quest", widths={"ask": [1, 2, 3]})
    store.save()
    assert SessionStore(tmp_path / "session.json").value == Session(draft="half a quest", widths={"ask": [1, 2, 3]})


CRASHING = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop.crash import CrashWatch
from desktop.places import Places
application = QCoreApplication([])
watch = CrashWatch(Places(Path(sys.argv[1])))
watch.begin()
os._exit(1)
"""


def test_a_run_that_did_not_end_is_noticed_by_the_next(tmp_path: Path, qapp) -> None:
    places = Places(tmp_path)
    first = CrashWatch(places)
    assert not first.begin()
    first.end()
    subprocess.run([sys.executable, "-c", CRASHING, str(tmp_path)], check=False)
    second = CrashWatch(places)
    assert second.begin()
    second.end()
    third = CrashWatch(places)
    assert not third.begin()
    third.end()


def test_a_second_window_is_no_crash(tmp_path: Path, qapp) -> None:
    first, second = CrashWatch(Places(tmp_path)), CrashWatch(Places(tmp_path))
    assert not first.begin()
    assert not second.begin()
    second.end()
    first.end()


def test_the_crash_log_holds_no_text_of_the_user(tmp_path: Path, qapp, qtbot) -> None:
    watch = CrashWatch(Places(tmp_path))
    watch._before = lambda kind, error, trace: None
    watch.begin()
    try:
        raise ValueError("the secret question of the user")
    except ValueError as error:
        with qtbot.waitSignal(watch.defect_found):
            watch._on_error(type(error), error, error.__traceback__)
    watch.end()
    log = Places(tmp_path).crash_log.read_text()
    assert "ValueError" in log
    assert "test_keeping.py" in log
    assert "secret" not in log


def test_a_description_names_versions_and_places() -> None:
    text = describe(KeyError, None)
    assert text.splitlines()[0].endswith(f"python {sys.version.split()[0]} PySide6 6.9.3 Qt 6.9.3")
