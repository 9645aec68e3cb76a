import json
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.models.embedder_folder import check_embedder_folder
from tests.engine.models.tiny_embedder import WIDTH, write_embedder, write_json


def reason(folder: Path) -> object:
    with pytest.raises(EngineError, match="embedder_unusable") as caught:
        check_embedder_folder(folder)
    assert caught.value.facts["path"] == str(folder)
    return caught.value.facts["reason"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_embedder(tmp_path / "tiny")


def test_a_good_folder_tells_its_settings(folder: Path) -> None:
    found = check_embedder_folder(folder)
    assert (found.dimension, found.max_tokens, found.question_prefix) == (WIDTH, 32, "")


def test_the_key_follows_weights_and_settings_but_not_the_place(folder: Path, tmp_path: Path) -> None:
    key = check_embedder_folder(folder).key
    assert check_embedder_folder(write_embedder(tmp_path / "elsewhere")).key == key
    assert check_embedder_folder(write_embedder(tmp_path / "other", seed=1)).key != key
    assert check_embedder_folder(write_embedder(tmp_path / "shorter", max_seq_length=16)).key != key


def test_prompts_become_prefixes(folder: Path) -> None:
    write_json(folder / "config_sentence_transformers.json", {"prompts": {"query": "query: ", "passage": "text: "}})
    found = check_embedder_folder(folder)
    assert (found.question_prefix, found.passage_prefix) == ("query: ", "text: ")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("custom.py", "own_code"),
        ("1_Pooling/extra.py", "own_code"),
        ("native.so", "own_code"),
        ("pytorch_model.bin", "pickled_weights"),
        ("1_Pooling/weights.pkl", "pickled_weights"),
    ],
)
def test_code_and_pickles_are_refused(folder: Path, name: str, expected: str) -> None:
    (folder / name).write_bytes(b"")
    assert reason(folder) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("os.system", "own_code"),
        ("my_modules.Pooling", "own_code"),
        ("sentence_transformers.models.Router", "unknown_module"),
    ],
)
def test_only_known_modules_are_opened(folder: Path, kind: str, expected: str) -> None:
    modules = json.loads((folder / "modules.json").read_text())
    modules[1]["type"] = kind
    write_json(folder / "modules.json", modules)
    assert reason(folder) == expected


def test_a_module_outside_the_folder_is_refused(folder: Path) -> None:
    modules = json.loads((folder / "modules.json").read_text())
    modules[1]["path"] = "../elsewhere"
    write_json(folder / "modules.json", modules)
    assert reason(folder) == "unsafe_path"


def test_a_model_that_wants_its_own_code_is_refused(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    write_json(folder / "config.json", {**config, "auto_map": {"AutoModel": "modeling.Model"}})
    assert reason(folder) == "own_code"


def test_arguments_for_the_loader_are_refused(tmp_path: Path) -> None:
    assert reason(write_embedder(tmp_path / "tiny", model_args={"trust_remote_code": True})) == "own_code"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("modules.json", "no_modules"), ("model.safetensors", "no_weights"), ("tokenizer.json", "no_tokenizer")],
)
def test_what_is_missing_is_named(folder: Path, name: str, expected: str) -> None:
    (folder / name).unlink()
    assert reason(folder) == expected


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'"text"'])
@pytest.mark.parametrize("name", ["modules.json", "config.json"])
def test_damaged_settings_are_refused(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    assert reason(folder) == "damaged_json"
