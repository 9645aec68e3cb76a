"""Is this folder an embedder we open, and what does it say about itself? Reads JSON only, runs nothing.

A sentence-transformers folder can name Python of its own and carry pickled weights. Such a folder is refused before
any library sees it (CVE-2025-32434 and the folder's own modules are the ways in).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import EngineError

_MODULES = frozenset({"Transformer", "Pooling", "Normalize", "Dense", "LayerNorm", "Dropout"})
_PICKLES = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib", ".npy", ".npz"})
_QUESTION_PROMPTS = ("query", "question", "s2p_query", "web_search_query")
_PASSAGE_PROMPTS = ("document", "passage", "corpus")
_LARGEST_JSON = 4_000_000
_DEFAULT_MAX_TOKENS = 256


class EmbedderFolder(msgspec.Struct, frozen=True):
    """A folder that passed. Texts are cut at `max_tokens` word pieces, special tokens included.

    `key` names the weights and every setting that changes a vector. `question_prefix` and `passage_prefix` are what
    the model was trained to see before each kind of text, often nothing.
    """

    path: Path
    key: str
    dimension: int
    max_tokens: int
    lower_case: bool
    question_prefix: str
    passage_prefix: str

    @property
    def tokenizer(self) -> Path:
        return self.path / "tokenizer.json"


def check_embedder_folder(path: Path) -> EmbedderFolder:
    """The folder's settings. Raises EngineError(embedder_unusable) with path and reason:

    no_modules, own_code, pickled_weights, no_weights, no_tokenizer, unknown_module, unsafe_path, damaged_json.
    """
    if not (path / "modules.json").is_file():
        raise _unusable(path, "no_modules")
    for file in path.rglob("*"):
        if file.suffix.lower() in {".py", ".pyc", ".so", ".pyd", ".dll", ".dylib"}:
            raise _unusable(path, "own_code")
        if file.suffix.lower() in _PICKLES:
            raise _unusable(path, "pickled_weights")
    modules = _module_folders(path)
    body = modules[0][1]
    weights = sorted(body.glob("*.safetensors"))
    if not weights:
        raise _unusable(path, "no_weights")
    if not (path / "tokenizer.json").is_file() or body != path:
        raise _unusable(path, "no_tokenizer")
    config = _object(path, path / "config.json")
    if "auto_map" in config:
        raise _unusable(path, "own_code")
    sentence = _object(path, path / "sentence_bert_config.json", optional=True)
    if any(sentence.get(name) for name in ("model_args", "model_kwargs", "config_args", "tokenizer_args")):
        raise _unusable(path, "own_code")
    prompts = _object(path, path / "config_sentence_transformers.json", optional=True).get("prompts") or {}
    question_prefix = _first(prompts, _QUESTION_PROMPTS)
    passage_prefix = _first(prompts, _PASSAGE_PROMPTS)
    if (question_prefix or passage_prefix) and _pools_without_prompt(path, modules):
        raise _unusable(path, "unknown_module")
    settings = [
        path / "config.json",
        path / "modules.json",
        path / "tokenizer.json",
        path / "sentence_bert_config.json",
    ]
    settings += [folder / "config.json" for _, folder in modules[1:]]
    return EmbedderFolder(
        path=path,
        key=_key([*weights, *settings], question_prefix, passage_prefix),
        dimension=_dimension(path, modules, config),
        max_tokens=_max_tokens(sentence, config),
        lower_case=bool(sentence.get("do_lower_case", False)),
        question_prefix=question_prefix,
        passage_prefix=passage_prefix,
    )


def _module_folders(path: Path) -> list[tuple[str, Path]]:
    """Class name and folder of each module, the transformer first."""
    listed = _json(path, path / "modules.json")
    if not isinstance(listed, list) or not listed:
        raise _unusable(path, "damaged_json")
    modules: list[tuple[str, Path]] = []
    for entry in listed:
        kind = str(entry.get("type", "")) if isinstance(entry, dict) else ""
        name = kind.rpartition(".")[2]
        if not kind.startswith("sentence_transformers."):
            raise _unusable(path, "own_code")
        if name not in _MODULES or (not modules and name != "Transformer"):
            raise _unusable(path, "unknown_module")
        folder = path / str(entry.get("path", ""))
        if not folder.resolve().is_relative_to(path.resolve()):
            raise _unusable(path, "unsafe_path")
        modules.append((name, folder))
    return modules


def _dimension(path: Path, modules: list[tuple[str, Path]], config: dict[str, Any]) -> int:
    width = config.get("hidden_size")
    for name, folder in modules:
        if name == "Dense":
            width = _object(path, folder / "config.json").get("out_features", width)
    if not isinstance(width, int) or not 1 <= width <= 16_384:
        raise _unusable(path, "damaged_json")
    return width


def _max_tokens(sentence: dict[str, Any], config: dict[str, Any]) -> int:
    positions = config.get("max_position_embeddings")
    limit = positions if isinstance(positions, int) and positions > 2 else 512
    wanted = sentence.get("max_seq_length")
    return min(wanted, limit) if isinstance(wanted, int) and wanted > 2 else min(_DEFAULT_MAX_TOKENS, limit)


def _pools_without_prompt(path: Path, modules: list[tuple[str, Path]]) -> bool:
    poolings = [folder for name, folder in modules if name == "Pooling"]
    return any(_object(path, folder / "config.json").get("include_prompt") is False for folder in poolings)


def _first(prompts: Any, names: tuple[str, ...]) -> str:
    found = (prompts.get(name) for name in names) if isinstance(prompts, dict) else ()
    return next((prompt for prompt in found if isinstance(prompt, str) and prompt), "")


def _key(files: list[Path], *settings: str) -> str:
    digest = hashlib.blake2b("\0".join(settings).encode(), digest_size=8)
    for file in files:
        if file.is_file():
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "blake2b").digest())
    return digest.hexdigest()


def _object(path: Path, file: Path, optional: bool = False) -> dict[str, Any]:
    if optional and not file.is_file():
        return {}
    value = _json(path, file)
    if not isinstance(value, dict):
        raise _unusable(path, "damaged_json")
    return value


def _json(path: Path, file: Path) -> Any:
    try:
        if file.stat().st_size > _LARGEST_JSON:
            raise _unusable(path, "damaged_json")
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _unusable(path, "damaged_json") from error


def _unusable(path: Path, reason: str) -> EngineError:
    return EngineError("embedder_unusable", path=str(path), reason=reason)
