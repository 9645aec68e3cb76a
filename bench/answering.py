"""Answers to labelled questions over an indexed library: right sentence, right document, declined, time.

    python -m bench.answering --library DIR --model FILE --questions resources/sample-library-questions.jsonl
    python -m bench.answering --library DIR --model FILE --xquad ../shared/data/qa/xquad-en --limit 100 --left-out

The library is indexed before (`carrel index`). A questions file is JSON lines: question, answers, documents (file
names) and sentence; without documents the question has no answer in the library. XQuAD: a file `<id>.txt` each.
`--left-out` asks every answerable question a second time with its own document out of scope: to be declined.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from pathlib import Path
from typing import NamedTuple

from engine.answer.answer import AnswerDraft, Answerer, AnswerRequest
from engine.finding import Finding
from engine.library.library import Library
from engine.models.embedder import open_embedder
from engine.models.llama import LlamaModel
from engine.models.shelf import Shelf
from engine.offline import go_offline
from engine.paths import user_cache
from engine.sentences import sentence_spans


class Question(NamedTuple):
    text: str
    answers: tuple[str, ...]
    documents: tuple[str, ...]
    sentence: str


class Result(NamedTuple):
    question: Question
    draft: AnswerDraft
    retrieve_ms: float
    left_out: bool


def main() -> None:
    arguments = _arguments()
    go_offline()
    questions = _from_xquad(arguments.xquad) if arguments.xquad else _from_file(arguments.questions)
    random.Random(arguments.seed).shuffle(questions)
    questions = questions[: arguments.limit]
    library = Library(arguments.library)
    embedder = open_embedder(Shelf().embedder(), user_cache())
    embedder.prepare()
    library.passages.use_embedder(embedder.key, embedder.dimension)
    finding = Finding(library, embedder)
    model = LlamaModel(arguments.model) if arguments.model else None
    answerer = Answerer(model, embedder, finding.place)
    everything = [record.path for record in library.documents.all()]
    results = []
    for question in questions:
        results.append(_ask(answerer, finding, question, (), False))
        if arguments.left_out and question.documents:
            others = [path for path in everything if Path(path).name not in question.documents]
            results.append(_ask(answerer, finding, question, others, True))
        if arguments.verbose:
            _tell(results[-1])
    _report(results, model.name if model else "no model")
    embedder.close()
    library.close()


def _ask(
    answerer: Answerer, finding: Finding, question: Question, scope: tuple[str, ...] | list[str], left_out: bool
) -> Result:
    began = time.monotonic()
    evidence = finding.evidence(question.text, scope, lambda: False)
    retrieve_ms = 1000 * (time.monotonic() - began)
    draft = answerer.answer(AnswerRequest(question.text, evidence), lambda piece: None, lambda: False)
    return Result(question, draft, retrieve_ms, left_out)


def is_right_sentence(question: Question, draft: AnswerDraft) -> bool:
    """A quote of the right document holds the labelled sentence, or is held by it."""
    wanted = _plain(question.sentence)
    for source in draft.sources:
        for quote in source.quotes:
            text = _plain(quote.text)
            if Path(source.document).name in question.documents and (
                wanted in text or (text in wanted and len(text) > 20)
            ):
                return True
    return False


def is_right_document(question: Question, draft: AnswerDraft) -> bool:
    return bool(draft.sources) and Path(draft.sources[0].document).name in question.documents


def holds_answer(question: Question, draft: AnswerDraft) -> bool:
    """The answer's text holds one of the labelled answers."""
    return any(_plain(answer) in _plain(draft.text) for answer in question.answers)


def _report(results: list[Result], model: str) -> None:
    asked = [result for result in results if result.question.documents and not result.left_out]
    answered = [result for result in asked if not result.draft.abstained]
    unanswerable = [result for result in results if not result.question.documents or result.left_out]
    print(f"model {model}")
    if asked:
        right = sum(is_right_sentence(result.question, result.draft) for result in answered)
        first = sum(is_right_document(result.question, result.draft) for result in answered)
        both = sum(
            is_right_sentence(result.question, result.draft) and is_right_document(result.question, result.draft)
            for result in answered
        )
        held = sum(holds_answer(result.question, result.draft) for result in answered)
        print(
            f"answerable {len(asked)}: answered {len(answered)}, right document first {first}, right sentence {right},"
        )
        print(f"  both {both} = {both / len(asked):.3f}, answer held {held} = {held / len(asked):.3f}")
    if unanswerable:
        declined = sum(result.draft.abstained for result in unanswerable)
        print(f"unanswerable {len(unanswerable)}: declined {declined} = {declined / len(unanswerable):.3f}")
    first_ms = [result.draft.first_token_ms for result in asked]
    total_ms = [result.draft.total_ms for result in asked]
    retrieve_ms = [result.retrieve_ms for result in results]
    if len(first_ms) > 1:
        print(
            f"ms, median (90 %): retrieve {_spread(retrieve_ms)}, first token {_spread(first_ms)},"
            f" total {_spread(total_ms)}"
        )


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.0f} ({statistics.quantiles(values, n=10)[-1]:.0f})"


def _tell(result: Result) -> None:
    question, draft = result.question, result.draft
    marks = "".join(
        letter if told else "-"
        for letter, told in (
            ("d", is_right_document(question, draft)),
            ("s", is_right_sentence(question, draft)),
            ("a", holds_answer(question, draft)),
            ("0", draft.abstained),
        )
    )
    expected = "" if question.documents and not result.left_out else " (no answer)"
    print(f"{marks} {draft.first_token_ms:5.0f} ms {question.text}{expected}\n       {draft.text[:200]}")


def _from_file(path: Path) -> list[Question]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
    return [
        Question(row["question"], tuple(row["answers"]), tuple(row["documents"]), row.get("sentence", ""))
        for row in rows
    ]


def _from_xquad(folder: Path) -> list[Question]:
    texts = {row["_id"]: row["text"] for row in _rows(folder / "corpus.jsonl")}
    questions = []
    for row in _rows(folder / "answers.jsonl"):
        text, (answer, *_) = texts[row["doc_id"]], row["answers"]
        start = answer["start"]
        sentence = next(text[a:b] for a, b in sentence_spans(text) if a <= start < b)
        questions.append(Question(row["question"], (answer["text"],), (f"{row['doc_id']}.txt",), sentence))
    return questions


def _rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def _plain(text: str) -> str:
    return " ".join(text.replace("|", " ").split()).casefold()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="a GGUF; none: what the program finds alone")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--questions", type=Path)
    source.add_argument("--xquad", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--left-out", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
