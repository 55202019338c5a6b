"""The whole program speaks: a ring in the demo's center is heard at a sound device."""

import sys
from typing import Any

import pytest
from PySide6.QtCore import Qt

from agentassist import speech
from agentassist.app.events import SpeechChanged
from agentassist.domain.speech import SpeechState
from agentassist.ports.speech import Manner
from agentassist.speech.speaker import LocalSpeaker
from tests.servers.sound_sink import SoundSink, voiced

RING = "Chidinma is calling, probably about"
LOADED = ("agentassist.speech.speaker", "agentassist.speech.process", "pyttsx3")


class Noting(LocalSpeaker):
    """The real voice, and what it was asked to say."""

    said: list[str]

    async def say(self, text: str, manner: Manner) -> None:
        self.said.append(text)
        await super().say(text, manner)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    Noting.said = []
    monkeypatch.setattr(speech, "local_speaker", Noting)
    return Noting.said


class Ear:
    """What the window is told of the voice."""

    def __init__(self, stage: Any) -> None:
        self.state = SpeechState()
        stage.application.crossing.event_received.connect(self._take)

    def _take(self, event: object) -> None:
        if isinstance(event, SpeechChanged):
            self.state = event.state


def switch_on(stage: Any, **chosen: Any) -> Ear:
    ear = Ear(stage)
    for key, value in {"enabled": True, **chosen}.items():
        stage.application.core.settings.set(f"speech.{key}", value)
    stage.until(lambda: ear.state.on)
    return ear


def test_a_ring_is_whispered_and_the_answer_silences_it(
    sound: SoundSink, said: list[str], stage: Any
) -> None:
    ear = switch_on(stage, rate=80)
    stage.step()
    stage.sees("Ringing", "Chidinma Okafor")
    stage.until(lambda: said)
    assert len(said) == 1
    assert said[0].startswith(RING), said
    assert said[0].endswith(".")
    assert said[0].count(".") == 1
    assert "overdue by" in said[0]
    assert not [word for word in said[0].split() if sum(ch.isdigit() for ch in word) > 2]
    sound.first()
    stage.until(lambda: ear.state.speaking is None)
    assert voiced(sound.heard()) > 2.0
    stage.step()
    stage.sees("Talking")
    assert len(said) == 1


def test_off_nothing_is_loaded_nor_said(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LOADED:
        monkeypatch.delitem(sys.modules, name, raising=False)
    stage.step()
    stage.sees("Ringing", "Chidinma Okafor")
    assert not set(LOADED) & set(sys.modules)
    assert not stage.window.voice.mark.isVisible()
    stage.window.show_search()
    stage.type(stage.window.knowledge.field.edit, "moving")
    stage.until(lambda: stage.window.knowledge.preview.isVisible())
    assert not stage.window.knowledge.preview.head.aloud.isVisible()


def test_an_article_is_read_by_keys(sound: SoundSink, said: list[str], stage: Any) -> None:
    it, ear = stage, switch_on(stage)
    window, control = it.window, Qt.KeyboardModifier.ControlModifier
    window.show_search()
    it.type(window.knowledge.field.edit, "billed for two addresses after a move")
    it.until(lambda: window.knowledge.preview.head.aloud.isVisible())
    field = window.knowledge.field.edit
    it.qtbot.keyClick(field, Qt.Key.Key_4, control)
    it.until(lambda: ear.state.step == 1)
    it.sees("Step 1 of")
    sound.first()
    it.qtbot.keyClick(field, Qt.Key.Key_4, control)
    it.until(lambda: ear.state.step == 2)
    it.qtbot.keyClick(field, Qt.Key.Key_5, control)
    it.until(lambda: len(said) == 3)
    assert said[0].startswith("Say: ")
    assert said[1] == said[2]
    it.qtbot.keyClick(field, Qt.Key.Key_7, control)
    it.until(lambda: ear.state.muted)
    assert window.voice.mark.isVisible()
    it.qtbot.keyClick(field, Qt.Key.Key_4, control)
    it.sees("Speech is muted.")
    it.qtbot.mouseClick(window.voice.mark, Qt.MouseButton.LeftButton)
    it.until(lambda: not ear.state.muted)
    it.qtbot.keyClick(field, Qt.Key.Key_6, control)
    it.until(lambda: not ear.state.reads)
    it.sees_no("Step 2 of")


def test_without_an_engine_the_reason_is_said_and_all_else_works(
    stage: Any, monkeypatch: pytest.MonkeyPatch, expect_log: Any
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    switch_on(stage)
    stage.sees("This computer has nothing to speak with.")
    stage.step()
    stage.sees("Ringing", "Chidinma Okafor", "PIN verified")
    stage.window.show_search()
    stage.type(stage.window.knowledge.field.edit, "moving")
    stage.until(lambda: stage.window.knowledge.preview.head.aloud.isVisible())
    assert "espeak-ng" in stage.window.knowledge.preview.head.aloud.accessibleName()
