"""`python -m desktop [--library DIR] [PATH…]`: the window; paths are added as folders or documents."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from desktop.app import App
from desktop.asked_to_end import AskedToEnd
from desktop.places import APP, user_places
from desktop.workers.process import WorkerProcess
from engine.protocol import events


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until the window is closed; returns the exit code."""
    parser = argparse.ArgumentParser(prog="carrel", description="A private desk for offline research.")
    parser.add_argument("--library", type=Path, metavar="DIR", help="the library to open, instead of the usual one")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="folders and documents to add")
    chosen = parser.parse_args(arguments)
    QCoreApplication.setApplicationName(APP)
    application = QApplication(sys.argv[:1])
    library = chosen.library.absolute() if chosen.library else None
    engine = ["-m", "engine"] + (["--library", str(library)] if library else [])
    app = App(application, user_places(library), WorkerProcess(sys.executable, engine, events), chosen.paths)
    ending = AskedToEnd(application)
    ending.asked.connect(application.quit)
    app.start()
    code = application.exec()
    app.close()
    return code


if __name__ == "__main__":
    sys.exit(main())
