"""The real engine process on real files, without a language model."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from engine.protocol import (
    PROTOCOL,
    AddFolder,
    DocumentOpened,
    Done,
    EngineReady,
    Failed,
    ForgetDocument,
    OpenDocument,
    Refresh,
    RemoveFolder,
    ReportStatus,
    Search,
    SearchResult,
    Snapshot,
    StatusReported,
)
from engine.values import Ready
from tests.process.driver import EngineProcess


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "orchids.txt").write_text("The northern meadow held 412 orchids in June 2021.\n")
    (folder / "sheep.md").write_text("# Grazing\n\nSheep were kept off the slope from April to July.\n")
    return folder


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EngineProcess]:
    engine = EngineProcess(tmp_path / "library")
    engine.wait_for(Snapshot)
    yield engine
    engine.close()


def found(engine: EngineProcess, question: str) -> list[str]:
    result = engine.ask(Search, question=question)
    assert isinstance(result, SearchResult), result
    return [Path(source.document).name for source in result.sources if source.score > 0.3]


def texts(engine: EngineProcess, question: str) -> str:
    result = engine.ask(Search, question=question)
    assert isinstance(result, SearchResult), result
    return "\n".join(source.text for source in result.sources)


def holding(folder: Path, word: str) -> list[str]:
    """Files below the folder that hold the word as it is; the compressed text in SQLite is not looked into."""
    return [str(path) for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]


def test_the_greeting_comes_first_and_a_closed_input_ends_it(tmp_path: Path) -> None:
    engine = EngineProcess(tmp_path / "library")
    greeting = engine.wait_for(EngineReady)
    assert greeting.protocol == PROTOCOL
    assert engine.close() == 0
    assert engine.seen[0] == greeting


def test_a_line_that_is_no_message_ends_the_engine_with_a_reason(tmp_path: Path) -> None:
    engine = EngineProcess(tmp_path / "library")
    engine.wait_for(Snapshot)
    engine.send_raw(b'{"type":"Nonsense","id":1}\n')
    failed = engine.wait_for(Failed)
    assert failed.code == "protocol_error"
    assert engine.exit_code() == 1


def test_a_second_engine_on_the_same_library_is_refused(engine: EngineProcess, tmp_path: Path) -> None:
    second = EngineProcess(tmp_path / "library")
    refused = second.wait_for(Failed)
    assert refused.code == "library_in_use"
    assert second.exit_code() == 3


def test_nothing_listens_and_nothing_is_connected(engine: EngineProcess, folder: Path) -> None:
    engine.ask(AddFolder, path=str(folder))
    engine.ask(Refresh, until="read")
    engine.ask(Refresh)
    own = psutil.Process(engine.pid)
    for process in [own, *own.children(recursive=True)]:
        assert process.net_connections(kind="inet") == []


def test_every_process_is_gone_after_the_engine_is_killed(tmp_path: Path, folder: Path) -> None:
    engine = EngineProcess(tmp_path / "library")
    engine.ask(AddFolder, path=str(folder))
    engine.ask(Refresh, until="read")
    children = psutil.Process(engine.pid).children(recursive=True)
    engine.kill()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert alive == []


def test_what_is_saved_renamed_and_deleted_in_the_folder_follows(engine: EngineProcess, folder: Path) -> None:
    engine.ask(AddFolder, path=str(folder))
    engine.ask(Refresh, until="read")
    assert found(engine, "How many orchids?")[0] == "orchids.txt"

    (folder / "tulips.txt").write_text("The eastern terrace held 77 tulips in May 1999.\n")
    engine.ask(Refresh, until="read")
    assert found(engine, "How many tulips on the eastern terrace?")[0] == "tulips.txt"

    (folder / "tulips.txt").rename(folder / "flowers.txt")
    engine.ask(Refresh, until="read")
    assert found(engine, "How many tulips on the eastern terrace?")[0] == "flowers.txt"

    (folder / "flowers.txt").unlink()
    engine.ask(Refresh, until="read")
    assert "tulips" not in texts(engine, "How many tulips on the eastern terrace?")


def test_what_happened_while_it_was_closed_follows_too(tmp_path: Path, folder: Path) -> None:
    engine = EngineProcess(tmp_path / "library")
    engine.ask(AddFolder, path=str(folder))
    engine.ask(Refresh, until="read")
    engine.close()
    (folder / "tulips.txt").write_text("The eastern terrace held 77 tulips in May 1999.\n")
    (folder / "orchids.txt").rename(folder / "survey.txt")
    (folder / "sheep.md").unlink()

    engine = EngineProcess(tmp_path / "library")
    engine.ask(Refresh, until="read")

    assert found(engine, "tulips on the eastern terrace")[0] == "tulips.txt"
    assert found(engine, "orchids in the northern meadow")[0] == "survey.txt"
    assert "Sheep" not in texts(engine, "When were sheep kept off?")
    engine.close()


def test_a_forgotten_document_leaves_no_trace_in_the_library(
    engine: EngineProcess, folder: Path, tmp_path: Path
) -> None:
    (folder / "secret.txt").write_text("The zanzibarian treasure lies under the quixotic oak.\n")
    engine.ask(AddFolder, path=str(folder))
    engine.ask(Refresh, until="read")
    engine.ask(OpenDocument, path=str(folder / "secret.txt"))
    assert holding(tmp_path / "library", "zanzibarian")

    assert isinstance(engine.ask(ForgetDocument, path=str(folder / "secret.txt")), Done)

    assert holding(tmp_path / "library", "zanzibarian") == []
    assert "zanzibarian" not in texts(engine, "Where does the zanzibarian treasure lie?")
    engine.ask(Refresh, until="read")
    assert "zanzibarian" not in texts(engine, "Where does the zanzibarian treasure lie?")


def test_a_removed_folder_leaves_no_trace_and_the_files_stay(
    engine: EngineProcess, folder: Path, tmp_path: Path
) -> None:
    engine.ask(AddFolder, path=str(folder))
    engine.ask(Refresh, until="read")
    assert isinstance(engine.ask(RemoveFolder, path=str(folder)), Done)
    assert holding(tmp_path / "library", "orchids") == []
    assert (folder / "orchids.txt").exists()


def test_a_folder_that_vanishes_keeps_its_documents(engine: EngineProcess, folder: Path) -> None:
    engine.ask(AddFolder, path=str(folder))
    engine.ask(Refresh, until="read")
    folder.rename(folder.with_name("elsewhere"))
    engine.ask(Refresh, until="read")
    assert found(engine, "How many orchids?")[0] == "orchids.txt"


def test_each_hostile_file_gets_a_reason_and_the_others_are_read(engine: EngineProcess, folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing of use")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 not really")
    (folder / "picture.bmp").write_bytes(b"BM")
    engine.ask(AddFolder, path=str(folder))
    engine.ask(Refresh, until="read")

    report = engine.ask(ReportStatus)

    assert isinstance(report, StatusReported)
    problems = {Path(document.path).name: document.state for document in report.problems}
    assert set(problems) == {"empty.txt", "broken.pdf", "broken.docx", "picture.bmp"}
    assert sum(report.counts.values()) == 6


def test_a_copied_library_folder_works_elsewhere(tmp_path: Path, folder: Path) -> None:
    engine = EngineProcess(tmp_path / "library")
    engine.ask(AddFolder, path=str(folder))
    engine.ask(Refresh, until="read")
    engine.close()
    shutil.copytree(tmp_path / "library", tmp_path / "copy")

    copy = EngineProcess(tmp_path / "copy")
    copy.ask(Refresh, until="read")
    assert found(copy, "How many orchids?")[0] == "orchids.txt"
    copy.close()


def test_a_document_that_was_read_can_be_opened(engine: EngineProcess, folder: Path) -> None:
    engine.ask(AddFolder, path=str(folder))
    engine.ask(Refresh)
    opened = engine.ask(OpenDocument, path=str(folder / "orchids.txt"))
    assert isinstance(opened, DocumentOpened)
    assert opened.document.state == Ready(1)
    assert Path(opened.text_file).read_text("utf-8").startswith("The northern meadow")
