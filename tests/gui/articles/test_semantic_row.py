"""Search by meaning in the window of articles: how far it is, paused and gone on."""

import pytest
from pytestqt.qtbot import QtBot

from agentassist.domain.semantic import SemanticState, SemanticStatus
from ui.articles.semantic_row import SemanticRow


def test_off_it_is_not_there(qtbot: QtBot) -> None:
    row = SemanticRow()
    qtbot.addWidget(row)
    row.show_status(SemanticStatus())
    assert row.isHidden()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (SemanticStatus(SemanticState.STARTING), "Starting"),
        (SemanticStatus(SemanticState.READY, 20, 20), "Ready: 20 of 20 articles read."),
        (
            SemanticStatus(SemanticState.NOT_INSTALLED, missing=("numpy", "tokenizers")),
            "Switched on, but not installed: numpy, tokenizers.",
        ),
        (
            SemanticStatus(SemanticState.WRONG_MODEL, file="/x/model.onnx"),
            "Its model is not the right one, and was not loaded: /x/model.onnx",
        ),
        (
            SemanticStatus(SemanticState.FAILED),
            "It does not answer, and is off until the next start.",
        ),
    ],
)
def test_it_says_how_it_does(qtbot: QtBot, status: SemanticStatus, said: str) -> None:
    row = SemanticRow()
    qtbot.addWidget(row)
    row.show_status(status)
    assert not row.isHidden()
    assert row.said.text() == said
    assert row.button.isHidden(), "nothing is read"


def test_reading_can_be_paused_and_goes_on(qtbot: QtBot) -> None:
    row = SemanticRow()
    qtbot.addWidget(row)
    asked: list[bool] = []
    row.pause_requested.connect(asked.append)
    row.show_status(SemanticStatus(SemanticState.BUILDING, 1200, 2090))
    row.show()
    assert "1,200 of 2,090 articles read" in row.said.text()
    assert row.button.text() == "Pause"
    row.button.click()
    row.show_status(SemanticStatus(SemanticState.PAUSED, 1200, 2090))
    assert row.said.text() == "Paused: 1,200 of 2,090 articles read."
    assert row.button.text() == "Go on"
    row.button.click()
    assert asked == [True, False]
