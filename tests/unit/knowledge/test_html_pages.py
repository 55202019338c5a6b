"""HTML and Confluence's storage format as plain text: what stays, what goes, what is internal."""

import time
from pathlib import Path

import pytest

from agentassist.domain.knowledge import Article, Section, SectionKind
from agentassist.knowledge.importers import Rejection, html
from agentassist.knowledge.importers.html_text import read_page

SAY, DO, SEND, INTERNAL = SectionKind


def read(tmp_path: Path, page: str | bytes, name: str = "page") -> Article | Rejection:
    content = page if isinstance(page, bytes) else page.encode()
    return html.read_page_file(tmp_path / f"{name}.html", name, content)


def test_every_field_of_an_article_is_kept(tmp_path: Path) -> None:
    page = """<!doctype html><html lang="de-AT"><head><meta charset="utf-8">
    <meta name="id" content="refund"><title>Geld zurück &amp; Gutschrift</title>
    <meta name="product" content="Billing"><meta name="keywords" content="refund, bank">
    <meta name="audience" content="agents"><meta name="author" content="Payments">
    <meta name="version" content="7"><meta name="updated" content="2026-02-01T08:00:00Z">
    <meta name="valid_until" content="2027-02-01"><meta name="path" content="Billing/Refunds">
    </head><body><h1>Geld zurück &amp; Gutschrift</h1><p>Zuerst lesen.</p>
    <h2>Say</h2><p>Ich sehe es.</p><h2>Do</h2><ol><li>Nachsehen<li>Buchen</ol>
    <h2>Send</h2><p>Mail</p><h2>Internal</h2><p>Grenze 50</p></body></html>"""
    found = read(tmp_path, page)
    assert isinstance(found, Article)
    assert (found.id, found.title) == ("refund", "Geld zurück & Gutschrift")
    assert (found.product, found.path) == ("Billing", "Billing/Refunds")
    assert found.tags == ("refund", "bank")
    assert (found.language, found.audience, found.owner) == ("de", "agents", "Payments")
    assert found.version == 7
    assert str(found.updated) == "2026-02-01"
    assert str(found.valid_until) == "2027-02-01"
    assert found.body == "Zuerst lesen."
    assert found.sections == (
        Section(SAY, "Ich sehe es."),
        Section(DO, "1. Nachsehen\n2. Buchen"),
        Section(SEND, "Mail"),
        Section(INTERNAL, "Grenze 50"),
    )


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("a <b>bold </b>word", "a **bold** word"),
        ("<ul><li><p>One</p></li><li>Two<ul><li>In</ul></ul>", "- One\n- Two\n  - In"),
        (
            "<table><tr><th>Fee<th>Due</tr><tr><td><p>5</p><td>May<br>June</tr></table>",
            "- Fee | Due\n- 5 | May June",
        ),
        ('<a href="https://x.example/a?b=1">here</a>', "here (https://x.example/a?b=1)"),
        ('<a href="http://x.example/">here</a>', "here"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ('<a href="https://x.example/">https://x.example/</a>', "https://x.example/"),
        ("<script>alert('</p>')</script>text<style>p{}</style>", "text"),
        ('<img src="https://t.example/p.gif" alt="x">text', "text"),
        ("<form>Name <input value=v><button>Go</button></form>", "Name"),
        ("<p hidden>gone</p><p style='display: none'>gone</p>here", "here"),
        ("5 &lt; 7 &amp; more", "5 < 7 & more"),
        ("<pre>if a:\n    b()</pre>", "if a:\n    b()"),
        ("<h2>When</h2>text", "## When\n\ntext"),
    ],
)
def test_what_a_reader_would_read(marked: str, text: str) -> None:
    assert read_page(marked).body == text


@pytest.mark.parametrize(
    "marked",
    [
        "<h2>Internal</h2><p>secret</p>",
        "<div class='header'><h2>Internal:</h2></div><p>secret</p>",
        "<h2>Internal</h2><h3>Say</h3><p>secret</p>",
        "<div class='note internal'><h3>Say</h3><p>secret</p></div>",
        "<div data-section=internal><div class=say>secret</div></div>",
        "<h2>Say</h2><h3>Internal</h3><p>secret</p>",
        "<div class=internal><p>secret",  # never closed
        "<ac:structured-macro ac:name='panel'><ac:parameter ac:name='title'>Internal"
        "</ac:parameter><ac:rich-text-body><p>secret</p></ac:rich-text-body></ac:structured-macro>",
        "<div>" * 700 + "<h2>Internal</h2>" + "</div>" * 700 + "<p>secret</p>",
    ],
)
def test_internal_text_never_stands_where_it_could_be_sent(marked: str) -> None:
    page = read_page(f"<p>Before</p>{marked}")
    assert "secret" not in page.body
    assert ["secret" in section.text for section in page.sections if section.kind != INTERNAL] == [
        False for section in page.sections if section.kind != INTERNAL
    ]
    assert any("secret" in one.text for one in page.sections if one.kind is INTERNAL)


