"""Another program, seen from the event loop: messages in, messages out, and exactly one honest end."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from PySide6.QtCore import QElapsedTimer, QObject, QProcess, QTimer, Signal

from engine.errors import EngineError
from engine.wire import LineDecoder, encode

SLICE_MS = 12
TAIL_BYTES = 16_384

EndReason = Literal["failed_to_start", "crashed", "exited", "protocol_error", "stopped"]


class Ending(msgspec.Struct, frozen=True):
    """Why a program ended. `stopped`: it was asked to. `exited`: by itself, with `code`, though nobody asked."""

    reason: EndReason
    code: int = 0


class WorkerProcess(QObject):
    """One program on QProcess and JSON lines. After every `start` there is one `ended`, whatever happens."""

    received = Signal(object)
    ended = Signal(Ending)

    def __init__(
        self, program: str, arguments: list[str], decoder: msgspec.json.Decoder[Any], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._decoder = decoder
        self._process = QProcess(self)
        self._process.setProgram(program)
        self._process.setArguments(arguments)
        self._process.readyReadStandardOutput.connect(self._take)
        self._process.readyReadStandardError.connect(self._take_errors)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)
        self._blocks: deque[bytes] = deque()
        self._messages: Iterator[object] = iter(())
        self._lines = LineDecoder(decoder)
        self._reason: EndReason | None = None
        self._again = QTimer(self, interval=0, singleShot=True)
        self._again.timeout.connect(self._deliver)
        self.tail = b""

    def start(self) -> None:
        """Begin anew; a no-op while it runs."""
        if self.is_running():
            return
        self._lines = LineDecoder(self._decoder)
        self._blocks.clear()
        self._messages = iter(())
        self._reason = None
        self.tail = b""
        self._process.start()

    def is_running(self) -> bool:
        return self._process.state() != QProcess.ProcessState.NotRunning

    def process_id(self) -> int:
        """0 while it does not run."""
        return int(self._process.processId())

    def send(self, message: msgspec.Struct) -> None:
        """Write one line; QProcess keeps what the program does not take at once. Nothing is written to an ended one."""
        if self.is_running() and self._process.write(encode(message)) < 0:
            self.kill()

    def kill(self) -> None:
        """End it now, without asking."""
        self._process.kill()

    def stop(self, patience_ms: int = 3000) -> None:
        """Ask it to end by closing its input, and wait; then kill. For closing only; nowhere else does it wait."""
        self._reason = "stopped"
        self._process.closeWriteChannel()
        if self.is_running() and not self._process.waitForFinished(patience_ms):
            self._process.kill()
            self._process.waitForFinished(1000)

    def _take(self) -> None:
        self._blocks.append(bytes(self._process.readAllStandardOutput().data()))
        if not self._again.isActive():
            self._deliver()

    def _deliver(self) -> None:
        """Hand on messages for a slice of time, so that a flood of them leaves the window its turn."""
        clock = QElapsedTimer()
        clock.start()
        try:
            while (message := self._next_message()) is not None:
                self.received.emit(message)
                if clock.elapsed() >= SLICE_MS:
                    self._again.start()
                    return
        except EngineError:
            self._blocks.clear()
            self._messages = iter(())
            self._reason = self._reason or "protocol_error"
            self._process.kill()

    def _next_message(self) -> object | None:
        while True:
            message = next(self._messages, None)
            if message is not None or not self._blocks:
                return message
            self._messages = iter(self._lines.feed(self._blocks.popleft()))

    def _take_errors(self) -> None:
        self.tail = (self.tail + bytes(self._process.readAllStandardError().data()))[-TAIL_BYTES:]

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        while self._again.isActive():
            self._again.stop()
            self._deliver()
        crashed = status == QProcess.ExitStatus.CrashExit
        self.ended.emit(Ending(self._reason or ("crashed" if crashed else "exited"), code))

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.ended.emit(Ending("failed_to_start"))
