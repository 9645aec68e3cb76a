"""nDCG@10 of full text, vectors and both on BEIR-style folders, through the engine as users have it.

Usage: python -m bench.retrieval FOLDER… [--work DIR] [--split test] [--modes text,dense,hybrid]
Each document becomes a .txt file (title, blank line, text); the files are indexed into a library under DIR, kept for
the next run. A document ranks where its best passage does. Ends with 1 when a bar of `BARS` is missed.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast
from urllib.parse import quote

from engine.offline import go_offline
from engine.protocol import AddFolder, Refresh, ReportStatus, Search, SearchResult, StatusReported
from engine.values import Mode
from engine.verbs import Engine

BARS = {
    ("scifact", "dense"): 0.640,
    ("scifact", "text"): 0.655,
    ("scifact", "hybrid"): 0.715,
    ("xquad-en", "hybrid"): 0.965,
}
DEPTH = 60
"""Passages asked for: enough for ten documents even where one has many passages among the best."""

Grades = dict[str, dict[str, int]]


def main() -> None:
    go_offline()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--work", type=Path)
    parser.add_argument("--split", default="test")
    parser.add_argument("--modes", default="text,dense,hybrid")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = (options.work or Path(temporary)).resolve()
        missed = [
            line
            for folder in options.folders
            for line in measure(folder, work / folder.name, options.split, options.modes.split(","))
        ]
    for line in missed:
        print(line)
    sys.exit(1 if missed else 0)


def measure(folder: Path, work: Path, split: str, modes: Sequence[str]) -> list[str]:
    """Index and search one folder; prints a line a mode and returns the bars missed."""
    documents, questions, grades = read_beir(folder, split)
    files = write_documents(documents, work / "documents")
    engine = Engine(work / "library", everything=False)
    began = time.monotonic()
    list(engine.run(lambda id: AddFolder(id, path=str(work / "documents"))))
    list(engine.run(lambda id: Refresh(id)))
    (status,) = [event for event in engine.run(lambda id: ReportStatus(id)) if isinstance(event, StatusReported)]
    print(
        f"{folder.name}: {len(files)} documents, {status.passages} passages, {status.counts},"
        f" brought up to date in {time.monotonic() - began:.0f} s",
        flush=True,
    )
    missed = []
    for mode in modes:
        found = dict(search(engine, questions, grades, cast(Mode, mode), files))
        score = sum(ndcg(found[q][0], grades[q]) for q in grades) / len(grades)
        millis = sorted(each for _, each in found.values())
        bar = BARS.get((folder.name, mode)) if split == "test" else None
        print(
            f"{folder.name:12s} {mode:7s} nDCG@10 {score:.4f}"
            + (f" (bar {bar:.3f})" if bar else "")
            + f"  {len(grades)} questions, median {millis[len(millis) // 2]:.0f} ms",
            flush=True,
        )
        if bar and score < bar:
            missed.append(f"missed: {folder.name} {mode} {score:.4f} < {bar:.3f}")
    engine.close()
    return missed


def search(
    engine: Engine, questions: Mapping[str, str], grades: Grades, mode: Mode, files: Mapping[str, str]
) -> Iterator[tuple[str, tuple[list[str], float]]]:
    """Each question's documents, best first, and the milliseconds it took."""
    for key in grades:
        for event in engine.run(lambda id, key=key: Search(id, question=questions[key], limit=DEPTH, mode=mode)):
            if isinstance(event, SearchResult):
                ranked = dict.fromkeys(files[Path(source.document).name] for source in event.sources)
                yield key, (list(ranked), event.millis)


def read_beir(folder: Path, split: str) -> tuple[dict[str, str], dict[str, str], Grades]:
    """Document texts, questions, and the grades above 0 of the documents of each judged question."""
    documents, questions = {}, {}
    for line in (folder / "corpus.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        title = f"{row['title']}\n\n" if row.get("title") else ""
        documents[row["_id"]] = title + row["text"] + "\n"
    for line in (folder / "queries.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        questions[row["_id"]] = row["text"]
    grades: Grades = defaultdict(dict)
    with (folder / "qrels" / f"{split}.tsv").open(encoding="utf-8") as lines:
        for question, document, grade in list(csv.reader(lines, delimiter="\t"))[1:]:
            if int(grade) > 0:
                grades[question][document] = int(grade)
    return documents, questions, dict(grades)


def write_documents(documents: Mapping[str, str], folder: Path) -> dict[str, str]:
    """File name to document id; a file that is there already is left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for key, text in documents.items():
        file = folder / f"{quote(key, safe=' ')}.txt"
        files[file.name] = key
        if not file.exists():
            file.write_text(text, encoding="utf-8")
    return files


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain with the grade as gain, as trec_eval counts it."""
    gain = sum(grades.get(document, 0) / math.log2(rank + 2) for rank, document in enumerate(ranked[:depth]))
    ideal = sorted(grades.values(), reverse=True)[:depth]
    return gain / sum(grade / math.log2(rank + 2) for rank, grade in enumerate(ideal))


if __name__ == "__main__":
    main()
