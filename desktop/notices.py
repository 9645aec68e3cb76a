"""The one voice: everything the window wants to say by itself is posted here and shown in the notice bar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.texts import Facts, failure_text, notice_text

NoticeTone = Literal["info", "good", "warn", "error"]


class NoticeAction(msgspec.Struct, frozen=True):
    """A button of a notice; pressing it also closes the notice."""

    label: str
    run: Callable[[], object]


class Notice(msgspec.Struct, frozen=True):
    """One thing said once; the same `key` takes the place of the earlier one. `seconds` None: until dismissed."""

    key: str
    tone: NoticeTone
    text: str
    detail: str = ""
    actions: tuple[NoticeAction, ...] = ()
    seconds: float | None = None


class NoticeBoard(QObject):
    """Where notices are posted and withdrawn."""

    posted = Signal(Notice)
    withdrawn = Signal(str)

    def post(self, notice: Notice) -> None:
        self.posted.emit(notice)

    def withdraw(self, key: str) -> None:
        self.withdrawn.emit(key)

    def failed(self, code: str, facts: Facts, actions: tuple[NoticeAction, ...] = ()) -> None:
        """Say why a command failed."""
        text = failure_text(code, facts)
        self.post(Notice(f"failed:{code}", "error", text.happened, text.next_step, actions))

    def noticed(self, code: str, facts: Facts, actions: tuple[NoticeAction, ...] = ()) -> None:
        """Pass on what the engine wants known."""
        text = notice_text(code, facts)
        self.post(Notice(f"noticed:{code}:{facts.get('path', '')}", "warn", text.happened, text.next_step, actions))
