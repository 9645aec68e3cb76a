"""Tokens a second of the embedding worker and of SentenceTransformer.encode with defaults, same passages, one run.

Usage: python -m bench.embedding EMBEDDER_FOLDER CORPUS.jsonl [--passages 400] [--rounds 3]
The two take turns, so that a busy computer slows both. Ends with 1 below a ratio of 2 or a cosine of 0.999.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

from engine.models.embedder import FolderEmbedder, open_embedder
from engine.offline import go_offline
from engine.sentences import sentence_spans

LEAST_RATIO, LEAST_COSINE = 2.0, 0.999
PASSAGE_PIECES = 220


def main() -> None:
    go_offline()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("embedder", type=Path)
    parser.add_argument("corpus", type=Path, help='JSON lines with "text"')
    parser.add_argument("--passages", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        ours = open_embedder(options.embedder, Path(cache))
        passages = read_passages(options.corpus, ours, options.passages)
        tokens = sum(min(ours.count(text) + 2, ours.max_tokens) for text in passages)
        is_good = compare(ours, options.embedder, passages, tokens, options.rounds)
        ours.close()
    sys.exit(0 if is_good else 1)


def compare(ours: FolderEmbedder, folder: Path, passages: list[str], tokens: int, rounds: int) -> bool:
    from sentence_transformers import SentenceTransformer

    os.environ["TQDM_DISABLE"] = "1"
    theirs = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    ours.embed(passages[:8], _never)  # both warm
    theirs.encode(passages[:8], show_progress_bar=False)
    ratios, processor_ratios = [], []
    for _ in range(rounds):
        began, began_processor = time.perf_counter(), _processor_seconds(ours)
        expected = theirs.encode(passages, show_progress_bar=False, normalize_embeddings=True)
        between, between_processor = time.perf_counter(), _processor_seconds(ours)
        found = ours.embed(passages, _never)
        ended, ended_processor = time.perf_counter(), _processor_seconds(ours)
        ratios.append((between - began) / (ended - between))
        processor_ratios.append((between_processor - began_processor) / (ended_processor - between_processor))
        print(
            f"encode {tokens / (between - began):6.0f} tokens/s, ours {tokens / (ended - between):6.0f} tokens/s,"
            f" ratio {ratios[-1]:.2f}, of processor time {processor_ratios[-1]:.2f}",
            flush=True,
        )
    cosine = float((found * expected).sum(axis=1).min())
    ratio = statistics.median(ratios)
    print(
        f"{len(passages)} passages, {tokens} tokens: ratio {ratio:.2f}, of processor time"
        f" {statistics.median(processor_ratios):.2f} (medians), least cosine {cosine:.5f}"
    )
    return ratio >= LEAST_RATIO and cosine >= LEAST_COSINE


def read_passages(corpus: Path, embedder: FolderEmbedder, most: int) -> list[str]:
    """Whole sentences, up to 220 word pieces a passage."""
    passages: list[str] = []
    for line in corpus.read_text("utf-8").splitlines():
        text = json.loads(line)["text"]
        start = end = 0
        for _, sentence_end in sentence_spans(text):
            if embedder.count(text[start:sentence_end]) > PASSAGE_PIECES and end > start:
                passages.append(text[start:end])
                start = end
            end = sentence_end
        if end > start:
            passages.append(text[start:end])
        if len(passages) >= most:
            break
    return passages[:most]


def _processor_seconds(ours: FolderEmbedder) -> float:
    """Of this process and the worker, all threads; a busy computer does not change it much."""
    worker = psutil.Process(ours.worker_pid).cpu_times() if ours.worker_pid else None
    return time.process_time() + (worker.user + worker.system if worker else 0.0)


def _never() -> bool:
    return False


if __name__ == "__main__":
    main()
