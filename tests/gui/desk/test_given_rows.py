"""Attempts at one thing are one row, and the row knows which fact it would reveal."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

from agentassist.domain.ivr import FactSource, GivenFact, InputResult
from agentassist.domain.sealed import Sealed
from ui.models.given_rows import given_rows, source_text

TEN = datetime(2026, 11, 20, 10, 2, tzinfo=UTC)


def test_the_rows_of_a_whole_ivr_path(story: SimpleNamespace) -> None:
    rows = given_rows(story.ringing)
    assert [(row.label, row.value, row.source) for row in rows] == [
        ("Account", "•••• 0018", "IVR 10:02"),
        ("Reason", "Billing", "IVR menu 2, 1"),
        ("PIN", "correct at 2nd try", "IVR 10:02"),
    ]
    assert [row.index for row in rows] == [0, None, None]
    assert all(row.usable for row in rows)


def test_what_only_failed_stands_apart(story: SimpleNamespace) -> None:
    wrong = GivenFact("pin", None, "••••", InputResult.WRONG)
    card = replace(story.ringing, given=(wrong, wrong, *story.ringing.given[:2]))
    rows = given_rows(card)
    assert [row.label for row in rows] == ["Account", "Reason", "PIN"]
    assert rows[-1].value == "wrong 2 times"
    assert not rows[-1].usable
    assert rows[0].index == 2


def test_a_timeout_is_said_as_one(story: SimpleNamespace) -> None:
    silent = GivenFact("account", None, None, InputResult.TIMEOUT)
    (row,) = given_rows(replace(story.ringing, given=(silent,)))
    assert (row.value, row.usable, row.index) == ("asked, nothing typed", False, None)


def test_two_different_accounts_are_two_rows(story: SimpleNamespace) -> None:
    other = GivenFact("account", Sealed("99990001"), "•••• 0001", None)
    rows = given_rows(replace(story.ringing, given=(story.ringing.given[0], other)))
    assert [(row.value, row.index) for row in rows] == [("•••• 0018", 0), ("•••• 0001", 1)]


def test_without_an_intent_the_keys_are_shown(story: SimpleNamespace) -> None:
    card = replace(story.ringing, call=replace(story.ringing.call, intent=None))
    assert given_rows(card)[1].value == "pressed 2, 1"


def test_a_card_shows_its_mask_and_nothing_to_reveal(story: SimpleNamespace) -> None:
    paid = GivenFact("card", None, "•••• 1111", None)
    (row,) = given_rows(replace(story.ringing, given=(paid,)))
    assert (row.value, row.index) == ("•••• 1111", None)


def test_sources_in_words() -> None:
    given = GivenFact("account", None, "•••• 1", None, FactSource.EARLIER_LEG, TEN)
    assert source_text(given) == "before transfer 10:02"
    assert source_text(replace(given, source=FactSource.CRM, at=None)) == "on file"