def test_what_follows_something_internal_is_where_it_was() -> None:
    page = read_page("<p>a</p><div class=internal><h3>Say</h3>b</div><p>c</p>")
    assert page.body == "a\n\nc"
    page = read_page("<h2>Internal</h2>b<h2>More</h2><p>c</p>")
    assert page.body == "## More\n\nc"


def test_macros_of_confluence_become_text() -> None:
    page = read_page(
        '<ac:structured-macro ac:name="info"><ac:parameter ac:name="title">Careful</ac:parameter>'
        '<ac:parameter ac:name="icon">true</ac:parameter>'
        "<ac:rich-text-body><p>Read</p></ac:rich-text-body></ac:structured-macro>"
        '<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">py</ac:parameter>'
        "<ac:plain-text-body><![CDATA[if a < b:\n    go()]]></ac:plain-text-body>"
        '</ac:structured-macro><p>See <ac:link><ri:page ri:content-title="Refunds" /></ac:link>'
        '<ac:image><ri:url ri:value="https://t.example/p.png" /></ac:image></p>'
        "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete"
        "</ac:task-status><ac:task-body>Call back</ac:task-body></ac:task></ac:task-list>"
    )
    assert page.body == ("**Careful**\n\nRead\n\nif a < b:\n    go()\n\nSee Refunds\n- Call back")


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("<title>Grüße</title>".encode(), "Grüße"),
        ("<title>Grüße</title>".encode("cp1252"), "Grüße"),
        ("\ufeff<title>Grüße</title>".encode("utf-16-le"), "Grüße"),
        ("<meta charset=iso-8859-1><title>Grüße</title>".encode("latin-1"), "Grüße"),
        ("<meta charset='shift_jis'><title>返金</title>".encode("shift_jis"), "返金"),
    ],
)
def test_encodings_are_found_out(tmp_path: Path, content: bytes, title: str) -> None:
    found = read(tmp_path, content)
    assert isinstance(found, Article)
    assert found.title == title


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<meta charset=utf-8><title>\xff</title>", "not in the encoding that it names"),
        (b"<meta charset=zip><title>a</title>", "not in the encoding that it names"),
        (b"<meta charset=nonsense><title>a</title>", "not in the encoding that it names"),
        (b"<p>no title</p>", "missing: title"),
        (b"<title>a</title>\n<meta name=version content=two>", "not a whole number: version"),
        (b"<title>a</title>" + b" " * 4_000_000, "too long"),
    ],
)
def test_a_page_that_is_none_is_one_clear_line(tmp_path: Path, content: bytes, reason: str) -> None:
    found = read(tmp_path, content)
    assert isinstance(found, Rejection)
    assert str(found).endswith(reason)
    assert "\n" not in str(found)


@pytest.mark.parametrize(
    "piece",
    [
        *("<", "<a b='", "<div class=internal>", "</div>", "<table><tr><td>", "<b>", "<h1>"),
        *("<li><p>", "<a href=https://x.example/>", "&#", "<!--", "<![CDATA[", "<title>", "<p x="),
    ],
)
def test_broken_pages_take_time_in_proportion(piece: str) -> None:
    def took(length: int) -> float:
        marked = piece * (length // len(piece))
        began = time.process_time()
        read_page(marked)
        return time.process_time() - began

    took(10_000)
    short = min(took(40_000) for _ in range(3))
    assert took(320_000) < 24 * short + 0.1


def test_a_page_that_confluence_exported(tmp_path: Path) -> None:
    page = """<html><head><title>Support : Refund a payment</title></head><body>
    <div id="page"><div id="main" class="aui-page-panel"><div id="main-header">
    <div id="breadcrumb-section"><ol id="breadcrumbs"><li class="first">
    <span><a href="index.html">Support</a></span></li>
    <li><span><a href="Billing_11.html">Billing</a></span></li></ol></div>
    <h1 id="title-heading" class="pagetitle"><span id="title-text">Support : Refund a payment
    </span></h1></div><div id="content" class="view"><div class="page-metadata">
    Created by <span class='author'> Ada L.</span>, last modified by
    <span class='editor'> Bob</span> on Feb 03, 2026</div>
    <div id="main-content" class="wiki-content group"><p>Refund it.</p>
    <div class="internal"><p>Limit</p></div></div></div></div>
    <div id="footer"><p>Document generated by Confluence</p></div></body></html>"""
    found = read(tmp_path, page, "SUP/Refund-a-payment_98765")
    assert isinstance(found, Article)
    assert (found.id, found.title) == ("confluence:98765", "Refund a payment")
    assert (found.product, found.path) == ("Support", "Support/Billing")
    assert (found.owner, str(found.updated)) == ("Ada L.", "2026-02-03")
    assert found.body == "Refund it."
    assert found.sections == (Section(INTERNAL, "Limit"),)
