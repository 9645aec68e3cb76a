"""First token of an answer while a large folder is being indexed, as a ratio to the idle desk. One run, both sides.

Usage: python -m bench.while_indexing BUSY_FOLDER [--model FILE]
The sample library is indexed first; its questions are asked idle, then again while BUSY_FOLDER is read and embedded.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from importlib.resources import as_file, files
from pathlib import Path

from engine.offline import go_offline
from engine.protocol import AddFolder, Answered, Ask, Event, Refresh, ReportStatus, StatusReported
from engine.verbs import Engine

QUESTIONS = 6


def first_tokens(engine: Engine, questions: list[str], model: str | None) -> list[float]:
    found = []
    for question in questions:
        for event in engine.run(lambda id, question=question: Ask(id, question=question, model=model)):
            if isinstance(event, Answered):
                found.append(event.timing.first_token_ms)
    return found


def run(engine: Engine, command: type[AddFolder] | type[Refresh] | type[ReportStatus], **fields: str) -> list[Event]:
    return list(engine.run(lambda id: command(id, **fields)))


def main() -> None:
    go_offline()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("busy_folder", type=Path)
    parser.add_argument("--model")
    options = parser.parse_args()
    rows = [
        json.loads(line) for line in (files("resources") / "sample-library-questions.jsonl").read_text().splitlines()
    ]
    questions = [row["question"] for row in rows if row["answers"]][:QUESTIONS]
    with tempfile.TemporaryDirectory() as folder, as_file(files("resources") / "sample-library") as sample:
        engine = Engine(Path(folder) / "library", everything=True)
        run(engine, AddFolder, path=str(sample))
        run(engine, Refresh)
        first_tokens(engine, questions[:1], options.model)  # loads the model
        idle = first_tokens(engine, questions, options.model)
        run(engine, AddFolder, path=str(options.busy_folder.resolve()))
        busy = first_tokens(engine, questions, options.model)
        (report,) = [event for event in run(engine, ReportStatus) if isinstance(event, StatusReported)]
        engine.close()
    unfinished = sum(number for state, number in report.counts.items() if state in {"Waiting", "Reading", "Embedding"})
    print(f"{unfinished} documents still unfinished after the last question (0 would void the measurement)")
    print(f"first token idle {statistics.median(idle):.0f} ms, while indexing {statistics.median(busy):.0f} ms")
    print(f"ratio {statistics.median(busy) / statistics.median(idle):.2f} (median of {len(busy)} questions each)")


if __name__ == "__main__":
    main()
