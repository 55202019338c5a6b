"""What the card says: a name only when it is sure, evidence for every claim."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from agentassist.domain.call import AgentState
from agentassist.domain.contact import Evidence, EvidenceKind, Identity, IdentityStatus
from agentassist.domain.party import WITHHELD, Party
from agentassist.domain.screen_pop import Greeting, GreetingKind, LikelyWhy, NeededFact
from ui.phone_number import phone_text
from ui.screen_pop import why_words, wording
from ui.screen_pop.greeting_words import greeting_text
from ui.times import clock_text, exact_text, length_text, relative_text


def test_a_verified_caller_is_named(story: SimpleNamespace) -> None:
    assert wording.headline(story.ringing) == "Dana Reyes"
    assert wording.identity_line(story.ringing) == "+44 20 7946 0877 · customer since 2019"
    line = wording.evidence_line(story.ringing)
    assert line == "Matched by account number typed in the IVR"


def test_a_caller_not_verified_is_a_number_and_a_guess_says_so(story: SimpleNamespace) -> None:
    card = replace(story.ringing, call=replace(story.ringing.call, verified=False))
    assert wording.headline(card) == "+44 20 7946 0877"
    assert wording.identity_line(card).startswith("Probably Dana Reyes")


def test_whom_the_agent_picked_is_named(story: SimpleNamespace) -> None:
    picked = Identity(
        IdentityStatus.IDENTIFIED,
        story.dana,
        (Evidence(EvidenceKind.PICKED_BY_AGENT), Evidence(EvidenceKind.SHARED_NUMBER, None, 3)),
    )
    card = replace(story.ringing, call=replace(story.ringing.call, verified=False), identity=picked)
    assert wording.headline(card) == "Dana Reyes"
    assert wording.evidence_line(card) == "Picked by you · number shared by 3"


def test_honest_states(story: SimpleNamespace) -> None:
    assert wording.headline(story.withheld) == "Number withheld"
    assert wording.headline(story.internal) == "Colleague 102"
    assert wording.identity_line(story.internal) == "Ben Okafor"
    line = wording.identity_line(story.candidates)
    assert line == "Berlin · shared line, 3 people · pick one when you know"
    unknown = replace(story.unnamed, identity=Identity(IdentityStatus.UNKNOWN))
    assert wording.identity_line(unknown) == "Not in our records"
    named = replace(unknown, call=replace(unknown.call, caller=Party("+12025550143", "Reyes D")))
    assert wording.identity_line(named) == "The phone shows “Reyes D”"


def test_a_name_that_the_ivr_found_is_not_asked_for_again(story: SimpleNamespace) -> None:
    call = replace(story.unnamed.call, caller_customer="Reyes, Dana", given=())
    for status in (IdentityStatus.UNKNOWN, IdentityStatus.WITHHELD):
        card = replace(story.unnamed, call=call, identity=Identity(status))
        assert wording.identity_line(card) == "The IVR found “Reyes, Dana”"
        assert "Check the name" in wording.evidence_line(card)
    who = NeededFact("who", "not_found")
    assert wording.needed_words(who, 0).hint == "not on file: ask the name"
    assert wording.needed_words(who, 0, named=True).hint == "not on file: check the name"


def test_a_hidden_number_with_an_account_says_what_was_looked_for(story: SimpleNamespace) -> None:
    call = replace(story.ringing.call, caller=WITHHELD, caller_customer=None)
    card = replace(story.ringing, call=call, identity=Identity(IdentityStatus.WITHHELD))
    assert wording.evidence_line(card).startswith("Nobody has this account.")
    bare = replace(card, call=replace(call, given=()))
    assert wording.evidence_line(bare).startswith("There is nothing to look them up by")


def test_a_hidden_number_is_not_filled_in_from_the_file(story: SimpleNamespace) -> None:
    hidden = replace(story.ringing, call=replace(story.ringing.call, caller=WITHHELD))
    assert wording.headline(hidden) == "Dana Reyes"
    assert wording.identity_line(hidden) == "Number withheld · customer since 2019"


def test_evidence_repeats_no_number(story: SimpleNamespace) -> None:
    exact = Evidence(EvidenceKind.EXACT_NUMBER, "+442079460877")
    assert wording.evidence_text(exact) == "exact number"
    order = Evidence(EvidenceKind.ORDER, "88-2041")
    assert wording.evidence_text(order) == "order number 88-2041"


def test_weak_evidence_says_how_weak(story: SimpleNamespace) -> None:
    old = Evidence(
        EvidenceKind.UNUSED_NUMBER, "+442079460877", since=datetime(2019, 3, 2, tzinfo=UTC)
    )
    assert wording.evidence_text(old) == "number not used since 2 Mar 2019"
    before = Evidence(EvidenceKind.PICKED_BEFORE, "101", since=story.now - timedelta(days=400))
    assert wording.evidence_text(before).startswith("picked for this number, ")
    for kind in EvidenceKind:
        assert wording.evidence_text(Evidence(kind))


def test_the_strip(story: SimpleNamespace) -> None:
    assert wording.strip_detail(story.ringing) == "Support · waited 2:41 · 1 transfer"
    assert wording.strip_detail(story.wrapping) == "Dana Reyes · 6:48"
    held = replace(
        story.talking,
        call=replace(story.talking.call, state=AgentState.HELD),
        held_at=story.now - timedelta(seconds=41),
    )
    assert wording.clock_start(held) == held.held_at
    assert wording.clock_start(story.talking) == story.talking.answered_at


def test_why_with_its_evidence(story: SimpleNamespace) -> None:
    why = story.ringing.likely_why
    assert why_words.why_headline(why) == "Charged twice for order 88-2041"
    assert why_words.why_evidence(why, story.now) == "Open ticket #4821 · IVR menu 2, 1"
    told = LikelyWhy("Ticket #4821 · two bills", True, why.evidence)
    assert why_words.why_evidence(told, story.now) == "Open ticket · IVR menu 2, 1"
    chat = LikelyWhy(
        "billing", False, (("last_chat", (story.now - timedelta(days=2)).isoformat()),)
    )
    assert why_words.why_headline(chat) == "Billing"
    assert why_words.why_evidence(chat, story.now) == "Chat 2 days ago"
    odd = LikelyWhy("x", True, (("something_new", "as it is"), ("last_chat", "whenever")))
    assert why_words.why_evidence(odd, story.now) == "As it is · chat whenever"


@pytest.mark.parametrize(
    ("greeting", "expected"),
    [
        (
            Greeting(GreetingKind.NAMED_WITH_TOPIC, "Dana", "billing", long_wait=True),
            "“Hi Dana, I have your account here. Thank you for your patience. "
            "You're calling about billing?”",
        ),
        (
            Greeting(GreetingKind.NAMED, "Dana", transferred=True),
            "“Hi Dana, I have your account here. I can see what you already told us. "
            "How can I help?”",
        ),
        (
            Greeting(GreetingKind.NAMED_MISSED_PROMISE, "Dana", long_wait=True, promise="call."),
            "“Hi Dana, I have your account here. I can see what we promised you: call. "
            "I'm sorry we missed it.”",
        ),
        (
            Greeting(GreetingKind.TOPIC_ONLY, topic="refund"),
            "“Good morning. You're calling about a refund? Who am I speaking to?”",
        ),
        (
            Greeting(GreetingKind.NAMED_WITH_TOPIC, "Dana", topic="contract"),
            "“Hi Dana, I have your account here. You're calling about your contract?”",
        ),
        (Greeting(GreetingKind.WHO_IS_IT), "“Good morning, who am I speaking to?”"),
        (Greeting(GreetingKind.WHO_IS_IT, asks_who=False), "“Good morning. How can I help?”"),
        (
            Greeting(GreetingKind.TOPIC_ONLY, topic="refund", asks_who=False),
            "“Good morning. You're calling about a refund?”",
        ),
        (Greeting(GreetingKind.COLLEAGUE, "Ben Okafor"), "“Hi Ben, what do you need?”"),
        (Greeting(GreetingKind.COLLEAGUE), "“Hi, what do you need?”"),
    ],
)
def test_greetings(story: SimpleNamespace, greeting: Greeting, expected: str) -> None:
    assert greeting_text(greeting, story.now) == expected


def test_needed_words() -> None:
    assert wording.needed_words(NeededFact("who", "pick"), 3).hint == "pick 1 to 3, or type a name"
    disputed = wording.needed_words(NeededFact("charge_date", "intent:dispute"), 0)
    assert (disputed.label, disputed.hint, disputed.why) == (
        "Charge date",
        "ask once",
        "for a disputed charge",
    )
    assert wording.needed_words(NeededFact("odd_thing", "odd"), 0).label == "Odd thing"


def test_a_promise_and_a_candidate(story: SimpleNamespace) -> None:
    lead = wording.promise_lead(story.promise, story.now)
    assert lead == "Promised yesterday, overdue 3 h:"
    line = wording.candidate_line(story.people[0], story.now)
    assert line == "Number shared by 3 · 4 contacts, latest 9 Nov"


def test_a_card_without_a_call(story: SimpleNamespace) -> None:
    no_call = replace(story.ringing.call, call_id=None, state=AgentState.IDLE, verified=False)
    picked = replace(story.ringing.identity, evidence=(Evidence(EvidenceKind.PICKED_BY_AGENT),))
    card = replace(story.ringing, call=no_call, identity=picked)
    assert wording.headline(card) == "Dana Reyes"
    assert wording.evidence_line(card) == "Looked up by you"


def test_times_in_words(story: SimpleNamespace) -> None:
    now = story.now
    assert clock_text(timedelta(hours=1, minutes=2, seconds=3)) == "1:02:03"
    assert clock_text(timedelta(seconds=-5)) == "0:00"
    assert [length_text(timedelta(seconds=s)) for s in (9, 90, 7300, 90000)] == [
        "9 s",
        "1 min",
        "2 h",
        "1 day",
    ]
    days = (0, 1, 3, 30, 400)
    assert [relative_text(now - timedelta(days=d), now) for d in days] == [
        "today 10:05",
        "yesterday",
        "3 days ago",
        "21 Oct",
        "16 Oct 2025",
    ]
    assert exact_text(now) == "Friday, 20 November 2026, 10:05"


def test_numbers_as_people_read_them() -> None:
    assert phone_text("+442079460877") == "+44 20 7946 0877"
    assert phone_text("102") == "102"
    assert phone_text("+999999999") == "+999999999"


@pytest.mark.parametrize(
    ("code", "detail", "said"),
    [
        ("unanswered_mail", "2026-11-18T10:05:16+00:00", "Mail unanswered for 2 days"),
        ("late_order", "2026-11-12T10:00:00+00:00", "Order due 12 Nov, late"),
        ("done_visit", "2026-11-19T10:00:00+00:00", "Visit done yesterday"),
        ("repeated", "3", "3rd contact about it"),
        ("late_order", "soon", "Order soon"),
    ],
)
def test_what_a_reason_rests_on(story: SimpleNamespace, code: str, detail: str, said: str) -> None:
    why = LikelyWhy("The bill", True, ((code, detail),))
    assert why_words.why_evidence(why, story.now) == said


def test_many_on_one_number_are_not_counted_to_the_last(story: SimpleNamespace) -> None:
    card = story.candidates
    crowd = replace(card, identity=replace(card.identity, candidates=story.people * 7))
    assert "shared line, 20+ people" in wording.identity_line(crowd).lower()
