"""Pictures of the real window in its states, over a fake engine: `python packaging/screenshots.py FOLDER [STATE…]`."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import msgspec
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.app import App
from desktop.places import Places
from engine.protocol import Noticed, Token
from engine.values import (
    Conversation,
    Document,
    Embedding,
    Folder,
    IndexProgress,
    Reading,
    Ready,
    Sentence,
    Skipped,
    Unreadable,
    Waiting,
)
from tests.desktop.fake_engine import (
    SURVEY_TEXT,
    FakeEngine,
    abstained_answer,
    answer_about_orchids,
    notes_source,
    survey_source,
)

FOLDER = "/home/ana/Documents/Meadow research"


def documents() -> list[Document]:
    listed = [
        ("Orchid survey 2021.pdf", Ready(412), 38),
        ("Grazing trial, final report.docx", Ready(731), 64),
        ("Herbarium sheets 1911.pdf", Reading(), 12),
        ("Counts 1990–2021.csv", Embedding(40, 96), None),
        ("Budget 2020.pdf", Unreadable("encrypted"), None),
        ("scan_0043.pdf", Unreadable("no_text", {"pages": 12}), 12),
        (
            "A very long name of a report that somebody saved twice and then once more, final, really final.pdf",
            Ready(17),
            4,
        ),
        ("Re fence at plot 7.eml", Skipped("kind_unsupported", {"suffix": ".eml"}), None),
        ("Field notes 2019.md", Ready(12), None),
        ("Letters.html", Waiting(), None),
    ]
    return [Document(f"{FOLDER}/{name}", FOLDER, state, pages=pages) for name, state, pages in listed]


class Stage:
    """One window with a fake engine behind it."""

    def __init__(self, application: QApplication, folder: Path, out: Path) -> None:
        self.application, self.out = application, out
        self.fake = FakeEngine(folder)
        self.fake.folders = [Folder(FOLDER, documents=10, excluded=3)]
        self.fake.documents = documents()
        now = time.time()
        for at, (title, questions, days) in enumerate(
            (("Orchid counts since 1990", 3, 0), ("Grazing and bloom", 5, 0), ("What the 2004 law changed", 1, 3))
        ):
            talk = Conversation(f"c{at}", title, questions, now - days * 86400 - at * 60)
            answer = answer_about_orchids(folder)
            self.fake.conversations[talk.id] = (talk, [answer, abstained_answer(folder)][: 2 if at == 0 else 1])
        self.places = Places(folder / "data")
        self.app: App | None = None

    def open(self, width: int = 1440, height: int = 900, **settings: object) -> App:
        self.app = App(self.application, self.places, self.fake)
        for name, value in settings.items():
            self.app.settings.change(name, value)
        self.app.session.change(had_folders=bool(self.fake.folders))
        self.app.window.resize(width, height)
        self.app.start()
        self.wait()
        return self.app

    def wait(self, millis: int = 250) -> None:
        QTest.qWait(millis)

    def grab(self, name: str) -> None:
        assert self.app is not None
        self.wait()
        self.app.window.grab().save(str(self.out / f"{name}.png"))
        self.app.window.close()
        self.app.close()


def ask(stage: Stage, **settings: object) -> App:
    app = stage.open(**settings)
    app.screens.ask.dialogue.open("c0")
    stage.wait()
    app.screens.ask.sources.choose(1)
    app.screens.ask.composer.put("does the 2004 law say anything about grazing")
    return app


def ask_light(stage: Stage) -> None:
    app = ask(stage, appearance="light")
    app.screens.ask.answering.show_sources(0)
    app.screens.ask.sources.choose(1)
    stage.grab("ask-light")


def ask_dark(stage: Stage) -> None:
    app = ask(stage, appearance="dark")
    app.screens.ask.answering.show_sources(0)
    app.screens.ask.sources.choose(1)
    stage.grab("ask-dark")


def abstained(stage: Stage) -> None:
    ask(stage, appearance="light")
    stage.grab("abstained")


def narrow(stage: Stage) -> None:
    ask(stage, appearance="light", width=900, height=700)
    stage.grab("narrow")


def narrowest(stage: Stage) -> None:
    ask(stage, appearance="dark", width=600, height=640)
    stage.grab("narrowest")


def drawer(stage: Stage) -> None:
    app = ask(stage, appearance="light", width=1000, height=700)
    app.screens.ask.toggle_sources()
    stage.grab("drawer")


def large_text(stage: Stage) -> None:
    ask(stage, appearance="light", font_percent=150)
    stage.grab("large-text")


def weak(stage: Stage) -> None:
    folder = stage.fake.folder
    sentences = (
        Sentence("The count **doubled** between 1990 and 2021, see [the report](http://example.org).", (1,), "weak"),
        Sentence("Frost killed a third of the plants in 1997.", (), "unsupported"),
        Sentence("Sheep were kept off until July.", (2,), "quoted"),
    )
    stage.fake.reply = msgspec.structs.replace(answer_about_orchids(folder), sentences=sentences)
    app = stage.open(appearance="light")
    app.screens.ask.composer.put("Did the count double?")
    app.screens.ask.composer._on_entered()
    stage.wait(400)
    stage.grab("weak")


def streaming(stage: Stage) -> None:
    stage.fake.answers_by_itself = False
    app = stage.open(appearance="light")
    app.screens.ask.composer.put("How many orchids stood in the northern meadow?")
    app.screens.ask.composer._on_entered()
    stage.wait()
    running = app.screens.ask.dialogue.running
    assert running is not None
    for word in "The northern meadow held **412 orchids** in June 2021, up from 268 in".split():
        stage.fake.tell(Token(running.command, word + " "))
    stage.grab("streaming")


def empty(stage: Stage) -> None:
    stage.open(appearance="light")
    stage.grab("empty")


def welcome(stage: Stage) -> None:
    stage.fake.folders, stage.fake.documents, stage.fake.conversations = [], [], {}
    stage.open(appearance="light")
    stage.grab("welcome")


def library_light(stage: Stage) -> None:
    stage.fake.progress = IndexProgress(waiting=40, reading=2, embedding=16, done=156, problems=2, seconds_left=117)
    app = stage.open(appearance="light")
    app.screens.show_library()
    stage.grab("library-light")


def library_dark(stage: Stage) -> None:
    app = stage.open(appearance="dark", width=1100, height=760)
    app.screens.show_library()
    stage.wait()
    app.screens.library.list.setCurrentIndex(app.documents.index(2))
    app.engine.happened.emit(Noticed(0, "folder_away", {"path": FOLDER}))
    stage.grab("library-dark")


def reader_pages(stage: Stage) -> None:
    source = survey_source(stage.fake.folder)
    stage.fake.page_sizes[source.document] = ((595.0, 842.0),) * 38
    app = stage.open(appearance="dark", width=1200, height=860)
    app.screens._on_place(source, 0)
    stage.wait(500)
    stage.grab("reader-pages")


def reader_text(stage: Stage) -> None:
    source = notes_source(stage.fake.folder)
    text = source.text + "\n\n" + "\n\n".join(SURVEY_TEXT for _ in range(12))
    stage.fake.texts[source.document] = text
    app = stage.open(appearance="light", width=1200, height=860)
    app.screens._on_place(source, 0)
    stage.wait(400)
    app.screens.reader.toggle_outline()
    app.screens.reader.begin_find()
    app.screens.reader.find_bar.field.setText("orchids")
    stage.wait(500)
    stage.grab("reader-text")


def preferences(stage: Stage) -> None:
    app = stage.open(appearance="light", width=1200, height=860)
    app.screens.show_preferences()
    stage.grab("preferences")


def shortcuts(stage: Stage) -> None:
    from desktop.widgets.shortcuts import ShortcutsDialog

    app = stage.open(appearance="light")
    app.window.deeds.get("shortcuts").trigger()
    stage.wait()
    dialog = app.window.findChild(ShortcutsDialog)
    assert dialog is not None
    dialog.grab().save(str(stage.out / "shortcuts.png"))
    stage.grab("behind-shortcuts")


class LongWords(QTranslator):
    """A language whose sentences are two thirds longer, in long words, as German ones can be."""

    def translate(self, context: str, source: str, note: str | None = None, n: int = -1) -> str:
        return source + " " + "verlängerungs"[: max(2, len(source) * 2 // 3 % 14)] * (1 + len(source) // 20)


def long_words(stage: Stage) -> None:
    translator = LongWords()
    QCoreApplication.installTranslator(translator)
    stage.fake.progress = IndexProgress(waiting=40, reading=2, embedding=16, done=156, problems=2, seconds_left=117)
    app = ask(stage, appearance="light")
    app.window.resize(1200, 760)
    stage.wait()
    app.window.grab().save(str(stage.out / "long-words-ask.png"))
    app.screens.show_library()
    stage.wait()
    app.window.grab().save(str(stage.out / "long-words-library.png"))
    app.screens.show_preferences()
    app.board.failed("model_crashed_before", {"path": "/models/a.gguf"})
    stage.grab("long-words-preferences")
    QCoreApplication.removeTranslator(translator)


def crash(stage: Stage) -> None:
    app = stage.open(appearance="light")
    for _ in range(3):
        stage.fake.end("crashed", 6)
        stage.wait(60)
    app.screens.show_library()
    stage.grab("crash")


STATES: dict[str, Callable[[Stage], None]] = {
    made.__name__.replace("_", "-"): made
    for made in (
        ask_light,
        ask_dark,
        abstained,
        narrow,
        narrowest,
        drawer,
        large_text,
        weak,
        streaming,
        empty,
        welcome,
        library_light,
        library_dark,
        reader_pages,
        reader_text,
        preferences,
        shortcuts,
        long_words,
        crash,
    )
}


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    for name in sys.argv[2:] or STATES:
        with tempfile.TemporaryDirectory() as folder:
            STATES[name](Stage(application, Path(folder), out))


if __name__ == "__main__":
    main()
