"""The reader process: reads one document after the other within limits, holds nothing, can be killed at any time."""

from __future__ import annotations

import gc
import os
import queue
import signal
import sys
import threading
from pathlib import Path
from typing import IO, NoReturn

from engine.errors import EngineError
from engine.ingest import reader_limits
from engine.ingest.read_messages import (
    Hello,
    ReadOutcome,
    ReadRequest,
    Refused,
    Rendered,
    RenderRequest,
    Reply,
    Request,
    receive,
    requests,
    send,
)
from engine.ingest.readers.route import limit_bytes, read_content
from engine.ingest.regular_file import file_errors, open_document
from engine.offline import go_offline
from engine.wire import claim_stdout


def main() -> NoReturn:
    """Serve requests from standard input until it closes."""
    go_offline()
    sys.addaudithook(_refuse_network)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = claim_stdout()
    reader_limits.settle()
    waiting: queue.SimpleQueue[Request] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, waiting), daemon=True).start()
    send(out, Hello())
    while True:
        request = waiting.get()
        send(out, _answer(request))


def _listen(stream: IO[bytes], waiting: queue.SimpleQueue[Request]) -> None:
    """Pass requests on; when the engine is gone, so is this process, whatever it is doing."""
    while (frame := receive(stream)) is not None:
        waiting.put(requests.decode(frame))
    os._exit(0)


def _answer(request: Request) -> Reply:
    reader_limits.allow(request.seconds, request.memory_bytes)
    gc.disable()  # a document is hundreds of thousands of small objects, none of them garbage
    try:
        match request:
            case ReadRequest():
                return _read(Path(request.path))
            case RenderRequest():
                return _render(request)
    except EngineError as error:
        return Refused(error.code, error.facts)
    except MemoryError:
        return Refused("too_much_memory", {"limit_bytes": request.memory_bytes})
    finally:
        gc.enable()


def _read(path: Path) -> ReadOutcome:
    opened = open_document(path, limit_bytes(path))
    return ReadOutcome(
        document=read_content(opened.content, path),
        sha256=opened.sha256,
        size=opened.size,
        mtime_ns=opened.mtime_ns,
        file_id=opened.file_id,
    )


def _render(request: RenderRequest) -> Rendered:
    from engine.ingest.readers.pdf import render_page

    path, out = Path(request.path), Path(request.out)
    opened = open_document(path, limit_bytes(path))
    part = out.with_name(out.name + ".part")
    with file_errors():
        render_page(opened.content, request.page, request.scale, part)
        part.replace(out)
    return Rendered()


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "urllib.Request"):
        raise PermissionError(f"{event} in a reader process")


if __name__ == "__main__":
    main()
