"""What the window says about the engine by itself, and the line about the library at the bottom of the rail."""

from __future__ import annotations

from collections.abc import Callable

from desktop.language import number, translate
from desktop.notices import Notice, NoticeAction, NoticeBoard
from desktop.rows.documents import DocumentCounts
from desktop.rows.overview import Overview
from engine.protocol import Failed

MODEL_CODES = {"no_model", "model_missing", "model_unusable", "model_crashed_before", "out_of_memory"}
LIBRARY_CODES = {"library_in_use", "library_unwritable", "library_damaged"}


def say_trouble(board: NoticeBoard, trouble: str, start: Callable[[], None]) -> None:
    """The engine ended, or cannot be used. What was refused has said why itself."""
    again = NoticeAction(translate("Engine", "Start again"), start)
    match trouble:
        case "restarted":
            said = translate("Engine", "The engine stopped and has been started again.")
            detail = translate("Engine", "Your documents are safe. What was under way has to be asked again.")
            board.post(Notice("engine", "warn", said, detail))
        case "given_up":
            said = translate("Engine", "The engine stopped several times within a minute.")
            detail = translate("Engine", "Your documents are safe. Close other programs or choose another model.")
            board.post(Notice("engine", "error", said, detail, (again,)))
        case "failed_to_start":
            said = translate("Engine", "The engine could not be started.")
            detail = translate("Engine", "A part of Carrel may be missing; install it again.")
            board.post(Notice("engine", "error", said, detail, (again,)))
        case "other_protocol":
            said = translate("Engine", "The window and the engine are of different versions.")
            detail = translate("Engine", "Close Carrel and install it again, so that both are the same.")
            board.post(Notice("engine", "error", said, detail))


def say_failure(
    board: NoticeBoard, failed: Failed, start: Callable[[], None], open_preferences: Callable[[], None]
) -> None:
    """A command failed that nobody else answers for."""
    actions: tuple[NoticeAction, ...] = ()
    if failed.code in LIBRARY_CODES:
        actions = (NoticeAction(translate("Engine", "Try again"), start),)
    elif failed.code in MODEL_CODES:
        actions = (NoticeAction(translate("Engine", "Open Preferences"), open_preferences),)
    board.failed(failed.code, failed.facts, actions)


def say_crash(board: NoticeBoard, show_log: Callable[[], None]) -> None:
    """The last run of the window ended without saying goodbye."""
    said = translate("Engine", "Carrel ended unexpectedly the last time.")
    detail = translate("Engine", "Your documents and conversations are kept. The log holds no text of yours.")
    board.post(Notice("crash", "info", said, detail, (NoticeAction(translate("Engine", "Show the log"), show_log),)))


def say_defect(board: NoticeBoard, show_log: Callable[[], None]) -> None:
    """Something in the window itself went wrong and was logged."""
    said = translate("Engine", "Something in the window went wrong.")
    detail = translate("Engine", "You can go on; if it looks odd, start Carrel again.")
    board.post(Notice("defect", "error", said, detail, (NoticeAction(translate("Engine", "Show the log"), show_log),)))


def status_line(overview: Overview, counts: DocumentCounts, is_stopped: bool, is_paused: bool) -> tuple[str, str]:
    """The words at the bottom of the rail, and their tone."""
    if is_stopped:
        return translate("Engine", "Offline · the engine is not running"), "error"
    if not overview.is_told:
        return translate("Engine", "Offline · opening the library"), "muted"
    if not overview.folders:
        return translate("Engine", "Offline · no folder yet"), "muted"
    if overview.underway:
        paused = translate("Engine", "Offline · paused, {done} of {all} read")
        going_on = translate("Engine", "Offline · {done} of {all} read")
        told = paused if is_paused else going_on
        known = overview.read + overview.progress.waiting + overview.progress.reading
        return told.format(done=number(overview.read), all=number(known)), "warn" if is_paused else "info"
    return translate("Engine", "Offline · %Ln document(s) up to date", "", counts.ready), "good"
