"""Articles from Markdown and JSONL; every bad row or file is named with its line."""

import json
from datetime import date
from pathlib import Path

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section, SectionKind
from agentassist.knowledge.importers import Rejection, jsonl, markdown

FULL = """+++
id = "refund-late"
title = "Refund has not arrived"
product = "Billing"
tags = ["refund", "bank"]
owner = "Payments"
version = 3
updated = 2026-02-01
valid_until = "2027-02-01"
language = "en"
audience = "agents"
+++
Read this first.

## Say
I see your refund.

### A detail
It left us.

## Do
1. Look it up.
## Internal
The limit is secret.
"""


def _file(folder: Path, text: str, name: str = "a.md") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def test_a_markdown_file_becomes_an_article(tmp_path: Path) -> None:
    assert markdown.read(_file(tmp_path, FULL)) == Article(
        ArticleId("refund-late"),
        "Refund has not arrived",
        (
            Section(SectionKind.SAY, "I see your refund.\n\n### A detail\nIt left us."),
            Section(SectionKind.DO, "1. Look it up."),
            Section(SectionKind.INTERNAL, "The limit is secret."),
        ),
        "Read this first.",
        "Billing",
        ("refund", "bank"),
        "en",
        "Payments",
        3,
        date(2026, 2, 1),
        date(2027, 2, 1),
        "agents",
    )


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "w.md"
    path.write_bytes(b"\xef\xbb\xbf" + FULL.replace("\n", "\r\n").encode())
    assert markdown.read(path) == markdown.read(_file(tmp_path, FULL))


def test_other_headings_belong_to_the_body(tmp_path: Path) -> None:
    read = markdown.read(_file(tmp_path, '+++\nid = "a"\ntitle = "A"\n+++\n## Steps\nOne.\n'))
    assert isinstance(read, Article)
    assert read.body == "## Steps\nOne."
    assert read.sections == ()


FRONT = '+++\nid = "a"\ntitle = "A"\n'


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "no front matter"),
        ("# Title\n", 1, "no front matter"),
        ('+++\nid = "a"\n', 1, "front matter has no end"),
        ('+++\nid = "a"\ntitle = broken\n+++\n', 3, "not TOML"),
        ('+++\ntitle = "A"\n+++\n', 1, "missing"),
        ('+++\nid = "a"\ntitle = " "\n+++\n', 3, "empty"),
        ('+++\nid = 7\ntitle = "A"\n+++\n', 2, "not a text"),
        (FRONT + 'colour = "red"\n+++\n', 4, "unknown key"),
        (FRONT + "\nversion = 1.5\n+++\n", 5, "not a whole number"),
        (FRONT + 'updated = "soon"\n+++\n', 4, "not a date"),
        (FRONT + "tags = [1]\n+++\n", 4, "not a text"),
        ('+++\nid = "a\\u0007b"\ntitle = "A"\n+++\n', 2, "control characters"),
        (FRONT + f'owner = "{"x" * 1001}"\n+++\n', 4, "too long"),
        (FRONT + "+++\n## Say\nHello\n## Notes\n", 7, "unknown section"),
        (FRONT + "+++\n## Say\nHello\n## say\n", 7, "section twice"),
    ],
)
def test_a_bad_markdown_file_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    path = _file(tmp_path, text)
    rejected = markdown.read(path)
    assert isinstance(rejected, Rejection)
    assert (rejected.file, rejected.line, rejected.reason) == (path, line, reason)
    assert str(rejected).startswith(f"{path}:{line}: {reason}")


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"+++\n\xff\xfe\n")
    rejected = markdown.read(path)
    assert isinstance(rejected, Rejection)
    assert rejected.reason == "not UTF-8"


def test_a_folder_is_read_with_its_subfolders_and_ids_are_unique(tmp_path: Path) -> None:
    for name in ("b.md", "a/a.md", "c.md"):
        article = name[0] if name != "c.md" else "b"
        _file(tmp_path, f'+++\nid = "{article}"\ntitle = "T"\n+++\n', name)
    _file(tmp_path, "no article", "readme.txt")
    read = list(markdown.read_folder(tmp_path))
    assert [item.id for item in read if isinstance(item, Article)] == ["a", "b"]
    assert [str(item) for item in read if isinstance(item, Rejection)] == [
        f"{tmp_path / 'c.md'}:1: id already used: b.md"
    ]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AgentAssistError) as caught:
        list(markdown.read_folder(tmp_path / "none"))
    assert caught.value.code == "knowledge.unreadable_file"


