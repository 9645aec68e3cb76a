"""The engine as the window sees it: numbered commands, their events, cancelling, and life after a crash."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal, Protocol, TypeVar

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from desktop.workers.process import Ending
from engine.protocol import PROTOCOL, TERMINAL, Cancel, Cancelled, Command, EngineReady, Event, Failed

CANCEL_PATIENCE_MS = 3000
RESTARTS_A_MINUTE = 2

Hear = Callable[[Event], object]
Trouble = Literal["restarted", "given_up", "refused", "other_protocol", "failed_to_start"]
C = TypeVar("C", bound=Command)


class Worker(Protocol):
    """What the engine link needs of a program; WorkerProcess is the real one."""

    @property
    def received(self) -> SignalInstance: ...
    @property
    def ended(self) -> SignalInstance: ...
    def start(self) -> None: ...
    def send(self, message: msgspec.Struct) -> None: ...
    def kill(self) -> None: ...
    def stop(self) -> None: ...
    def is_running(self) -> bool: ...


class Engine(QObject):
    """Every command ends in exactly one terminal event to its hearer, also when the process does not live to send it.

    `happened` carries every event; `failed` the failures of commands without a hearer, and of none.
    """

    happened = Signal(object)
    failed = Signal(Failed)
    became_ready = Signal()
    troubled = Signal(str)

    def __init__(
        self, worker: Worker, parent: QObject | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._worker, self._clock = worker, clock
        self._pending: dict[int, Hear] = {}
        self._cancelling: dict[int, QTimer] = {}
        self._waiting: list[Command] = []
        self._last_id = 0
        self._restarts: list[float] = []
        self._is_ready = False
        self._has_refused = False
        worker.received.connect(self._on_received)
        worker.ended.connect(self._on_ended)

    @property
    def is_ready(self) -> bool:
        return self._is_ready

    @property
    def is_stopped(self) -> bool:
        """It does not run and is not started again by itself."""
        return self._has_refused

    def start(self) -> None:
        """Start the program, also after it was given up."""
        self._has_refused = False
        self._restarts.clear()
        self._worker.start()

    def close(self) -> None:
        """Ask the program to end, and see to it that it does. The last thing done with an engine."""
        self._is_ready = False
        self._worker.stop()
        self._worker.received.disconnect(self._on_received)
        self._worker.ended.disconnect(self._on_ended)

    def request(self, command: Command, hear: Hear | None = None) -> int:
        """Send the command under a new number, which is returned, once the engine is ready; `hear` gets its events."""
        self._last_id += 1
        numbered = msgspec.structs.replace(command, id=self._last_id)
        self._pending[numbered.id] = hear or self._hear_failures
        if self._is_ready:
            self._worker.send(numbered)
        else:
            self._waiting.append(numbered)
            if not self._worker.is_running() and self._has_refused:
                QTimer.singleShot(0, self, self._fail_pending)
        return numbered.id

    def cancel(self, target: int) -> None:
        """Ask a command to stop; if it has not ended after three seconds, the program is killed and started again."""
        if target not in self._pending or target in self._cancelling:
            return
        self.request(Cancel(id=0, target=target))
        timer = QTimer(self, interval=CANCEL_PATIENCE_MS, singleShot=True)
        timer.timeout.connect(self._worker.kill)
        self._cancelling[target] = timer
        timer.start()

    def _on_received(self, message: object) -> None:
        match message:
            case EngineReady(protocol=protocol) if protocol != PROTOCOL:
                self._has_refused = True
                self._worker.kill()
                self.troubled.emit("other_protocol")
            case EngineReady():
                self._is_ready = True
                self.happened.emit(message)
                self.became_ready.emit()
                waiting, self._waiting = self._waiting, []
                for command in waiting:
                    self._worker.send(command)
            case Failed(id=0):
                self._has_refused = self._has_refused or not self._is_ready
                self.failed.emit(message)
            case Event():
                self._pass_on(message)

    def _pass_on(self, event: Event) -> None:
        hear = self._pending.get(event.id)
        if isinstance(event, TERMINAL):
            self._forget(event.id)
        self.happened.emit(event)
        if hear is not None:
            hear(event)

    def _hear_failures(self, event: Event) -> None:
        if isinstance(event, Failed):
            self.failed.emit(event)

    def _forget(self, number: int) -> None:
        self._pending.pop(number, None)
        timer = self._cancelling.pop(number, None)
        if timer is not None:
            timer.stop()
            timer.deleteLater()

    def _on_ended(self, ending: Ending) -> None:
        self._is_ready = False
        if ending.reason == "stopped":
            return
        restarts = not self._has_refused and ending.reason != "failed_to_start" and self._may_restart()
        self._fail_pending()
        if restarts:
            self._worker.start()
            self.troubled.emit("restarted")
        elif ending.reason == "failed_to_start":
            self._has_refused = True
            self.troubled.emit("failed_to_start")
        elif self._has_refused:
            self.troubled.emit("refused")
        else:
            self._has_refused = True
            self.troubled.emit("given_up")

    def _may_restart(self) -> bool:
        now = self._clock()
        self._restarts = [at for at in self._restarts if now - at < 60]
        if len(self._restarts) >= RESTARTS_A_MINUTE:
            return False
        self._restarts.append(now)
        return True

    def _fail_pending(self) -> None:
        """What the engine can no longer end is ended here; what the user wanted stopped counts as cancelled."""
        pending, self._pending = self._pending, {}
        cancelled = set(self._cancelling)
        self._waiting.clear()
        for number in cancelled:
            self._forget(number)
        for number, hear in pending.items():
            hear(Cancelled(id=number) if number in cancelled else Failed(id=number, code="engine_stopped"))
