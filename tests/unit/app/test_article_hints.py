"""Articles named beside a call: suggested by its words, and those that its caller tried."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from agentassist.app import article_hinting
from agentassist.app.events import ArticlesSuggested, TriedArticles, WrapUpChanged
from agentassist.domain.article_hint import SuggestedBy, TriedHow
from agentassist.domain.call import AgentState, CallOutcome, Direction
from agentassist.domain.contact import Contact, IdentityStatus
from agentassist.domain.ids import ArticleId, ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus
from agentassist.domain.ivr import ARTICLE, GivenFact, InputResult
from agentassist.domain.knowledge import Article
from agentassist.domain.sealed import Sealed
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.hints import LocalArticleHints

NOW = datetime(2026, 11, 21, 10, 2, tzinfo=UTC)
DANA = Contact(ContactId("dana"), "Dana Reyes", phones=("+442079460877",), accounts=("40010018",))
ACCOUNT_OK = GivenFact("account", Sealed("40010018"), "•••• 0018", InputResult.OK)
ARTICLES = (
    Article(ArticleId("late-fee"), "Take off a late fee", body="...", product="Billing"),
    Article(ArticleId("double"), "Order charged twice: refund", body="...", tags=("payments",)),
    Article(ArticleId("8812"), "Move to another address", body="..."),
    Article(ArticleId("router"), "What the router lights mean", body="billing in the text only"),
    Article(
        ArticleId("old"), "Billing before the change", body="...", valid_until=date(2026, 11, 20)
    ),
)


def contact(key: str, days: float, channel: Channel, **more: Any) -> Interaction:
    return Interaction(
        InteractionId(key), DANA.id, channel, NOW - timedelta(days=days), more.pop("title", key),
        **more,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for pause in ("CARD_PAUSE_S", "TYPING_PAUSE_S", "AGAIN_S"):
        monkeypatch.setattr(article_hinting, pause, 0.0)


@pytest.fixture
def told(played: Callable[..., None]) -> Callable[..., None]:
    """A story with `ARTICLES` in the store's knowledge base."""

    def play(story: Any, *past: Interaction, articles: tuple[Article, ...] = ARTICLES) -> None:
        async def filled(scene: Any) -> None:
            await scene.base.put(articles)
            await story(scene)
            await scene.base.close()

        def ports(scene: Any) -> dict[str, Any]:
            scene.base = LocalKnowledgeBase(scene.store.connect)
            return {"knowledge": scene.base, "article_hints": LocalArticleHints(scene.base)}

        played(filled, [DANA], past, ports=ports)

    return play


def call(scene: Any, *given: GivenFact, **changes: Any) -> None:
    scene.send(DANA.phones[0], ACCOUNT_OK, *given, **({"verified": True} | changes))


async def suggested(scene: Any, *wanted: str) -> Any:
    """The event with these articles, in this order."""
    return await scene.last(
        ArticlesSuggested, lambda event: [one.article_id for one in event.suggestions] == [*wanted]
    )


def test_the_menu_choice_names_what_it_is_about(told: Any) -> None:
    async def story(scene: Any) -> None:
        call(scene, state=AgentState.RINGING, intent="billing")
        event = await suggested(scene, "late-fee")  # not in a text only, not out of date
        (one,) = event.suggestions
        assert (event.call_id, one.title) == ("1.1", "Take off a late fee")
        assert (one.reason.by, one.reason.words) == (SuggestedBy.MENU, "billing")
        call(scene, state=AgentState.IDLE, call_id=None)
        await scene.last(ArticlesSuggested, lambda event: event == ArticlesSuggested(None))

    told(story)


def test_what_is_written_narrows_it_and_typing_errors_count(told: Any) -> None:
    async def story(scene: Any) -> None:
        call(scene, intent="billing")
        await suggested(scene, "late-fee")
        await scene.desk.note_changed(
            "says the order 88-2041 was chargd twice, card 4111111111111111"
        )
        event = await suggested(scene, "double", "late-fee")
        assert event.suggestions[0].reason.by is SuggestedBy.NOTES
        assert event.suggestions[0].reason.words == "order chargd twice"
        await scene.desk.note_changed("")
        await suggested(scene, "late-fee")
        await scene.desk.check_draft("You are moving to another address?")
        event = await suggested(scene, "8812", "late-fee")

    told(story)