def test_jsonl_rows_become_articles(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "title": "A", "body": "text\nmore", "product": "P", "path": "x/y"},
        {"id": 7, "title": "B", "body": "", "tags": ["t", "u"], "source": "ignored"},
        {"id": "c", "title": "C", "body": "c", "tags": "t, u", "product": None},
    ]
    text = "\n\n".join(json.dumps(row) for row in rows)
    assert list(jsonl.read(_file(tmp_path, text, "k.jsonl"))) == [
        Article(ArticleId("a"), "A", body="text\nmore", product="P", path="x/y"),
        Article(ArticleId("7"), "B", tags=("t", "u")),
        Article(ArticleId("c"), "C", body="c", tags=("t", "u")),
    ]


@pytest.mark.parametrize(
    ("row", "reason", "detail"),
    [
        (b"{", "not JSON", ""),
        (b"[" * 100_000, "not JSON", ""),
        (b"\xff", "not UTF-8", ""),
        (b"[1]", "not a JSON object", ""),
        (b'{"title": "A", "body": ""}', "missing", "id"),
        (b'{"id": true, "title": "A", "body": ""}', "not a text", "id"),
        (b'{"id": "a", "title": "", "body": ""}', "empty", "title"),
        (b'{"id": "a", "title": "A"}', "missing", "body"),
        (b'{"id": "a", "title": "A", "body": 3}', "not a text", "body"),
        (b'{"id": "a", "title": "A", "body": "\\ud800"}', "not valid Unicode", "body"),
        (b'{"id": "a", "title": "\\ud800", "body": ""}', "not valid Unicode", "title"),
        (b'{"id": "\\ud800", "title": "A", "body": ""}', "control characters", "id"),
        (b'{"id": "a", "title": "A", "body": "", "tags": {}}', "not a list of texts", "tags"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_read(
    tmp_path: Path, row: bytes, reason: str, detail: str
) -> None:
    good = b'{"id": "g", "title": "Good", "body": ""}\n'
    path = tmp_path / "k.jsonl"
    path.write_bytes(good + row + b"\n" + good)
    first, rejected, last = jsonl.read(path)
    assert first == last == Article(ArticleId("g"), "Good")
    assert rejected == Rejection(path, 2, reason, detail)


def test_stray_invisible_characters_do_not_cost_an_article(tmp_path: Path) -> None:
    row = {"id": " a ", "title": "\u200eReset\u00a0the \u202emodem\n", "body": "a\x00b\u00a0c"}
    (article,) = jsonl.read(_file(tmp_path, json.dumps(row), "k.jsonl"))
    assert article == Article(ArticleId(" a "), "Reset the modem", body="ab\u00a0c")


def test_a_missing_jsonl_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AgentAssistError) as caught:
        list(jsonl.read(tmp_path / "none.jsonl"))
    assert caught.value.code == "knowledge.unreadable_file"


def test_a_rejection_is_one_line_without_control_characters() -> None:
    said = str(Rejection(Path("a.md"), 3, "unknown key", "\x1b[2Jx\ny"))
    assert said == "a.md:3: unknown key: [2Jx y"


@pytest.mark.parametrize("length", [100, 101, 250])
def test_a_row_without_end_is_named_and_the_next_one_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    monkeypatch.setattr(jsonl, "_LONGEST_ROW", 100)
    file = tmp_path / "rows.jsonl"
    good = json.dumps({"id": "a", "title": "A", "body": "text"})
    file.write_text("x" * length + f"\n{good}\n", "utf-8")
    first, second = jsonl.read(file)
    assert isinstance(first, Rejection)
    assert first.line == 1
    assert isinstance(second, Article)


def test_a_file_without_end_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "_LARGEST", 100)
    file = tmp_path / "a.md"
    file.write_text("x" * 101)
    assert markdown.read(file) == Rejection(file, 1, "too long")
