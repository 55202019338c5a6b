"""What is said, word for word; and what an article's steps are."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from agentassist.domain.basis import Certainty
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section, SectionKind
from agentassist.domain.speech import Speaking, SpeechState, SpeechTrouble
from agentassist.domain.whisper import Whisper
from ui.speech.steps import LONGEST, MOST, steps
from ui.speech.words import sentence, spoken_length, state_words, why_silent

DAYS = timedelta(days=9)
SAID, PROBABLE, POSSIBLE = Certainty.SAID, Certainty.PROBABLE, Certainty.POSSIBLE


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (Whisper("Dana", "billing", certainty=SAID), "Dana is calling about billing."),
        (
            Whisper("Dana", "", "Refund for the order", PROBABLE, 3, DAYS, 1, timedelta(days=2)),
            "Dana is calling, probably about Refund for the order, the 3rd contact about the same"
            " in 9 days, a promise is overdue by 2 days.",
        ),
        (
            Whisper("", "refund", missed=2, late=timedelta(hours=30)),
            "A call, perhaps about a refund, 2 promises are overdue, one of them by 1 day.",
        ),
        (Whisper("", "refund", certainty=SAID), "A call about a refund."),
        (Whisper("", "", "Move", PROBABLE), "A call, probably about Move."),
        (Whisper("Dana"), "Dana is calling."),
        (Whisper("Dana", "", "Move"), "Dana is calling, perhaps about Move."),
        (
            Whisper("", missed=1, late=timedelta(minutes=1)),
            "A call, a promise is overdue by 1 minute.",
        ),
        (Whisper("Dana {what}", "", "{name}", SAID), "Dana {what} is calling about {name}."),
    ],
)  # fmt: skip
def test_the_sentence(qapp: QApplication, told: Whisper, said: str) -> None:
    assert sentence(told) == said


def test_lengths_are_words(qapp: QApplication) -> None:
    lengths = (timedelta(seconds=3), timedelta(minutes=59), timedelta(hours=5), timedelta(days=1))
    assert [spoken_length(one) for one in lengths] == ["1 minute", "59 minutes", "5 hours", "1 day"]


def article(*sections: tuple[SectionKind, str], body: str = "") -> Article:
    made = tuple(Section(kind, text) for kind, text in sections)
    return Article(ArticleId("a"), "Title", made, body)


def test_the_steps_of_an_article(qapp: QApplication) -> None:
    read = article(
        (SectionKind.SAY, "“I take it off **now**.”\n\nIt is on your next bill."),
        (SectionKind.DO, "1. Open *Billing*.\n2. See [the guide](https://example.org/x).\n3. Done"),
        (SectionKind.SEND, "Dear customer"),
        (SectionKind.INTERNAL, "They owe us 300"),
    )
    assert steps(read) == (
        "Say: I take it off now.",
        "It is on your next bill.",
        "Do: Open Billing.",
        "See the guide.",
        "Done",
    )


def test_an_article_without_sections_and_what_is_no_speech(qapp: QApplication) -> None:
    body = (
        "Call 0800 123456.\n\n```\nrm -rf\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nhttps://x.org"
    )
    assert steps(article(body=body)) == ("Call 0800 123456.", "a, b; 1, 2")
    assert steps(article()) == ()
    assert steps(article((SectionKind.SEND, "Dear customer"))) == ()


def test_endless_articles_have_an_end(qapp: QApplication) -> None:
    long = steps(article(body="\n\n".join(["word " * 5_000] * 500)))
    assert len(long) == MOST
    assert max(map(len, long)) <= LONGEST


def test_every_state_has_words(qapp: QApplication) -> None:
    on = SpeechState(on=True)
    assert why_silent(on) == ""
    assert state_words(on) == ""
    silent = [
        SpeechState(),
        SpeechState(locked=True),
        SpeechState(on=True, muted=True),
        *(SpeechState(on=True, trouble=trouble) for trouble in SpeechTrouble),
    ]
    assert len({why_silent(state) for state in silent} - {""}) == len(silent)
    assert all(state_words(SpeechState(on=True, speaking=what)) for what in Speaking)
    assert state_words(SpeechState(on=True, muted=True))
