"""The one language model in memory: loaded when first needed, swapped on demand, adapters set without reloading."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.errors import EngineError
from engine.models.llama import LlamaModel
from engine.models.marker import LoadMarker
from engine.models.shelf import Shelf
from engine.values import AdapterUse


class ModelLoader:
    """Used by the answer lane alone. A file that ended the engine last time is loaded only when named in a question."""

    def __init__(self, shelf: Shelf, marker: LoadMarker, crashed: str | None) -> None:
        self._shelf, self._marker, self._crashed = shelf, marker, crashed
        self._wanted: str | None = None
        self._threads: int | None = None
        self._model: LlamaModel | None = None

    def configure(self, model: str | None, threads: int | None) -> None:
        """The user's default; None leaves the choice to the shelf. Another number of threads reloads the model."""
        self._wanted = model
        if threads != self._threads:
            self._threads = threads
            self.close()

    def default(self) -> Path | None:
        """The model that answers unless a question names another."""
        try:
            return self._path(None)
        except EngineError:
            return None

    def get(self, named: str | None, adapters: Sequence[AdapterUse]) -> LlamaModel:
        """The model with its adapters. Raises EngineError: no_model, model_*, adapter_*, out_of_memory."""
        path = self._path(named)
        if self._model is None or self._model.path != str(path):
            self.close()
            with self._marker.loading(str(path)):
                self._model = LlamaModel(path, threads=self._threads)
        rack = [(Path(adapter.name), adapter.strength) for adapter in adapters]
        for adapter, _ in rack:
            with self._marker.loading(str(adapter)):
                self._model.use_adapters(rack)
        if not rack:
            self._model.use_adapters(())
        return self._model

    @property
    def loaded(self) -> LlamaModel | None:
        return self._model

    def close(self) -> None:
        if self._model is not None:
            self._model.close()
            self._model = None

    def _path(self, named: str | None) -> Path:
        if named:
            return self._shelf.language_model(named)
        if self._wanted and self._wanted == self._crashed:
            raise EngineError("model_crashed_before", path=self._wanted)
        return self._shelf.language_model(self._wanted, avoid=self._crashed)
