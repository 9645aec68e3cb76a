"""The application's stylesheet, built from the tokens and the user's font size."""

from __future__ import annotations

from string import Template

from desktop.tokens import Tokens

_RULES = Template("""
QMainWindow, QWidget#window, QStackedWidget, QDialog { background: $paper; }
QWidget { color: $ink; }
QToolTip { background: $surface; color: $ink; border: 1px solid $line; padding: 4px 6px; font-size: ${s12}px; }

QWidget#rail { background: $rail; border-right: 1px solid $line; }
QLabel[kind="brand"] { font-size: ${s16}px; font-weight: 600; color: $accent; }
QLabel[kind="title"] { font-size: ${s18}px; font-weight: 600; }
QLabel[kind="welcome"] { font-size: ${s24}px; font-weight: 600; }
QLabel[kind="question"] { font-size: ${s16}px; font-weight: 600; }
QLabel[kind="strong"] { font-weight: 600; }
QLabel[kind="muted"] { color: $muted; }
QLabel[kind="caption"] { color: $muted; font-size: ${s12}px; }
QLabel[kind="lead"] { color: $muted; font-size: ${s15}px; }
QLabel[kind="number"] { background: $accent_soft; color: $accent; border-radius: 8px; padding: 1px 9px;
    font-size: ${s12}px; font-weight: 600; }
QLabel[tone="good"] { color: $good; font-size: ${s12}px; }
QLabel[tone="warn"] { color: $warn; font-size: ${s12}px; }
QLabel[tone="error"] { color: $error; font-size: ${s12}px; }
QLabel[tone="muted"] { color: $muted; font-size: ${s12}px; }

QFrame[kind="card"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[kind="card"][chosen="true"] { border: 2px solid $accent; }
QFrame[kind="card"]:focus { border: 2px solid $accent; }
QFrame[kind="drop"] { background: $surface; border: 2px dashed $line; border-radius: 14px; }
QFrame[kind="drop"][over="true"] { border-color: $accent; background: $accent_soft; }
QFrame[kind="line"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame#notice_bar { background: $surface; border: none; border-bottom: 1px solid $line; }
QWidget[kind="column"] { background: $paper; }
QWidget#sources_panel { background: $paper; border-left: 1px solid $line; }
QWidget#conversations_panel { background: $paper; border-right: 1px solid $line; }
QWidget#outline_panel { background: $paper; border-right: 1px solid $line; }

QPushButton { background: $surface; color: $ink; border: 1px solid $line; border-radius: 8px; padding: 6px 14px; }
QPushButton:hover { border-color: $accent; }
QPushButton:pressed, QPushButton:checked { background: $accent_soft; color: $accent; }
QPushButton:disabled { color: $muted; border-color: $line; }
QPushButton:focus { border: 2px solid $accent; padding: 5px 13px; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $ink; }
QPushButton[kind="primary"]:disabled { background: $accent_soft; color: $muted; border-color: $accent_soft; }
QPushButton[kind="link"] { background: transparent; border: none; color: $accent; padding: 2px 4px; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 1px solid $accent; border-radius: 4px; padding: 1px 3px; }
QPushButton[kind="chip"] { background: $accent_soft; color: $accent; border: 1px solid $accent_soft; border-radius: 8px;
    padding: 4px 10px; font-size: ${s12}px; }
QPushButton[kind="chip"]:hover, QPushButton[kind="chip"]:focus { border-color: $accent; }
QPushButton[kind="chip"]::menu-indicator { image: none; width: 0px; }
QPushButton[kind="rail"] { background: transparent; border: 1px solid transparent; border-radius: 8px;
    padding: 7px 10px; text-align: left; color: $muted; }
QPushButton[kind="rail"]:hover { color: $ink; }
QPushButton[kind="rail"]:focus { border-color: $accent; }
QPushButton[kind="rail"]:checked { background: $accent_soft; color: $accent; font-weight: 600; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 3px; color: $muted; }
QToolButton:hover { background: $accent_soft; }
QToolButton:focus { border-color: $accent; }
QToolButton:checked { background: $accent_soft; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { background: $surface; color: $ink; border: 1px solid $line;
    border-radius: 8px; padding: 6px 10px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border: 1px solid $accent; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox QAbstractItemView { background: $surface; color: $ink; border: 1px solid $line; padding: 4px;
    selection-background-color: $accent_soft; selection-color: $accent; outline: none; }
QCheckBox { spacing: 8px; }
QCheckBox:focus { color: $accent; }
QFrame#composer { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame#composer[focused="true"] { border: 1px solid $accent; }
QPlainTextEdit#question { background: transparent; border: none; font-size: ${s15}px;
    selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit[kind="edit"] { background: $surface; border: 1px solid $accent; border-radius: 8px; padding: 6px;
    font-size: ${s15}px; }

QListView, QTextBrowser, QScrollArea { background: transparent; border: none; outline: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QTextBrowser { selection-background-color: $accent; selection-color: $on_accent; }
QListView[kind="card"] { background: $surface; border: 1px solid $line; border-radius: 10px; padding: 4px 0px; }
QListView[kind="card"]:focus { border: 1px solid $accent; }
QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QMenu { background: $surface; color: $ink; border: 1px solid $line; border-radius: 8px; padding: 6px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: $accent_soft; color: $accent; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 5px 6px; }
QMenu::icon { padding-left: 8px; }
QMenuBar { background: $rail; }
QMenuBar::item { padding: 4px 10px; background: transparent; }
QMenuBar::item:selected { background: $accent_soft; color: $accent; }

QSplitter::handle { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: $handle; min-height: 32px; border-radius: 4px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: $handle; min-width: 32px; border-radius: 4px; margin: 2px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def stylesheet(tokens: Tokens, scale: float) -> str:
    """The rules with every colour and text size filled in."""
    sizes = {f"s{px}": round(px * scale) for px in (11, 12, 13, 15, 16, 18, 24)}
    colours = {name: value for name in tokens.__struct_fields__ if isinstance(value := getattr(tokens, name), str)}
    accent_hover, handle = ("#97CFBB", "#454B52") if tokens.is_dark else ("#234D42", "#CFC8BB")
    return _RULES.substitute(colours, accent_hover=accent_hover, handle=handle, **sizes)
