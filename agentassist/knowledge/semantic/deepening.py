"""The words' result once more, with articles that mean the same in their places."""

from dataclasses import replace
from typing import Final

from agentassist.domain.knowledge import Article, MatchedIn, SearchHit, SearchResult
from agentassist.knowledge import excerpt, snippet
from agentassist.knowledge.plain_text import PlainText
from agentassist.knowledge.semantic import fusion
from agentassist.knowledge.semantic.meanings import Meanings

LIMIT: Final = 20  # hits, as many as a search shows


def deeper(
    meanings: Meanings, result: SearchResult, alike: dict[int, float]
) -> SearchResult | None:
    """The result with articles whose number is in `alike`; None: it would be the same."""
    ids = meanings.ids(list(alike))
    near = {ids[number]: how for number, how in alike.items() if number in ids}
    known = {hit.article_id: hit for hit in result.hits}
    order = fusion.fused(list(known), near, max(LIMIT, len(known)))
    if order == list(known):
        return None
    pages = meanings.beginnings([one for one in order if one not in known])
    hits = [
        known[one] if one in known else _hit(pages[one], near[one])
        for one in order
        if one in known or one in pages
    ]
    return replace(result, hits=tuple(hits), semantic=True)


def _hit(article: Article, alike: float) -> SearchHit:
    """A row that has none of the words: nothing is marked, and it says why it is there."""
    plain = PlainText.of(article)
    shown, _ = excerpt.cut_out(plain.text, snippet.Passage((), 0))
    return SearchHit(
        article_id=article.id,
        title=article.title,
        product=article.product,
        score=alike,
        matched_in=(MatchedIn.MEANING,),
        snippet=shown,
        section=plain.section_at(0),
    )
