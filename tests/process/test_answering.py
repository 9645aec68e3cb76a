"""The real engine with the real small language model: answers, cancelling, and a model file that aborts llama.cpp."""

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.models.shelf import Shelf
from engine.protocol import (
    AddFolder,
    Answered,
    Ask,
    Cancel,
    Cancelled,
    ConversationChanged,
    ConversationOpened,
    DocumentOpened,
    Done,
    Failed,
    ForgetDocument,
    Noticed,
    OpenConversation,
    OpenDocument,
    Refresh,
    Snapshot,
    SourcesFound,
    Token,
)
from tests.process.driver import EngineProcess

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that has read two small documents."""
    base = tmp_path_factory.mktemp("answering")
    folder = base / "papers"
    folder.mkdir()
    (folder / "orchids.txt").write_text(
        "Survey of the meadows\n\nThe northern meadow held 412 orchids in June 2021."
        " The southern slope held 57 orchids.\n"
    )
    (folder / "sheep.md").write_text("# Grazing\n\nSheep were kept off the slope from April to July.\n")
    engine = EngineProcess(base / "library")
    engine.ask(AddFolder, path=str(folder))
    engine.ask(Refresh)
    engine.close()
    return base / "library"


@pytest.fixture
def engine(library: Path) -> Iterator[EngineProcess]:
    engine = EngineProcess(library)
    engine.wait_for(Snapshot)
    yield engine
    engine.close()


def test_an_answer_streams_and_every_source_is_literal(engine: EngineProcess) -> None:
    answered = engine.ask(Ask, question="How many orchids did the northern meadow hold in June 2021?")
    assert isinstance(answered, Answered) and not answered.abstained
    assert "412" in answered.text
    kinds = [type(event) for event in engine.seen if event.id == answered.id]
    assert kinds.index(SourcesFound) < kinds.index(Token) < kinds.index(Answered)
    assert answered.sources and all(sentence.sources for sentence in answered.sentences)
    for source in answered.sources:
        opened = engine.ask(OpenDocument, path=source.document)
        assert isinstance(opened, DocumentOpened)
        text = Path(opened.text_file).read_text("utf-8")
        assert text[source.start : source.end] == source.text
        assert source.quotes
        for quote in source.quotes:
            assert text[quote.start : quote.end] == quote.text


def test_what_the_documents_do_not_say_is_declined_with_the_nearest_passages(engine: EngineProcess) -> None:
    answered = engine.ask(Ask, question="Who won the chess championship of Reykjavik in 1972?")
    assert isinstance(answered, Answered)
    assert answered.abstained and answered.sources


def test_an_answer_can_be_stopped(engine: EngineProcess) -> None:
    engine.send(Ask(9_000, question="Write a long story about the meadow.", with_documents=False))
    engine.wait(lambda event: isinstance(event, Token) and event.id == 9_000)
    engine.send(Cancel(9_001, target=9_000))
    ending = engine.wait(lambda event: event.id == 9_000 and not isinstance(event, Token))
    assert ending == Cancelled(9_000)


def test_a_conversation_is_kept_and_a_follow_up_understood(engine: EngineProcess) -> None:
    engine.ask(Ask, question="How many orchids did the northern meadow hold?", conversation="c1")
    engine.ask(Ask, question="And the southern slope?", conversation="c1")
    opened = engine.ask(OpenConversation, conversation="c1")
    assert isinstance(opened, ConversationOpened)
    assert [turn.question for turn in opened.turns][1] == "And the southern slope?"
    assert "57" in opened.turns[1].text
    assert any(isinstance(event, ConversationChanged) for event in engine.seen)


def test_the_words_of_a_forgotten_document_leave_the_conversations(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "secret.txt").write_text("The zanzibarian treasure lies under the quixotic oak.\n")
    engine = EngineProcess(tmp_path / "library")
    engine.ask(AddFolder, path=str(folder))
    engine.ask(Refresh)
    engine.ask(Ask, question="Where does the zanzibarian treasure lie?", conversation="c1")
    assert isinstance(engine.ask(ForgetDocument, path=str(folder / "secret.txt")), Done)
    opened = engine.ask(OpenConversation, conversation="c1")
    assert isinstance(opened, ConversationOpened)
    assert "oak" not in opened.turns[0].text and opened.turns[0].sources == ()
    engine.close()


def test_a_missing_model_file_is_named(engine: EngineProcess) -> None:
    failed = engine.ask(Ask, question="How many orchids?", model="/no/such/model.gguf")
    assert isinstance(failed, Failed) and failed.code == "model_missing"


def test_a_model_that_aborts_llama_cpp_is_named_at_the_next_start_and_the_engine_answers_without_it(
    library: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "aborts.gguf"
    broken.write_bytes(_without_layers(Path(Shelf().language_model(None)).read_bytes()))
    engine = EngineProcess(library)
    engine.wait_for(Snapshot)
    with pytest.raises(AssertionError):
        engine.ask(Ask, question="How many orchids?", model=str(broken))
    assert engine.exit_code() != 0

    again = EngineProcess(library)
    notice = again.wait_for(Noticed)
    assert (notice.code, notice.facts) == ("model_crashed_before", {"path": str(broken)})
    answered = again.ask(Ask, question="How many orchids did the northern meadow hold in June 2021?")
    assert isinstance(answered, Answered) and "412" in answered.text
    again.close()


def _without_layers(gguf: bytes) -> bytes:
    """The same model with a block count of 0, which our header check lets pass and llama.cpp asserts on."""
    key = b"llama.block_count"
    at = gguf.index(struct.pack("<Q", len(key)) + key) + 8 + len(key) + 4
    return gguf[:at] + struct.pack("<I", 0) + gguf[at + 4 :]
