"""The bar over the screens in which the window speaks: one notice at a time, the newest first."""

from __future__ import annotations

from PySide6.QtCore import QPropertyAnimation, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.icons import icon
from desktop.language import translate
from desktop.notices import Notice, NoticeAction
from desktop.theme import Theme
from desktop.widgets.buttons import IconButton, button
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import label

MOTION_MS = 140
QWIDGETSIZE_MAX = 16_777_215
ICONS = {"info": "info", "good": "circle-check", "warn": "triangle-alert", "error": "circle-x"}


class NoticeBar(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice_bar")
        self._theme = theme
        self._notices: list[Notice] = []
        self._icon = QLabel()
        self._icon.setObjectName("notice_icon")
        self._text = label("", "strong", "notice_text", wraps=True)
        self._detail = label("", "muted", "notice_detail", wraps=True)
        self._more = label("", "caption", "notice_more")
        self._buttons = QWidget()
        self._buttons.setObjectName("notice_buttons")
        self._flow = FlowLayout(parent=self._buttons)
        self._close = IconButton("x", translate("Notices", "Dismiss"), theme, "notice_dismiss")
        self._close.clicked.connect(self._dismiss)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._dismiss)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._text)
        words.addWidget(self._detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 10, 12, 10)
        row.setSpacing(12)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self._more)
        row.addWidget(self._buttons)
        row.addWidget(self._close)
        theme.changed.connect(self._show)
        self.hide()

    def post(self, notice: Notice) -> None:
        self._notices = [kept for kept in self._notices if kept.key != notice.key]
        self._notices.append(notice)
        was_hidden = self.isHidden()
        self._show()
        if was_hidden:
            self._slide_in()
        self._speak()

    def withdraw(self, key: str) -> None:
        self._notices = [kept for kept in self._notices if kept.key != key]
        self._show()

    def current(self) -> Notice | None:
        return self._notices[-1] if self._notices else None

    def _show(self) -> None:
        self._timer.stop()
        notice = self.current()
        self.setVisible(notice is not None)
        if notice is None:
            return
        tokens = self._theme.look.tokens
        drawn = icon(ICONS[notice.tone], tokens.tone(notice.tone))
        self._icon.setPixmap(drawn.pixmap(self._theme.look.px(20), self._theme.look.px(20)))
        self._text.setText(notice.text)
        self._detail.setText(notice.detail)
        self._detail.setVisible(bool(notice.detail))
        others = len(self._notices) - 1
        self._more.setText(translate("Notices", "%Ln more", "", others) if others else "")
        self.setAccessibleName(f"{notice.text} {notice.detail}".strip())
        self._put_buttons(notice.actions)
        if notice.seconds is not None:
            self._timer.start(round(notice.seconds * 1000))

    def _slide_in(self) -> None:
        """Show where the bar comes from; at once where motion is off."""
        self.setMaximumHeight(QWIDGETSIZE_MAX)
        if self._theme.is_still() or not self.isVisible():
            return
        self._motion = QPropertyAnimation(self, b"maximumHeight", self)
        self._motion.setDuration(MOTION_MS)
        self._motion.setStartValue(0)
        self._motion.setEndValue(self.sizeHint().height())
        self._motion.finished.connect(self._settle)
        self._motion.start()

    def _settle(self) -> None:
        self.setMaximumHeight(QWIDGETSIZE_MAX)

    def _speak(self) -> None:
        """Tell screen readers. Imported here: its enums cost 6 ms before the first paint."""
        from PySide6.QtGui import QAccessible, QAccessibleEvent

        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _put_buttons(self, actions: tuple[NoticeAction, ...]) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            gone = item.widget()
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()
        for at, action in enumerate(actions):
            made = button(action.label, "plain", f"notice_action_{at}")
            made.setProperty("at", at)
            made.clicked.connect(self._run)
            self._flow.addWidget(made)
            made.show()
        self._buttons.setVisible(bool(actions))

    def _run(self) -> None:
        pressed = self.sender()
        notice = self.current()
        if notice is None or not isinstance(pressed, QPushButton):
            return
        action = notice.actions[int(pressed.property("at"))]
        self.withdraw(notice.key)
        action.run()

    def _dismiss(self) -> None:
        notice = self.current()
        if notice is not None:
            self.withdraw(notice.key)
