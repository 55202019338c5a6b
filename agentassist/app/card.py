"""The card of a call: everything known about it, composed anew at each change."""

from dataclasses import replace
from datetime import datetime

from agentassist.app.calls import CallRecord
from agentassist.domain.brief_rules import brief
from agentassist.domain.consent import refusals
from agentassist.domain.contact import Contact
from agentassist.domain.discretion import Discretion
from agentassist.domain.discretion_policy import DiscretionPolicy
from agentassist.domain.greeting import greeting
from agentassist.domain.ids import ContactId
from agentassist.domain.late_answer import unconfirmed
from agentassist.domain.likely_why import likely_why
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.source import SourceState
from agentassist.domain.verification import VerificationPolicy
from agentassist.ports.history import TimelinePage


def compose(
    record: CallRecord,
    policy: VerificationPolicy,
    now: datetime,
    discretion: DiscretionPolicy,
) -> ScreenPop:
    """What the card shows of this call at this moment. What is hidden is in none of its parts."""
    call, identity = record.snapshot, discretion.identity(record.identity)
    silent = any(one.state is SourceState.FAILED for one in record.sources.values())
    if silent and unconfirmed(identity):
        identity = replace(identity, unconfirmed=True)
    page = record.page or TimelinePage(ContactId(""))
    overdue = tuple(sorted((p for p in page.promises if p.overdue(now)), key=lambda p: p.due))
    ledger = record.ledger().with_record(identity.contact, policy.recorded(call.intent))
    word, intent = call.verified, call.intent
    verified = policy.verified(ledger, ivr_verified=word, intent=intent)
    call = replace(call, verified=verified and not record.internal)
    rows, contact = record.rows(now), identity.contact
    why = None if record.internal else likely_why(call, rows, overdue, now)
    known = contact is not None and record.page is not None
    return ScreenPop(
        call=call,
        identity=identity,
        given=ledger.facts,
        needed=()
        if record.looking or call.call_id is None
        else policy.needed(identity, ledger, ivr_verified=word, intent=intent),
        ivr_note=record.ivr_note(),
        overdue=overdue,
        likely_why=why,
        greeting=greeting(call, identity, overdue) if call.state.in_call else None,
        recognition=_thanks(contact, discretion),
        rang_at=record.rang_at,
        answered_at=record.answered_at,
        held_at=record.held_at,
        ended_at=record.ended_at,
        repeated=record.repeated,
        labels=policy.labels,
        person=record.person if contact is not None else None,
        brief=brief(why, rows, overdue, now) if known else None,
        refused=refusals(contact.consents) if contact is not None else (),
    )


def _thanks(contact: Contact | None, discretion: DiscretionPolicy) -> str | None:
    """A fact worth a thank-you, if it may be said."""
    if contact is None or discretion.of_contact(contact, "recognition") is not Discretion.SAY:
        return None
    return contact.recognition
