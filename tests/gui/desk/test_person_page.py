"""Who this is: values side by side, links and how they are undone; doubts on the card."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from agentassist.app.events import AgentChanged, CardChanged, SourcesChanged, TimelineChanged
from agentassist.domain.consent import Consent, Purpose
from agentassist.domain.contact import Contact
from agentassist.domain.discretion import Discretion
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, CallId, ContactId
from agentassist.domain.linking.comparison import Reason
from agentassist.domain.linking.record_link import LinkMethod, RecordLink, SourceRecord
from agentassist.domain.person import Person, PersonField, PersonRecord, person_of
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.source import SourceState, SourceStatus
from agentassist.ports.linking import LikelySame
from ui import theme
from ui.history.field_row import FieldRow
from ui.history.person_page import PersonPage
from ui.history.person_words import field_rows, reason_text
from ui.history.row_words import Reading
from ui.main_window import MainWindow

HERE, DESK = SourceRecord("local", "dana"), SourceRecord("helpdesk", "4711")


@pytest.fixture
def person(story: SimpleNamespace) -> Person:
    there = Contact(
        ContactId("helpdesk:4711"),
        "Dana M. Reyes",
        phones=("+442079460877",),
        accounts=("40020018",),
        city="Leeds",
        recognition="reported a fault",
        discretion=(("city", Discretion.KNOW), ("recognition", Discretion.HIDE)),
    )
    link = RecordLink(
        7,
        DESK,
        HERE,
        LinkMethod.RULE,
        "rules",
        story.now - timedelta(days=17),
        (Reason.PHONE, Reason.NAME_PART),
    )
    fetched = story.now - timedelta(hours=2)
    records = (PersonRecord(HERE, story.dana), PersonRecord(DESK, there, fetched))
    return person_of(records, (link,))


@pytest.fixture
def card(story: SimpleNamespace, person: Person) -> ScreenPop:
    identity = replace(story.talking.identity, candidates=story.people[:1], also_fits=True)
    return replace(story.talking, person=person, identity=identity)


@pytest.fixture
def window(qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any) -> MainWindow:
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.resize(1300, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.handle(AgentChanged(AgentId("101")))
    statuses = (SourceStatus("helpdesk", SourceState.ANSWERED, "Help desk", 1),)
    window.handle(SourcesChanged(statuses))
    return window


def opened(window: MainWindow, card: ScreenPop, story: SimpleNamespace, qtbot: QtBot) -> PersonPage:
    window.handle(CardChanged(card))
    window.handle(TimelineChanged(story.page))
    qtbot.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    page = window.history.person.page
    assert page is not None
    assert page.isVisible()
    return page


def test_values_stand_side_by_side_with_who_says_them(
    story: SimpleNamespace, person: Person
) -> None:
    reading = Reading(story.now, {"helpdesk": "Help desk"})
    rows = {row.label: row for row in field_rows(person, reading)}
    names = [(one.value, one.said_by) for one in rows["Name"].values]
    assert names == [("Dana Reyes", "here"), ("Dana M. Reyes", "Help desk, 2 h ago")]
    assert rows["Name"].differs
    assert rows["Phone"].values[0].said_by == "here · Help desk, 2 h ago"
    assert not rows["Phone"].differs
    assert rows["Account"].values[0].value == "•••• 0018"
    assert rows["City"].values[0].quiet
    assert "Worth a thank-you" not in rows  # hidden by its source
    assert PersonField.NAME in person.conflicts()


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words(reason: Reason) -> None:
    assert reason_text(reason)


def test_the_key_opens_it_and_esc_leads_back(
    window: MainWindow, card: ScreenPop, story: SimpleNamespace, qtbot: QtBot
) -> None:
    page = opened(window, card, story, qtbot)
    assert window.history.card.isHidden()
    fields = page.findChildren(FieldRow)
    assert "Name, the records differ" in fields[0].accessibleName()
    assert "same phone number, part of the name" in page.links[0].text.text()
    assert "linked by rule on 3 Nov" in page.links[0].text.text()
    qtbot.keyClick(page.back, Qt.Key.Key_Escape)
    assert window.history.card.isVisible()
    assert window.history.list.hasFocus()


def test_taking_apart_asks_why_and_can_be_undone(
    window: MainWindow, card: ScreenPop, story: SimpleNamespace, qtbot: QtBot, desk: Any
) -> None:
    page = opened(window, card, story, qtbot)
    row = page.links[0]
    row.apart.click()
    assert row.why.hasFocus()
    qtbot.keyClicks(row.why, "her sister, card 4111 1111 1111 1111")
    qtbot.keyClick(row.why, Qt.Key.Key_Return)
    name, number, why = desk.asked[-1]
    assert (name, number) == ("people.undo_link", 7)
    assert "her sister" in why
    assert "4111 1111 1111 1111" not in why
    assert page.done.isVisible()
    page.redo.click()
    assert desk.asked[-1] == ("people.link", DESK, HERE, "")
    assert not page.done.isVisible()


def test_what_cannot_be_undone_is_said_below_and_nothing_is_claimed(
    window: MainWindow, card: ScreenPop, story: SimpleNamespace, qtbot: QtBot, desk: Any
) -> None:
    page = opened(window, card, story, qtbot)
    desk.answers["people.undo_link"] = AgentAssistError("person.no_such_link")
    page.links[0].apart.click()
    page.links[0].decide.click()
    assert not page.done.isVisible()
    assert "not there any more" in window.notices.passing.accessibleName()


def test_one_who_also_fits_is_linked_by_the_agent_alone(
    window: MainWindow, card: ScreenPop, story: SimpleNamespace, qtbot: QtBot, desk: Any
) -> None:
    page = opened(window, card, story, qtbot)
    assert "Jürgen Müller" in page.joins[0].accessibleName()
    page.joins[0].click()
    assert ("people.link_people", "dana", "Jürgen Müller", "") in desk.asked


def test_other_accounts_are_linked_with_a_reason_only(
    window: MainWindow, card: ScreenPop, story: SimpleNamespace, qtbot: QtBot, desk: Any
) -> None:
    page = opened(window, card, story, qtbot)
    desk.answers["people.link_people"] = AgentAssistError("person.two_accounts")
    page.joins[0].click()
    question = page.question
    assert question.why.hasFocus()
    assert not question.decide.isEnabled()
    qtbot.keyClick(question.why, Qt.Key.Key_Return)  # without a reason nothing is done
    assert question.isVisible()
    del desk.answers["people.link_people"]
    qtbot.keyClicks(question.why, "moved, card 4111 1111 1111 1111")
    qtbot.keyClick(question.why, Qt.Key.Key_Return)
    asked = [one for one in desk.asked if one[0] == "people.link_people"]
    assert asked[-1] == ("people.link_people", "dana", "Jürgen Müller", "moved, card •••• 1111")
    assert not question.isVisible()


def test_the_question_is_left_by_esc_and_forgotten_with_the_caller(
    window: MainWindow, card: ScreenPop, story: SimpleNamespace, qtbot: QtBot, desk: Any
) -> None:
    page = opened(window, card, story, qtbot)
    desk.answers["people.link_people"] = AgentAssistError("person.two_accounts")
    page.joins[0].click()
    qtbot.keyClick(page.question.why, Qt.Key.Key_Escape)
    assert not page.question.isVisible()
    assert page.isVisible()
    assert page.back.hasFocus()
    page.joins[0].click()
    contact = Contact(ContactId("somebody"), "Some Body")
    window.handle(CardChanged(replace(card, identity=replace(card.identity, contact=contact))))
    assert not page.question.isVisible()


def test_what_policy_forbids_is_said(
    window: MainWindow, card: ScreenPop, story: SimpleNamespace, qtbot: QtBot, desk: Any
) -> None:
    page = opened(window, card, story, qtbot)
    desk.answers["people.link_people"] = AgentAssistError("person.two_accounts_never")
    page.joins[0].click()
    assert not page.question.isVisible()
    assert "account numbers differ" in window.notices.passing.accessibleName()


def test_who_may_be_the_same_is_shown_with_what_speaks_against_it(
    window: MainWindow, card: ScreenPop, story: SimpleNamespace, qtbot: QtBot, desk: Any
) -> None:
    there = Contact(ContactId("helpdesk:9"), "D. Reyes")
    record = SourceRecord("helpdesk", "9")
    found = LikelySame(there, record, (Reason.EMAIL, Reason.NOT_BIRTH_DATE))
    desk.answers["people.likely"] = (found,)
    page = opened(window, card, story, qtbot)
    said = [label.text() for label in page.findChildren(QLabel)]
    assert "Help desk 9 · same e-mail address; other birth date" in said
    desk.answers["people.likely"] = ()
    page.joins[-1].click()
    assert ("people.link_people", "dana", "helpdesk:9", "") in desk.asked
    assert len(page.joins) == 1  # asked for anew: only the one who also fits is left


def test_the_next_call_shows_its_own_history(
    window: MainWindow, card: ScreenPop, story: SimpleNamespace, qtbot: QtBot
) -> None:
    page = opened(window, card, story, qtbot)
    page.tell_taken_apart(page.links[0].words.link)
    call = replace(card.call, call_id=CallId("9.9"))
    contact = Contact(ContactId("somebody"), "Some Body")
    other = replace(card, call=call, identity=replace(card.identity, contact=contact), person=None)
    window.handle(CardChanged(other))
    assert not page.isVisible()
    assert window.history.card.isVisible()
    assert not page.done.isVisibleTo(page)


def test_doubts_stand_beside_the_name_and_lead_to_the_evidence(
    window: MainWindow, card: ScreenPop, story: SimpleNamespace, qtbot: QtBot
) -> None:
    doubtful = replace(card, identity=replace(card.identity, unconfirmed=True))
    window.handle(CardChanged(doubtful))
    pills = window.pop.identity.pills
    assert pills.also_fits.text() == "1 other fits"
    assert pills.unconfirmed.text() == "Unconfirmed"
    assert "did not answer" in pills.unconfirmed.accessibleName()
    assert pills.records.text() == "2 records, 1 differ"
    pills.also_fits.setFocus()
    qtbot.keyClick(pills.also_fits, Qt.Key.Key_Return)
    assert window.history.person.isVisible()
    window.handle(CardChanged(story.talking))
    assert not pills.also_fits.isVisible()
    assert not pills.unconfirmed.isVisible()
    assert not pills.records.isVisible()


def test_what_they_refused_is_said_and_taken_back_with_the_card(
    window: MainWindow, card: ScreenPop, story: SimpleNamespace
) -> None:
    refused = (Consent(Purpose.RECORDING, granted=False, source="crm", at=story.now),)
    window.handle(CardChanged(replace(card, refused=refused)))
    pill = window.pop.identity.pills.refused[0]
    assert pill.text() == "No recording"
    assert "On record in crm" in pill.accessibleName()
    window.handle(CardChanged(card))
    assert window.pop.identity.pills.refused == []
