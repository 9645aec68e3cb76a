"""What every code of the engine means in words: what happened, and what to do next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

import msgspec
from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.language import number, size, translate
from engine.values import DocumentState, Embedding, Reading, Ready, Skipped, Support, Unreadable, Waiting

Tone = Literal["good", "muted", "warn", "error"]
Facts = Mapping[str, str | int | float]


class Text(msgspec.Struct, frozen=True):
    """`happened` is a full sentence, `next_step` another one."""

    happened: str
    next_step: str


class StateText(msgspec.Struct, frozen=True):
    """A state as sign, words and tone; the sign repeats in shape what the tone says in colour."""

    sign: str
    words: str
    tone: Tone


_DOCUMENT = {
    "forgotten": (
        QT_TRANSLATE_NOOP("Documents", "You asked Carrel to forget this document."),
        QT_TRANSLATE_NOOP("Documents", "Choose Read again to take it back."),
    ),
    "kind_unsupported": (
        QT_TRANSLATE_NOOP("Documents", "Files of the kind {suffix} cannot be read yet."),
        QT_TRANSLATE_NOOP("Documents", "Save it as PDF, Word, Markdown, HTML or plain text in the same folder."),
    ),
    "too_large": (
        QT_TRANSLATE_NOOP("Documents", "It is larger than {limit_bytes}."),
        QT_TRANSLATE_NOOP("Documents", "Split it into smaller documents."),
    ),
    "empty": (
        QT_TRANSLATE_NOOP("Documents", "There is no text in it."),
        QT_TRANSLATE_NOOP("Documents", "Nothing needs doing; it is read again when it changes."),
    ),
    "no_text": (
        QT_TRANSLATE_NOOP("Documents", "Its pages are images without text."),
        QT_TRANSLATE_NOOP("Documents", "Put a version with recognised text into the folder."),
    ),
    "encrypted": (
        QT_TRANSLATE_NOOP("Documents", "It is protected by a password."),
        QT_TRANSLATE_NOOP("Documents", "Save a copy without the password in the folder."),
    ),
    "damaged": (
        QT_TRANSLATE_NOOP("Documents", "The file is damaged."),
        QT_TRANSLATE_NOOP("Documents", "Open it in the program it came from and save it again."),
    ),
    "not_what_it_says": (
        QT_TRANSLATE_NOOP("Documents", "Its name ends in {suffix}, but its content is something else."),
        QT_TRANSLATE_NOOP("Documents", "Give it the ending that fits its content."),
    ),
    "archive_bomb": (
        QT_TRANSLATE_NOOP("Documents", "It unpacks to far more than it should, so it was not opened."),
        QT_TRANSLATE_NOOP("Documents", "Trust it only if you know where it comes from."),
    ),
    "unsafe_archive": (
        QT_TRANSLATE_NOOP("Documents", "It contains parts that reach outside the document, so it was not opened."),
        QT_TRANSLATE_NOOP("Documents", "Save it again in the program it came from."),
    ),
    "too_slow": (
        QT_TRANSLATE_NOOP("Documents", "Reading it took longer than {seconds} seconds and was stopped."),
        QT_TRANSLATE_NOOP("Documents", "Split it, or choose Read again when the computer is less busy."),
    ),
    "too_much_memory": (
        QT_TRANSLATE_NOOP("Documents", "Reading it needed more memory than {limit_bytes}."),
        QT_TRANSLATE_NOOP("Documents", "Split it into smaller documents."),
    ),
    "reader_crashed": (
        QT_TRANSLATE_NOOP("Documents", "The program that reads such files stopped on it."),
        QT_TRANSLATE_NOOP("Documents", "Save it again in the program it came from, or choose Read again."),
    ),
    "not_a_regular_file": (
        QT_TRANSLATE_NOOP("Documents", "It is a link or a device, not a file."),
        QT_TRANSLATE_NOOP("Documents", "Put the document itself into the folder."),
    ),
    "no_permission": (
        QT_TRANSLATE_NOOP("Documents", "Your account may not open it."),
        QT_TRANSLATE_NOOP("Documents", "Change its permissions, then choose Read again."),
    ),
    "vanished": (
        QT_TRANSLATE_NOOP("Documents", "It was gone before it could be read."),
        QT_TRANSLATE_NOOP("Documents", "Nothing needs doing; it is read when it comes back."),
    ),
    "disk_error": (
        QT_TRANSLATE_NOOP("Documents", "The disk could not give its content."),
        QT_TRANSLATE_NOOP("Documents", "Check the disk or the connection to it, then choose Read again."),
    ),
    "too_many_pages": (
        QT_TRANSLATE_NOOP("Documents", "It has {pages} pages, more than the {limit} that are read."),
        QT_TRANSLATE_NOOP("Documents", "Split it into smaller documents."),
    ),
}

_FAILURE = {
    "engine_stopped": (
        QT_TRANSLATE_NOOP("Failures", "The engine stopped before this was finished."),
        QT_TRANSLATE_NOOP("Failures", "It has been started again; your documents are safe. Try once more."),
    ),
    "protocol_error": (
        QT_TRANSLATE_NOOP("Failures", "The window and the engine did not understand each other."),
        QT_TRANSLATE_NOOP("Failures", "Start Carrel again; if it happens again, install it anew."),
    ),
    "library_in_use": (
        QT_TRANSLATE_NOOP("Failures", "This library is open in another window or command of Carrel."),
        QT_TRANSLATE_NOOP("Failures", "Close the other one, then try again."),
    ),
    "library_newer": (
        QT_TRANSLATE_NOOP("Failures", "This library was written by a newer version of Carrel."),
        QT_TRANSLATE_NOOP("Failures", "Install the newer version; nothing was changed."),
    ),
    "library_damaged": (
        QT_TRANSLATE_NOOP("Failures", "The library on disk is damaged and could not be opened."),
        QT_TRANSLATE_NOOP("Failures", "Move the folder {library} aside and start again; your documents are untouched."),
    ),
    "library_unwritable": (
        QT_TRANSLATE_NOOP("Failures", "The library cannot be written."),
        QT_TRANSLATE_NOOP("Failures", "Check the permissions and the free space of {library}."),
    ),
    "disk_full": (
        QT_TRANSLATE_NOOP("Failures", "The disk is full."),
        QT_TRANSLATE_NOOP("Failures", "Free some space; reading goes on from where it stopped."),
    ),
    "no_such_folder": (
        QT_TRANSLATE_NOOP("Failures", "The folder {name} was not found."),
        QT_TRANSLATE_NOOP("Failures", "Check that it still exists and that its drive is connected."),
    ),
    "folder_inside_library": (
        QT_TRANSLATE_NOOP("Failures", "{name} belongs to Carrel's own library and cannot be watched."),
        QT_TRANSLATE_NOOP("Failures", "Choose the folder where your documents are."),
    ),
    "no_such_document": (
        QT_TRANSLATE_NOOP("Failures", "{name} is not in the library any more."),
        QT_TRANSLATE_NOOP("Failures", "It may have been moved or forgotten; look for it in the Library."),
    ),
    "no_such_conversation": (
        QT_TRANSLATE_NOOP("Failures", "This conversation does not exist any more."),
        QT_TRANSLATE_NOOP("Failures", "Choose another one, or start a new one."),
    ),
    "no_such_page": (
        QT_TRANSLATE_NOOP("Failures", "The document has no page {page}."),
        QT_TRANSLATE_NOOP("Failures", "It may have changed; open it again."),
    ),
    "document_not_read": (
        QT_TRANSLATE_NOOP("Failures", "{name} has not been read yet."),
        QT_TRANSLATE_NOOP("Failures", "Wait until the Library shows it as ready."),
    ),
    "nothing_to_search": (
        QT_TRANSLATE_NOOP("Failures", "No document has been read yet."),
        QT_TRANSLATE_NOOP("Failures", "Add a folder, or wait until the first documents are read."),
    ),
    "question_empty": (
        QT_TRANSLATE_NOOP("Failures", "There was no question."),
        QT_TRANSLATE_NOOP("Failures", "Write one and press Enter."),
    ),
    "no_model": (
        QT_TRANSLATE_NOOP("Failures", "There is no language model on this computer."),
        QT_TRANSLATE_NOOP("Failures", "Choose a GGUF file in Preferences."),
    ),
    "model_missing": (
        QT_TRANSLATE_NOOP("Failures", "The model {name} was not found."),
        QT_TRANSLATE_NOOP("Failures", "Choose another model in Preferences."),
    ),
    "model_unusable": (
        QT_TRANSLATE_NOOP("Failures", "The model {name} cannot be used."),
        QT_TRANSLATE_NOOP("Failures", "Choose another GGUF file in Preferences."),
    ),
    "model_crashed_before": (
        QT_TRANSLATE_NOOP("Failures", "The model {name} stopped the engine the last time it was loaded."),
        QT_TRANSLATE_NOOP("Failures", "Choose another model in Preferences."),
    ),
    "adapter_missing": (
        QT_TRANSLATE_NOOP("Failures", "The adapter {name} was not found."),
        QT_TRANSLATE_NOOP("Failures", "Ask again without it."),
    ),
    "adapter_unusable": (
        QT_TRANSLATE_NOOP("Failures", "The adapter {name} does not fit this model."),
        QT_TRANSLATE_NOOP("Failures", "Ask again without it, or with the model it was made for."),
    ),
    "no_embedder": (
        QT_TRANSLATE_NOOP("Failures", "The part that finds passages by meaning is missing."),
        QT_TRANSLATE_NOOP("Failures", "Install Carrel again; until then it searches by words."),
    ),
    "embedder_unusable": (
        QT_TRANSLATE_NOOP("Failures", "The part that finds passages by meaning cannot be loaded."),
        QT_TRANSLATE_NOOP("Failures", "Install Carrel again; until then it searches by words."),
    ),
    "out_of_memory": (
        QT_TRANSLATE_NOOP("Failures", "There is not enough free memory for this."),
        QT_TRANSLATE_NOOP("Failures", "Close other programs, or choose a smaller model in Preferences."),
    ),
    "internal": (
        QT_TRANSLATE_NOOP("Failures", "Something in the engine went wrong ({where})."),
        QT_TRANSLATE_NOOP("Failures", "Try once more; if it happens again, please report it."),
    ),
}

_NOTICE = {
    "model_crashed_before": _FAILURE["model_crashed_before"],
    "library_repaired": (
        QT_TRANSLATE_NOOP("Failures", "The library was damaged and has been repaired."),
        QT_TRANSLATE_NOOP("Failures", "{passages} passages are being read again; nothing needs doing."),
    ),
    "watch_limit": (
        QT_TRANSLATE_NOOP("Failures", "The system watches too few folders for all of yours."),
        QT_TRANSLATE_NOOP("Failures", "Changes are found every few minutes; raising {sysctl} makes it instant."),
    ),
    "folder_away": (
        QT_TRANSLATE_NOOP("Failures", "The folder {name} cannot be found."),
        QT_TRANSLATE_NOOP("Failures", "Its documents are kept and still answer; connect the drive to follow changes."),
    ),
    "embedder_missing": (
        QT_TRANSLATE_NOOP("Failures", "Passages are found by their words only, not by meaning."),
        QT_TRANSLATE_NOOP("Failures", "Install Carrel again to bring the missing part back."),
    ),
    "disk_full": _FAILURE["disk_full"],
}


def document_text(code: str, facts: Facts) -> Text:
    """Why a document was skipped or could not be read."""
    return _text("Documents", _DOCUMENT, code, facts)


def failure_text(code: str, facts: Facts) -> Text:
    """Why a command failed."""
    return _text("Failures", _FAILURE, code, facts)


def notice_text(code: str, facts: Facts) -> Text:
    """What the engine wants the user to know."""
    return _text("Failures", _NOTICE, code, facts)


def document_state(state: DocumentState) -> StateText:
    """A document's state as it stands in its row."""
    match state:
        case Waiting():
            return StateText("·", translate("States", "waiting"), "muted")
        case Reading():
            return StateText("…", translate("States", "reading"), "muted")
        case Embedding(embedded=embedded, passages=passages):
            words = translate("States", "found by words · by meaning {done} of {all}")
            return StateText("…", words.format(done=number(embedded), all=number(passages)), "muted")
        case Ready():
            return StateText("✓", translate("States", "ready"), "good")
        case Skipped(code=code, facts=facts):
            return StateText("–", translate("States", "left out: {why}").format(why=_brief(code, facts)), "warn")
        case Unreadable(code=code, facts=facts):
            return StateText("✕", translate("States", "unreadable: {why}").format(why=_brief(code, facts)), "error")


