"""The pipeline on real files, with a reader and an embedder that cost nothing."""

import hashlib
import random
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest

from engine.errors import EngineError
from engine.ingest.gate import Gate
from engine.ingest.pipeline import Pipeline
from engine.ingest.text import Block, DocumentText
from engine.library.library import Library
from engine.models.kinds import Stop, Vectors
from engine.protocol import DocumentMoved, Event
from engine.values import Ready, Skipped, Unreadable, Waiting


class PlainOutcome(msgspec.Struct, frozen=True):
    document: DocumentText
    sha256: str
    size: int
    mtime_ns: int
    file_id: str


class PlainReader:
    """Reads text; what begins with "damaged" is refused."""

    workers = 2

    def __init__(self) -> None:
        self.reads = 0

    def read(self, path: Path, stop: Stop) -> PlainOutcome:
        self.reads += 1
        try:
            content, status = path.read_bytes(), path.stat()
        except OSError as error:
            raise EngineError("vanished") from error
        if content.startswith(b"damaged"):
            raise EngineError("damaged")
        text = content.decode()
        block = Block("paragraph", 0, len(text))
        return PlainOutcome(
            DocumentText(text, path.stem, (block,) if text else ()),
            hashlib.sha256(content).hexdigest(),
            status.st_size,
            status.st_mtime_ns,
            f"{status.st_dev}:{status.st_ino}",
        )


