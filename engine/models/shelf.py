"""Which models lie on this computer: those in the box and those the user brought."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.errors import EngineError
from engine.models.gguf import UnusableGguf, read_header
from engine.paths import box_models, user_models
from engine.values import ModelCard


class Shelf:
    """Language models are GGUF files, embedders sentence-transformers folders."""

    def __init__(self, folders: Sequence[Path] | None = None) -> None:
        """`folders` in order of preference; by default the user's, then the box."""
        self._folders = tuple(folders) if folders is not None else (user_models(), box_models())

    def language_models(self) -> list[ModelCard]:
        """Every GGUF that is a model by its header, by name; adapters and damaged files are not."""
        cards = []
        for folder in self._folders:
            for path in sorted(folder.glob("*.gguf")) if folder.is_dir() else ():
                try:
                    header = read_header(path)
                except (UnusableGguf, OSError):
                    continue
                if not header.is_adapter and header.tensors:
                    in_box = folder == box_models()
                    cards.append(ModelCard(str(path), path.stem, path.stat().st_size, in_box))
        return cards

    def language_model(self, wanted: str | None, avoid: str | None = None) -> Path:
        """The model file named, or the first on the shelf that is not `avoid`.

        Raises EngineError: model_missing, no_model.
        """
        if wanted:
            if not Path(wanted).is_file():
                raise EngineError("model_missing", path=wanted)
            return Path(wanted)
        found = [card for card in self.language_models() if card.path != avoid]
        if not found:
            raise EngineError("no_model")
        return Path(found[0].path)

    def embedder(self) -> Path:
        """The embedder's folder. Raises EngineError(no_embedder)."""
        for folder in self._folders:
            for candidate in sorted(folder.glob("*/modules.json")) if folder.is_dir() else ():
                return candidate.parent
        raise EngineError("no_embedder")
