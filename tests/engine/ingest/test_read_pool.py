"""The reader pool: what it gives, and that a document that misbehaves costs nothing but itself."""

import hashlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from PIL import Image

from engine.errors import EngineError, Stopped
from engine.ingest.read_pool import ReadLimits, ReadPool
from tests.engine.ingest.small_pdf import Text, make_pdf

MB = 1024 * 1024
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX processes")


def never() -> bool:
    return False


@pytest.fixture
def pool() -> Iterator[ReadPool]:
    pool = ReadPool(1)
    yield pool
    pool.close()


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A document of many small elements, which takes a minute to read."""
    path = tmp_path / "endless.html"
    path.write_text("<p>A paragraph of a few words.</p>" * 400_000)
    return path


def _text(tmp_path: Path, name: str, text: str = "Some plain text.") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def _readers() -> list[psutil.Process]:
    """The reader processes of this test."""
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.Error):  # it may end while it is looked at
            if "reader_process" in " ".join(child.cmdline()):
                found.append(child)
    return found


def _until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something another thread or process brings about."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline
        pause.wait(0.01)


def test_a_document_comes_with_the_hash_and_facts_of_the_bytes_that_were_parsed(pool: ReadPool, tmp_path: Path) -> None:
    path = _text(tmp_path, "a.txt")
    outcome, status = pool.read(path, never), path.stat()
    assert outcome.document.text == "Some plain text."
    assert outcome.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (outcome.size, outcome.mtime_ns) == (status.st_size, status.st_mtime_ns)
    assert outcome.file_id == f"{status.st_dev}:{status.st_ino}"


def test_a_refusal_crosses_with_its_facts_and_the_process_lives_on(pool: ReadPool, tmp_path: Path) -> None:
    _text(tmp_path, "a.pdf")
    pool.read(_text(tmp_path, "a.txt"), never)
    before = [reader.pid for reader in _readers()]
    with pytest.raises(EngineError) as caught:
        pool.read(tmp_path / "a.pdf", never)
    assert (caught.value.code, caught.value.facts) == ("not_what_it_says", {"suffix": ".pdf", "found": "text"})
    assert [reader.pid for reader in _readers()] == before


@POSIX
def test_links_pipes_and_missing_files_are_refused(pool: ReadPool, tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(_text(tmp_path, "a.txt"))
    os.mkfifo(tmp_path / "pipe.txt")
    for name, code in (("link.txt", "not_a_regular_file"), ("pipe.txt", "not_a_regular_file"), ("no.txt", "vanished")):
        with pytest.raises(EngineError, match=code):
            pool.read(tmp_path / name, never)


@pytest.mark.slow
def test_a_long_text_comes_whole(pool: ReadPool, tmp_path: Path) -> None:
    text = ("All work and no play makes a dull boy. " * 1000 + "\n\n") * 1_200
    assert pool.read(_text(tmp_path, "long.txt", text), never).document.text == text


def test_a_document_that_takes_too_long_fails_alone(endless: Path, tmp_path: Path) -> None:
    pool = ReadPool(1, ReadLimits(seconds=2, seconds_per_mb=0))
    with pytest.raises(EngineError) as caught:
        pool.read(endless, never)
    assert caught.value.code == "too_slow"
    assert pool.read(_text(tmp_path, "a.txt"), never).size == 16
    pool.close()


@POSIX
def test_a_document_that_takes_too_much_memory_fails_alone(tmp_path: Path) -> None:
    pool = ReadPool(1, ReadLimits(memory_bytes=48 * MB))
    with pytest.raises(EngineError) as caught:
        pool.read(_text(tmp_path, "long.txt", "word " * 8_000_000), never)
    assert (caught.value.code, caught.value.facts) == ("too_much_memory", {"limit_bytes": 48 * MB})
    assert pool.read(_text(tmp_path, "a.txt"), never).size == 16
    pool.close()


def test_a_process_killed_in_the_middle_costs_that_document_alone(
    pool: ReadPool, endless: Path, tmp_path: Path
) -> None:
    pool.read(_text(tmp_path, "a.txt"), never)
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(pool.read, endless, never)
        (reader,) = _readers()
        _until(lambda: sum(reader.cpu_times()[:2]) > 1)
        reader.kill()
        with pytest.raises(EngineError, match="reader_crashed"):
            reading.result(10)
    assert pool.read(_text(tmp_path, "a.txt"), never).size == 16


def test_a_process_that_died_while_idle_is_replaced(pool: ReadPool, tmp_path: Path) -> None:
    path = _text(tmp_path, "a.txt")
    pool.read(path, never)
    (reader,) = _readers()
    reader.kill()
    reader.wait(10)
    assert pool.read(path, never).size == 16


def test_reading_stops_when_asked(pool: ReadPool, endless: Path) -> None:
    asked = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(pool.read, endless, asked.is_set)
        _until(lambda: bool(_readers()))
        asked.set()
        with pytest.raises(Stopped):
            reading.result(5)
    assert _readers() == []


def test_closing_stops_what_is_being_read_and_leaves_no_process(endless: Path) -> None:
    pool = ReadPool(1)
    with ThreadPoolExecutor(2) as threads:
        readings = [threads.submit(pool.read, endless, never) for _ in range(2)]
        _until(lambda: bool(_readers()))
        pool.close()
        for reading in readings:
            with pytest.raises(Stopped):
                reading.result(10)
    assert _readers() == []
    with pytest.raises(Stopped):
        pool.read(endless, never)


def test_processes_are_replaced_after_their_share_of_documents(tmp_path: Path) -> None:
    pool = ReadPool(1, ReadLimits(files=3))
    path, seen = _text(tmp_path, "a.txt"), set()
    for _ in range(7):
        pool.read(path, never)
        seen |= {reader.pid for reader in _readers()}
    assert len(seen) == 3
    pool.close()


def test_processes_that_have_nothing_to_do_are_ended(tmp_path: Path) -> None:
    pool = ReadPool(1, ReadLimits(idle_seconds=0.2))
    path = _text(tmp_path, "a.txt")
    pool.read(path, never)
    _until(lambda: not _readers())
    assert pool.read(path, never).size == 16
    pool.close()


def test_many_threads_share_few_processes(tmp_path: Path) -> None:
    pool = ReadPool(2)
    paths = [_text(tmp_path, f"{number}.txt", f"Text number {number}.") for number in range(60)]
    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(lambda path: pool.read(path, never), paths))
    assert [outcome.document.text for outcome in outcomes] == [path.read_text() for path in paths]
    assert len(_readers()) <= 2
    pool.close()


def test_a_page_is_drawn_while_the_only_reader_is_busy(pool: ReadPool, endless: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([[], [Text(72, 100, "Second page")]]))
    asked = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(pool.read, endless, asked.is_set)
        _until(lambda: bool(_readers()))
        pool.render(path, 2, 1.5, tmp_path / "page.png")
        assert not reading.done()
        asked.set()
    with Image.open(tmp_path / "page.png") as image:
        assert image.size == (918, 1188)
    assert {entry.name for entry in tmp_path.iterdir()} == {"a.pdf", "page.png", "endless.html"}


def test_a_page_that_cannot_be_drawn_leaves_no_file(pool: ReadPool, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([[]]))
    with pytest.raises(EngineError) as caught:
        pool.render(path, 7, 1, tmp_path / "page.png")
    assert (caught.value.code, caught.value.facts) == ("no_such_page", {"page": 7, "pages": 1})
    assert not (tmp_path / "page.png").exists()


def test_time_grows_with_the_file_up_to_a_bound() -> None:
    limits = ReadLimits()
    assert limits.seconds_for(0) == 60
    assert limits.seconds_for(30 * MB) == 90
    assert limits.seconds_for(5000 * MB) == 600
