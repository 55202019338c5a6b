"""The made-up customers: plainly fictional, plausible, and the same every time."""

import json
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ContactId
from agentassist.domain.interaction import Channel, InteractionStatus
from agentassist.domain.promise import PromiseStatus
from agentassist.samples.center import DemoCenter, build_center
from agentassist.samples.source import read_center
from agentassist.telephony.replay.demo import load_demo_calls

SAMPLES = Path(__file__).parents[3] / "resources/samples"
FOLDER = SAMPLES / "center"
NOW = datetime(2026, 11, 21, 10, 2, tzinfo=timezone(timedelta(hours=1)))
RESERVED = re.compile(
    r"\+(?:4420794 60\d{3}|1\d{3}55501\d{2}|493023125\d{3}|496990009\d{3}|494066969\d{3}"
    r"|492214710\d{3}|498999998\d{3})".replace(" ", "")
)


@pytest.fixture(scope="module")
def center() -> DemoCenter:
    return build_center(7, NOW, FOLDER)


def test_the_same_seed_and_now_give_the_same_center(center: DemoCenter) -> None:
    assert build_center(7, NOW, FOLDER) == center
    assert build_center(8, NOW, FOLDER) != center


def test_there_is_enough_of_everything(center: DemoCenter) -> None:
    assert len(center.contacts) >= 300
    assert len(center.interactions) >= 5000
    counts = Counter(interaction.channel for interaction in center.interactions)
    assert set(counts) == set(Channel)
    assert min(counts.values()) > 50
    assert {promise.status for promise in center.promises} == set(PromiseStatus)
    assert any(interaction.status is InteractionStatus.OPEN for interaction in center.interactions)


def test_numbers_and_addresses_are_reserved_for_fiction(center: DemoCenter) -> None:
    for contact in center.contacts:
        assert contact.phones
        for phone in contact.phones:
            assert RESERVED.fullmatch(phone), phone
        for email in contact.emails:
            assert re.fullmatch(r"[a-z0-9.@-]+@([a-z.-]+\.)?example\.(com|org)", email), email


