from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.models.embedder_folder import check_embedder_folder
from engine.models.embedder_pieces import WordPieces
from tests.engine.models.tiny_embedder import write_embedder, write_json


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_embedder(tmp_path / "tiny")


def test_offsets_are_characters_of_the_text(folder: Path) -> None:
    text = "The rivers,  Öl"
    pieces = [text[start:end] for start, end in WordPieces(check_embedder_folder(folder)).offsets(text)]
    assert pieces == ["The", "river", "s", ",", "Ö", "l"]


def test_counting_does_not_cut_and_ids_do(folder: Path) -> None:
    pieces = WordPieces(check_embedder_folder(folder))
    text = "river " * 100
    assert pieces.count(text) == 100
    assert len(pieces.question_ids(text)) == 32


def test_each_kind_of_text_gets_its_prefix(folder: Path) -> None:
    plain = WordPieces(check_embedder_folder(folder))
    write_json(folder / "config_sentence_transformers.json", {"prompts": {"query": "the "}})
    prefixed = WordPieces(check_embedder_folder(folder))
    assert prefixed.question_ids("river") == plain.question_ids("the river")
    assert prefixed.passage_ids(["river"]) == plain.passage_ids(["river"])


def test_lower_case_keeps_every_offset(tmp_path: Path) -> None:
    pieces = WordPieces(check_embedder_folder(write_embedder(tmp_path / "lower", do_lower_case=True)))
    text = "İ RIVER"
    assert [text[start:end] for start, end in pieces.offsets(text)][-1] == "RIVER"


def test_a_damaged_tokenizer_is_named(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(EngineError, match="embedder_unusable") as caught:
        WordPieces(check_embedder_folder(folder))
    assert caught.value.facts["reason"] == "no_tokenizer"
