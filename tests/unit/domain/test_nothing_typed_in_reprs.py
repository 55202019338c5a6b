"""What was typed or written stands in no repr: a traceback or a log line would quote it."""

from datetime import UTC, datetime

from agentassist.app.events import ArticlesSuggested, ResultsDeepened, TriedArticles
from agentassist.domain.article_hint import (
    SuggestedArticle,
    SuggestedBy,
    SuggestionReason,
    TriedArticle,
    TriedHow,
)
from agentassist.domain.article_mention import mentions
from agentassist.domain.ids import ArticleId
from agentassist.domain.interaction import Channel
from agentassist.domain.knowledge import SearchResult
from agentassist.domain.recent_use import RecentUse
from agentassist.domain.search_gap import Around, ArticleReport, Attempt, GapKind, Verdict
from agentassist.domain.tried_articles import Trace

TYPED = "refund for whitfeld 400700188"


def test_no_event_and_no_value_quotes_what_was_typed() -> None:
    result = SearchResult(TYPED, read_as=TYPED)
    article = ArticleId("a")
    tried = TriedArticle(
        article, "Refund", TriedHow.NAMED, datetime(2026, 1, 1, tzinfo=UTC), Channel.MAIL,
        words=TYPED,
    )  # fmt: skip
    reason = SuggestionReason(SuggestedBy.NOTES, TYPED)
    values = (
        result,
        ResultsDeepened(TYPED, result),
        ArticlesSuggested(None, (SuggestedArticle(article, "Refund", reason),)),
        TriedArticles(None, (tried,)),
        Trace(TYPED, tried),
        *mentions(TYPED),
        RecentUse(searches=(TYPED,)),
        Attempt(GapKind.NOTHING, TYPED, then=TYPED),
        Around(datetime(2026, 1, 1, tzinfo=UTC).date(), names=(TYPED,), caller=TYPED),
        ArticleReport(None, Verdict.MISSING, TYPED, TYPED),
    )
    for value in values:
        assert "whitfeld" not in repr(value), type(value)
        assert "400700188" not in repr(value), type(value)
