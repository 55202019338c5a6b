from datetime import date
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import MatchedIn, SearchHit, SectionKind
from ui.models.hits import HitsModel
from ui.models.text_spans import qt_length, qt_spans


def _hit(**changes: object) -> SearchHit:
    values: dict[str, object] = {
        "article_id": ArticleId("a"),
        "title": "Refund times",
        "product": "Billing",
        "score": 1.0,
        "matched_in": (MatchedIn.TITLE,),
        "title_marks": ((0, 6),),
    }
    return SearchHit(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "Billing · title, 1 word"),
        ({"title_marks": ((0, 6), (7, 12))}, "Billing · title, 2 words"),
        ({"matched_in": (MatchedIn.TITLE, MatchedIn.BODY)}, "Billing · title and body"),
        ({"matched_in": (MatchedIn.TAGS,)}, "Billing · keyword"),
        ({"matched_in": (MatchedIn.TAGS,), "product": ""}, "keyword"),
        ({"valid_until": date(2020, 1, 31)}, "out of date · Billing · title, 1 word"),
        ({"valid_until": date(2999, 1, 31)}, "Billing · title, 1 word"),
        ({"matched_in": (MatchedIn.MEANING,)}, "Billing · close in meaning"),
        (
            {"matched_in": (MatchedIn.MEANING,), "snippet": "It takes\nfive days…"},
            "Billing · close in meaning · It takes five days…",
        ),
        (
            {"matched_in": (MatchedIn.MEANING,), "snippet": "A", "section": SectionKind.INTERNAL},
            "Billing · close in meaning · internal · A",
        ),
        (
            {"matched_in": (MatchedIn.BODY,), "snippet": "was charged\ntwice"},
            "Billing · body: “was charged twice”",
        ),
        (
            {
                "matched_in": (MatchedIn.BODY,),
                "snippet": "… retries …",
                "section": SectionKind.INTERNAL,
            },
            "Billing · internal: “… retries …”",
        ),
    ],
)
def test_a_row_says_why_it_was_found(changes: dict[str, object], text: str) -> None:
    assert HitsModel().why(_hit(**changes)).text == text


def test_marks_of_a_snippet_point_at_the_same_words() -> None:
    hit = _hit(matched_in=(MatchedIn.BODY,), snippet="was charged twice", snippet_marks=((4, 11),))
    model = HitsModel()
    model.set_hits((hit,))
    for use in (None, "read", "copied"):
        if use:
            model.mark_used(hit.article_id, use)
        why = model.why(hit)
        assert [why.text[start:end] for start, end in why.marks] == ["charged"]
        assert ("in this call" in why.text) is (use is not None)


def test_copied_says_more_than_read_and_a_new_call_forgets_both() -> None:
    model = HitsModel()
    model.set_hits((_hit(),))
    model.mark_used(ArticleId("a"), "copied")
    model.mark_used(ArticleId("a"), "read")
    assert "copied in this call" in model.why(_hit()).text
    model.forget_used()
    assert "in this call" not in model.why(_hit()).text


def test_the_model_keeps_qts_rules(
    qtbot: QtBot, qtmodeltester: ModelTester, story: SimpleNamespace
) -> None:
    model = HitsModel()
    model.set_hits(story.hits)
    qtmodeltester.check(model)
    text = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text.startswith("Double charge on one order")
    assert "3 words" in text


def test_offsets_count_as_qt_counts() -> None:
    assert qt_length("😀a") == 3
    assert qt_spans("😀 ab", [(2, 4), (0, 1), (3, 3), (4, 9)]) == ((3, 2), (0, 2))
    assert qt_spans("abc", [(-2, 1), (1, 99)]) == ((0, 1), (1, 2))


def test_a_tooltip_shows_what_an_article_says_and_never_loads_what_it_names() -> None:
    """Qt takes a tooltip that looks like HTML for HTML: a picture of it would be fetched."""
    model = HitsModel()
    model.set_hits((_hit(product="<b>B</b><img src='file:///etc/hostname'>"),))
    shown = QTextDocument()
    shown.setHtml(str(model.index(0).data(Qt.ItemDataRole.ToolTipRole)))
    assert shown.toPlainText().startswith("<b>B</b><img src='file:///etc/hostname'>")
