"""A real program on the other side: every way it can end or misbehave."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop.workers.process import Ending, WorkerProcess
from engine.protocol import MAX_LINE_BYTES, Ask, Done, EngineReady, Token, events

READY = '{"type":"EngineReady","id":0,"protocol":1,"build":"b","library":"/l"}'
START = "import os, sys, time\nsay = lambda line: os.write(1, (line + chr(10)).encode())\n"
Make = Callable[[str], WorkerProcess]


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    made: list[WorkerProcess] = []

    def make_now(script: str) -> WorkerProcess:
        worker = WorkerProcess(sys.executable, ["-c", START + script], events)
        made.append(worker)
        return worker

    yield make_now
    for worker in made:
        worker.stop(200)


def heard(worker: WorkerProcess) -> list[object]:
    got: list[object] = []
    worker.received.connect(got.append)
    return got


def end_of(qtbot: QtBot, worker: WorkerProcess) -> Ending:
    with qtbot.waitSignal(worker.ended, timeout=10_000) as ended:
        worker.start()
    return ended.args[0]


def test_messages_arrive_and_commands_are_read(make: Make, qtbot: QtBot) -> None:
    worker = make(
        f'say(\'{READY}\')\nline = sys.stdin.readline()\nsay(\'{{"type":"Token","id":7,"text":"%d"}}\' % len(line))'
    )
    got = heard(worker)
    worker.start()
    qtbot.waitUntil(lambda: isinstance(got[0] if got else None, EngineReady), timeout=10_000)
    worker.send(Ask(id=7, question="how many?"))
    qtbot.waitUntil(lambda: len(got) == 2)
    assert isinstance(got[1], Token)


def test_a_program_that_is_not_there_is_told(qtbot: QtBot) -> None:
    worker = WorkerProcess("/nowhere/at/all", [], events)
    assert end_of(qtbot, worker) == Ending("failed_to_start")


@pytest.mark.parametrize(
    ("script", "ending"),
    [
        ("sys.exit(0)", Ending("exited", 0)),
        ("sys.exit(3)", Ending("exited", 3)),
        ("os.abort()", Ending("crashed", 6)),
        ("import ctypes; ctypes.string_at(0)", Ending("crashed", 11)),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="signals have other numbers there")
def test_every_end_is_told_once(make: Make, qtbot: QtBot, script: str, ending: Ending) -> None:
    worker = make(script)
    endings: list[Ending] = []
    worker.ended.connect(endings.append)
    assert end_of(qtbot, worker) == ending
    assert endings == [ending]


def test_messages_sent_right_before_the_end_are_heard_first(make: Make, qtbot: QtBot) -> None:
    worker = make('for n in range(30000): say(\'{"type":"Done","id":%d}\' % n)')
    got = heard(worker)
    end_of(qtbot, worker)
    assert got[-1] == Done(29_999)
    assert len(got) == 30_000


@pytest.mark.parametrize(
    "script",
    [
        "say('no message'); time.sleep(60)",
        'say(\'{"type":"Done"}\'); time.sleep(60)',
        'say(\'{"type":"Done","id":1,"more":2}\'); time.sleep(60)',
        "os.write(1, bytes(range(200, 256)) + chr(10).encode()); time.sleep(60)",
        f"for n in range({MAX_LINE_BYTES // 1_000_000 + 2}): os.write(1, b'x' * 1000000)\ntime.sleep(60)",
    ],
    ids=["words", "field missing", "field unknown", "bytes", "endless line"],
)
def test_what_is_no_message_ends_the_program(make: Make, qtbot: QtBot, script: str) -> None:
    worker = make(script)
    assert end_of(qtbot, worker).reason == "protocol_error"
    assert not worker.is_running()


def test_a_flood_leaves_the_window_its_turn(make: Make, qtbot: QtBot) -> None:
    worker = make(
        'out = b\'{"type":"Token","id":1,"text":"word"}\' + bytes([10])\nfor n in range(60): os.write(1, out * 1000)'
    )
    got = heard(worker)
    ticks: list[float] = []
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start()
    end_of(qtbot, worker)
    assert len(got) == 60_000
    gaps = [after - before for before, after in pairwise(ticks)]
    assert max(gaps, default=0) < 0.5


def test_stray_prints_on_standard_error_are_kept_apart_and_bounded(make: Make, qtbot: QtBot) -> None:
    worker = make('os.write(2, b\'noise \' * 20000)\nsay(\'{"type":"Done","id":1}\')')
    got = heard(worker)
    end_of(qtbot, worker)
    assert got == [Done(1)]
    assert 0 < len(worker.tail) <= 16_384


def test_stopping_closes_its_input_and_waits(make: Make, qtbot: QtBot) -> None:
    worker = make(f"say('{READY}')\nsys.stdin.read()")
    with qtbot.waitSignal(worker.received, timeout=10_000):
        worker.start()
    with qtbot.waitSignal(worker.ended) as ended:
        worker.stop()
    assert ended.args[0].reason == "stopped"


def test_who_does_not_hear_is_killed(make: Make, qtbot: QtBot) -> None:
    worker = make(f"say('{READY}')\nwhile True: time.sleep(1)")
    with qtbot.waitSignal(worker.received, timeout=10_000):
        worker.start()
    worker.stop(patience_ms=50)
    assert not worker.is_running()


def test_it_can_be_started_again(make: Make, qtbot: QtBot) -> None:
    worker = make(f"say('{READY}')")
    got = heard(worker)
    end_of(qtbot, worker)
    end_of(qtbot, worker)
    assert len(got) == 2


def test_sending_to_an_ended_program_does_nothing(make: Make, qtbot: QtBot) -> None:
    worker = make("pass")
    end_of(qtbot, worker)
    worker.send(Ask(id=1, question="anyone?"))
    assert not worker.is_running()


def test_much_more_than_a_pipe_holds_can_be_sent(make: Make, qtbot: QtBot) -> None:
    worker = make(
        'time.sleep(0.2)\nline = sys.stdin.readline()\nsay(\'{"type":"Token","id":%d,"text":""}\' % len(line))'
    )
    got = heard(worker)
    worker.start()
    worker.send(Ask(id=1, question="x" * 3_000_000))
    qtbot.waitUntil(lambda: bool(got), timeout=10_000)
    assert got[0].id > 3_000_000
