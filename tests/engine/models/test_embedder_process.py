"""The parent's side, with workers that fail on purpose."""

import os
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest

from engine.errors import EngineError
from engine.models.embedder_process import EmbedderProcess
from engine.models.embedder_worker import Refused, Started, WorkerSettings


def lengths(connection: Connection, settings: WorkerSettings) -> None:
    """A worker whose vectors are the rows' lengths; `[0]` kills it once, `[9]` always, `[1]` retires it."""
    mark = Path(settings.cache) / "died"
    connection.send(Started("float32"))
    while connection.poll(30):
        try:
            rows = connection.recv()
        except EOFError:
            return
        if rows == [[9]] or (rows == [[0]] and not mark.exists()):
            mark.touch()
            os._exit(1)
        connection.send(np.array([[len(row)] for row in rows], np.float32))
        if rows == [[1]]:
            sys.exit()


def refusing(connection: Connection, settings: WorkerSettings) -> None:
    connection.send(Refused("not_loadable"))


Make = Callable[..., EmbedderProcess]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[EmbedderProcess] = []

    def build(serve: Callable[[Connection, WorkerSettings], None] = lengths) -> EmbedderProcess:
        settings = WorkerSettings("folder", str(tmp_path), dimension=1, threads=1, samples=[], sample_texts=[])
        made.append(EmbedderProcess(settings, serve))
        return made[-1]

    yield build
    for process in made:
        process.close()


def test_a_batch_whose_worker_dies_is_sent_once_more(make: Make) -> None:
    process = make()
    first = process.vectors([[5, 5]])
    pid = process.pid
    assert process.vectors([[0]]).tolist() == [[1.0]]
    assert first.tolist() == [[2.0]]
    assert process.pid != pid


def test_a_batch_that_kills_twice_is_given_up(make: Make) -> None:
    process = make()
    with pytest.raises(EngineError, match="embedder_unusable") as caught:
        process.vectors([[9]])
    assert caught.value.facts == {"path": "folder", "reason": "crashed"}
    assert process.vectors([[5]]).tolist() == [[1.0]]


def test_a_worker_that_left_is_started_again(make: Make) -> None:
    process = make()
    process.vectors([[1]])
    assert process.vectors([[5, 5, 5]]).tolist() == [[3.0]]


def test_what_the_worker_refuses_is_told(make: Make) -> None:
    with pytest.raises(EngineError, match="embedder_unusable") as caught:
        make(refusing).start()
    assert caught.value.facts["reason"] == "not_loadable"


def test_after_closing_nothing_runs_and_nothing_starts(make: Make) -> None:
    process = make()
    process.vectors([[5]])
    process.close()
    assert process.pid is None
    with pytest.raises(EngineError, match="embedder_unusable"):
        process.vectors([[5]])
