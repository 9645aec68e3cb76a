"""The embedding worker: a process of its own that turns token ids into vectors. Only importer of sentence_transformers.

It owns nothing and dies after a while without work, and torch's memory with it. The parent sends batches that are
already cut and sorted, so that a batch takes about a tenth of a second: that is how soon indexing stands aside.
"""

from __future__ import annotations

import copy
import hashlib
import logging
import os
import platform
import signal
import sys
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from engine.models.kinds import Vectors
from engine.offline import go_offline

log = logging.getLogger(__name__)

GRAPH = "question.onnx"
REFERENCE = "question-reference.f32"
TRIED = "question-export-tried"
_LEAST_COSINE = 0.999
_LEAST_SPEEDUP = 1.15
_IDLE_SECONDS = 30.0
_THREADS_SPIN = "1000"
_EXPORT_TRIES = 3


class WorkerSettings(msgspec.Struct, frozen=True):
    """`cache` is the folder of this embedder's derived files. `samples`: token ids to measure and compare with."""

    folder: str
    cache: str
    dimension: int
    threads: int
    samples: list[list[int]]
    sample_texts: list[str]


class Started(msgspec.Struct, frozen=True):
    """The model stands. `precision` is what batches are computed in."""

    precision: str


class Refused(msgspec.Struct, frozen=True):
    """The folder cannot be used; `reason` is a fact of embedder_unusable."""

    reason: str


class Precision(msgspec.Struct, frozen=True):
    """What the one-second self-test found on this computer."""

    name: str
    speedup: float
    cosine: float


def serve(connection: Connection, settings: WorkerSettings) -> None:
    """Answer batches (lists of token ids) with float32 [rows, dimension] until the pipe closes or nothing comes.

    First message out: Started or Refused.
    """
    _settle_in(settings)
    try:
        _serve(connection, settings)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the engine is gone, or has no more work


def _serve(connection: Connection, settings: WorkerSettings) -> None:
    try:
        model = _load(settings)
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, ImportError) as error:
        log.warning("embedder refused: %s", type(error).__name__)
        connection.send(Refused("not_loadable"))
        return
    fault = _fault(model, settings)
    if fault:
        connection.send(Refused(fault))
        return
    reference = _vectors(model, settings.samples)
    cache = Path(settings.cache)
    _export_once(model, reference, settings.samples, cache)
    precision = _precision(model, reference, settings.samples, cache)
    connection.send(Started(precision.name))
    while connection.poll(_IDLE_SECONDS):
        connection.send(_vectors(model, connection.recv()))


def _settle_in(settings: WorkerSettings) -> None:
    go_offline()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the engine's to answer; it closes the pipe
    # Threads that spin while they wait take the cores from whoever answers a question; these give up after a moment.
    os.environ["GOMP_SPINCOUNT"] = _THREADS_SPIN
    os.environ["OMP_NUM_THREADS"] = str(settings.threads)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if hasattr(os, "nice"):
        os.nice(5)


def _load(settings: WorkerSettings) -> Any:
    import torch
    import tqdm

    # Its default lock is a semaphore of the system, which a killed worker would leave behind.
    tqdm.tqdm.set_lock(threading.RLock())
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    torch.set_num_threads(settings.threads)
    model = SentenceTransformer(
        settings.folder,
        device="cpu",
        trust_remote_code=False,
        local_files_only=True,
        model_kwargs={"use_safetensors": True, "dtype": torch.float32},
    )
    return model.eval()


def _fault(model: Any, settings: WorkerSettings) -> str:
    """Why the loaded model must not be used; empty when it may."""
    if not _tokenizes_alike(model, settings):
        return "tokenizer_differs"
    sample = _vectors(model, settings.samples[:1])
    if sample.shape[1] != settings.dimension or not np.isfinite(sample).all():
        return "wrong_vectors"
    if not (Path(settings.cache) / GRAPH).exists() and _lacks_weights(settings.folder):
        return "missing_weights"
    return ""


def _lacks_weights(folder: str) -> bool:
    """Whether transformers filled weights up with random numbers, which it only logs. The pooler is not used."""
    from transformers import AutoModel

    _, info = AutoModel.from_pretrained(
        folder, output_loading_info=True, local_files_only=True, trust_remote_code=False, use_safetensors=True
    )
    return any(not name.startswith("pooler.") for name in info["missing_keys"])


def _tokenizes_alike(model: Any, settings: WorkerSettings) -> bool:
    """The parent cuts texts with the tokenizers library alone; the model's own tokenizer must agree."""
    encoded = model.tokenizer(settings.sample_texts, truncation=True, max_length=len(max(settings.samples, key=len)))
    return bool(list(encoded["input_ids"]) == settings.samples)


