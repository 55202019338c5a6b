"""A source over HTTP at servers that are honest, ignorant, forgetful or malicious."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentassist.domain.call import Direction
from agentassist.domain.consent import Consent, Purpose
from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.interaction import Channel, InteractionStatus
from agentassist.domain.knowledge import Article
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.source import KeyKind, SourceKey
from agentassist.history.identity import PhoneKeyParser
from agentassist.history.rest.articles import RestArticles
from agentassist.history.rest.reading import mapping_of
from agentassist.history.rest.source import MOST_PEOPLE, RestSource
from agentassist.history.rest.trial import Journal
from agentassist.net.answer import Answer
from agentassist.net.client import Client
from agentassist.net.request import Request
from agentassist.net.site import Site

sys.path.insert(0, str(Path(__file__).parents[3] / "servers"))
try:
    from help_desk import CUSTOMERS, MAPPING, HelpDesk
    from json_server import Answered, Asked, Handler, JsonServer
finally:
    sys.path.pop(0)

PHONE = SourceKey(KeyKind.PHONE, "+497115550100")
EMAIL = SourceKey(KeyKind.EMAIL, "dana@example.com")
DANA = SourceRecord("desk", "100")


class SteppedClock:
    def __init__(self) -> None:
        self.seconds = 1_000.0

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 9, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return int(self.seconds * 1e9)


@dataclass
class Bench:
    source: RestSource
    articles: RestArticles
    server: JsonServer
    clock: SteppedClock

    def paths(self) -> list[str]:
        return [f"{one.method} {one.target}" for one in self.server.asked]


@asynccontextmanager
async def bench(handler: Handler, mapping: str = MAPPING) -> AsyncIterator[Bench]:
    clock = SteppedClock()
    async with JsonServer(handler) as server:
        client = Client(Site("desk", f"{server.url}/api"), clock=clock)
        spec = mapping_of(mapping, Path("desk.toml"))
        source = RestSource(
            "desk",
            spec,
            client,
            e164=PhoneKeyParser("DE").e164,
            clock=clock,
            settings={"url": server.url},
        )
        articles = RestArticles("desk", spec, client, clock=clock, settings={"url": server.url})
        try:
            yield Bench(source, articles, server, clock)
        finally:
            await source.close()


def play(
    handler: Handler, story: Callable[[Bench], Awaitable[None]], mapping: str = MAPPING
) -> None:
    async def run() -> None:
        async with bench(handler, mapping) as opened:
            await story(opened)

    asyncio.run(run())


def changed(*changes: tuple[str, str]) -> str:
    mapping = MAPPING
    for before, after in changes:
        assert before in mapping
        mapping = mapping.replace(before, after)
    return mapping


def test_a_key_that_is_none_is_not_asked() -> None:
    async def story(at: Bench) -> None:
        for kind, value in (
            (KeyKind.PHONE, "0711 5550100"),
            (KeyKind.PHONE, "anonymous"),
            (KeyKind.PHONE, "+49"),
            (KeyKind.EMAIL, "dana"),
            (KeyKind.EMAIL, "a@b@c"),
            (KeyKind.ACCOUNT, "--"),
            (KeyKind.ORDER, "4711"),
        ):
            assert await at.source.find(SourceKey(kind, value)) == ()
        assert await at.source.interactions(SourceRecord("other", "100"))
        assert at.server.asked == []

    play(HelpDesk(), story)


@pytest.mark.parametrize("account", ["../100", "a/b", "x\\y", "a?b", "a\nb", "x" * 400])
def test_a_value_that_cannot_be_written_is_not_sent(account: str) -> None:
    async def story(at: Bench) -> None:
        await at.source.canary()
        at.server.asked.clear()
        with pytest.raises(AgentAssistError) as caught:
            await at.source.find(SourceKey(KeyKind.ACCOUNT, account))
        assert caught.value.code == "source.unsafe_value"
        assert account not in str(caught.value)
        assert at.server.asked == []

    play(HelpDesk(), story)


def test_each_variant_is_asked_and_a_record_comes_once() -> None:
    async def story(at: Bench) -> None:
        (found,) = await at.source.find(PHONE)
        assert found.record == DANA
        assert found.contact.phones == ("+497115550100", "+491715550100")
        assert found.contact.accounts == ("AC00100",)
        asked = {one.params.get("phone") for one in at.server.asked}
        assert {"497115550100", "07115550100"} <= asked
        trial = await at.source.trial(PHONE)
        assert dict(trial.dropped) == {"twice": 1}
        assert trial.kept == 1

    play(HelpDesk(), story)


def test_strangers_are_dropped_and_counted_although_the_canary_passed() -> None:
    def fuzzy(asked: Asked) -> Answered:
        """Finds nobody by impossible numbers, and everybody by possible ones."""
        impossible = "999" in asked.params.get("phone", "")
        return Answered({"customers": [] if impossible else CUSTOMERS})

    async def story(at: Bench) -> None:
        (found,) = await at.source.find(PHONE)
        assert found.record == DANA
        trial = await at.source.trial(PHONE)
        assert trial.error is None
        assert dict(trial.dropped) == {"not_this_key": 8, "twice": 1}
        text = repr(trial)
        assert "555" not in text
        assert "GET /customers?phone=•••• 0100" in text

    play(fuzzy, story, changed(('[paging]\nstyle = "page"\nparam = "page"\nsize = 3\n', "")))


def test_a_crowd_behind_one_key_is_cut_off() -> None:
    def flooding(asked: Asked) -> Answered:
        impossible = "999" in asked.params.get("phone", "")
        crowd = [{**CUSTOMERS[0], "id": number} for number in range(1, 90)]
        return Answered({"customers": [] if impossible else crowd})

    async def story(at: Bench) -> None:
        assert len(await at.source.find(PHONE)) == MOST_PEOPLE
        assert "too_many_people" in dict((await at.source.trial(PHONE)).dropped)

    play(flooding, story, changed(('[paging]\nstyle = "page"\nparam = "page"\nsize = 3\n', "")))


def test_tickets_of_strangers_are_dropped() -> None:
    async def story(at: Bench) -> None:
        history = await at.source.interactions(DANA)
        assert {one.id for one in history.interactions} == {
            f"desk:ticket:{number}" for number in (0, 5, 10, 15, 20)
        }
        trial = await at.source.trial(DANA)
        assert dict(trial.dropped) == {"not_theirs": 20}

    play(HelpDesk(strangers_tickets=True), story)


def test_a_ticket_is_read_as_ours() -> None:
    async def story(at: Bench) -> None:
        history = await at.source.interactions(DANA)
        first = history.interactions[0]
        assert first.id == "desk:ticket:20"
        assert (first.channel, first.status) == (Channel.PHONE, InteractionStatus.CLOSED)
        assert first.at == datetime(2026, 11, 21, 9, tzinfo=UTC)
        assert first.detail == "Call 20\n\ncard •••• 1111"
        assert (first.title, first.reference, first.direction) == ("Ticket 20", "20", None)
        assert not history.more
        few = await at.source.interactions(DANA, limit=2)
        assert [one.id for one in few.interactions] == ["desk:ticket:20", "desk:ticket:15"]
        assert few.more

    play(HelpDesk(), story)


def test_the_canary_is_asked_at_first_use_and_again_after_a_day() -> None:
    async def story(at: Bench) -> None:
        async def canaries() -> int:
            before = len(at.server.asked)
            await at.source.find(EMAIL)
            return len(at.server.asked) - before - 1

        assert [await canaries(), await canaries()] == [1, 0]
        at.clock.seconds += 23 * 3600
        assert await canaries() == 0
        at.clock.seconds += 2 * 3600
        assert await canaries() == 1

    play(HelpDesk(), story)


def test_a_source_that_forgets_its_filter_is_refused_until_it_is_right_again() -> None:
    desk = HelpDesk()

    async def story(at: Bench) -> None:
        assert await at.source.find(EMAIL)
        desk.ignores_filters = True
        at.clock.seconds += 25 * 3600
        with pytest.raises(AgentAssistError, match="refused") as caught:
            await at.source.find(EMAIL)
        assert caught.value.params == {"source": "desk", "where": "find.email[0]"}
        asked = len(at.server.asked)
        with pytest.raises(AgentAssistError, match="refused"):
            await at.source.interactions(DANA)
        assert len(at.server.asked) == asked
        at.clock.seconds += 3601
        with pytest.raises(AgentAssistError, match="refused"):  # by mail it is still wrong
            await at.source.interactions(DANA)
        desk.ignores_filters = False
        at.clock.seconds += 3601
        assert (await at.source.interactions(DANA)).interactions
        assert await at.source.find(EMAIL)

    play(desk, story)


def test_a_server_that_looks_at_the_impossible_key_and_says_no_is_believed() -> None:
    def strict(asked: Asked) -> Answered:
        good = asked.params.get("query") == 'email:"dana@example.com"'
        return Answered({"customers": CUSTOMERS[:1]}) if good else Answered({"error": "no"}, 422)

    async def story(at: Bench) -> None:
        assert len(await at.source.find(EMAIL)) == 1

    play(strict, story)


def test_a_canary_that_could_not_be_asked_proves_nothing() -> None:
    def broken(asked: Asked) -> Answered:
        return Answered({}, 500)

    async def story(at: Bench) -> None:
        with pytest.raises(AgentAssistError, match="server_error"):
            await at.source.find(EMAIL)
        at.server.handler = HelpDesk()
        at.clock.seconds += 600
        assert len(await at.source.find(EMAIL)) == 1

    play(broken, story)


def test_canary_keys_are_written_in_the_sources_form() -> None:
    numbers = changed(
        ("/by-number/{account|path}", "/by-number/{account|digits}"),
        ('customer = "{id|token}"', 'customer = "{id|guid}"'),
    )

    async def story(at: Bench) -> None:
        await at.source.canary()
        (account,) = (one for one in at.paths() if "by-number" in one)
        assert account.rpartition("/")[2].isdigit()
        (ticket,) = (one for one in at.paths() if "tickets" in one)
        assert len(at.server.asked[-1].params["customer"]) == 36, ticket

    play(HelpDesk(), story, numbers)


def test_a_deadline_that_is_over_sends_nothing_more() -> None:
    async def story(at: Bench) -> None:
        def late(asked: Asked) -> Answered:
            at.clock.seconds += 15
            return HelpDesk()(asked)

        at.server.handler = late
        with pytest.raises(AgentAssistError, match="too_slow") as caught:
            await at.source.find(PHONE)
        assert caught.value.retryable
        assert len(at.server.asked) == 2  # one canary each

    play(HelpDesk(), story)


def test_answers_of_another_shape_are_named() -> None:
    for body in ({"error": "x"}, {"customers": {}}, {"customers": None}, [], "text", 7, None):

        def wrong(asked: Asked, body: Any = body) -> Answered:
            return Answered(body)

        async def story(at: Bench) -> None:
            trial = await at.source.trial(EMAIL)
            assert trial.error == "source.unexpected"

        play(wrong, story)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "name", "phones", "email", "number", "updated", "body", "via"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@dataclass
class Scripted:
    """A Sender without a network: the canary finds nobody, then `body` comes."""

    body: Any

    async def send(self, request: Request, *, deadline: timedelta) -> Answer:
        (_, value) = request.params[0]
        known = "example.com" in value or value == "100"
        return Answer(200, {}, self.body if known else {"customers": [], "tickets": []}, "")

    async def close(self) -> None:
        return None


@given(rows=st.lists(JSON, max_size=4), name=st.sampled_from(["customers", "tickets"]))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rows_of_any_shape_are_used_or_counted(rows: list[Any], name: str) -> None:
    spec = mapping_of(changed(('[paging]\nstyle = "page"\nparam = "page"\nsize = 3\n', "")), Path())
    source = RestSource(
        "desk",
        spec,
        Scripted({"customers": rows, "tickets": rows}),
        e164=PhoneKeyParser("DE").e164,
        clock=SteppedClock(),
        settings={"url": "http://127.0.0.1"},
    )
    trial = asyncio.run(source.trial(EMAIL if name == "customers" else DANA))
    assert trial.kept + sum(count for _, count in trial.dropped) == len(rows)
    strange = any(row is not None for row in rows) and not trial.kept
    read = {"not_theirs", "not_this_key"} & dict(trial.dropped).keys()
    assert trial.error == ("source.unexpected" if strange and not read else None)


HOSTILE_ROW = {
    "id": "100",
    "name": "Dana\x00\x1b[31m \u202eExample\ufeff card 4111-1111 1111 1111",
    "phones": ["+49 711 555 0100", 7115550101, "4111 1111 1111 1111", "x" * 5000, None, ""],
    "email": "dana@example.com",
    "number": "4111111111111111",
}


def found_by_mail(row: dict[str, Any], mapping: str = MAPPING) -> Contact:
    async def ask() -> Contact:
        source = RestSource(
            "desk",
            mapping_of(mapping, Path()),
            Scripted({"customers": [row]}),
            e164=PhoneKeyParser("DE").e164,
            clock=SteppedClock(),
            settings={"url": "http://127.0.0.1"},
        )
        (found,) = await source.find(EMAIL)
        return found.contact

    return asyncio.run(ask())


def test_a_hostile_row_comes_clean() -> None:
    contact = found_by_mail(HOSTILE_ROW)
    assert contact.phones == ("+497115550100", "+497115550101")
    assert contact.accounts == ()
    assert contact.name.startswith("Dana")
    assert "1111 1111" not in contact.name
    assert not {"\x00", "\x1b", "\u202e"} & set(contact.name)


def test_numbers_without_a_plus_are_read_as_the_mapping_says() -> None:
    row = {"id": 1, "email": "dana@example.com", "phones": ["4971155501", "0711 5550100"]}
    assert found_by_mail(row).phones == ("+494971155501", "+497115550100")
    mapping = MAPPING + '[numbers]\nwithout_plus = "international"\n'
    assert found_by_mail(row, mapping).phones == ("+4971155501", "+497115550100")


def test_several_values_in_one_text_are_parted_where_the_mapping_says() -> None:
    row = {"id": 1, "email": "a@example.com; dana@example.com;;a@example.com ", "phones": []}
    assert found_by_mail(row | {"email": "dana@example.com"}).emails == ("dana@example.com",)
    parted = changed(('emails = "[email]"', 'emails = { path = "[email]", split = ";" }'))
    assert found_by_mail(row, parted).emails == ("a@example.com", "dana@example.com")


def test_what_they_agreed_to_is_kept_and_nothing_said_is_nothing() -> None:
    mapping = changed(
        (
            "[[find.email]]",
            "[find.consents]\nmarketing = 'a'\nphone = 'b'\nmail = 'c'\n[[find.email]]",
        )
    )
    row = {"id": 1, "email": "dana@example.com", "a": False, "b": "yes", "c": None}
    contact = found_by_mail(row, mapping)
    assert contact.consents == (
        Consent(Purpose.MARKETING, granted=False, source="desk"),
        Consent(Purpose.PHONE, granted=True, source="desk"),
    )
    assert contact.name == "dana@example.com"  # nobody is nameless


def test_forms_of_a_number_that_are_the_same_are_asked_once() -> None:
    mapping = changed(('phone = "{local|digits}"', 'phone = "{digits|digits}"'))

    async def story(at: Bench) -> None:
        await at.source.find(PHONE)
        asked = [one.params["phone"] for one in at.server.asked]
        assert asked.count("497115550100") == 1

    play(HelpDesk(), story, mapping)


WRONG_ROWS = [
    ({"id": None}, "id:missing"),
    ({"id": ""}, "id:missing"),
    ({"id": True}, "id:text"),
    ({"id": 1.5}, "id:text"),
    ({"id": ["100"]}, "id:text"),
    ({"id": "a\nb"}, "id:not_usable"),
    ({"id": "x" * 201}, "id:not_usable"),
    ({"updated": None}, "at:missing"),
    ({"updated": "yesterday"}, "at:date"),
    ({"updated": "0001-01-01T00:00:00Z"}, "at:date"),
    ({"updated": 10**30}, "at:date"),
    ({"updated": {}}, "at:date"),
    ({"subject": {"a": 1}}, "title:text"),
    ({"body": ["a"]}, "detail:text"),
    ({"more": [[0] * 300] * 100}, "too_large"),
    ({"customer": "101"}, "not_theirs"),
    ({"customer": None}, "owner:missing"),
    ({"customer": {"id": "100"}}, "owner:text"),
]


@pytest.mark.parametrize(("wrong", "reason"), WRONG_ROWS)
def test_a_row_with_a_wrong_type_is_left_out_and_the_others_stay(
    wrong: dict[str, Any], reason: str
) -> None:
    good = {"id": 1, "customer": 100, "updated": "2026-11-01T09:00:00+01:00", "subject": "x"}

    def rows(asked: Asked) -> Answered:
        known = asked.params.get("customer") == "100" and asked.params["page"] == "1"
        return Answered({"tickets": [{**good, **wrong}, {**good, "id": 2}] if known else []})

    async def story(at: Bench) -> None:
        trial = await at.source.trial(DANA)
        assert (trial.kept, trial.dropped) == (1, ((reason, 1),))

    play(rows, story)


def test_words_that_no_table_has_are_named() -> None:
    mapping = changed(
        (
            'via"\n',
            'via"\ndirection = "subject"\nduration = "length"\ndue = "due"\ndone_at = "solved"\n',
        ),
        (
            '"*" = "closed"\n',
            '"*" = "closed"\n[words.direction]\nin = "inbound"\n"*" = "outbound"\n',
        ),
    )
    row = {
        **{"id": 1, "customer": 100, "updated": "2026-11-01T09:00:00Z", "via": "carrier pigeon"},
        **{"subject": "In", "length": 90, "state": "OPEN", "due": "2026-11-03T09:00:00Z"},
    }

    def rows(asked: Asked) -> Answered:
        return Answered({"tickets": [row] if asked.params.get("customer") == "100" else []})

    async def story(at: Bench) -> None:
        (found,) = (await at.source.interactions(DANA)).interactions
        assert found.channel is Channel.TICKET
        assert found.status is InteractionStatus.OPEN
        assert found.direction is Direction.INBOUND
        assert found.duration == timedelta(seconds=90)
        assert (found.due, found.done_at) == (datetime(2026, 11, 3, 9, tzinfo=UTC), None)
        trial = await at.source.trial(DANA)
        assert trial.unknown_words == (("channel", "carrier pigeon"),)

    play(rows, story, mapping)


def test_a_note_is_written_once_and_holds_no_card() -> None:
    desk = HelpDesk()

    async def story(at: Bench) -> None:
        target = (await at.source.interactions(DANA)).interactions[0]
        assert at.source.takes_notes
        text = "Refund\r\npromised\x07, card 4111 1111 1111 1111"
        for _ in range(2):
            await at.source.write_note(target, text, "call-1")
        await at.source.write_note(target, "another", "call-2")
        first, second = desk.notes["20"]
        assert first == "Refund\npromised, card •••• 1111 [call-1]"
        assert second == "another [call-2]"
        with pytest.raises(AgentAssistError, match="no_notes"):
            await at.source.write_note(DANA, "x", "call-3")

    play(desk, story)


STEPS = (
    MAPPING
    + """
