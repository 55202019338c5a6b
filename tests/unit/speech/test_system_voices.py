"""pyttsx3 and its loop, with its driver that makes no sound: the others need their systems."""

import pytest

from agentassist.speech.engine import DONE, FAULT, STARTED, KnownVoice, Order, chosen
from agentassist.speech.system_voices import SystemVoices

ANNA = KnownVoice("com.apple.anna", "Anna", ("de-DE",))
DAVE = KnownVoice("HKEY/David", "Microsoft David - English (United States)", ("en-US",))
YURI = KnownVoice("yuri", "Yuri", ())


def order(number: int = 1, text: str = "Hello.", language: str = "en", voice: str = "") -> Order:
    return Order(number, text, 200, 50, language, voice, "")


def test_texts_are_said_one_after_the_other_through_pyttsx3() -> None:
    told: list[tuple[int, str]] = []
    voices = SystemVoices(lambda number, event: told.append((number, event)), "dummy")
    assert not voices.stops
    assert voices.voices()
    for number in (1, 2):
        voices.say(order(number))
    assert told == [(1, STARTED), (1, DONE), (2, STARTED), (2, DONE)]
    engine = voices._engine
    assert (engine.getProperty("rate"), engine.getProperty("volume")) == (200, 0.5)


def test_a_driver_that_can_not_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, str]] = []
    voices = SystemVoices(lambda number, event: told.append((number, event)), "dummy")

    def broken(text: str) -> None:
        raise OSError(text)

    monkeypatch.setattr(voices._engine.proxy._driver, "say", broken)
    voices.say(order())
    assert told == [(1, STARTED), (1, FAULT)]


@pytest.mark.parametrize(
    ("language", "wanted", "voice"),
    [
        ("en", "", DAVE),
        ("de", "", ANNA),
        ("de-AT", "", ANNA),
        ("de", "anna", ANNA),
        ("de", "Yuri", ANNA),
        ("en", "Anna", DAVE),
        ("en", "hkey/david", DAVE),
        ("fr", "Anna", None),
    ],
)
def test_the_voice_speaks_the_language(
    language: str, wanted: str, voice: KnownVoice | None
) -> None:
    assert chosen((YURI, DAVE, ANNA), order(language=language, voice=wanted)) == voice