def _vectors(model: Any, rows: Sequence[Sequence[int]]) -> Vectors:
    """Unit vectors of one batch. The transformer runs in its own precision, pooling and what follows in float32."""
    import torch

    longest = max(len(row) for row in rows)
    padding = model.tokenizer.pad_token_id or 0
    ids = torch.full((len(rows), longest), padding, dtype=torch.long)
    mask = torch.zeros((len(rows), longest), dtype=torch.long)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = torch.tensor(row)
        mask[index, : len(row)] = 1
    transformer, *others = list(model)
    with torch.inference_mode():
        features = transformer({"input_ids": ids, "attention_mask": mask})
        features["token_embeddings"] = features["token_embeddings"].float()
        for module in others:
            features = module(features)
        vectors = features["sentence_embedding"]
        return np.asarray(torch.nn.functional.normalize(vectors, dim=1).numpy(), dtype=np.float32)


def _export_once(model: Any, reference: Vectors, samples: Sequence[Sequence[int]], cache: Path) -> None:
    """Write the graph that answers single questions without torch, and the vectors it must reproduce.

    Tried a few times per weights, in case it was killed halfway: an export that fails, or takes the process with it,
    would fail again. `TRIED` grows by a byte each time.
    """
    tried = cache / TRIED
    if (cache / GRAPH).exists() or (tried.exists() and tried.stat().st_size >= _EXPORT_TRIES):
        return
    cache.mkdir(parents=True, exist_ok=True)
    with tried.open("ab") as count:
        count.write(b"x")
    unfinished = cache / f"{GRAPH}.new"
    try:
        _export(model, samples[0], unfinished)
    except (RuntimeError, ValueError, TypeError, AttributeError, KeyError, NotImplementedError, ImportError) as error:
        log.warning("no question graph: %s", type(error).__name__)
        unfinished.unlink(missing_ok=True)
        return
    (cache / REFERENCE).write_bytes(reference.astype("<f4").tobytes())
    unfinished.replace(cache / GRAPH)


def _export(model: Any, sample: Sequence[int], file: Path) -> None:
    import warnings

    import torch

    class Graph(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: Any, mask: Any) -> Any:
            vector = self.model({"input_ids": ids, "attention_mask": mask})["sentence_embedding"]
            return torch.nn.functional.normalize(vector, dim=1)

    ids = torch.tensor([list(sample)])
    axes = {"ids": {0: "rows", 1: "tokens"}, "mask": {0: "rows", 1: "tokens"}}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warns of every shape it fixes; the parity test is the judge
        torch.onnx.export(
            Graph().eval(),
            (ids, torch.ones_like(ids)),
            str(file),
            input_names=["ids", "mask"],
            output_names=["vector"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,  # the newer exporter needs onnxscript
        )


def _precision(model: Any, reference: Vectors, samples: Sequence[Sequence[int]], cache: Path) -> Precision:
    """bfloat16 where this processor is quicker with it and the vectors stay the same; the model is left in it."""
    import torch

    file = cache / f"precision-{_computer(torch.__version__, torch.get_num_threads())}.json"
    try:
        known = msgspec.json.decode(file.read_bytes(), type=Precision)
    except (OSError, msgspec.DecodeError):
        known = None
    if known and known.name == "float32":
        return known
    quick = copy.deepcopy(model[0]).to(torch.bfloat16)
    if known is None:
        batch = [max((list(row) for row in samples), key=len)] * 4
        before = _seconds(model, batch)
        exact, model[0] = model[0], quick
        speedup = before / _seconds(model, batch)
        cosine = float((_vectors(model, samples) * reference).sum(axis=1).min())
        good = cosine >= _LEAST_COSINE and speedup >= _LEAST_SPEEDUP
        known = Precision("bfloat16" if good else "float32", round(speedup, 2), round(cosine, 5))
        cache.mkdir(parents=True, exist_ok=True)
        file.write_bytes(msgspec.json.encode(known))
        quick = quick if good else exact
    model[0] = quick
    return known


def _seconds(model: Any, batch: Sequence[Sequence[int]]) -> float:
    """The quickest of three, the first of which warms up."""
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        _vectors(model, batch)
        taken.append(time.perf_counter() - began)
    return min(taken)


def _computer(torch_version: str, threads: int) -> str:
    parts = (platform.node(), platform.machine(), platform.processor(), torch_version, str(threads))
    return hashlib.blake2b("|".join(parts).encode(), digest_size=6).hexdigest()
