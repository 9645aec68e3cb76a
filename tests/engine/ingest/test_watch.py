import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.ingest.watch import Watcher

PATIENCE_SECONDS = 20


class Heard:
    """Collects what the watcher hands over, and waits for a path."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self._condition = threading.Condition()

    def __call__(self, paths: set[str]) -> None:
        with self._condition:
            self.paths |= paths
            self._condition.notify_all()

    def wait(self, path: Path) -> bool:
        with self._condition:
            return self._condition.wait_for(lambda: str(path) in self.paths, PATIENCE_SECONDS)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def watcher(heard: Heard) -> Iterator[Watcher]:
    watcher = Watcher(heard, lambda root: None)
    yield watcher
    watcher.close()


def test_a_saved_file_is_heard_of(tmp_path: Path, watcher: Watcher, heard: Heard) -> None:
    watcher.add(str(tmp_path))
    (tmp_path / "a.txt").write_text("words")
    assert heard.wait(tmp_path / "a.txt")


def test_both_names_of_a_move_are_heard_of(tmp_path: Path, watcher: Watcher, heard: Heard) -> None:
    (tmp_path / "a.txt").write_text("words")
    watcher.add(str(tmp_path))
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    assert heard.wait(tmp_path / "b.txt")
    assert heard.wait(tmp_path / "a.txt")


def test_a_folder_moved_out_is_heard_of(tmp_path: Path, watcher: Watcher, heard: Heard) -> None:
    inside = tmp_path / "watched" / "sub"
    inside.mkdir(parents=True)
    watcher.add(str(tmp_path / "watched"))
    inside.rename(tmp_path / "sub")
    assert heard.wait(inside)


def test_of_a_single_watched_file_the_neighbours_are_not_heard(tmp_path: Path, watcher: Watcher, heard: Heard) -> None:
    (tmp_path / "a.txt").write_text("words")
    watcher.add(str(tmp_path / "a.txt"))
    (tmp_path / "b.txt").write_text("words")
    (tmp_path / "a.txt").write_text("other words")
    assert heard.wait(tmp_path / "a.txt")
    assert str(tmp_path / "b.txt") not in heard.paths


def test_a_question_takes_what_still_waits_for_quiet(watcher: Watcher) -> None:
    watcher.hint("/somewhere/a.txt")
    assert watcher.flush() == {"/somewhere/a.txt"}
    assert watcher.flush() == set()


def test_a_folder_that_is_not_there_is_no_error(tmp_path: Path, watcher: Watcher) -> None:
    watcher.add(str(tmp_path / "gone"))
    watcher.remove(str(tmp_path / "gone"))
    watcher.remove(str(tmp_path / "never"))
