"""Hostile pages: what a browser would run or load comes to nothing; internal stays internal."""

import re
from pathlib import Path

import pytest

from agentassist.domain.knowledge import Article, SectionKind
from agentassist.knowledge.importers import html
from agentassist.knowledge.importers.html_text import read_page

CANARY = "pixel.evil.example"
LOADS = [
    f'<img src="https://{CANARY}/a.png">',
    f'<img srcset="https://{CANARY}/a.png 2x" alt="chart">',
    f'<picture><source srcset="//{CANARY}/a"><img src="//{CANARY}/b"></picture>',
    f'<svg onload="fetch(\'https://{CANARY}\')"><image href="https://{CANARY}/a.svg"/></svg>',
    f"<math><mtext><img src=x onerror=\"new Image().src='//{CANARY}'\"></mtext></math>",
    f'<iframe srcdoc="&lt;img src=https://{CANARY}&gt;"></iframe>',
    f'<object data="https://{CANARY}/a.swf"><embed src="https://{CANARY}/b"></object>',
    f'<link rel="stylesheet" href="https://{CANARY}/a.css">',
    f'<style>@import "https://{CANARY}/a.css"; p {{ background: url(//{CANARY}/b) }}</style>',
    f'<p style="background-image:url(https://{CANARY}/a)">text</p>',
    f'<video poster="https://{CANARY}/a"><source src="https://{CANARY}/b"></video>',
    f'<audio src="https://{CANARY}/a" autoplay></audio>',
    f'<base href="https://{CANARY}/">',
    f'<meta http-equiv="refresh" content="0;url=https://{CANARY}/">',
    f'<script src="https://{CANARY}/a.js"></script>',
    f"<script>document.write('<img src=https://{CANARY}>')</script>",
    f'<form action="https://{CANARY}"><input value="https://{CANARY}"></form>',
    f'<body background="https://{CANARY}/a"><table background="https://{CANARY}/b"></table>',
    f"<!--[if IE]><img src='https://{CANARY}/a'><![endif]-->",
    f'<noscript><img src="https://{CANARY}/a"></noscript>',
    f'<template><img src="https://{CANARY}/a"></template>',
    f'<a ping="https://{CANARY}/a" href="javascript:fetch(\'//{CANARY}\')">here</a>',
    f"<a href=\"&#106;avascript:fetch('//{CANARY}')\">here</a>",
    f"<a href=\"java\tscript:fetch('//{CANARY}')\">here</a>",
    f"<a href=\"\x01javascript:fetch('//{CANARY}')\">here</a>",
    f'<a href="data:text/html,<img src=//{CANARY}>">here</a>',
    f'<a href="vbscript:{CANARY}">here</a>',
    f'<a href="file://{CANARY}/share">here</a>',
    f'<a href="smb://{CANARY}/share">here</a>',
    f'<a href="//{CANARY}/x">here</a>',
    f'<a href="https://bank.example@{CANARY}/">your bank</a>',
    f'<a href="https://bank.example\\@{CANARY}/">your bank</a>',
    f'<a href="https://bank.example:x@{CANARY}:443/a?b">your bank</a>',
]


def told(page: str) -> str:
    """Everything that an agent would read, sections included."""
    found = html.read_page_file(Path("page.html"), "page", page.encode())
    assert isinstance(found, Article)
    return "\n".join((found.title, found.body, *(one.text for one in found.sections)))


@pytest.mark.parametrize("piece", LOADS)
def test_nothing_of_a_page_leads_out_of_the_house(piece: str) -> None:
    page = f"<title>Refunds</title><p>Before</p>{piece}<p>After it</p>"
    text = told(page)
    assert CANARY not in text
    assert "After it" in text  # and what stands behind it is not swallowed
    assert not re.search(r"javascript|onerror|onload|<\w", text)


def test_an_address_of_the_house_stays(tmp_path: Path) -> None:
    text = told(
        '<title>x</title><p><a href="https://wiki.example:8443/a?to=b@c.example#d">here</a></p>'
    )
    assert "https://wiki.example:8443/a?to=b@c.example#d" in text


@pytest.mark.parametrize("piece", ["<scr<script>x</script>ipt>", "<![CDATA[<img src=x>]]>"])
def test_what_is_no_markup_is_words(piece: str) -> None:
    """Shown as it is written: the window takes nothing of an article for HTML."""
    assert "After it" in told(f"<title>x</title>{piece}<p>After it</p>")


@pytest.mark.parametrize(
    "piece",
    [
        '<div class="internal">LIMIT<div>LIMIT</div></div>',
        '<div class="x Internal y"><p>LIMIT</p></div>',
        "<h2>Internal</h2><p>LIMIT</p><h3>Say</h3><p>LIMIT</p>",
        "<h2>I<b>nter</b>nal</h2><p>LIMIT</p>",
        "<h2>&#73;nternal</h2><p>LIMIT</p>",
        "<h2>Internal:</h2><ul><li>LIMIT</ul>",
        "<h2> Intern </h2><table><tr><td>LIMIT</table>",
        '<section class="internal"><h2>Say</h2><p>LIMIT</p></section>',
        '<div class="internal"><p>LIMIT<h2>Send</h2><p>LIMIT</p></div>',
    ],
)
def test_internal_text_is_nowhere_else_however_it_is_marked(piece: str) -> None:
    page = read_page(f"<h2>Say</h2><p>Hello.</p>{piece}")
    inside = [one for one in page.sections if one.kind is SectionKind.INTERNAL]
    assert any("LIMIT" in one.text for one in inside)
    outside = [one.text for one in page.sections if one.kind is not SectionKind.INTERNAL]
    assert "LIMIT" not in "\n".join((*outside, page.body))
