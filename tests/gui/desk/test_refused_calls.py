"""Who refused calls is not called back unawares: it stands beside the promise."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from agentassist.domain.consent import Consent, Purpose
from ui import theme
from ui.screen_pop.sections import PromiseBand


@pytest.mark.parametrize(("purpose", "told"), [(Purpose.PHONE, True), (Purpose.MAIL, False)])
def test_a_missed_promise_says_that_they_refused_calls(
    qtbot: QtBot, look: theme.Theme, story: SimpleNamespace, purpose: Purpose, told: bool
) -> None:
    band = PromiseBand()
    qtbot.addWidget(band)
    band.show_card(replace(story.ringing, refused=(Consent(purpose, granted=False),)))
    assert ("They do not want to be called." in band.text.text()) is told
