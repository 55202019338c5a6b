"""The shipped mapping of Request Tracker 5, on a real one (tests/servers/rt5_data.pl)."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from agentassist.assets import resources
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import InteractionId
from agentassist.domain.interaction import Channel, InteractionStatus
from agentassist.domain.knowledge import Article
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.party import Party
from agentassist.domain.source import KeyKind, SourceKey
from agentassist.history.identity import PhoneKeyParser
from agentassist.history.rest.source import RestSource
from agentassist.ports.source import Source
from tests.contract.source_of_record import SourceContract
from tests.servers.connected import articles_of, connected
from tests.servers.relay import Relay
from tests.servers.rt5 import RequestTracker, copied
from tests.servers.rt5 import request_tracker as another

T = TypeVar("T")
CUSTOMER = SourceRecord("desk", "cust3@example.com")


@pytest.fixture
def ask(request_tracker: RequestTracker) -> Callable[[Callable[[RestSource], Awaitable[T]]], T]:
    """Runs a question against the shipped mapping."""

    def run(question: Callable[[RestSource], Awaitable[T]]) -> T:
        async def asked() -> T:
            async with connected("rt5", request_tracker.site, request_tracker.token) as source:
                return await question(source)

        return asyncio.run(asked())

    return run


Ask = Callable[[Callable[[RestSource], Awaitable[Any]]], Any]


def names(found: Any) -> list[str]:
    return [one.contact.name for one in found]


class TestContract(SourceContract):
    """What every source must do, by the shipped mapping."""

    known = (
        SourceKey(KeyKind.PHONE, "+34612000003"),
        SourceKey(KeyKind.EMAIL, "cust3@example.com"),
        SourceKey(KeyKind.ACCOUNT, "AC000003"),
        SourceKey(KeyKind.ORDER, "SO-1021"),
    )
    record_id = CUSTOMER.id
    shared = SourceKey(KeyKind.PHONE, "+34911234567")
    nobody = (
        SourceKey(KeyKind.PHONE, "+34600111222"),
        SourceKey(KeyKind.EMAIL, "nobody@example.com"),
        SourceKey(KeyKind.ACCOUNT, "AC999999"),
        SourceKey(KeyKind.ORDER, "SO-9999"),
    )

    @pytest.fixture(autouse=True)
    def started(self, request_tracker: RequestTracker, tmp_path: Path) -> None:
        self.server, self.folder = request_tracker, tmp_path

    def opened(self) -> AbstractAsyncContextManager[Source]:
        return connected("rt5", self.server.site, self.server.token)

    def opened_with_strangers(self) -> AbstractAsyncContextManager[Source]:
        """It answers with everybody where the mapping names a field that it does not search."""
        shipped = (resources() / "sources" / "rt5.toml").read_text("utf-8")
        mapping = self.folder / "rt5.toml"
        mapping.write_text(shipped.replace("CustomField.{{Phone}}", "MobilePhone"), "utf-8")
        return connected(mapping, self.server.site, self.server.token)


# --- finding --------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["+34612000003", "612 00 00 03", "0034612000003"])
def test_a_caller_is_found_however_the_phone_system_writes_the_number(ask: Ask, typed: str) -> None:
    key = PhoneKeyParser("ES").keys(Party(number=typed), None, None).e164
    assert key is not None
    (found,) = ask(lambda source: source.find(SourceKey(KeyKind.PHONE, key)))
    assert found.contact.name == "Customer 3"
    assert found.record == CUSTOMER
    assert found.contact.phones == ("+34612000003", "+34911234567")
    assert found.contact.emails == ("cust3@example.com",)
    assert found.contact.accounts == ("AC000003",)


# the last two pass Luhn, as one number of 13 digits in ten does, and are no cards
@pytest.mark.parametrize(
    "written", ["612 00 07 00", "+34 612 00 07 01", "0034612000702", "+4915112345603"]
)
def test_a_number_is_found_however_it_was_typed_over_there(ask: Ask, written: str) -> None:
    key = PhoneKeyParser("ES").e164(written)
    assert key is not None
    found = ask(lambda source: source.find(SourceKey(KeyKind.PHONE, key)))
    assert names(found) == ["Typed Numbers"]


def test_a_switchboard_brings_everybody_behind_it(ask: Ask) -> None:
    found = ask(lambda source: source.find(SourceKey(KeyKind.PHONE, "+34911234567")))
    assert sorted(names(found)) == sorted(f"Customer {number}" for number in range(20))


@pytest.mark.parametrize("key", ["anonymous", "+", "unknown", "1001", "+34"])
def test_what_is_no_number_sends_no_request(ask: Ask, key: str) -> None:
    trial = ask(lambda source: source.trial(SourceKey(KeyKind.PHONE, key)))
    assert trial.steps == ()
    assert trial.error is None


@pytest.mark.parametrize(
    ("kind", "key", "who"),
    [
        (KeyKind.EMAIL, "CUST3@Example.com", ["Customer 3"]),
        (KeyKind.EMAIL, "o'brien@example.com", ["Nora O'Brien"]),
        (KeyKind.ACCOUNT, "ac-000003", ["Customer 3"]),
        (KeyKind.ACCOUNT, "AC-77\\8", ['Jürgen "Jupp" Müller']),
        (KeyKind.ACCOUNT, "AC-O'1", ["Nora O'Brien"]),
        (KeyKind.ACCOUNT, "AC00000", []),
        (KeyKind.ORDER, "so-1021", ["Customer 3"]),
        (KeyKind.ORDER, "SO-2000", ["Customer 4", "Customer 5"]),
        (KeyKind.ORDER, "SO-1", []),
    ],
)
def test_customers_are_found_by_each_key(ask: Ask, kind: KeyKind, key: str, who: list[str]) -> None:
    assert sorted(names(ask(lambda source: source.find(SourceKey(kind, key))))) == who


INJECTIONS = [
    "x' OR id > 0 OR Subject = 'x",
    "x' OR 1=1 --",
    "x\\' OR id > 0 OR Subject = \\'x",
    'x" OR id > 0 OR Subject = "x',
    "%",
    "_",
    "*",
    "' OR '' = '",
    "cust3@example.com' OR Requestor.Name LIKE '%",
]


def test_words_of_a_query_in_a_key_bring_nobody(ask: Ask) -> None:
    async def by_every_way(source: RestSource) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        for words in INJECTIONS:
            for kind, key in (
                (KeyKind.EMAIL, f"{words}@example.com"),
                (KeyKind.ACCOUNT, f"{words}1"),
                (KeyKind.ORDER, f"{words}1"),
            ):
                found += [(words, one) for one in await source.find(SourceKey(kind, key))]
            history = await source.interactions(SourceRecord("desk", words))
            found += [(words, one) for one in history.interactions]
        return found

    assert ask(by_every_way) == []


# --- the history ----------------------------------------------------------------------------------


def test_the_history_is_theirs_alone_and_the_newest_stands_first(ask: Ask) -> None:
    history = ask(lambda source: source.interactions(CUSTOMER))
    assert not history.more
    assert [(one.title, one.channel, one.status) for one in history.interactions] == [
        ("Router does not start", Channel.PHONE, InteractionStatus.WAITING),
        ("Invoice 21 was charged twice", Channel.MAIL, InteractionStatus.OPEN),
        ("Where is my parcel", Channel.CHAT, InteractionStatus.CLOSED),
    ]
    newest = history.interactions[0]
    assert newest.at.isoformat() == "2026-11-18T16:40:00+00:00"
    assert newest.source == "desk"
    assert newest.reference == newest.id.removeprefix("desk:ticket:")
    assert newest.topic == "Phone"


def test_a_ticket_of_two_is_in_the_history_of_both(ask: Ask) -> None:
    for number in (4, 5):
        record = SourceRecord("desk", f"cust{number}@example.com")
        history = ask(lambda source, who=record: source.interactions(who))
        orders = [one for one in history.interactions if one.title == "Order for two"]
        assert [(one.channel, one.unanswered) for one in orders] == [(Channel.ORDER, True)]


def test_a_long_history_says_that_there_is_more(ask: Ask) -> None:
    record = SourceRecord("desk", "cust6@example.com")
    history = ask(lambda source: source.interactions(record, limit=10))
    assert history.more
    assert [one.title for one in history.interactions] == [
        f"Call {number} about the delivery" for number in range(25, 15, -1)
    ]


def test_a_name_with_a_quote_has_a_history(ask: Ask) -> None:
    record = SourceRecord("desk", "o'brien@example.com")
    history = ask(lambda source: source.interactions(record))
    assert [one.title for one in history.interactions] == ["Asked for a larger size"]


# --- articles -------------------------------------------------------------------------------------


def articles(
    server: RequestTracker, since: datetime, mapping: str | Path = "rt5"
) -> list[list[Article]]:
    """Every page of what changed since then."""

    async def ask() -> list[list[Article]]:
        async with articles_of(mapping, server.site, server.token) as source:
            return [list(page) async for page in source.export(since)]

    return asyncio.run(ask())


def test_articles_are_searched_and_none_is_seen_without_the_right(
    request_tracker: RequestTracker,
) -> None:
    async def search(query: str) -> list[Article]:
        async with articles_of("rt5", request_tracker.site, request_tracker.token) as source:
            return list(await source.search(query))

    (found,) = asyncio.run(search("zebra3"))  # the one of the class "Personnel" has the word too
    assert found.title == "Refund procedure 3"
    assert found.body == "How to refund, case 3\n\nOpen the order, press refund. Keyword zebra3."
    assert found.path == "Procedures"
    assert found.updated == date(2026, 10, 4)
    assert asyncio.run(search("there is no such word")) == []
    assert asyncio.run(search("zebra3' OR '%")) == []


@pytest.mark.parametrize("size", [100, 4])
def test_articles_are_taken_over_since_a_time_page_by_page(
    request_tracker: RequestTracker, tmp_path: Path, size: int
) -> None:
    shipped = (resources() / "sources" / "rt5.toml").read_text("utf-8")
    mapping = tmp_path / "rt5.toml"
    assert 'per_page = "100" }\njson = [{ field = "LastUpdated"' in shipped
    mapping.write_text(shipped.replace('per_page = "100"', f'per_page = "{size}"'), "utf-8")
    since = datetime(2026, 10, 4, 8, tzinfo=UTC)
    pages = articles(request_tracker, since, mapping)
    assert [one.title for page in pages for one in page] == [
        f"Refund procedure {number}" for number in range(3, 10)
    ]
    assert [len(page) for page in pages] == ([7, 0] if size == 100 else [4, 3, 0])
    assert articles(request_tracker, datetime(2099, 1, 1, tzinfo=UTC)) == [[]]


# --- writing back ---------------------------------------------------------------------------------


def comments(server: RequestTracker, ticket: str) -> list[str]:
    """What stands in a ticket, as its own user reads it."""
    answer = httpx.get(
        f"{server.url}/ticket/{ticket}/attachments",
        params={"fields": "Content", "per_page": "100"},
        headers={"Authorization": f"token {server.token}"},
        timeout=30,
        trust_env=False,
    )
    return [item["Content"] for item in answer.json()["items"]]


def test_a_note_is_written_once_and_holds_no_card(
    ask: Ask, request_tracker: RequestTracker
) -> None:
    async def write(source: RestSource) -> str:
        history = await source.interactions(SourceRecord("desk", "cust4@example.com"))
        (ticket,) = (one for one in history.interactions if one.title == "Change of address")
        for _ in range(2):
            await source.write_note(ticket, f"{text}\nCard 4111 1111 1111 1111.", key)
        await source.write_note(ticket, "Another note.", f"{key}-2")
        return ticket.reference or ""

    key = uuid.uuid4().hex
    text = f'Promised a refund\'s copy, "today": {key}'
    written = comments(request_tracker, ask(write))
    assert len([one for one in written if text in one]) == 1
    assert not any("4111 1111" in one for one in written)
    assert "Another note." in written


def test_what_the_rights_do_not_allow_is_one_clear_error(ask: Ask) -> None:
    async def write(source: RestSource) -> None:
        history = await source.interactions(CUSTOMER)
        hidden = replace(history.interactions[0], id=InteractionId("desk:ticket:4"))
        await source.write_note(hidden, "note", "key")

    with pytest.raises(AgentAssistError) as caught:
        ask(write)
    assert caught.value.code in {"source.forbidden", "source.bad_request"}
    assert "note" not in str(caught.value.params)


def test_its_user_may_change_nothing_else(request_tracker: RequestTracker) -> None:
    """What the guide gives it is what it needs, and no more."""
    tries: list[tuple[str, str, dict[str, str]]] = [
        ("PUT", "/ticket/1", {"Subject": "changed"}),
        ("POST", "/ticket", {"Queue": "Email", "Subject": "new", "Requestor": "a@example.com"}),
        ("POST", "/ticket/1/correspond", {"Content": "to them", "ContentType": "text/plain"}),
        ("POST", "/user", {"Name": "somebody"}),
        ("PUT", "/user/cust3@example.com", {"RealName": "changed"}),
        ("POST", "/article", {"Name": "new", "Class": "Procedures"}),
        ("GET", "/ticket/4", {}),
    ]
    with httpx.Client(timeout=30, trust_env=False) as client:
        client.headers["Authorization"] = f"token {request_tracker.token}"
        for method, path, body in tries:
            answer = client.request(method, f"{request_tracker.url}{path}", json=body or None)
            # it says 200 to some of what it doesn't do
            denied = answer.status_code in {400, 403} or "Permission Denied" in answer.text
            assert denied, (method, path, answer.text)
        kept = client.get(f"{request_tracker.url}/ticket/1").json()
    assert kept["Subject"] == "Invoice 21 was charged twice"


# --- what must not be believed --------------------------------------------------------------------


def test_every_way_of_finding_passes_the_canary(ask: Ask) -> None:
    trial = ask(lambda source: source.try_canary())
    assert trial.error is None
    assert {step.where for step in trial.steps} == {
        *("find.phone[0]", "find.email[0]", "find.account[0]", "find.order[0]"),
        "interactions[0]",
    }
    assert not any(count for _, count in trial.rows)


@pytest.mark.parametrize("field", ["MobilePhone", "CustomField.{{Telephone}}"])
def test_a_field_that_it_does_not_search_is_refused(
    request_tracker: RequestTracker, tmp_path: Path, field: str
) -> None:
    shipped = (resources() / "sources" / "rt5.toml").read_text("utf-8")
    mapping = tmp_path / "rt5.toml"
    mapping.write_text(shipped.replace("CustomField.{{Phone}}", field), "utf-8")

    async def ask() -> None:
        async with connected(mapping, request_tracker.site, request_tracker.token) as source:
            for _ in range(2):
                with pytest.raises(AgentAssistError, match=r"source\.refused") as caught:
                    await source.find(SourceKey(KeyKind.PHONE, "+34655000111"))
                assert caught.value.params["where"] == "find.phone[0]"

    asyncio.run(ask())


# --- what can go wrong ----------------------------------------------------------------------------


def code_of(site: str, token: str) -> AgentAssistError:
    async def ask() -> None:
        async with connected("rt5", site, token) as source:
            await source.find(SourceKey(KeyKind.EMAIL, "cust3@example.com"))

    with pytest.raises(AgentAssistError) as caught:
        asyncio.run(ask())
    assert "cust3" not in str(caught.value.params)
    return caught.value


def test_a_wrong_token_is_one_clear_error(request_tracker: RequestTracker) -> None:
    error = code_of(request_tracker.site, f"{request_tracker.token}0")
    assert error.code == "source.login_refused"


def test_no_token_is_one_clear_error(request_tracker: RequestTracker) -> None:
    error = code_of(request_tracker.site, "")
    assert (error.code, error.params["problem"]) == ("source.login_refused", "no_secret")


def test_a_server_that_dies_in_the_middle_is_one_clear_error(
    request_tracker: RequestTracker, tmp_path: Path
) -> None:
    async def ask(server: RequestTracker) -> AgentAssistError:
        server.running.freeze()  # it takes the request, and never gets to answer
        async with (
            Relay(server.site, server.running.kill) as relay,
            connected("rt5", relay.url, server.token) as source,
        ):
            with pytest.raises(AgentAssistError) as caught:
                await source.find(SourceKey(KeyKind.EMAIL, "cust3@example.com"))
            assert relay.requests > 0
            return caught.value

    with another(copied(request_tracker.folder, tmp_path / "rt5"), workers=1) as server:
        error = asyncio.run(ask(server))
    assert error.code == "source.unreachable"
    assert error.retryable
