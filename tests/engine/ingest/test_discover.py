import os
from pathlib import Path

from engine.ingest.discover import list_files


def names(root: Path, below: Path | None = None) -> set[str]:
    listing = list_files(root, below or root, root / "library")
    return {Path(path).relative_to(root).as_posix() for path in listing.files}


def write(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words")


def test_files_below_the_folder_are_listed_without_hidden_and_half_written_ones(tmp_path: Path) -> None:
    write(*(tmp_path / name for name in ("a.txt", "b/c.md", ".hidden", "~$open.docx", "x.part", ".git/config")))
    listing = list_files(tmp_path, tmp_path, tmp_path / "library")
    assert names(tmp_path) == {"a.txt", "b/c.md"}
    assert listing.excluded == 4


def test_the_librarys_own_folder_is_never_listed(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", tmp_path / "library" / "cache.txt")
    assert names(tmp_path) == {"a.txt"}


def test_links_and_pipes_are_left_out(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "round").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    assert names(tmp_path) == {"a.txt"}


def test_a_users_patterns_count_also_for_a_single_changed_file(tmp_path: Path) -> None:
    write(tmp_path / "drafts" / "a.txt", tmp_path / "b.txt")
    (tmp_path / ".carrelignore").write_text("drafts/\n")
    assert names(tmp_path) == {"b.txt"}
    assert names(tmp_path, tmp_path / "drafts" / "a.txt") == set()
    assert names(tmp_path, tmp_path / "drafts") == set()


def test_a_single_file_can_be_the_root(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", tmp_path / "b.txt")
    listing = list_files(tmp_path / "a.txt", tmp_path / "a.txt", tmp_path / "library")
    assert list(listing.files) == [str(tmp_path / "a.txt")]
