"""Texts of articles, shown and copied: tables, lists, links; nothing is taken for HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section, SectionKind
from ui.knowledge import copied_text
from ui.knowledge.article_document import document
from ui.knowledge.section_text import Form, blocks, plain
from ui.knowledge.stretches import Stretch, safe_address, stretches

TABLE = "| Plan | Price |\n|---|---:|\n| Basic | **10 €** |\n| A \\| B | 20 € |"


def _copied(text: str, kind: SectionKind = SectionKind.SEND) -> QMimeData:
    data = copied_text.of_section(Article(ArticleId("a"), "T", (Section(kind, text),)), kind)
    assert data is not None
    return data


def test_headings_quotes_code_and_deeper_items() -> None:
    found = blocks("## Steps\n1. one\n   - deep\n> said\n> so\n\n```sql\nSELECT **1**\n\n```\nEnd")
    assert [(one.form, one.text, one.level) for one in found] == [
        (Form.HEADING, "Steps", 2),
        (Form.ITEM, "one", 0),
        (Form.ITEM, "deep", 1),
        (Form.QUOTE, "said so", 0),
        (Form.CODE, "SELECT **1**\n", 0),
        (Form.PARAGRAPH, "End", 0),
    ]
    assert found[4].plain == "SELECT **1**\n"


def test_a_table_with_a_head_and_one_as_pages_have_them() -> None:
    (table,) = blocks(TABLE)
    assert table.rows == (("Plan", "Price"), ("Basic", "**10 €**"), ("A | B", "20 €"))
    assert table.headed
    (bare,) = blocks("Card | 10 days\nTransfer | 3 days")
    assert bare.form is Form.TABLE
    assert not bare.headed
    assert blocks("Yes | or no")[0].form is Form.PARAGRAPH, "one line is a sentence"
    assert blocks("```\nopen fence")[0].form is Form.PARAGRAPH


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("[guide](https://kb.example/a)", "https://kb.example/a"),
        ("(see https://kb.example/a(b).)", "https://kb.example/a(b)"),
        ("https://kb.example/a.", "https://kb.example/a"),
    ],
)
def test_links_that_may_be_opened(text: str, address: str) -> None:
    assert [one.address for one in stretches(text) if one.address] == [address]


@pytest.mark.parametrize(
    "text",
    [
        "[pay](http://kb.example)",
        "[pay](javascript:alert(1))",
        "[pay](file:///etc/passwd)",
        "[pay](https://bank.example@evil.example/)",
        "[pay](https://localhost/)",
        "[pay](https://kb.example\\@evil.example)",
        "[pay](https://kb.example:99999/)",
        "![picture](https://kb.example/p.png)",
    ],
)
def test_everything_else_stays_text(text: str) -> None:
    assert "".join(one.plain for one in stretches(text)).startswith(text[:6])
    written = [one.address for one in stretches(text)]
    assert not any(written) or text.startswith("!")
    assert not any(one.address and one.text != one.address for one in stretches(text))


@given(st.text())
def test_no_text_makes_an_address_that_is_not_https(text: str) -> None:
    found = [one.address for one in stretches(text) if one.address]
    assert all(one.startswith("https://") and safe_address(one) == one for one in found)


def test_what_is_sent_pastes_well_as_text_and_as_a_mail() -> None:
    data = _copied("Hello **Dana**,\n\n3. three\n4. four\n   - deep\n\n" + TABLE)
    assert data.text() == (
        "Hello Dana,\n\n3. three\n4. four\n  - deep\n\nPlan\tPrice\nBasic\t10 €\nA | B\t20 €"
    )
    html = data.html()
    assert html.startswith('<p>Hello <b>Dana</b>,</p><ol start="3"><li>three</li>')
    assert "<li>four<ul><li>deep</li></ul></li></ol>" in html
    assert "<tr><th>Plan</th><th>Price</th></tr>" in html
    assert "style" not in html


def test_markup_of_others_is_no_markup_in_a_mail() -> None:
    data = _copied('<img src=https://x.example/t.png> & [a](https://x.example/?q="><b>)')
    assert "<img" not in data.html()
    assert "<b>" not in data.html()
    assert "<img src=" in data.text()


def test_a_link_is_copied_with_its_address() -> None:
    data = _copied("See [the guide](https://kb.example/a).")
    assert data.text() == "See the guide (https://kb.example/a)."
    assert '<a href="https://kb.example/a">the guide</a>' in data.html()


def test_internal_text_is_in_nothing_that_is_copied() -> None:
    sections = (
        Section(SectionKind.SAY, "open"),
        Section(SectionKind.INTERNAL, "secret cause"),
        Section(SectionKind.SEND, "mail"),
    )
    article = Article(ArticleId("a"), "Title", sections, body="text")
    assert copied_text.of_section(article, SectionKind.INTERNAL) is None
    data = copied_text.of_article(article)
    assert data.text() == "Title\n\nSay\nopen\n\nSend\nmail\n\ntext"
    assert "secret" not in data.html()


def _shown(text: str, lead: str = "Do") -> QTextDocument:
    return document(lead, blocks(text), "text")


def test_the_document_has_lists_that_count_on_and_tables(qtbot: QtBot) -> None:
    shown = _shown("1. one\n2. two\n5. five\n\n" + TABLE)
    lists = {block.textList().format().start() for block in _blocks(shown) if block.textList()}
    assert lists == {1, 5}
    assert "Basic" in shown.toPlainText()
    assert shown.toPlainText().startswith("Do")


def _blocks(shown: QTextDocument) -> list[object]:
    found, at = [], shown.begin()
    while at.isValid():
        found.append(at)
        at = at.next()
    return found  # type: ignore[return-value]


def test_a_word_leads_a_paragraph_but_stands_over_text_from_right_to_left(qtbot: QtBot) -> None:
    assert _shown("Hello").blockCount() == 1
    assert _shown("مرحبا بكم").blockCount() == 2


@given(st.text())
def test_any_text_is_shown_and_copied_without_failing(text: str) -> None:
    _shown(text)
    plain(text)
    _copied(text or "x")


def test_a_stretch_shows_words_and_leads_elsewhere() -> None:
    assert stretches("[a](https://x.example)") == (Stretch("a", address="https://x.example"),)
