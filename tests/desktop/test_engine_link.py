"""Commands, endings, cancelling and life after a crash, without a process."""

from __future__ import annotations

import pytest

from desktop.workers import engine as link
from desktop.workers.engine import Engine
from engine.protocol import Ask, Cancel, Cancelled, Done, EngineReady, Event, Failed, Refresh, ReportStatus, Token
from tests.desktop.fake_engine import FakeEngine


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(fake: FakeEngine, clock: Clock, qtbot) -> Engine:
    fake.answers_by_itself = False
    made = Engine(fake, clock=clock)
    with qtbot.waitSignal(made.became_ready):
        made.start()
    return made


def test_commands_sent_before_the_engine_is_ready_wait(fake: FakeEngine, qtbot) -> None:
    made = Engine(fake)
    made.request(Refresh(id=0))
    assert fake.sent == []
    with qtbot.waitSignal(made.became_ready):
        made.start()
    assert [type(command) for command in fake.sent] == [Refresh]


def test_every_command_has_a_number_of_its_own_and_hears_only_its_events(engine: Engine, fake: FakeEngine) -> None:
    first, second = [], []
    one = engine.request(Ask(id=0, question="a"), first.append)
    two = engine.request(Ask(id=0, question="b"), second.append)
    fake.tell(Token(two, "x"))
    fake.tell(Done(one))
    assert one != two
    assert first == [Done(one)]
    assert second == [Token(two, "x")]


def test_nothing_is_heard_after_the_end(engine: Engine, fake: FakeEngine) -> None:
    heard = []
    number = engine.request(Ask(id=0, question="a"), heard.append)
    fake.tell(Done(number))
    fake.tell(Token(number, "late"))
    assert heard == [Done(number)]


@pytest.mark.parametrize(("reason", "code"), [("crashed", 6), ("exited", 0), ("exited", 1), ("protocol_error", 9)])
def test_when_the_process_ends_every_pending_command_fails(
    engine: Engine, fake: FakeEngine, qtbot, reason: str, code: int
) -> None:
    heard: list[Event] = []
    number = engine.request(Ask(id=0, question="a"), heard.append)
    with qtbot.waitSignal(engine.troubled) as trouble:
        fake.end(reason, code)
    assert heard == [Failed(number, "engine_stopped")]
    assert trouble.args == ["restarted"]
    assert fake.starts == 2


def test_it_is_started_again_twice_a_minute_and_not_more(engine: Engine, fake: FakeEngine, clock: Clock) -> None:
    said = []
    engine.troubled.connect(said.append)
    for _ in range(3):
        fake.end("crashed", 6)
    assert said == ["restarted", "restarted", "given_up"]
    assert fake.starts == 3
    assert engine.is_stopped


def test_after_a_minute_the_budget_is_full_again(engine: Engine, fake: FakeEngine, clock: Clock) -> None:
    said = []
    engine.troubled.connect(said.append)
    for _ in range(4):
        clock.now += 31
        fake.end("crashed", 6)
    assert said == ["restarted"] * 4


def test_what_is_asked_of_a_stopped_engine_fails_at_once(engine: Engine, fake: FakeEngine, qtbot) -> None:
    for _ in range(3):
        fake.end("crashed", 6)
    heard: list[Event] = []
    number = engine.request(Ask(id=0, question="a"), heard.append)
    qtbot.waitUntil(lambda: heard == [Failed(number, "engine_stopped")])


def test_the_user_can_start_a_stopped_engine(engine: Engine, fake: FakeEngine, qtbot) -> None:
    for _ in range(3):
        fake.end("crashed", 6)
    with qtbot.waitSignal(engine.became_ready):
        engine.start()
    assert not engine.is_stopped


def test_a_program_that_cannot_start_is_not_tried_again(engine: Engine, fake: FakeEngine, qtbot) -> None:
    with qtbot.waitSignal(engine.troubled) as trouble:
        fake.end("failed_to_start")
    assert trouble.args == ["failed_to_start"]
    assert fake.starts == 1


def test_another_protocol_stops_with_an_explanation(fake: FakeEngine, qtbot) -> None:
    fake.protocol = 99
    made = Engine(fake)
    said = []
    made.troubled.connect(said.append)
    made.start()
    qtbot.waitUntil(lambda: "other_protocol" in said)
    assert fake.kills == 1
    assert fake.starts == 1
    assert not made.is_ready


def test_a_refusal_before_ready_is_not_answered_by_restarting(fake: FakeEngine, qtbot) -> None:
    fake.refuses_with = "library_in_use"
    made = Engine(fake)
    failed = []
    made.failed.connect(failed.append)
    made.start()
    qtbot.waitUntil(lambda: made.is_stopped and not fake.is_up)
    assert [event.code for event in failed] == ["library_in_use"]
    assert fake.starts == 1


def test_cancelling_asks_first(engine: Engine, fake: FakeEngine, qtbot) -> None:
    heard: list[Event] = []
    number = engine.request(Ask(id=0, question="a"), heard.append)
    engine.cancel(number)
    engine.cancel(number)
    assert [command.target for command in fake.commands(Cancel)] == [number]
    qtbot.waitUntil(lambda: Cancelled(number) in heard)
    assert fake.kills == 0


def test_who_does_not_stop_is_killed_and_started_again(fake: FakeEngine, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(link, "CANCEL_PATIENCE_MS", 30)
    fake.hears_cancel, fake.answers_by_itself = False, False
    made = Engine(fake)
    with qtbot.waitSignal(made.became_ready):
        made.start()
    heard: list[Event] = []
    number = made.request(Ask(id=0, question="a"), heard.append)
    other: list[Event] = []
    second = made.request(ReportStatus(id=0), other.append)
    made.cancel(number)
    qtbot.waitUntil(lambda: fake.kills == 1)
    assert heard[-1] == Cancelled(number)
    assert other[-1] in (Failed(second, "engine_stopped"), Done(second))
    assert fake.starts == 2


def test_failures_nobody_waits_for_are_said(engine: Engine, fake: FakeEngine) -> None:
    failed = []
    engine.failed.connect(failed.append)
    number = engine.request(Refresh(id=0))
    fake.tell(Failed(number, "disk_full"))
    assert failed == [Failed(number, "disk_full")]


def test_the_first_line_is_passed_on(fake: FakeEngine, qtbot) -> None:
    made = Engine(fake)
    happened = []
    made.happened.connect(happened.append)
    with qtbot.waitSignal(made.became_ready):
        made.start()
    assert isinstance(happened[0], EngineReady)
