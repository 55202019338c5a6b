from dataclasses import asdict
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from ui import theme
from ui.knowledge.hit_delegate import draw_marked
from ui.models.hits import MarkedText
from ui.theme import Type, Weight
from ui.tokens import load_tokens
from ui.widgets.found_marks import MARK_OPACITY


def _luminance(color: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _over(front: QColor, back: QColor, opacity: float) -> QColor:
    mixed = [
        f * opacity + b * (1 - opacity)
        for f, b in zip(front.getRgbF()[:3], back.getRgbF()[:3], strict=True)
    ]
    return QColor.fromRgbF(*mixed)


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
@pytest.mark.parametrize("row", ["surface", "accent_bg", "raised"])
def test_marked_text_can_be_read_in_every_theme_on_every_row(name: str, row: str) -> None:
    tokens: dict[str, Any] = asdict(load_tokens(name))
    mark = _over(QColor(tokens["need"]), QColor(tokens[row]), MARK_OPACITY)
    assert _contrast(QColor(tokens["text"]), mark) >= 4.5
    assert _contrast(QColor(tokens["soft"]), QColor(tokens[row])) >= 4.5


def _picture(marked: MarkedText, width: int = 300) -> QImage:
    image = QImage(width, 24, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    font = theme.current().font(Type.VALUE, Weight.SEMIBOLD)
    draw_marked(painter, QRectF(0, 2, width, 20), marked, font)
    painter.end()
    return image


def _tinted(image: QImage) -> list[int]:
    """Columns whose second line of pixels is neither white nor text."""
    ground = QColor(theme.current().tokens.need)
    wanted = _over(ground, QColor("white"), MARK_OPACITY)
    return [
        x
        for x in range(image.width())
        if abs(image.pixelColor(x, 3).red() - wanted.red()) <= 2
        and abs(image.pixelColor(x, 3).blue() - wanted.blue()) <= 2
    ]


def test_the_matched_part_is_marked_and_nothing_else(qtbot: QtBot) -> None:
    assert _tinted(_picture(MarkedText("Refund times"))) == []
    begin = _tinted(_picture(MarkedText("Refund times", ((0, 6),))))
    end = _tinted(_picture(MarkedText("Refund times", ((7, 12),))))
    assert begin
    assert end
    assert max(begin) < min(end)


def test_a_mark_that_was_cut_off_is_not_painted_over_the_ellipsis(qtbot: QtBot) -> None:
    text = MarkedText("A very long title about nothing but a refund", ((38, 44),))
    assert _tinted(_picture(text, 400))
    assert _tinted(_picture(text, 120)) == []


def test_characters_beyond_the_basic_plane_shift_no_mark(qtbot: QtBot) -> None:
    plain = _tinted(_picture(MarkedText("xx refund", ((3, 9),))))
    emoji = _tinted(_picture(MarkedText("😀 refund", ((2, 8),))))
    assert abs((plain[-1] - plain[0]) - (emoji[-1] - emoji[0])) <= 2


def test_what_is_out_of_date_is_painted_in_the_tone_of_what_is_late(qtbot: QtBot) -> None:
    late = QColor(theme.current().tokens.late)

    def reddish(image: QImage) -> int:
        return sum(
            image.pixelColor(x, y) == late
            for x in range(image.width())
            for y in range(image.height())
        )

    assert reddish(_picture(MarkedText("out of date · Billing", (), 11))) > 0
    assert reddish(_picture(MarkedText("out of date · Billing"))) == 0
