"""What the card says: sentences and labels made from a ScreenPop, no widgets."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from agentassist.domain.call import AgentState, Direction
from agentassist.domain.contact import Candidate, Evidence, EvidenceKind, Identity, IdentityStatus
from agentassist.domain.ivr import ACCOUNT
from agentassist.domain.promise import Promise
from agentassist.domain.screen_pop import NeededFact, ScreenPop
from ui import times
from ui.i18n import plural, tr
from ui.phone_number import phone_text
from ui.times import clock_text, length_text, relative_text
from ui.words import fact_label, sentence_start, topic_text

_TELLING = (EvidenceKind.NAME, EvidenceKind.EMAIL, EvidenceKind.ACCOUNT, EvidenceKind.ORDER)
MOST_COUNTED = 20
_NUMBERS = (EvidenceKind.EXACT_NUMBER, EvidenceKind.SHARED_NUMBER, EvidenceKind.SWITCHBOARD)


# the strip ---------------------------------------------------------------------------------
def clock_start(card: ScreenPop) -> datetime | None:
    """What the running clock of the state counts from."""
    return {
        AgentState.DIALLING: card.rang_at,
        AgentState.RINGING: card.rang_at,
        AgentState.TALKING: card.answered_at or card.rang_at,
        AgentState.HELD: card.held_at or card.answered_at,
        AgentState.WRAPPING: card.ended_at,
        AgentState.IDLE: None,
    }[card.call.state]


WORTH_SAYING = timedelta(seconds=5)  # nobody calls less than that a wait


def strip_detail(card: ScreenPop) -> str:
    """Right side of the strip: queue, wait and transfers; after the call who it was, how long."""
    call = card.call
    if call.state in (AgentState.WRAPPING, AgentState.IDLE):
        parts = [headline(card)] if call.state is AgentState.WRAPPING else []
        if card.answered_at is not None and card.ended_at is not None:
            parts.append(clock_text(card.ended_at - card.answered_at))
        return " · ".join(parts)
    parts = [sentence_start(call.queue)] if call.queue else []
    if call.direction is Direction.OUTBOUND:
        parts.append(tr("outbound"))
    if call.wait is not None and call.wait >= WORTH_SAYING and call.state is not AgentState.HELD:
        parts.append(tr("waited {time}", time=clock_text(call.wait)))
    if call.transfers > 1 or (call.transfers and not call.transferred_from):
        parts.append(plural("{n} transfer", "{n} transfers", call.transfers))
    if call.transferred_from and call.transfers <= 1:
        parts.append(tr("from {extension}", extension=call.transferred_from))
    return " · ".join(parts)


# who it is ---------------------------------------------------------------------------------
def _shown_number(card: ScreenPop) -> str:
    number = card.call.caller.number
    return phone_text(number) if number else tr("Number withheld")


def name_is_sure(card: ScreenPop) -> bool:
    """A name stands in large type only when verified, or when the agent said who it is."""
    identity = card.identity
    if identity.status is not IdentityStatus.IDENTIFIED or identity.contact is None:
        return False
    picked = any(item.kind is EvidenceKind.PICKED_BY_AGENT for item in identity.evidence)
    return card.call.verified or picked


def headline(card: ScreenPop) -> str:
    if card.identity.status is IdentityStatus.INTERNAL:
        extension = card.call.internal_from or card.call.caller.number
        return tr("Colleague {extension}", extension=extension) if extension else tr("Colleague")
    contact = card.identity.contact
    if contact is not None and name_is_sure(card):
        return contact.name
    return _shown_number(card)


def identity_line(card: ScreenPop) -> str:
    """The quiet line under the headline."""
    identity, call = card.identity, card.call
    contact = identity.contact
    if identity.status is IdentityStatus.INTERNAL:
        return call.caller.name or tr("Internal call")
    if contact is not None:
        first = tr("Probably {name}", name=contact.name)
        if name_is_sure(card):
            # The number on file is not the one they call from: a withheld one stays unsaid.
            on_file = contact.phones[0] if contact.phones else ""
            first = _shown_number(card) if call.call_id is not None else phone_text(on_file)
        parts = [first, contact.company or ""]
        if contact.customer_since is not None:
            parts.append(tr("customer since {year}", year=contact.customer_since.year))
        return " · ".join(part for part in parts if part)
    if identity.status is IdentityStatus.CANDIDATES:
        return _candidates_line(identity)
    if identity.status is IdentityStatus.LOOKING:
        return tr("Looking them up")
    if call.caller_customer:
        return tr("The IVR found “{name}”", name=call.caller_customer)
    if call.caller.name:
        return tr("The phone shows “{name}”", name=call.caller.name)
    if identity.status is IdentityStatus.WITHHELD:
        return tr("The caller hides the number")
    return tr("Not in our records")


def _candidates_line(identity: Identity) -> str:
    count = len(identity.candidates)
    cities = {item.contact.city for item in identity.candidates}
    city = cities.pop() if len(cities) == 1 else None
    shared = any(
        item.kind in (EvidenceKind.SHARED_NUMBER, EvidenceKind.SWITCHBOARD)
        for candidate in identity.candidates
        for item in candidate.evidence
    )
    people = plural("{n} person", "{n} people", count)
    if count > MOST_COUNTED:  # further ones were not looked for
        people = tr("{n}+ people", n=MOST_COUNTED)
    line = tr("shared line, {people}", people=people) if shared else people
    parts = [city, line, tr("pick one when you know")]
    return sentence_start(" · ".join(part for part in parts if part))


def evidence_line(card: ScreenPop) -> str:
    """Why it is thought to be this person; '' when there is nothing to claim."""
    identity = card.identity
    nameless = identity.status in (IdentityStatus.UNKNOWN, IdentityStatus.WITHHELD)
    if nameless and card.call.caller_customer:
        return tr("Nobody on file for it. Check the name with them, then look them up.")
    if identity.status is IdentityStatus.UNKNOWN:
        return tr("Nobody has this number or account. Ask who is calling, then look them up.")
    if identity.status is IdentityStatus.WITHHELD:
        if any(fact.kind == ACCOUNT and fact.usable for fact in card.call.given):
            return tr("Nobody has this account. Ask who is calling, then look them up.")
        return tr("There is nothing to look them up by yet. Ask who is calling.")
    if not identity.evidence:
        return ""
    if card.call.call_id is None:
        return tr("Looked up by you")
    picked = [item for item in identity.evidence if item.kind is EvidenceKind.PICKED_BY_AGENT]
    found = [evidence_text(item) for item in identity.evidence if item not in picked][:2]
    if picked:
        return " · ".join([tr("Picked by you"), *found])
    matched = tr("Matched by {evidence}", evidence=tr(" and ").join(found))
    others = 0 if identity.also_fits else _others_on_number(identity)  # a pill says that
    if others:
        shared = plural(
            "{n} other person has this number", "{n} other people have this number", others
        )
        return f"{matched} · {shared}"
    return matched


def _others_on_number(identity: Identity) -> int:
    """People on file for the number who are not the one the account says: worth knowing."""
    known = identity.contact.id if identity.contact is not None else None
    return sum(
        any(item.kind in _NUMBERS for item in candidate.evidence)
        for candidate in identity.candidates
        if candidate.contact.id != known
    )


def evidence_text(evidence: Evidence) -> str:
    count = evidence.shared_by
    when = relative_text(evidence.since, times.now()) if evidence.since is not None else ""
    text = {
        EvidenceKind.ACCOUNT_FROM_IVR: tr("account number typed in the IVR"),
        EvidenceKind.ACCOUNT_TOLD: tr("account number told to an agent"),
        EvidenceKind.PICKED_BY_AGENT: tr("picked by you"),
        EvidenceKind.EXACT_NUMBER: tr("exact number"),
        EvidenceKind.SHARED_NUMBER: plural("number of {n} person", "number shared by {n}", count),
        EvidenceKind.SWITCHBOARD: tr("company switchboard"),
        EvidenceKind.UNUSED_NUMBER: tr("number not used since {when}", when=when),
        EvidenceKind.NUMBER_VARIANT: tr("the number in another spelling"),
        EvidenceKind.PICKED_BEFORE: tr("picked for this number, {when}", when=when),
        EvidenceKind.NUMBER_TAIL: tr("end of the number"),
        EvidenceKind.NAME: tr("name"),
        EvidenceKind.EMAIL: tr("e-mail address"),
        EvidenceKind.ACCOUNT: tr("account number"),
        EvidenceKind.ORDER: tr("order number"),
    }[evidence.kind]
    # The number and the account stand on the card already.
    return f"{text} {evidence.detail}" if evidence.detail and evidence.kind in _TELLING else text


def candidate_line(candidate: Candidate, today: datetime) -> str:
    parts = [evidence_text(item) for item in candidate.evidence[:2]]
    only_name = all(item.kind is EvidenceKind.NAME for item in candidate.evidence)
    if candidate.contact.city and only_name:  # namesakes are told apart
        parts.append(candidate.contact.city)
    count = candidate.interactions
    if count and candidate.last_contact is not None:
        last = relative_text(candidate.last_contact, today)
        parts.append(plural("{n} contact, {last}", "{n} contacts, latest {last}", count, last=last))
    elif not count:
        parts.append(tr("no contact yet"))
    return sentence_start(" · ".join(parts))


# promises ---------------------------------------------------------------
def promise_lead(promise: Promise, today: datetime) -> str:
    return tr(
        "Promised {day}, overdue {length}:",
        day=relative_text(promise.made_at, today),
        length=length_text(today - promise.due),
    )


# what is still needed ----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class NeededWords:
    """`kind` None: nothing to note. `value`: may be typed, `check`: it is right or wrong."""

    label: str
    hint: str
    why: str
    kind: str | None = None
    value: bool = False
    check: bool = False
    masked: bool = True
    plain: bool = False  # the hint says no more than that it is to be asked


def needed_words(fact: NeededFact, candidates: int, *, named: bool = False) -> NeededWords:
    """`named`: the IVR found a name, which is not to be asked for again."""
    reason, _, topic = fact.why.partition(":")
    label = fact.label or (tr("Who is it") if fact.kind == "who" else fact_label(fact.kind))
    hint, why = tr("ask once"), ""
    if reason == "pick":
        hint = tr("pick 1 to {n}, or type a name", n=min(9, candidates))
    elif reason == "not_found":
        hint = tr("not on file: check the name") if named else tr("not on file: ask the name")
    elif reason == "look_up":
        hint = tr("ask the name, then look them up")
    elif reason == "failed":
        hint, why = tr("not verified"), tr("nothing is left to ask")
    elif reason == "check":
        hint, why = tr("given: only compare it"), tr("before any details")
    elif reason == "identify":
        why = tr("to find them")
    elif reason == "verify":
        why = tr("before any details")
    elif reason == "intent" and topic:
        why = tr("for {topic}", topic=topic_text(topic))
    kind = fact.kind if fact.answerable else None
    plain = hint == tr("ask once")
    return NeededWords(label, hint, why, kind, fact.value, fact.check, fact.masked, plain)
