"""Words and numbers in the user's language; every sentence a person reads goes through `translate`."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale


def translate(context: str, text: str, note: str = "", n: int = -1) -> str:
    """The sentence in the user's language.

    Plurals follow Qt, `%Ln document(s)` with `n`; where no translation is loaded, `(s)` is resolved here.
    """
    found = QCoreApplication.translate(context, text, note, n)
    return found.replace("(s)", "" if n == 1 else "s") if n >= 0 else found


def number(value: int) -> str:
    """With the separators of the user's country."""
    return QLocale().toString(value)


def decimal(value: float, digits: int = 1) -> str:
    return QLocale().toString(value, format=ord("f"), precision=digits)


def size(count: int) -> str:
    """Bytes as a person reads them: 12.4 MB."""
    return QLocale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def duration(seconds: float) -> str:
    """How long about, in one unit: `a few seconds`, `about 3 minutes`, `about 2 hours`."""
    if seconds < 15:
        return translate("Language", "a few seconds")
    if seconds < 90:
        return translate("Language", "about %Ln second(s)", "", round(seconds / 10) * 10)
    if seconds < 90 * 60:
        return translate("Language", "about %Ln minute(s)", "", round(seconds / 60))
    return translate("Language", "about %Ln hour(s)", "", round(seconds / 3600))


def day(seconds: float) -> str:
    """The day of a time since the epoch, as people speak of it."""
    date = QDateTime.fromSecsSinceEpoch(int(seconds)).date()
    days = date.daysTo(QDate.currentDate())
    if days <= 0:
        return translate("Language", "Today")
    if days == 1:
        return translate("Language", "Yesterday")
    if days < 7:
        return translate("Language", "This week")
    if days < 31:
        return translate("Language", "This month")
    return QLocale().toString(date, "MMMM yyyy")
