"""Speech at the article, in the header and in the settings, without a voice."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from agentassist.app.events import SpeechChanged, WhisperDue
from agentassist.domain.basis import Certainty
from agentassist.domain.ids import ArticleId, CallId
from agentassist.domain.knowledge import Article, Section, SectionKind
from agentassist.domain.speech import Speaking, SpeechState, SpeechTrouble
from agentassist.domain.whisper import Whisper
from ui.knowledge.article_view import ArticleView
from ui.speech.voice import Voice
from ui.speech.voice_card import VoiceCard

ARTICLE = Article(
    ArticleId("late"), "Late fee", (Section(SectionKind.SAY, "One.\n\nTwo."),), language="de"
)
OTHER = Article(ArticleId("other"), "Other", (Section(SectionKind.SEND, "Dear customer"),))
ON = SpeechState(on=True)
READING = SpeechState(on=True, article=ARTICLE.id, step=1, steps=2, speaking=Speaking.STEP)


class Asked:
    """A `SpeechDesk` that writes down what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        async def ask(*words: Any) -> None:
            self.asked.append((name, *words))

        return ask


@pytest.fixture
def desk() -> Asked:
    return Asked()


@pytest.fixture
def voice(qtbot: QtBot, crossing: Any, desk: Asked) -> Voice:
    view = ArticleView()
    qtbot.addWidget(view)
    view.show_article(ARTICLE)
    made = Voice(desk, crossing, view)
    qtbot.addWidget(made.mark)
    view.resize(500, 600)
    view.show()
    return made


def tell(voice: Voice, state: SpeechState) -> None:
    voice.handle(SpeechChanged(state))


def test_what_is_due_is_said_in_words(voice: Voice, desk: Asked) -> None:
    told = Whisper("Dana", "billing", certainty=Certainty.SAID)
    voice.handle(WhisperDue(CallId("1.1"), told))
    assert desk.asked == [("whisper", "1.1", "Dana is calling about billing.", "en")]


def test_off_there_is_nothing_of_it(voice: Voice) -> None:
    view = voice._view
    assert not view.head.aloud.isVisible()
    assert not view.aloud.isVisible()
    assert not voice.mark.isVisibleTo(None)


def test_the_article_in_front_is_read_on(voice: Voice, desk: Asked) -> None:
    view = voice._view
    tell(voice, ON)
    view.head.aloud.click()
    assert desk.asked.pop() == ("read", ARTICLE.id, ("Say: One.", "Two."), "de")
    tell(voice, READING)
    assert view.aloud.isVisible()
    assert view.aloud.step.text() == "Step 1 of 2"
    view.aloud.next.click()
    view.aloud.again.click()
    view.aloud.stop.click()
    assert [name for name, *_ in desk.asked] == ["next_step", "again", "stop"]


def test_another_article_begins_anew(voice: Voice, desk: Asked) -> None:
    view = voice._view
    tell(voice, READING)
    view.show_article(OTHER)
    assert not view.aloud.isVisible(), "it is not this one that is read"
    assert not view.head.aloud.isVisible(), "there is nothing to read in it"
    voice.read_on()
    assert desk.asked == []
    view.show_article(ARTICLE)
    assert view.aloud.isVisible()


def test_the_mark_is_there_while_something_is_said(voice: Voice, desk: Asked) -> None:
    tell(voice, READING)
    assert not voice.mark.isHidden()
    assert voice.mark.accessibleName().startswith("Reading aloud")
    voice.mark.click()
    assert desk.asked.pop() == ("stop",)
    tell(voice, ON)
    assert voice.mark.isHidden()
    tell(voice, SpeechState(on=True, muted=True))
    assert "muted" in voice.mark.accessibleName()
    voice.mark.click()
    assert desk.asked.pop() == ("toggle_mute",)


@pytest.mark.parametrize("trouble", SpeechTrouble)
def test_trouble_stands_at_the_button_and_in_the_settings(
    voice: Voice, qtbot: QtBot, trouble: SpeechTrouble
) -> None:
    state = SpeechState(on=True, trouble=trouble)
    tell(voice, state)
    button = voice._view.head.aloud
    assert button.isVisible()
    assert button.accessibleName() not in ("", "Read the steps aloud")
    card = VoiceCard()
    qtbot.addWidget(card)
    card.show_state(state)
    assert card.silent.text.text() == button.accessibleName()
    assert card.fine.isHidden()
    card.show_state(ON)
    assert card.silent.isHidden()
    assert not card.fine.isHidden()
