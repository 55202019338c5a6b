"""Pages of Markdown that were written for a wiki or a note book: whatever can be read is read."""

from datetime import date
from pathlib import Path

import pytest

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section, SectionKind
from agentassist.knowledge.importers import Rejection
from agentassist.knowledge.importers.markdown_page import read_page_file
from agentassist.knowledge.importers.opening import open_input

YAML = """---
title: "Refund: not arrived"   # what callers say
tags:
  - refund
  - 'money back'
category: Billing
author: Payments desk
date: 2026-02-01 10:00:00 +0100
lang: de
layout: post
---
# Refund

Read this *first*.

## Sagen
I see it.
### A detail
It left us.
```
## Intern is only code here
```
## Intern
The limit is secret.
### Send
Not this either.
## Later
Open again.
"""


def _read(text: str, name: str = "billing/refund-late") -> Article:
    found = read_page_file(Path("x.md"), name, text.encode())
    assert isinstance(found, Article), found
    return found


def test_yaml_front_matter_and_german_headings_are_read() -> None:
    assert _read(YAML) == Article(
        ArticleId("billing/refund-late"),
        "Refund: not arrived",
        (
            Section(
                SectionKind.SAY,
                "I see it.\n### A detail\nIt left us.\n```\n## Intern is only code here\n```",
            ),
            Section(SectionKind.INTERNAL, "The limit is secret.\nNot this either."),
        ),
        "# Refund\n\nRead this *first*.\n\n## Later\nOpen again.",
        "Billing",
        ("refund", "money back"),
        "de",
        "Payments desk",
        updated=date(2026, 2, 1),
    )


def test_without_front_matter_the_first_heading_is_the_title() -> None:
    found = _read("\ufeff# Late fees #\r\n\r\nThey are dropped.\r\n")
    assert (found.id, found.title) == ("billing/refund-late", "Late fees")
    assert found.body == "They are dropped."
    assert _read("Only text.").title == "refund late"
    assert _read("---\n\nA rule is no front matter.\n\n---\nMore.").body.startswith("---")


def test_nothing_internal_gets_out_of_its_section() -> None:
    found = _read("# A\n## Internal\none\n# Do\ntwo\n## Say\nthree\n## Internal\nfour\n")
    inside = [one.text for one in found.sections if one.kind is SectionKind.INTERNAL]
    assert inside == ["one\nfour"]
    assert "one" not in found.body


@pytest.mark.parametrize(
    ("content", "line", "reason", "detail"),
    [
        (b"", 1, "empty", "body"),
        (b" \n\n", 1, "empty", "body"),
        (b"---\ntitle: A\ndate: soon\n---\nx", 3, "not a date", "updated"),
        (b"x" * 4_000_001, 1, "too long", ""),
        (b'+++\ntitle = "A"\n+++\nx', 2, "missing", "id"),
    ],
)
def test_what_can_t_be_read_is_named(content: bytes, line: int, reason: str, detail: str) -> None:
    found = read_page_file(Path("x.md"), "x", content)
    assert isinstance(found, Rejection)
    assert (found.reason, found.detail) == (reason, detail)
    assert found.line in (line, 1)


def test_a_folder_of_such_pages_is_taken_in(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.md").write_text("# One\ntext", encoding="utf-8")
    (tmp_path / "one.md").write_text("---\ntitle: Two\n---\ntext", encoding="utf-8")
    found = [item.found for item in open_input(tmp_path).items()]
    assert [(one.id, one.title) for one in found if isinstance(one, Article)] == [
        ("a/one", "One"),
        ("one", "Two"),
    ]
