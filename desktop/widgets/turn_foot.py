"""The line under an answer: how much of it is verified, what was searched, how fast it was, and what can be done."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.language import decimal, number, translate
from desktop.theme import Theme
from desktop.widgets.buttons import IconButton
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import IconLabel
from engine.protocol import Answered


class TurnFoot(QWidget):
    """Facts on the left, buttons on the right; it breaks into two lines where the column is narrow."""

    def __init__(self, turn: int, theme: Theme) -> None:
        super().__init__()
        name = f"turn_{turn}"
        self.setObjectName(f"{name}_foot")
        self.verified = IconLabel("shield-check", theme, f"{name}_verified")
        self.doubted = IconLabel("triangle-alert", theme, f"{name}_doubted", tone="warn")
        self.doubted.set_tone("warn")
        self.searched = IconLabel("book-open-check", theme, f"{name}_searched")
        self.speed = IconLabel("timer", theme, f"{name}_speed")
        self.copy = IconButton("copy", translate("Ask", "Copy with citations"), theme, f"{name}_copy")
        self.again = IconButton("refresh-cw", translate("Ask", "Ask again"), theme, f"{name}_again")
        self.edit = IconButton("pencil", translate("Ask", "Edit and ask again"), theme, f"{name}_edit")
        self.branch = IconButton("git-branch", translate("Ask", "Branch from here"), theme, f"{name}_branch")
        buttons = QWidget()
        buttons.setObjectName(f"{name}_buttons")
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for made in (self.copy, self.again, self.edit, self.branch):
            row.addWidget(made)
        flow = FlowLayout(gap=12, ends_right=True)
        for part in (self.verified, self.doubted, self.searched, self.speed, buttons):
            flow.addWidget(part)
        self.setLayout(flow)

    def show_answer(self, answer: Answered) -> None:
        carried = sum(sentence.support in {"quoted", "supported"} for sentence in answer.sentences)
        told = _verified_text(carried, len(answer.sentences)) if not answer.abstained else ""
        is_sound = carried == len(answer.sentences)
        self.verified.set_text(told if is_sound else "")
        self.doubted.set_text("" if is_sound else told)
        self.searched.set_text(_searched_text(answer))
        self.speed.set_text(_speed_text(answer))
        self.speed.setToolTip(_timing_text(answer))
        self.copy.show()
        self.branch.show()

    def show_unfinished(self) -> None:
        """There is no answer; only asking again makes sense."""
        for part in (self.verified, self.doubted, self.searched, self.speed):
            part.set_text("")
        self.copy.hide()
        self.branch.hide()


def _verified_text(carried: int, sentences: int) -> str:
    if not sentences:
        return ""
    told = translate("Ask", "{verified} of %Ln sentence(s) verified", "", sentences)
    return told.format(verified=number(carried))


def _searched_text(answer: Answered) -> str:
    searched = answer.searched
    if not searched.known:
        return ""
    told = translate("Ask", "{read} of %Ln document(s) read", "", searched.known)
    return told.format(read=number(searched.documents))


def _speed_text(answer: Answered) -> str:
    seconds = answer.timing.first_token_ms / 1000
    return translate("Ask", "first word {seconds} s").format(seconds=decimal(seconds)) if seconds > 0 else ""


def _timing_text(answer: Answered) -> str:
    timing = answer.timing
    told = translate("Ask", "{model}: found in {found} ms, written in {total} s, {tokens} tokens")
    return told.format(
        model=answer.model,
        found=number(round(timing.retrieve_ms)),
        total=decimal(timing.total_ms / 1000),
        tokens=number(timing.answer_tokens),
    )
