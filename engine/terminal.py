"""The command line: the same engine, in this process, with a terminal for a face."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.errors import EngineError
from engine.offline import go_offline
from engine.paths import default_library

VERBS = ("index", "status", "search", "ask", "forget", "text")


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 done, 1 failed, 2 wrong usage, 3 library in use, 130 interrupted."""
    go_offline()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0] not in VERBS and given[0] not in {"-h", "--help", "--version"}):
        return _open_window(given)
    options = _parser().parse_args(given)
    logging.basicConfig(level=logging.ERROR, format="%(name)s: %(message)s")
    signal.signal(signal.SIGTERM, _interrupt)
    from engine.telling import FAILURES, told

    try:
        return _run(options)
    except EngineError as error:
        print(told(FAILURES, error.code, error.facts), file=sys.stderr)
        return 3 if error.code == "library_in_use" else 1
    except KeyboardInterrupt:
        print("Interrupted; nothing is lost.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(options: argparse.Namespace) -> int:
    from engine.verbs import VERBS as verbs

    return verbs[options.verb](options)


def _open_window(arguments: list[str]) -> int:
    return subprocess.call([sys.executable, "-m", "desktop", *arguments])


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    from engine.version import version

    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--library", type=Path, default=default_library(), metavar="DIR", help="the library's folder")
    shared.add_argument("--json", action="store_true", help="print the engine's events, one JSON object a line")

    parser = argparse.ArgumentParser(prog="carrel", description="A private desk for offline research.")
    parser.add_argument("--version", action="version", version=f"carrel {version()}")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    index = verbs.add_parser("index", parents=[shared], help="add folders and bring the library up to date")
    index.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    index.add_argument("--watch", action="store_true", help="stay and follow changes")

    verbs.add_parser("status", parents=[shared], help="counts, problems with their reasons, sizes, versions")

    search = verbs.add_parser("search", parents=[shared, _asking()], help="passages, best first")
    search.add_argument("-k", type=_positive, default=10, metavar="N", help="how many passages")
    search.add_argument("--mode", choices=("hybrid", "text", "dense"), default="hybrid")

    ask = verbs.add_parser("ask", parents=[shared, _asking()], help="an answer with its sources")
    ask.add_argument("--model", type=Path, metavar="FILE")
    ask.add_argument("--adapter", action="append", default=[], metavar="FILE[=STRENGTH]")
    ask.add_argument("--no-documents", action="store_true", help="the model alone")
    ask.add_argument("--document", action="append", default=[], type=Path, metavar="PATH", help="only from here")
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--conversation", metavar="ID", help="continue or start a kept conversation")

    forget = verbs.add_parser("forget", parents=[shared], help="remove a document and every trace of its text")
    forget.add_argument("path", type=Path)

    text = verbs.add_parser("text", parents=[shared], help="print a document's text, as offsets count it")
    text.add_argument("path", type=Path)
    return parser


def _asking() -> argparse.ArgumentParser:
    asking = argparse.ArgumentParser(add_help=False)
    asking.add_argument("question", nargs="?", default="")
    asking.add_argument("--questions", type=Path, metavar="FILE", help="JSON lines with id and question")
    return asking


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def run() -> None:
    """The command `carrel`. Ends at once, since native threads abort an interpreter that winds down under them."""
    code = main()
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
