"""Drives a real engine process by hand: commands in, events out."""

from __future__ import annotations

import itertools
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from engine.protocol import TERMINAL, AnyCommand, AnyEvent, Command, Event, events
from engine.wire import LineDecoder, encode

E = TypeVar("E", bound=Event)
PATIENCE_SECONDS = 120


class EngineProcess:
    """`python -m engine` on a library; every event it ever sent is in `seen`."""

    def __init__(self, library: Path, environment: dict[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "engine", "--library", str(library)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})},
            bufsize=0,
        )
        self.pid = self._process.pid
        self.seen: list[AnyEvent] = []
        self.log = b""
        self._arrived: queue.SimpleQueue[AnyEvent | None] = queue.SimpleQueue()
        self._ids = itertools.count(1)
        self._readers = [threading.Thread(target=self._read), threading.Thread(target=self._read_log)]
        for reader in self._readers:
            reader.start()

    def send(self, command: AnyCommand) -> None:
        self.send_raw(encode(command))

    def send_raw(self, line: bytes) -> None:
        assert self._process.stdin
        self._process.stdin.write(line)

    def ask(self, kind: type[Command], **fields: object) -> AnyEvent:
        """Send a command and return its terminal event."""
        command = kind(next(self._ids), **fields)
        self.send(command)  # type: ignore[arg-type]
        return self.wait(lambda event: event.id == command.id and isinstance(event, TERMINAL))

    def wait(self, wanted: Callable[[AnyEvent], bool]) -> AnyEvent:
        """The next event that is wanted; fails when the engine ends before."""
        while (event := self._arrived.get(timeout=PATIENCE_SECONDS)) is not None:
            if wanted(event):
                return event
        raise AssertionError(
            f"the engine ended with {self._process.wait()}: {self.log.decode(errors='replace')[-2000:]}"
        )

    def wait_for(self, kind: type[E]) -> E:
        event = self.wait(lambda event: isinstance(event, kind))
        assert isinstance(event, kind)
        return event

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._finish()

    def close(self) -> int:
        """Close its standard input and return its exit code."""
        assert self._process.stdin
        self._process.stdin.close()
        return self._finish()

    def exit_code(self) -> int:
        """Wait until it ends by itself."""
        return self._finish()

    def _finish(self) -> int:
        code = self._process.wait(timeout=PATIENCE_SECONDS)
        for reader in self._readers:
            reader.join()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream and not stream.closed:
                try:
                    stream.close()
                except BrokenPipeError:
                    pass
        return code

    def _read(self) -> None:
        assert self._process.stdout
        decoder = LineDecoder(events)
        while block := self._process.stdout.read(65536):
            for event in decoder.feed(block):
                self.seen.append(event)
                self._arrived.put(event)
        self._arrived.put(None)

    def _read_log(self) -> None:
        assert self._process.stderr
        while block := self._process.stderr.read(65536):
            self.log += block
