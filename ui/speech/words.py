"""The words that are spoken, and those about speaking."""

from datetime import timedelta

from agentassist.domain.basis import Certainty
from agentassist.domain.speech import Speaking, SpeechState, SpeechTrouble
from agentassist.domain.whisper import Whisper
from ui.i18n import plural, tr
from ui.ordinals import ordinal
from ui.words import topic_text


def sentence(told: Whisper) -> str:
    """One sentence, the most useful first: who, about what, how often, what we owe them."""
    clauses = (_who(told), _times(told), _missed(told))
    return ", ".join(clause for clause in clauses if clause) + "."


def _who(told: Whisper) -> str:
    what = told.reason or (topic_text(told.topic) if told.topic else "")
    if not what:
        return tr("{name} is calling", name=told.name) if told.name else tr("A call")
    if told.name:
        named: dict[Certainty, str] = {
            Certainty.SAID: tr("{name} is calling about {what}", name=told.name, what=what),
            Certainty.PROBABLE: tr(
                "{name} is calling, probably about {what}", name=told.name, what=what
            ),
            Certainty.POSSIBLE: tr(
                "{name} is calling, perhaps about {what}", name=told.name, what=what
            ),
        }
        return named[told.certainty]
    nameless: dict[Certainty, str] = {
        Certainty.SAID: tr("A call about {what}", what=what),
        Certainty.PROBABLE: tr("A call, probably about {what}", what=what),
        Certainty.POSSIBLE: tr("A call, perhaps about {what}", what=what),
    }
    return nameless[told.certainty]


def _times(told: Whisper) -> str:
    if told.times < 2 or told.span is None:
        return ""
    count, length = ordinal(told.times), spoken_length(told.span)
    return tr("the {count} contact about the same in {length}", count=count, length=length)


def _missed(told: Whisper) -> str:
    if not told.missed or told.late is None:
        return ""
    return plural(
        "a promise is overdue by {length}",
        "{n} promises are overdue, one of them by {length}",
        told.missed,
        length=spoken_length(told.late),
    )


def spoken_length(length: timedelta) -> str:
    """A length of time in whole words: a voice reads 'h' as a letter."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 3600:
        return plural("{n} minute", "{n} minutes", max(1, seconds // 60))
    if seconds < 86_400:
        return plural("{n} hour", "{n} hours", seconds // 3600)
    return plural("{n} day", "{n} days", seconds // 86_400)


def sample() -> str:
    """What the agent hears when trying the voice."""
    return tr("This is how I sound. I say one sentence at a ring, and never into your talk.")


def trouble_text(trouble: SpeechTrouble) -> str:
    texts: dict[SpeechTrouble, str] = {
        SpeechTrouble.NO_ENGINE: tr(
            "This computer has nothing to speak with: the program espeak-ng is missing."
        ),
        SpeechTrouble.NO_SOUND: tr("No sound: the output device can't be opened."),
        SpeechTrouble.FAILED: tr("The voice stopped working several times and stays off."),
    }
    return texts[trouble]


def why_silent(state: SpeechState) -> str:
    """'' when something could be said now."""
    if not state.on and state.locked:
        return tr("Speech is off: managed by your organisation.")
    if not state.on:
        return tr("Speech is off. Settings, Speech switches it on.")
    if state.muted:
        return tr("Speech is muted.")
    return trouble_text(state.trouble) if state.trouble is not None else ""


def state_words(state: SpeechState) -> str:
    """What the mark in the header says; '' when there is none."""
    if state.on and state.muted:
        return tr("Speech is muted: press to hear it again")
    texts: dict[Speaking, str] = {
        Speaking.WHISPER: tr("Speaking: press for silence"),
        Speaking.STEP: tr("Reading aloud: press for silence"),
        Speaking.SAMPLE: tr("Speaking: press for silence"),
    }
    return texts[state.speaking] if state.speaking is not None else ""


def step_words(state: SpeechState) -> str:
    return tr("Step {n} of {all}", n=state.step, all=state.steps)
