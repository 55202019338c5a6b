"""Text fits or says so; data is never markup."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from ui import theme
from ui.i18n import plural, tip, tr
from ui.widgets import ElidedLabel, FlowLayout, Run, SectionLabel, Text
from ui.widgets.buttons import Chip, IconButton, PrimaryButton

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def _asked_for_tooltip(label: Text) -> str:
    QToolTip.hideText()
    at = QPoint(5, 5)
    QApplication.sendEvent(label, QHelpEvent(QHelpEvent.Type.ToolTip, at, label.mapToGlobal(at)))
    return QToolTip.text()


def test_a_cut_line_has_the_whole_as_tooltip_and_only_then(qtbot: QtBot, look: theme.Theme) -> None:
    label = ElidedLabel("Dana Reyes of Elm Street")
    qtbot.addWidget(label)
    label.resize(400, 20)
    label.show()
    assert not label.elided
    assert _asked_for_tooltip(label) == ""
    label.resize(60, 20)
    assert label.elided
    assert "Elm Street" in _asked_for_tooltip(label)
    assert label.text() == "Dana Reyes of Elm Street"  # a screen reader hears all of it
    QToolTip.hideText()


def test_a_word_wider_than_the_panel_is_broken_not_cut(qtbot: QtBot, look: theme.Theme) -> None:
    label = Text(LONG)
    qtbot.addWidget(label)
    line = label.sizeHint().height()
    assert label.minimumSizeHint().width() < 40
    assert label.heightForWidth(200) >= 3 * line
    assert label.heightForWidth(2000) == line


def test_lines_stop_where_they_should(qtbot: QtBot, look: theme.Theme) -> None:
    label = Text("one two three four five six seven eight nine ten " * 3, max_lines=2)
    qtbot.addWidget(label)
    label.resize(150, 40)
    assert label.heightForWidth(150) == 2 * label.sizeHint().height()
    assert label.elided


def test_data_is_never_markup(qtbot: QtBot, look: theme.Theme) -> None:
    label = Text("<b>Dana</b> <img src='file:///etc/passwd'>")
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text().startswith("<b>Dana")
    assert "<img" not in tip("<img src=x>")
    assert "img src" in tip("<img src=x>")
    assert tip("") == ""


def test_runs_read_as_one_text(qtbot: QtBot, look: theme.Theme) -> None:
    label = Text()
    qtbot.addWidget(label)
    label.set_runs(Run("overdue 3 h: ", "late"), Run("call back", "text"))
    assert label.text() == "overdue 3 h: call back"


def test_a_section_label_is_named_as_written(qtbot: QtBot, look: theme.Theme) -> None:
    label = SectionLabel("Already given")
    qtbot.addWidget(label)
    assert label.text() == "ALREADY GIVEN"
    assert label.accessibleName() == "Already given"


def test_buttons_are_big_enough_and_named(qtbot: QtBot, look: theme.Theme) -> None:
    for button in (PrimaryButton("Save", key="Ctrl ↵"), Chip("Calls"), IconButton("eye", "Show")):
        qtbot.addWidget(button)
        assert button.sizeHint().height() >= 24
        assert button.sizeHint().width() >= 24
        assert button.accessibleName()


def test_a_row_wraps_when_it_must(qtbot: QtBot, look: theme.Theme) -> None:
    host = Text()
    qtbot.addWidget(host)
    row = FlowLayout(host)
    row.setContentsMargins(4, 2, 4, 2)
    for word in ("Calls", "Chat", "Orders", "Mail"):
        row.addWidget(Chip(word))
    one = row.heightForWidth(1000)
    assert row.heightForWidth(120) > one
    assert row.sizeHint().height() == one


def test_plurals_and_parameters() -> None:
    assert plural("{n} day", "{n} days", 1) == "1 day"
    assert plural("{n} day", "{n} days", 0) == "0 days"
    assert tr("{a} and {b}", a="{b}", b=2) == "{b} and 2"
