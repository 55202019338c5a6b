"""Drafts: what would ask again, what only looks like an apology, and the draft put right."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentassist import assets
from agentassist.coaching.draft import DRAFT_LIMIT
from agentassist.coaching.engine import PackCoach, pack_folders
from agentassist.domain.call import AgentState
from agentassist.domain.coaching import CallMoment, DraftReport, Fault, Severity
from agentassist.domain.ivr import PIN, FactSource, GivenFact, InputResult
from agentassist.domain.sealed import Sealed

PICTURE = (
    "I'm sorry if this caused any inconvenience. "
    "Can I have your account number and I'll look into it."
)
WORDS = [
    *("sorry", "if", "any", "your", "account", "number", "can", "i", "have", "please", "pin"),
    *("name", "what's", "apologies", "but", "we", "you", "mistakes", "were", "made", "calm"),
    *("down", "policy", "?", ".", ",", "acount", "numbr", "and", "I'll", "send", "today", "Ärger"),
]


@pytest.fixture
def given_account(talking: CallMoment, account: GivenFact) -> CallMoment:
    return replace(talking, given=(account,))


def found(report: DraftReport) -> list[tuple[str, str]]:
    return [(each.rule, report.text[slice(*each.span)]) for each in report.findings]


def test_a_conditional_apology_that_asks_again(
    coach: PackCoach, given_account: CallMoment, account: GivenFact
) -> None:
    report = coach.check_draft(PICTURE, replace(given_account, fault=Fault.OURS))
    assert found(report) == [
        ("sorry-if", "if this caused any inconvenience"),
        ("account-again", "Can I have your account number"),
    ]
    condition, again = report.findings
    assert (condition.severity, condition.fact) == (Severity.WRONG, None)
    assert (again.severity, again.fact) == (Severity.WARNING, account)
    assert again.line == "They gave the account already: •••• 0018 from the IVR 10:02"
    assert report.better == (
        "I'm sorry that we got this wrong. I have your account number here and I'll look into it."
    )
    assert [(mark.key, mark.present) for mark in report.marks] == [
        ("next_step", True),
        ("by_when", False),
        ("owns_it", False),
    ]


def test_the_wording_follows_the_fault(coach: PackCoach, talking: CallMoment) -> None:
    draft = "Sorry if that was a nuisance. I'll check it now."
    ours = replace(talking, fault=Fault.OURS)
    assert coach.check_draft(draft, ours).better == (
        "Sorry that we got this wrong. I'll check it now."
    )
    assert coach.check_draft(draft, talking).better == (
        "Sorry for the trouble you have had. I'll check it now."
    )


def test_a_feeling_makes_way_for_what_happened(coach: PackCoach, talking: CallMoment) -> None:
    report = coach.check_draft("I'm sorry to hear that you feel let down.", talking)
    assert report.better == "I'm sorry for the trouble you have had."


def test_a_fact_that_was_not_given_may_be_asked(coach: PackCoach, talking: CallMoment) -> None:
    assert coach.check_draft("Can I have your account number?", talking).findings == ()


@pytest.mark.parametrize("result", [InputResult.WRONG, InputResult.TIMEOUT])
def test_a_wrong_entry_may_be_asked_again(
    coach: PackCoach, talking: CallMoment, account: GivenFact, result: InputResult
) -> None:
    moment = replace(talking, given=(replace(account, result=result),))
    assert coach.check_draft("Can I have your account number?", moment).findings == ()


def test_typos_and_odd_letters_do_not_hide_a_request(
    coach: PackCoach, given_account: CallMoment
) -> None:
    draft = "Très bien – coud you pleese confrim your ACCOUNT numbr, José?"
    assert found(coach.check_draft(draft, given_account)) == [
        ("account-again", "coud you pleese confrim your ACCOUNT numbr")
    ]


def test_each_given_fact_in_a_list_is_found(coach: PackCoach, given_account: CallMoment) -> None:
    moment = replace(given_account, first_name="Dana")
    report = coach.check_draft("Could you tell me your name, postcode and account number?", moment)
    assert [each.rule for each in report.findings] == ["name-again", "account-again"]
    assert report.better is None  # the postcode must still be asked for


def test_the_pin_of_a_verified_caller(coach: PackCoach, talking: CallMoment) -> None:
    pin = GivenFact(PIN, None, "••••", InputResult.OK, FactSource.IVR)
    report = coach.check_draft("And your PIN please?", replace(talking, given=(pin,)))
    assert [each.fact for each in report.findings] == [pin]
    assert report.better == "And you are already verified."
    (finding,) = coach.check_draft("What is your PIN?", replace(talking, verified=True)).findings
    assert (finding.fact, finding.line) == (None, "They are verified: no PIN needed")


def test_a_question_becomes_a_statement(coach: PackCoach, given_account: CallMoment) -> None:
    report = coach.check_draft("Thanks, and what's your account number please?", given_account)
    assert report.better == "Thanks, and I have your account number here."


def test_a_finding_without_a_wording_leaves_the_draft_alone(
    coach: PackCoach, talking: CallMoment
) -> None:
    report = coach.check_draft("I'm sorry but you should have called earlier.", talking)
    grave = [each.rule for each in report.findings if each.severity is not Severity.ADVICE]
    assert grave == ["sorry-but", "blames-customer"]
    assert report.better is None


@pytest.mark.parametrize(
    "draft",
    [
        "I wonder if I could take your account number?",
        "Just follow us and send us your account number.",
        "Can I take your account number and your postcode?",
    ],
)
def test_a_sentence_is_not_torn_apart(
    coach: PackCoach, given_account: CallMoment, draft: str
) -> None:
    report = coach.check_draft(draft, given_account)
    assert [each.rule for each in report.findings] == ["account-again"]
    assert report.better is None


def test_apologies_are_counted_over_the_history(coach: PackCoach, talking: CallMoment) -> None:
    draft = "I'm sorry about the second charge. I'll return it today."
    (finding,) = coach.check_draft(draft, replace(talking, apologies_on_file=2)).findings
    assert finding.severity is Severity.ADVICE
    assert finding.line.startswith("2 apologies on file")
    report = coach.check_draft(draft, replace(talking, apologies_on_file=1))
    assert report.findings == ()
    assert {mark.key for mark in report.marks if mark.present} == {"next_step", "by_when"}


def test_a_good_apology_has_all_its_marks(coach: PackCoach, talking: CallMoment) -> None:
    draft = "We charged you twice, and I'm sorry. I'm returning it now; it is there by 5 pm."
    report = coach.check_draft(draft, replace(talking, fault=Fault.OURS))
    assert report.findings == ()
    assert all(mark.present for mark in report.marks)


def test_a_draft_that_does_not_apologise_has_no_marks(
    coach: PackCoach, talking: CallMoment
) -> None:
    assert coach.check_draft("I'll look into it.", talking).marks == ()


def test_a_draft_is_judged_by_the_packs_of_its_language(
    coach: PackCoach, given_account: CallMoment
) -> None:
    german = coach.check_draft("Können Sie mir bitte Ihre Kundennummer nennen?", given_account)
    assert [(each.pack, each.rule) for each in german.findings] == [
        ("never-ask-twice-de", "account-again")
    ]
    for code, text in (
        ("es", "¿Me puede dar su número de cuenta, por favor?"),
        ("fr", "Pouvez-vous me donner votre numéro de compte ?"),
    ):
        report = coach.check_draft(text, given_account)
        assert [each.pack for each in report.findings] == [f"never-ask-twice-{code}"]
    english = coach.check_draft("Could you give me your account number?", given_account)
    assert [each.pack for each in english.findings] == ["never-ask-twice"]


def test_the_same_draft_gives_the_same_report(coach: PackCoach, given_account: CallMoment) -> None:
    assert coach.check_draft(PICTURE, given_account) == coach.check_draft(PICTURE, given_account)


def test_a_very_long_draft_is_read_to_its_limit(
    coach: PackCoach, given_account: CallMoment
) -> None:
    draft = "a " * (DRAFT_LIMIT // 2) + "Can I have your account number?"
    assert coach.check_draft(draft, given_account).findings == ()


_COACH, _ = PackCoach.load(pack_folders(assets.bundled_plugins()))
_ALL_GIVEN = CallMoment(
    AgentState.TALKING,
    given=tuple(
        GivenFact(kind, Sealed("55500018"), "•••• 0018", InputResult.OK)
        for kind in ("account", "pin", "menu", "name", "phone", "order", "email", "address")
    ),
    fault=Fault.OURS,
    apologies_on_file=2,
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.text(max_size=80))
def test_spans_lie_in_the_text_and_better_is_better(draft: str) -> None:
    report = _COACH.check_draft(draft, _ALL_GIVEN)
    for each in report.findings:
        assert 0 <= each.span[0] < each.span[1] <= len(draft)
        assert "55500018" not in each.line + each.why + each.better
    if report.better is not None:
        again = _COACH.check_draft(report.better, _ALL_GIVEN)
        assert all(each.severity is Severity.ADVICE for each in again.findings)