[[find.order]]
path = "/orders"
params = { number = "{order|token}" }
items = "orders"
paging = { style = "none" }
[[find.order.then]]
each = { customer = "owner" }
outer = { orders = "number" }
most = 2
path = "/customers/{customer|path}"
items = "[customer]"
paging = { style = "none" }
none_if_missing = true
"""
)


def test_an_order_leads_to_its_customer() -> None:
    def shop(asked: Asked) -> Answered:
        if asked.path == "/api/orders":
            known = asked.params["number"] == "W-17"
            owners = [[101, 102], 101, "../x", None, 103] if known else []
            return Answered({"orders": [{"number": "W 17", "owner": owner} for owner in owners]})
        number = int(asked.path.rpartition("/")[2])
        return (
            Answered({"customer": CUSTOMERS[number - 100]}) if number < 102 else Answered({}, 404)
        )

    async def story(at: Bench) -> None:
        (found,) = await at.source.find(SourceKey(KeyKind.ORDER, "W-17"))
        assert found.contact.name == "Luis Example"
        trial = await at.source.trial(SourceKey(KeyKind.ORDER, "W-17"))
        assert dict(trial.dropped) == {
            "find.order[0].then[0].each": 1,
            "too_many_to_follow": 2,
        }
        assert not any("x" in path.partition("customers")[2] for path in at.paths())

    play(shop, story, STEPS)


def test_an_empty_answer_is_no_rows_only_where_the_mapping_says_so() -> None:
    desk, empty = HelpDesk(), set[str]()

    def shop(asked: Asked) -> Answered:
        if any(part in asked.path for part in empty):
            return Answered(None, 204)
        if asked.path == "/api/orders":
            known = asked.params["number"] == "W-17"
            return Answered({"orders": [{"number": "W 17", "owner": 101}] if known else []})
        return desk(asked)

    async def story(at: Bench) -> None:
        assert await at.source.find(PHONE)
        empty.add("/customers/")  # the step's: none_if_missing
        assert await at.source.find(SourceKey(KeyKind.ORDER, "W-17")) == ()
        empty.add("/")
        for asking in (at.source.find(PHONE), at.source.interactions(DANA)):
            with pytest.raises(AgentAssistError, match=r"source\.unexpected"):
                await asking

    play(shop, story, STEPS)


ARTICLES = (
    MAPPING
    + """
