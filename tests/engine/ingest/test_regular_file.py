"""Opening documents: only regular files, and what the file system says of the very bytes."""

import hashlib
import os
import sys
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.ingest.regular_file import open_document

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files")


def _code(path: Path, limit: int = 1000) -> str:
    with pytest.raises(EngineError) as caught:
        open_document(path, limit)
    return caught.value.code


def test_bytes_come_with_their_hash_and_the_files_facts(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"some text")
    opened, status = open_document(path, 1000), path.stat()
    assert (opened.content, opened.size) == (b"some text", 9)
    assert opened.sha256 == hashlib.sha256(b"some text").hexdigest()
    assert (opened.mtime_ns, opened.file_id) == (status.st_mtime_ns, f"{status.st_dev}:{status.st_ino}")


def test_a_missing_file_has_vanished(tmp_path: Path) -> None:
    assert _code(tmp_path / "none.txt") == "vanished"
    (tmp_path / "file").write_bytes(b"x")
    assert _code(tmp_path / "file" / "none.txt") == "vanished"


def test_an_empty_file_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    assert _code(tmp_path / "a.txt") == "empty"


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 1001)
    with pytest.raises(EngineError) as caught:
        open_document(tmp_path / "a.txt", 1000)
    assert (caught.value.code, caught.value.facts) == ("too_large", {"bytes": 1001, "limit_bytes": 1000})


def test_a_folder_is_no_regular_file(tmp_path: Path) -> None:
    assert _code(tmp_path) == "not_a_regular_file"


@POSIX
def test_a_link_is_refused_even_to_a_regular_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"secret")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    assert _code(tmp_path / "link.txt") == "not_a_regular_file"


@POSIX
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert _code(tmp_path / "pipe.txt") == "not_a_regular_file"


@POSIX
def test_a_device_is_refused() -> None:
    assert _code(Path("/dev/zero")) == "not_a_regular_file"


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x")
    (tmp_path / "a.txt").chmod(0)
    assert _code(tmp_path / "a.txt") == "no_permission"