class CountingEmbedder:
    key, dimension, max_tokens = "counting", 4, 256

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str], stop: Stop) -> Vectors:
        self.texts += texts
        rows = np.array([[len(text), text.count("e") + 1, 1, 2] for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def count(self, text: str) -> int:
        return len(text.split())

    def close(self) -> None: ...


def words(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\S+", text)]


def never() -> bool:
    return False


class Desk:
    """A library and its pipeline, opened and closed like the program."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder, self.root = folder, root
        self.reader, self.embedder, self.gate = PlainReader(), CountingEmbedder(), Gate()
        self.events: list[Event] = []
        self.open()

    def open(self) -> None:
        self.library = Library(self.folder)
        self.pipeline = Pipeline(self.library, self.reader, words, self.embedder, self.gate, self.events.append)
        self.pipeline.start()

    def close(self) -> None:
        self.pipeline.close()
        self.library.close()

    def settle(self, *, hinted: bool = False) -> None:
        """Wait until the library agrees with the disk."""
        if not hinted:
            self.pipeline.call(self.pipeline.folders.reconcile, never)
        self.pipeline.wait_until_current(never)

    def add(self) -> None:
        self.pipeline.call(lambda: self.pipeline.folders.add(str(self.root)), never)
        self.settle()

    def names(self, question: str) -> set[str]:
        hits = self.library.passages.full_text(question, 100)
        return {Path(path).name for path, _ in self.library.documents.paths(hit.document for hit in hits).values()}

    def texts(self) -> dict[str, str]:
        """What full text can find, by path."""
        found: dict[str, str] = {}
        for record in self.library.documents.all():
            passages = self.library.passages.of_document(record.id)
            if passages:
                found[record.path] = "\n".join(passage.text for passage in passages)
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    root = tmp_path / "root"
    root.mkdir()
    desk = Desk(tmp_path / "library", root)
    yield desk
    desk.close()


def until(condition: Callable[[], object]) -> None:
    """Poll for something the watcher brings about by itself."""
    wait = threading.Event()
    for _ in range(400):
        if condition():
            return
        wait.wait(0.05)
    raise AssertionError("did not happen")


def test_a_saved_file_is_found_by_itself(desk: Desk) -> None:
    desk.add()
    (desk.root / "zebra.txt").write_text("a zebra crossing")
    until(lambda: desk.names("zebra") == {"zebra.txt"})
    (desk.root / "zebra.txt").unlink()
    until(lambda: desk.names("zebra") == set())


def test_a_renamed_document_keeps_its_passages_and_is_not_read_again(desk: Desk) -> None:
    (desk.root / "a.txt").write_text("a zebra crossing")
    desk.add()
    before, reads = desk.library.documents.get(str(desk.root / "a.txt")), desk.reader.reads

    (desk.root / "a.txt").rename(desk.root / "b.txt")
    until(lambda: any(isinstance(event, DocumentMoved) for event in desk.events))

    after = desk.library.documents.get(str(desk.root / "b.txt"))
    assert before and after and (after.id, after.revision, after.title) == (before.id, before.revision, "b")
    assert desk.reader.reads == reads


def test_a_document_that_comes_back_under_another_file_id_keeps_its_passages(desk: Desk) -> None:
    (desk.root / "a.txt").write_text("a zebra crossing")
    desk.add()
    before = desk.library.documents.get(str(desk.root / "a.txt"))
    (desk.root / "b.txt").write_text("a zebra crossing")
    (desk.root / "a.txt").unlink()
    desk.settle()
    after = desk.library.documents.get(str(desk.root / "b.txt"))
    assert before and after and after.id == before.id
    assert desk.embedder.texts == ["a zebra crossing"]


def test_only_changed_passages_are_embedded_again(desk: Desk) -> None:
    paragraphs = [f"Paragraph {n} " + "speaks of many things at length. " * 40 for n in range(6)]
    (desk.root / "a.txt").write_text("\n\n".join(paragraphs))
    desk.add()
    embedded = len(desk.embedder.texts)
    assert embedded >= 6

    paragraphs[-1] = "The end is different now."
    (desk.root / "a.txt").write_text("\n\n".join(paragraphs))
    desk.settle()

    assert len(desk.embedder.texts) - embedded < embedded / 2
    assert "different" in desk.texts()[str(desk.root / "a.txt")]


def test_a_touched_file_is_not_stored_again(desk: Desk) -> None:
    (desk.root / "a.txt").write_text("a zebra crossing")
    desk.add()
    (desk.root / "a.txt").touch()
    desk.settle()
    record = desk.library.documents.get(str(desk.root / "a.txt"))
    assert record and record.revision == 1 and isinstance(record.state, Ready)


def test_a_document_that_becomes_damaged_loses_its_text_and_says_why(desk: Desk) -> None:
    (desk.root / "a.txt").write_text("a zebra crossing")
    desk.add()
    (desk.root / "a.txt").write_text("damaged zebra")
    desk.settle()
    record = desk.library.documents.get(str(desk.root / "a.txt"))
    assert record and record.state == Unreadable("damaged")
    assert desk.names("zebra") == set()


def test_a_forgotten_document_is_read_again_only_when_asked(desk: Desk) -> None:
    path = desk.root / "a.txt"
    path.write_text("a zebra crossing")
    desk.add()
    desk.pipeline.call(lambda: desk.pipeline.folders.forget(str(path)), never)
    path.write_text("a zebra crossing again")
    desk.settle()
    record = desk.library.documents.get(str(path))
    assert record and record.state == Skipped("forgotten") and desk.names("zebra") == set()

    desk.pipeline.call(lambda: desk.pipeline.folders.retry(str(path)), never)
    desk.settle()
    assert desk.names("zebra") == {"a.txt"}


def test_a_vanished_folder_is_away_and_keeps_everything(desk: Desk) -> None:
    (desk.root / "a.txt").write_text("a zebra crossing")
    desk.add()
    desk.root.rename(desk.root.with_name("elsewhere"))
    desk.settle()
    assert desk.names("zebra") == {"a.txt"}
    desk.root.with_name("elsewhere").rename(desk.root)
    desk.settle()
    assert desk.names("zebra") == {"a.txt"}


def test_nothing_is_embedded_while_a_question_is_answered(desk: Desk) -> None:
    with desk.gate.question():
        (desk.root / "a.txt").write_text("a zebra crossing")
        desk.pipeline.call(lambda: desk.pipeline.folders.add(str(desk.root)), never)
        record = desk.library.documents.get(str(desk.root / "a.txt"))
        assert record and isinstance(record.state, Waiting)
        assert desk.reader.reads == 0
    desk.settle()
    assert desk.names("zebra") == {"a.txt"}


def test_an_inner_folder_joins_the_outer_one(desk: Desk) -> None:
    inner = desk.root / "inner"
    inner.mkdir()
    (inner / "a.txt").write_text("a zebra crossing")
    desk.pipeline.call(lambda: desk.pipeline.folders.add(str(inner)), never)
    desk.settle()
    desk.add()
    assert [folder.path for folder, _ in desk.library.documents.folders()] == [str(desk.root)]
    record = desk.library.documents.get(str(inner / "a.txt"))
    assert record and record.folder == str(desk.root) and desk.reader.reads == 1


@pytest.mark.parametrize("seed", range(6))
def test_after_any_script_of_changes_the_library_equals_the_disk(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    desk.add()
    for step in range(40):
        _change(desk.root, chance, step)
        if chance.random() < 0.15:
            desk.settle()
        if chance.random() < 0.08:
            desk.close()
            _change(desk.root, chance, step)
            desk.open()
    desk.settle()
    on_disk = {str(path): path.read_text() for path in desk.root.rglob("*.txt")}
    assert desk.texts() == {path: text for path, text in on_disk.items() if not text.startswith("damaged")}
    states = {record.path: type(record.state) for record in desk.library.documents.all()}
    assert states == {path: Unreadable if text.startswith("damaged") else Ready for path, text in on_disk.items()}


def _change(root: Path, chance: random.Random, step: int) -> None:
    folders = [root, *(path for path in root.rglob("*") if path.is_dir())]
    files = list(root.rglob("*.txt"))
    match chance.choice(["new", "new", "write", "move", "delete", "folder", "move folder", "swap", "damage"]):
        case "new":
            (chance.choice(folders) / f"{step}.txt").write_text(f"words of step {step}")
        case "write" if files:
            chance.choice(files).write_text(f"other words {step} {'x' * step}")
        case "damage" if files:
            chance.choice(files).write_text(f"damaged in step {step}")
        case "move" if files:
            chance.choice(files).rename(chance.choice(folders) / f"moved-{step}.txt")
        case "delete" if files:
            chance.choice(files).unlink()
        case "folder":
            (chance.choice(folders) / f"folder-{step}").mkdir()
        case "move folder" if len(folders) > 1:
            folder = chance.choice(folders[1:])
            folder.rename(root / f"gone-{step}")
        case "swap" if len(files) > 1:
            one, other = chance.sample(files, 2)
            one.rename(root / "between")
            other.rename(one)
            (root / "between").rename(other)
        case _:
            pass