def test_ids_names_accounts_and_references_are_different(center: DemoCenter) -> None:
    for values in (
        [contact.id for contact in center.contacts],
        [contact.name for contact in center.contacts],
        [account for contact in center.contacts for account in contact.accounts],
        [email for contact in center.contacts for email in contact.emails],
        [interaction.id for interaction in center.interactions],
        [i.reference for i in center.interactions if i.reference is not None],
        [promise.id for promise in center.promises],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_everything_belongs_to_somebody_and_nothing_lies_ahead(center: DemoCenter) -> None:
    known = {contact.id for contact in center.contacts}
    assert all(interaction.contact_id in known for interaction in center.interactions)
    assert all(interaction.at <= NOW for interaction in center.interactions)
    assert all(interaction.at.tzinfo is not None for interaction in center.interactions)
    assert all(promise.contact_id in known for promise in center.promises)
    assert all(promise.made_at < promise.due for promise in center.promises)
    assert all(promise.made_at <= NOW for promise in center.promises)
    times = [interaction.at for interaction in center.interactions]
    assert times == sorted(times, reverse=True)


def test_no_text_has_a_gap_left(center: DemoCenter) -> None:
    for interaction in center.interactions:
        assert not re.search(r"[{}]", interaction.title + interaction.detail), interaction
    assert not any("{" in promise.what for promise in center.promises)
    assert not any("{" in (contact.recognition or "") for contact in center.contacts)


def test_an_order_comes_before_what_is_said_of_it(center: DemoCenter) -> None:
    named = defaultdict(list)
    for interaction in center.interactions:
        for order in re.findall(r"\b\d\d-\d{4}\b", interaction.title + interaction.detail):
            named[interaction.contact_id, order].append(interaction)
    told = [group for group in named.values() if len(group) > 1]
    assert len(told) > 50
    for group in told:
        first = min(group, key=lambda interaction: interaction.at)
        assert first.channel is Channel.ORDER, first


def test_a_customer_has_no_history_before_being_one(center: DemoCenter) -> None:
    since = {contact.id: contact.customer_since for contact in center.contacts}
    for interaction in center.interactions:
        begin = since[interaction.contact_id]
        if begin is not None:
            assert interaction.at.date() >= begin, interaction


def test_an_open_promise_of_the_past_is_rare(center: DemoCenter) -> None:
    overdue = [promise for promise in center.promises if promise.overdue(NOW)]
    assert 1 <= len(overdue) <= 10
    first = load_demo_calls(SAMPLES)[0]
    caller = next(contact for contact in center.contacts if first.caller in contact.phones)
    assert caller.id in {promise.contact_id for promise in overdue}


@pytest.mark.parametrize("hour", [0, 9, 23])
def test_the_first_caller_waits_at_any_time_of_day(hour: int) -> None:
    now = NOW.replace(hour=hour, minute=1)
    center = build_center(7, now, FOLDER)
    (promise,) = (
        p for p in center.promises if p.contact_id == ContactId("okafor") and p.overdue(now)
    )
    assert "Call back" in promise.what
    assert now - promise.due < timedelta(days=2)


def test_every_recorded_caller_is_known_with_a_story(center: DemoCenter) -> None:
    by_account = {a: contact for contact in center.contacts for a in contact.accounts}
    by_number = {number for contact in center.contacts for number in contact.phones}
    recent = Counter(i.contact_id for i in center.interactions if NOW - i.at < timedelta(days=210))
    for call in load_demo_calls(SAMPLES):
        said = b"".join(event.raw for event in call.recording.events).decode()
        account = re.findall(r"account:(\d+):ok", said)[-1]
        customer = re.search(r"IVR_CUSTOMER\r\nValue: ([^\r\n]+)\r\n", said)
        assert customer
        contact = by_account[account]
        family = customer[1].split(",")[0].split()[0]
        assert family in contact.name, (family, contact.name)
        assert recent[contact.id] >= 3
        if call.caller:
            assert call.caller in by_number


def test_people_share_numbers_in_a_household_and_behind_a_switchboard(center) -> None:
    sharing = defaultdict(list)
    for contact in center.contacts:
        for phone in contact.phones:
            sharing[phone].append(contact)
    household = sharing["+493023125042"]
    assert len(household) == 3
    assert all(contact.kind == "person" for contact in household)
    switchboards = [
        group for group in sharing.values() if any(contact.kind == "company" for contact in group)
    ]
    assert len([group for group in switchboards if len(group) >= 3]) >= 5
    pairs = [group for group in sharing.values() if len(group) == 2]
    assert len(pairs) >= 10


def test_a_vip_has_a_reason_for_thanks(center: DemoCenter) -> None:
    vips = [contact for contact in center.contacts if contact.vip]
    assert len(vips) >= 3
    assert all(contact.recognition for contact in vips)
    assert next(c for c in center.contacts if c.id == "lukasiewicz").vip


def test_articles_that_were_used_exist(center: DemoCenter) -> None:
    known = {path.stem for path in (FOLDER / "articles").glob("*.md")}
    used = {article for i in center.interactions for article in i.article_ids}
    assert used <= known, used - known
    assert len(used) >= 20


def test_relative_dates_do_not_follow_the_locale(center: DemoCenter) -> None:
    bill = next(i for i in center.interactions if i.reference == "88-2041")
    assert "on 18 Nov." in bill.detail


def test_another_now_moves_everything(center: DemoCenter) -> None:
    later = build_center(7, NOW + timedelta(days=30), FOLDER)
    newest = [next(i for i in c.interactions if i.contact_id == "okafor") for c in (center, later)]
    assert newest[1].at - newest[0].at == timedelta(days=30)


def test_now_must_be_aware() -> None:
    with pytest.raises(ValueError, match="aware"):
        build_center(7, datetime(2026, 1, 1), FOLDER)  # noqa: DTZ001


def test_a_summer_change_of_clocks_is_no_obstacle() -> None:
    assert build_center(1, datetime(2026, 3, 29, 2, 30, tzinfo=UTC), FOLDER).interactions


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("stories.toml", "[[story]]\ntopic = 'x'\nweight = 1\n", "steps"),
        ("company.toml", "name = ", "company.toml"),
        ("callers.toml", None, "callers.toml"),
    ],
)
def test_a_damaged_text_is_named(tmp_path: Path, name: str, text: str | None, named: str) -> None:
    for source in FOLDER.glob("*.toml"):
        (tmp_path / source.name).write_bytes(source.read_bytes())
    if text is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_text(text)
    with pytest.raises(AgentAssistError) as caught:
        read_center(tmp_path)
    assert caught.value.code == "demo.unreadable"
    assert named in json.dumps(caught.value.params, default=str)
