"""Every pair of text and ground can be read, and a switch reaches what is on the screen."""

from dataclasses import fields

import pytest
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme
from ui.theme import Type, Weight
from ui.tokens import Tokens, load_tokens
from ui.widgets import Card, Text

NAMES = ("light", "dark", "contrast")
PLAIN = ("bg", "surface", "raised")
MEANING = ("accent", "given", "need", "late", "hold")


def _luminance(color: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    shade = QColor(color)
    red, green, blue = (linear(x) for x in (shade.redF(), shade.greenF(), shade.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _pairs() -> list[tuple[str, str]]:
    pairs = [(text, ground) for text in ("text", "soft", "faint") for ground in PLAIN]
    for tone in MEANING:
        pairs += [(tone, ground) for ground in (*PLAIN, f"{tone}_bg")]
        pairs += [("text", f"{tone}_bg"), ("soft", f"{tone}_bg")]
    return [*pairs, ("on_accent", "accent")]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("text", "ground"), _pairs())
def test_text_stands_out_from_its_ground(name: str, text: str, ground: str) -> None:
    tokens = load_tokens(name)
    ratio = contrast(getattr(tokens, text), getattr(tokens, ground))
    assert ratio >= 4.5, f"{name}: {text} on {ground} is {ratio:.2f}:1"


@pytest.mark.parametrize("name", NAMES)
def test_a_theme_names_every_token_as_a_color(name: str) -> None:
    tokens = load_tokens(name)
    for field in fields(Tokens):
        value = getattr(tokens, field.name)
        if field.name == "shadow":
            assert 0 <= value <= 255
        else:
            assert QColor(value).isValid()


def test_a_switch_repaints_what_is_there(qtbot: QtBot, look: theme.Theme) -> None:
    card = Card()
    card.body.addWidget(Text("Dana Reyes"))
    qtbot.addWidget(card)
    card.resize(300, 120)
    card.show()
    light = card.grab().toImage().pixelColor(150, 100)
    with qtbot.waitSignal(look.changed):
        look.choose("dark")
    dark = card.grab().toImage().pixelColor(150, 100)
    assert light.name().upper() == load_tokens("light").surface
    assert dark.name().upper() == load_tokens("dark").surface
    palette = QApplication.palette()
    assert palette.window().color().name().upper() == load_tokens("dark").bg


def test_the_system_is_followed_only_when_asked_for(qtbot: QtBot, look: theme.Theme) -> None:
    look.choose("dark")
    QApplication.styleHints().colorSchemeChanged.emit(QApplication.styleHints().colorScheme())
    assert look.name == "dark"
    look.choose("system")
    assert look.name in ("light", "dark")


@pytest.mark.parametrize("weight", list(Weight))
def test_the_bundled_font_is_used_in_each_weight(look: theme.Theme, weight: Weight) -> None:
    info = QFontInfo(look.font(Type.BODY, weight))
    assert info.family() == "Inter"
    assert info.weight() == int(weight)
    assert info.pixelSize() == 13
