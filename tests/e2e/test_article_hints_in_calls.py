"""Articles named beside a real call: from what is on file, what is typed, and what was tried."""

from typing import Any

from agentassist.app.events import ArticlesSuggested, TriedArticles
from agentassist.domain.article_hint import SuggestedBy, TriedHow
from agentassist.ports.demo import DemoStep


def test_a_call_names_what_fits_it_and_what_was_tried(stage: Any) -> None:
    told: list[object] = []
    stage.application.crossing.event_received.connect(told.append)

    def last(kind: type) -> Any:
        return next((event for event in reversed(told) if isinstance(event, kind)), None)

    stage.play_through(DemoStep.RING)
    stage.until(lambda: (event := last(ArticlesSuggested)) and event.suggestions)
    (first,) = last(ArticlesSuggested).suggestions
    assert first.article_id == "moving-house-double-bill"
    assert first.reason.by is SuggestedBy.RECORD
    tried = last(TriedArticles).tried
    assert "moving-house-double-bill" in {one.article_id for one in tried}
    assert {one.how for one in tried} == {TriedHow.USED}
    assert all(one.interaction and one.at for one in tried)
    stage.play_through(DemoStep.ANSWER)
    stage.type(stage.window.coaching.notes.edit, "router is broken, wants an exchange")
    fits = {"equipment-broken"}
    stage.until(lambda: fits <= {one.article_id for one in last(ArticlesSuggested).suggestions})
    (notes,) = [one.reason for one in last(ArticlesSuggested).suggestions if one.article_id in fits]
    assert notes.by is SuggestedBy.NOTES
    assert "broken" in notes.words