def test_a_matter_on_file_names_its_article(told: Any) -> None:
    ticket = contact(
        "t1", 2, Channel.TICKET, title="Charged twice for order 88-2041", topic="billing",
        status=InteractionStatus.OPEN,
    )  # fmt: skip

    async def story(scene: Any) -> None:
        call(scene, intent="billing")
        await scene.card_of(IdentityStatus.IDENTIFIED)
        event = await suggested(scene, "double", "late-fee")
        reason = event.suggestions[0].reason
        assert (reason.by, reason.words) == (
            SuggestedBy.RECORD,
            "Charged twice for order ••-••••",  # the number finds nothing, and is theirs
        )

    told(story, ticket)


def test_a_choice_that_fits_half_the_house_suggests_what_this_agent_uses(told: Any) -> None:
    many = tuple(
        Article(ArticleId(f"b{n}"), f"Question {n} about it", product="Billing") for n in range(9)
    )

    async def story(scene: Any) -> None:
        await scene.desk.articles.pin(ArticleId("b4"), True)
        call(scene, intent="billing")
        await suggested(scene, "b4")

    told(story, articles=many)


def test_an_internal_call_suggests_nothing(told: Any) -> None:
    async def story(scene: Any) -> None:
        call(scene, intent="billing")
        await suggested(scene, "late-fee")
        call(scene, intent="billing", call_id="2.2", direction=Direction.INTERNAL)
        await scene.desk.note_changed("a late fee to take off")
        await scene.last(ArticlesSuggested, lambda event: event == ArticlesSuggested(None))

    told(story)


PAST = (
    contact("call", 10, Channel.PHONE, article_ids=("late-fee", "gone"), agent="M. Okafor"),
    contact(
        "mail", 5, Channel.MAIL, direction=Direction.OUTBOUND, source="zendesk",
        detail="See https://help.example/hc/en-us/articles/8812-Move-to-another-address.",
    ),
    contact("chat", 3, Channel.CHAT, detail="They had read “What the router lights mean” twice."),
    contact("older", 20, Channel.PHONE, article_ids=("late-fee",)),
    contact("ancient", 500, Channel.PHONE, article_ids=("double",)),
)  # fmt: skip


def test_what_the_caller_tried_is_known_with_its_evidence(told: Any) -> None:
    async def story(scene: Any) -> None:
        call(scene)
        await scene.card_of(IdentityStatus.IDENTIFIED)
        event = await scene.last(TriedArticles, lambda event: event.tried)
        assert [(one.article_id, one.how, one.interaction) for one in event.tried] == [
            ("router", TriedHow.NAMED, "chat"),
            ("8812", TriedHow.SENT, "mail"),
            ("late-fee", TriedHow.USED, "call"),
        ]
        router, moved, fee = event.tried
        assert router.words == "What the router lights mean"
        assert (moved.source, moved.title) == ("zendesk", "Move to another address")
        assert moved.words.startswith("https://help.example/")
        assert (fee.at, fee.agent) == (PAST[0].at, "M. Okafor")

    told(story, *PAST)


def test_what_was_tried_comes_last_among_what_fits(told: Any) -> None:
    fee = replace(ARTICLES[1], tags=("billing",))

    async def story(scene: Any) -> None:
        call(scene, intent="billing")
        await suggested(scene, "double", "late-fee")

    told(story, PAST[0], articles=(ARTICLES[0], fee))


def test_an_article_read_in_self_service_is_tried_before_any_agent_came(told: Any) -> None:
    portal = GivenFact(ARTICLE, Sealed("https://help.example/articles/double"), "…", None, at=NOW)

    async def story(scene: Any) -> None:
        call(scene, portal)
        event = await scene.last(TriedArticles, lambda event: event.tried)
        (one,) = event.tried
        assert (one.article_id, one.how, one.at) == ("double", TriedHow.SELF_SERVICE, NOW)
        assert one.interaction is None

    told(story)


def test_the_article_of_this_call_is_tried_in_the_next_one(told: Any) -> None:
    async def story(scene: Any) -> None:
        call(scene)
        await scene.card_of(IdentityStatus.IDENTIFIED)
        await scene.desk.articles.article_used(ArticleId("double"))
        call(scene, state=AgentState.WRAPPING, outcome=CallOutcome.ENDED)
        offered = await scene.last(WrapUpChanged, lambda event: event.wrap_up)
        await scene.desk.save_wrap_up(offered.wrap_up)
        scene.clock.time += timedelta(days=1)
        call(scene, call_id="2.2")
        event = await scene.last(
            TriedArticles, lambda event: event.call_id == "2.2" and event.tried
        )
        (one,) = event.tried
        assert (one.article_id, one.how, one.channel) == ("double", TriedHow.USED, Channel.PHONE)
        assert one.at < scene.clock.time

    told(story)
