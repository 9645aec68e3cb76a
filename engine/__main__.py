"""The engine process: commands on standard input, events on standard output, until standard input closes."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from pathlib import Path

from engine.offline import go_offline


def main() -> int:
    go_offline()
    from engine.wire import LineDecoder, Sender, claim_stdout

    options = _options()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    send = Sender(claim_stdout())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to handle; it closes our standard input

    from engine.errors import EngineError
    from engine.paths import absolute
    from engine.protocol import PROTOCOL, EngineReady, Failed, commands
    from engine.version import version

    folder = absolute(options.library)
    send(EngineReady(id=0, protocol=PROTOCOL, build=version(), library=str(folder)))
    from engine.service import Service  # after the greeting: lancedb takes a second to import

    try:
        service = Service(folder, send)
    except EngineError as error:
        send(Failed(id=0, code=error.code, facts=error.facts))
        return 3
    decoder = LineDecoder(commands)
    try:
        service.start()
        while block := os.read(0, 65536):
            for command in decoder.feed(block):
                service.handle(command)
    except EngineError as error:
        send(Failed(id=0, code=error.code, facts=error.facts))
        return 1
    finally:
        service.close()
    return 0


def _options() -> argparse.Namespace:
    from engine.paths import default_library

    parser = argparse.ArgumentParser(prog="python -m engine", description=__doc__)
    parser.add_argument("--library", type=Path, default=default_library(), metavar="DIR")
    return parser.parse_args()


if __name__ == "__main__":
    code = main()
    logging.shutdown()
    sys.stderr.flush()
    os._exit(code)  # everything is closed; native threads (onnxruntime loading) abort an interpreter that winds down
