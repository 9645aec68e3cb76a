"""Passages through the worker and questions through the ONNX session, with random weights and with the real ones."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import EngineError, Stopped
from engine.models.embedder import FolderEmbedder, batches, open_embedder
from engine.models.embedder_worker import GRAPH, REFERENCE, TRIED
from engine.models.kinds import Embedder
from engine.paths import box_models
from tests.engine.models.tiny_embedder import WIDTH, write_embedder

TEXTS = ["the river", "rivers", "a" * 200, "", "Öl, § 12 (3)?", *(f"river {n}" for n in range(300))]


def never() -> bool:
    return False


@given(st.lists(st.integers(min_value=1, max_value=300)), st.integers(min_value=1, max_value=1024))
def test_batches_hold_every_text_once_and_keep_the_budget(lengths: list[int], budget: int) -> None:
    found = list(batches(lengths, budget))
    assert sorted(index for batch in found for index in batch) == list(range(len(lengths)))
    for batch in found:
        assert len(batch) == 1 or len(batch) * max(lengths[index] for index in batch) <= budget


def test_opening_brings_no_torch_into_this_process() -> None:
    code = (
        "import sys; import engine.models.embedder, engine.models.question_embedder;"
        "assert not {'torch', 'sentence_transformers', 'transformers', 'onnxruntime'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FolderEmbedder]:
    home = tmp_path_factory.mktemp("embedder")
    opened = open_embedder(write_embedder(home / "tiny"), home / "cache")
    yield opened
    opened.close()


@pytest.mark.slow
class TestTinyEmbedder:
    def test_vectors_have_length_one_and_keep_the_order(self, embedder: FolderEmbedder) -> None:
        contract: Embedder = embedder
        vectors = contract.embed(TEXTS, never)
        assert vectors.shape == (len(TEXTS), WIDTH)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        alone = np.concatenate([contract.embed([text], never) for text in TEXTS[:5]])
        assert (vectors[:5] * alone).sum(axis=1).min() > 0.999

    def test_a_question_without_torch_gives_the_vector_of_the_worker(self, embedder: FolderEmbedder) -> None:
        assert embedder.embed_question("the river") @ embedder.embed(["the river"], never)[0] > 0.999
        assert embedder.is_prepared

    def test_nothing_gives_nothing(self, embedder: FolderEmbedder) -> None:
        assert embedder.embed([], never).shape == (0, WIDTH)

    def test_stop_is_honoured_between_batches(self, embedder: FolderEmbedder) -> None:
        with pytest.raises(Stopped):
            embedder.embed(TEXTS, lambda: True)

    def test_a_paused_embedder_waits_and_can_be_stopped(self, embedder: FolderEmbedder) -> None:
        embedder.pause()
        try:
            stopped = threading.Event()
            stopped.set()
            with pytest.raises(Stopped):
                embedder.embed(["river"], stopped.is_set)
        finally:
            embedder.resume()
        assert len(embedder.embed(["river"], never)) == 1

    def test_a_killed_worker_costs_nothing_but_time(self, embedder: FolderEmbedder) -> None:
        expected = embedder.embed(TEXTS[:10], never)
        embedder._process._process.kill()  # type: ignore[union-attr]
        assert np.allclose(embedder.embed(TEXTS[:10], never), expected)

    def test_a_graph_that_gives_other_vectors_is_made_again(self, embedder: FolderEmbedder, tmp_path: Path) -> None:
        embedder.prepare()
        home = tmp_path / f"embedder-{embedder.key}"
        shutil.copytree(embedder._cache, home)
        good = (home / REFERENCE).read_bytes()
        (home / REFERENCE).write_bytes(b"\0" * len(good))
        doubting = open_embedder(Path(embedder._process._settings.folder), tmp_path)
        vector = doubting.embed_question("the river")
        doubting.close()
        assert vector @ embedder.embed(["the river"], never)[0] > 0.999
        assert np.allclose(np.frombuffer((home / REFERENCE).read_bytes(), "<f4"), np.frombuffer(good, "<f4"), atol=1e-5)

    def test_the_worker_answers_questions_where_no_graph_can_be_made(self, tmp_path: Path) -> None:
        opened = open_embedder(write_embedder(tmp_path / "tiny"), tmp_path)
        opened._cache.mkdir()
        (opened._cache / TRIED).write_bytes(b"xxx")
        vector = opened.embed_question("the river")
        passage = opened.embed(["the river"], never)[0]
        opened.close()
        assert vector @ passage > 0.999
        assert not (opened._cache / GRAPH).exists()

    def test_weights_that_do_not_fit_are_refused(self, tmp_path: Path) -> None:
        folder = write_embedder(tmp_path / "broken")
        (folder / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
        broken = open_embedder(folder, tmp_path / "cache")
        with pytest.raises(EngineError, match="embedder_unusable") as caught:
            broken.embed_question("river")
        assert caught.value.facts["reason"] == "missing_weights"
        broken.close()


@pytest.mark.slow
def test_the_embedder_in_the_box_keeps_its_published_neighbours(tmp_path: Path) -> None:
    folder = box_models() / "all-MiniLM-L6-v2"
    if not folder.is_dir():
        pytest.skip("the box has no embedder here")
    embedder = open_embedder(folder, tmp_path)
    passages = embedder.embed(["The cat sat on the mat.", "Interest rates rose in March.", "A kitten lay down."], never)
    question = embedder.embed_question("Where did the cat sit?")
    embedder.close()
    assert np.argsort(-(passages @ question)).tolist() == [0, 2, 1]
