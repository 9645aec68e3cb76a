"""The colour tokens: one name, one meaning, in light and in dark."""

from __future__ import annotations

import msgspec


class Tokens(msgspec.Struct, frozen=True):
    """Colours as #RRGGBB."""

    paper: str  # the window
    rail: str  # navigation
    surface: str  # cards, composer, fields
    ink: str  # text
    muted: str  # secondary text; never on mark
    line: str  # borders
    accent: str  # the one primary action of a screen, selection, links
    on_accent: str
    accent_soft: str  # chips, the selected row
    mark: str  # the highlighted sentence; ink on it
    good: str
    warn: str
    error: str
    is_dark: bool

    def tone(self, name: str) -> str:
        """The colour of a state's tone; muted for one without a colour."""
        return {"good": self.good, "warn": self.warn, "error": self.error, "info": self.accent}.get(name, self.muted)


LIGHT = Tokens(
    paper="#F7F5F0",
    rail="#EFEBE3",
    surface="#FFFFFF",
    ink="#1D2125",
    muted="#5A626B",
    line="#E2DDD3",
    accent="#2B5D50",
    on_accent="#FFFFFF",
    accent_soft="#E2EDE8",
    mark="#FFE8A3",
    good="#2B6B3F",
    warn="#8A5200",
    error="#A3262B",
    is_dark=False,
)

DARK = Tokens(
    paper="#15171A",
    rail="#101214",
    surface="#1D2024",
    ink="#E9E7E2",
    muted="#A4ABB3",
    line="#31363C",
    accent="#85C4AE",
    on_accent="#10211B",
    accent_soft="#21332D",
    mark="#5C4B14",
    good="#86CF9B",
    warn="#E0A458",
    error="#F28B8B",
    is_dark=True,
)

# Every pair in which the first is text on the second.
TEXT_PAIRS = (
    ("ink", "paper"),
    ("ink", "rail"),
    ("ink", "surface"),
    ("ink", "mark"),
    ("ink", "accent_soft"),
    ("muted", "paper"),
    ("muted", "rail"),
    ("muted", "surface"),
    ("muted", "accent_soft"),
    ("accent", "paper"),
    ("accent", "rail"),
    ("accent", "surface"),
    ("accent", "accent_soft"),
    ("on_accent", "accent"),
    ("good", "paper"),
    ("good", "surface"),
    ("good", "rail"),
    ("warn", "paper"),
    ("warn", "surface"),
    ("error", "paper"),
    ("error", "surface"),
)
