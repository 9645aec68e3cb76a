"""Commands in order on named threads, each with a stop flag, each ending exactly once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue

from engine.errors import EngineError, Stopped
from engine.protocol import Cancelled, Command, Emit, Event, Failed

log = logging.getLogger(__name__)


class Request:
    """A command under way. `stop` is the flag that everything long asks; `emit` sends its progress."""

    def __init__(self, command: Command, emit: Emit) -> None:
        self.id = command.id
        self.command = command
        self._emit = emit
        self._stopped = threading.Event()
        self._ended = False
        self._lock = threading.Lock()

    def stop(self) -> bool:
        return self._stopped.is_set()

    def cancel(self) -> None:
        self._stopped.set()

    def emit(self, event: Event) -> None:
        """Progress; silent once the command has ended."""
        with self._lock:
            if not self._ended:
                self._emit(event)

    def end(self, event: Event) -> bool:
        """Send the terminal event, once; false if it had ended."""
        with self._lock:
            if self._ended:
                return False
            self._ended = True
            self._emit(event)
            return True


Handler = Callable[[Request], Event]
"""Does the work and returns the terminal event; raises Stopped or EngineError."""


class Requests:
    """The commands under way, by id."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._open: dict[int, Request] = {}
        self._lock = threading.Lock()

    def begin(self, command: Command) -> Request:
        """Raises EngineError(protocol_error) when the id is in use."""
        with self._lock:
            if command.id in self._open or command.id < 1:
                raise EngineError("protocol_error", reason="id_in_use", command=command.id)
            request = self._open[command.id] = Request(command, self._emit)
            return request

    def run(self, request: Request, handler: Handler) -> None:
        """Run to the one ending, whatever happens."""
        try:
            ending = Cancelled(id=request.id) if request.stop() else handler(request)
        except Stopped:
            ending = Cancelled(id=request.id)
        except EngineError as error:
            ending = Failed(id=request.id, code=error.code, facts=error.facts)
        except MemoryError:
            ending = Failed(id=request.id, code="out_of_memory")
        except Exception as error:  # a defect must end the command too, and be seen in the log
            log.exception("%s failed", type(request.command).__name__)
            where = f"{type(request.command).__name__}: {type(error).__name__}"
            ending = Failed(id=request.id, code="internal", facts={"where": where})
        with self._lock:
            self._open.pop(request.id, None)
        request.end(ending)

    def cancel(self, target: int) -> None:
        with self._lock:
            request = self._open.get(target)
        if request:
            request.cancel()

    def cancel_kind(self, kind: type[Command]) -> None:
        """Stop every open command of a kind."""
        with self._lock:
            found = [request for request in self._open.values() if isinstance(request.command, kind)]
        for request in found:
            request.cancel()

    def cancel_all(self) -> None:
        self.cancel_kind(Command)


class Lane:
    """One thread that works through its commands in order."""

    def __init__(self, name: str, requests: Requests) -> None:
        self._requests = requests
        self._queue: SimpleQueue[tuple[Request, Handler] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, request: Request, handler: Handler) -> None:
        self._queue.put((request, handler))

    def close(self) -> None:
        """Work through what is queued (cancelled by now), then end."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while work := self._queue.get():
            self._requests.run(*work)