def support_state(support: Support) -> StateText:
    """How well a sentence or a source is supported."""
    match support:
        case "quoted":
            return StateText("✓", translate("States", "quoted"), "good")
        case "supported":
            return StateText("✓", translate("States", "supported"), "good")
        case "weak":
            return StateText("△", translate("States", "weak support"), "warn")
        case "unsupported":
            return StateText("✕", translate("States", "not in your documents"), "error")


def _brief(code: str, facts: Facts) -> str:
    sentence = document_text(code, facts).happened.rstrip(".")
    return sentence[:1].lower() + sentence[1:]


def _text(context: str, table: Mapping[str, tuple[object, object]], code: str, facts: Facts) -> Text:
    if code not in table:
        happened = translate("Failures", "Something happened that this version has no words for ({code}).")
        return Text(happened.format(code=code), translate("Failures", "Install the newest version of Carrel."))
    happened, next_step = (translate(context, str(part)) for part in table[code])
    told = _told(facts)
    return Text(happened.format_map(told), next_step.format_map(told))


def _told(facts: Facts) -> defaultdict[str, str]:
    """Facts as people read them; `name` is the last part of a path. A fact that was not told reads as a dash."""
    told: defaultdict[str, str] = defaultdict(lambda: "–")
    for key, value in facts.items():
        if isinstance(value, str):
            told[key] = value
        elif key.endswith("bytes"):
            told[key] = size(int(value))
        else:
            told[key] = number(int(value))
    if "path" in told:
        told["name"] = told["path"].replace("\\", "/").rstrip("/").rpartition("/")[2] or told["path"]
    return told