[articles.fields]
id = "id"
title = "title"
body = { path = "html", html = true }
updated = { path = "changed", date = "epoch" }
tags = "labels"
language = "lang"
[articles.search]
path = "/articles/search"
params = { q = "{query|words}", n = "{limit|digits}" }
paging = { style = "none" }
[articles.export]
since = "%Y-%m-%d %H:%M:%S"
zone = "Europe/Berlin"
path = "/articles"
params = { since = "{since|plain}" }
items = "rows"
paging = { style = "offset", param = "from", size = 2 }
pages = 3
"""
)


def article(number: int) -> dict[str, Any]:
    return {
        **{"id": number, "title": f"Refund {number}", "html": "<h2>Do</h2><ul><li>open</ul>"},
        **{"changed": 1_700_000_000, "labels": ["refund"], "lang": "de_DE"},
    }


async def collect(articles: RestArticles, since: datetime, pages: list[Sequence[Article]]) -> None:
    async for page in articles.export(since):
        pages.append(page)


def test_articles_are_searched_and_exported() -> None:
    shelf = [article(number) for number in range(5)]

    def wiki(asked: Asked) -> Answered:
        if asked.path == "/api/articles/search":
            return Answered([*shelf[:2], {"id": 9, "title": None}])
        first = int(asked.params["from"])
        return Answered({"rows": shelf[first : first + 2]})

    async def story(at: Bench) -> None:
        journal = Journal()
        found = await at.articles.search("Refund? NOT", 1, journal)
        assert [one.id for one in found] == ["desk:0"]
        assert found[0].body == "## Do\n\n- open"
        assert (found[0].language, found[0].tags) == ("de", ("refund",))
        assert dict(journal.dropped) == {"title:missing": 1}
        assert at.server.asked[-1].params == {"q": "refund not", "n": "1"}
        assert await at.articles.search("?!", 5) == ()
        asked = len(at.server.asked)
        since = datetime(2026, 11, 22, 9, tzinfo=UTC)
        pages = [page async for page in at.articles.export(since)]
        assert [len(page) for page in pages] == [2, 2, 1]
        assert at.server.asked[asked].params == {"since": "2026-11-22 10:00:00", "from": "0"}
        shelf.extend(article(number) for number in range(5, 9))
        pages = []
        with pytest.raises(AgentAssistError, match="incomplete"):
            await collect(at.articles, since, pages)
        assert [len(page) for page in pages] == [2, 2, 2]

    play(wiki, story, ARTICLES)


def test_a_setting_that_is_missing_is_named() -> None:
    spec = mapping_of(MAPPING, Path())
    with pytest.raises(AgentAssistError) as caught:
        RestSource("desk", spec, Scripted({}), e164=lambda _: None, clock=SteppedClock())
    assert caught.value.params == {"source": "desk", "setting": "url"}
