import random
import threading
from collections import defaultdict

import pytest

from engine.errors import EngineError, Stopped
from engine.lanes import Lane, Request, Requests
from engine.protocol import TERMINAL, Cancelled, Done, Event, Failed, Refresh, Token


def collected() -> tuple[list[Event], Requests]:
    events: list[Event] = []
    return events, Requests(events.append)


def run(requests: Requests, number: int, handler) -> None:  # type: ignore[no-untyped-def]
    requests.run(requests.begin(Refresh(number)), handler)


def test_an_engine_error_ends_as_failed_with_its_code_and_facts() -> None:
    events, requests = collected()

    def handler(request: Request) -> Event:
        raise EngineError("no_such_document", path="/a")

    run(requests, 1, handler)
    assert events == [Failed(1, "no_such_document", {"path": "/a"})]


def test_a_defect_ends_the_command_too(caplog: pytest.LogCaptureFixture) -> None:
    events, requests = collected()

    def handler(request: Request) -> Event:
        raise ZeroDivisionError

    run(requests, 1, handler)
    (ending,) = events
    assert isinstance(ending, Failed) and ending.code == "internal"


def test_an_id_in_use_is_refused_and_one_that_ended_may_not_disturb() -> None:
    _, requests = collected()
    requests.begin(Refresh(1))
    with pytest.raises(EngineError):
        requests.begin(Refresh(1))


def test_nothing_follows_the_ending() -> None:
    events, requests = collected()
    request = requests.begin(Refresh(1))
    requests.run(request, lambda request: Done(id=1))
    request.emit(Token(1, "late"))
    assert not request.end(Done(id=1))
    assert events == [Done(1)]


def test_a_command_cancelled_while_it_waits_never_runs() -> None:
    events, requests = collected()
    lane = Lane("test", requests)
    started, go = threading.Event(), threading.Event()

    def slow(request: Request) -> Event:
        started.set()
        go.wait()
        return Done(id=request.id)

    def never(request: Request) -> Event:
        raise AssertionError("ran")

    lane.submit(requests.begin(Refresh(1)), slow)
    lane.submit(requests.begin(Refresh(2)), never)
    started.wait()
    requests.cancel(2)
    go.set()
    lane.close()
    assert events == [Done(1), Cancelled(2)]


@pytest.mark.parametrize("seed", range(8))
def test_every_command_ends_exactly_once_under_random_orders_and_cancels(seed: int) -> None:
    chance = random.Random(seed)
    events, requests = collected()
    lanes = [Lane(f"lane-{number}", requests) for number in range(3)]

    def handler(request: Request) -> Event:
        kind = chance.random()
        for step in range(chance.randrange(5)):
            request.emit(Token(request.id, str(step)))
            if request.stop():
                raise Stopped
        if kind < 0.2:
            raise EngineError("no_model")
        if kind < 0.3:
            raise MemoryError
        return Done(id=request.id)

    for number in range(1, 200):
        chance.choice(lanes).submit(requests.begin(Refresh(number)), handler)
        if chance.random() < 0.4:
            requests.cancel(chance.randrange(1, number + 1))
    for lane in lanes:
        lane.close()

    seen = defaultdict(list)
    for event in events:
        seen[event.id].append(event)
    assert sorted(seen) == list(range(1, 200))
    for own in seen.values():
        assert isinstance(own[-1], TERMINAL)
        assert sum(isinstance(event, TERMINAL) for event in own) == 1
