"""What a caller tried before, as earlier contacts say, and what they did before an agent came.

Whoever read an article and comes back has read it in vain.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from agentassist.domain.article_hint import TriedArticle, TriedHow
from agentassist.domain.article_mention import Mention, mentions, names_of_address
from agentassist.domain.call import Direction
from agentassist.domain.ids import ArticleId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.ivr import ARTICLE, FactSource, GivenFact

TRIED_WITHIN: Final = timedelta(days=365)
_WRITTEN: Final = frozenset(
    {Channel.MAIL, Channel.CHAT, Channel.MESSAGE, Channel.SOCIAL, Channel.LETTER}
)
_VOUCHED: Final = frozenset(
    {FactSource.IVR, FactSource.EARLIER_LEG, FactSource.HAND_OFF, FactSource.AGENT}
)


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that may name an article; `tried` is what it says if `name` is one."""

    name: str = field(repr=False)
    tried: TriedArticle


def traces(
    given: Iterable[GivenFact], interactions: Iterable[Interaction], now: datetime
) -> tuple[Trace, ...]:
    """Of this call first, then the newest contacts first."""
    past = sorted(
        (one for one in interactions if now - TRIED_WITHIN <= one.at <= now),
        key=lambda one: one.at,
        reverse=True,
    )
    return (*_of_call(given), *(trace for one in past for trace in _of_contact(one)))


def known(
    found: Sequence[Trace], articles: Mapping[str, tuple[ArticleId, str]]
) -> tuple[TriedArticle, ...]:
    """Each article once, where it was tried last. `articles`: id and title by name."""
    tried: dict[ArticleId, TriedArticle] = {}
    for trace in found:
        if (article := articles.get(trace.name)) is not None:
            tried.setdefault(article[0], _titled(trace.tried, *article))
    return tuple(tried.values())


def _titled(one: TriedArticle, article_id: ArticleId, title: str) -> TriedArticle:
    return TriedArticle(
        article_id,
        title,
        one.how,
        one.at,
        one.channel,
        one.source,
        one.interaction,
        one.agent,
        one.words,
    )


def _of_call(given: Iterable[GivenFact]) -> Iterator[Trace]:
    """What a portal, a bot or the menu read to them before they came to an agent."""
    for fact in given:
        if fact.kind != ARTICLE or fact.value is None or fact.source not in _VOUCHED:
            continue
        told = fact.value.reveal()
        names = names_of_address(told) if "://" in told else (told,)
        for name in names:
            blank = ArticleId("")
            yield Trace(
                name, TriedArticle(blank, "", TriedHow.SELF_SERVICE, fact.at, Channel.PHONE)
            )


def _of_contact(item: Interaction) -> Iterator[Trace]:
    for article_id in item.article_ids:
        yield Trace(article_id, _tried(item, _used(item)))
    for mention in mentions(f"{item.title}\n{item.detail}"):
        yield Trace(mention.name, _tried(item, _named(item), mention))


def _tried(item: Interaction, how: TriedHow, mention: Mention | None = None) -> TriedArticle:
    words = mention.words if mention is not None else ""
    return TriedArticle(
        ArticleId(""), "", how, item.at, item.channel, item.source, item.id, item.agent, words
    )


def _sent(item: Interaction) -> bool:
    return item.channel in _WRITTEN and item.direction is Direction.OUTBOUND


def _used(item: Interaction) -> TriedHow:
    if item.channel is Channel.WEB:
        return TriedHow.SELF_SERVICE
    return TriedHow.SENT if _sent(item) else TriedHow.USED


def _named(item: Interaction) -> TriedHow:
    if item.channel is Channel.WEB:
        return TriedHow.SELF_SERVICE
    return TriedHow.SENT if _sent(item) else TriedHow.NAMED
