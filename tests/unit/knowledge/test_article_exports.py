"""What help desks export, CSV, folders and zips: fields kept, bad rows named, nothing unpacked."""

import json
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.knowledge import Article, Section, SectionKind
from agentassist.knowledge.importers import Rejection
from agentassist.knowledge.importers.opening import open_input
from agentassist.knowledge.importers.table_mapping import read_column_mapping

ZENDESK = {
    "articles": [
        {
            "id": 35467,
            "title": "Refund a payment",
            "body": "<h2>Say</h2><p>It is on its way.</p><h2>Internal</h2><p>Limit 50</p>",
            "locale": "en-us",
            "source_locale": "en-us",
            "section_id": 12,
            "author_id": 3,
            "label_names": ["refund", "card"],
            "user_segment_id": 77,
            "draft": False,
            "updated_at": "2026-02-01T08:00:00Z",
            "html_url": "https://x.example/hc/1",
        },
        {"id": 35467, "title": "Erstattung", "body": "<p>Bald.</p>", "locale": "de",
         "source_locale": "en-us", "section_id": 12, "label_names": []},
        {"id": 9, "title": "Half done", "body": "", "draft": True, "section_id": 12},
    ],
    "sections": [{"id": 12, "name": "Refunds", "category_id": 4, "parent_section_id": 13},
                 {"id": 13, "name": "Money", "category_id": 4}],
    "categories": [{"id": 4, "name": "Billing"}],
    "users": [{"id": 3, "name": "Ada"}],
    "count": 3, "page": 1, "page_count": 1, "next_page": None,
}  # fmt: skip
CONFLUENCE = {
    "results": [
        {
            "id": "98765",
            "type": "page",
            "status": "current",
            "title": "Refund a payment",
            "space": {"key": "SUP", "name": "Support"},
            "ancestors": [{"title": "Billing"}],
            "version": {"number": 4, "when": "2026-02-03T10:00:00.000Z",
                        "by": {"displayName": "Ada"}},
            "metadata": {"labels": {"results": [{"name": "refund"}, {"name": "card"}]}},
            "body": {"storage": {"value": "<p>Do it.</p>", "representation": "storage"}},
        },
        {"id": "5", "status": "draft", "title": "Draft", "body": {"storage": {"value": ""}}},
    ],
    "_links": {"next": "/rest/api/content?start=2"},
}  # fmt: skip
FRESHDESK = [
    {
        "id": 5000000001, "type": 1, "category_id": 7, "folder_id": 8, "agent_id": 2,
        "title": "Refund a payment", "description": "<p>Do it.</p>", "description_text": "Do it.",
        "status": 2, "tags": ["refund"], "updated_at": "2026-02-01T08:00:00Z",
    },
    {"id": 5000000002, "folder_id": 8, "title": "x", "description": "", "status": 1},
]  # fmt: skip


def read(path: Path, format_name: str | None = None) -> tuple[list[Article], list[str]]:
    items = [item.found for item in open_input(path, format_name).items()]
    bad = [str(item).replace(str(path.parent), "") for item in items if isinstance(item, Rejection)]
    return [item for item in items if isinstance(item, Article)], bad


def written(folder: Path, **files: object) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_zendesk_guide(tmp_path: Path) -> None:
    path = written(tmp_path, page1=ZENDESK) / "page1.json"
    (english, german), bad = read(path)
    assert english == Article(
        english.id,
        "Refund a payment",
        (
            Section(SectionKind.SAY, "It is on its way."),
            Section(SectionKind.INTERNAL, "Limit 50"),
        ),
        product="Billing",
        tags=("refund", "card"),
        language="en",
        owner="Ada",
        updated=date(2026, 2, 1),
        audience="user segment 77",
        path="Billing/Money/Refunds",
    )
    assert (english.id, german.id) == ("zendesk:35467", "zendesk:35467:de")
    assert (german.language, german.body) == ("de", "Bald.")
    assert bad == ["/page1.json:3: a draft: zendesk:9"]


def test_pages_of_one_export_are_one(tmp_path: Path) -> None:
    articles = ZENDESK["articles"]
    assert isinstance(articles, list)
    folder = written(
        tmp_path / "guide",
        a={"articles": articles[:1]},
        b={"articles": articles[1:2]},
        names={key: ZENDESK[key] for key in ("sections", "categories", "users")},
    )
    (english, german), bad = read(folder)
    assert (english.path, german.path) == ("Billing/Money/Refunds",) * 2
    assert bad == []
    archive = tmp_path / "guide.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for file in sorted(folder.iterdir()):
            made.write(file, file.name)
    assert read(archive)[0] == [english, german]


def test_confluence_pages_of_its_api(tmp_path: Path) -> None:
    path = written(tmp_path, space=CONFLUENCE) / "space.json"
    (page,), bad = read(path)
    assert (page.id, page.title, page.body) == ("confluence:98765", "Refund a payment", "Do it.")
    assert (page.product, page.path) == ("Support", "Support/Billing")
    assert (page.tags, page.owner, page.version) == (("refund", "card"), "Ada", 4)
    assert page.updated == date(2026, 2, 3)
    assert bad == ["/space.json:2: a draft: confluence:5"]


def test_freshdesk_solutions(tmp_path: Path) -> None:
    folder = written(
        tmp_path / "fresh",
        articles_8=FRESHDESK,
        categories=[{"id": 7, "name": "Billing"}],
        folders_7=[{"id": 8, "name": "Refunds", "visibility": 3}],
    )
    (article,), bad = read(folder)
    assert (article.id, article.title, article.body) == (
        "freshdesk:5000000001",
        "Refund a payment",
        "Do it.",
    )
    assert (article.product, article.path) == ("Billing", "Billing/Refunds")
    assert (article.audience, article.tags) == ("agents", ("refund",))
    assert bad == ["/fresh/articles_8.json:2: a draft: freshdesk:5000000002"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("{", "not JSON"), ("[" * 200_000, "not JSON"), ('{"articles": [7]}', None)],
)
def test_an_export_that_is_none(tmp_path: Path, text: str, reason: str | None) -> None:
    path = tmp_path / "e.json"
    path.write_text(text)
    articles, bad = read(path, "zendesk")
    assert articles == []
    assert bad == ([f"/e.json:1: {reason}"] if reason else [])


CSV = """Artikelnummer;Betreff;Antwort;Intern;Sprache;Gültig bis;Version;Stichworte
A1;Erstattung;"Erste Zeile
zweite";Nur wir;de;2027-01-31;3;Geld;
A2;;Text;;;;;
A3;Kein Datum;Text;;;bald;;
A4;HTML;<p>Text <b>fett</b></p>;;;;;
"""


def test_a_spreadsheet_without_ids_is_known_by_its_titles(tmp_path: Path) -> None:
    path = tmp_path / "faq.csv"
    rows = "Title;Answer;Internal\nPIN gesperrt?;Neue PIN;Ausweis\n;leer;x\nPin  gesperrt;Nein;\n"
    path.write_text(rows, encoding="utf-8")
    found = [item.found for item in open_input(path).items()]
    assert isinstance(found[0], Article)
    assert (found[0].id, found[0].title) == ("pin-gesperrt", "PIN gesperrt?")
    assert list(map(str, found[1:])) == [
        f"{path}:3: missing: title",
        f"{path}:4: title already used: line 2",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_in_the_encodings_that_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(CSV, encoding=encoding)
    (first, marked), bad = read(path)
    assert (first.id, first.title, first.body) == ("A1", "Erstattung", "Erste Zeile\nzweite")
    assert first.sections == (Section(SectionKind.INTERNAL, "Nur wir"),)
    assert (first.language, first.version, first.tags) == ("de", 3, ("Geld",))
    assert first.valid_until == date(2027, 1, 31)
    assert marked.body == "Text **fett**"
    assert bad == ["/a.csv:4: missing: title", "/a.csv:5: not a date: valid_until"]


def test_a_mapping_names_columns_that_do_not_speak(tmp_path: Path) -> None:
    path, mapping = tmp_path / "a.csv", tmp_path / "m.toml"
    path.write_text("No,What,Long,Team\n7,Refund,Do it,Pay\n")
    with pytest.raises(AgentAssistError) as problem:
        open_input(path)
    assert problem.value.code == "knowledge.no_columns"
    mapping.write_text(
        'format = 1\n[article]\nid = "No"\ntitle = "What"\ndo = "Long"\n'
        'owner = "Team"\nproduct = { value = "Billing" }\n'
    )
    (item,) = open_input(path, None, read_column_mapping(mapping)).items()
    assert isinstance(item.found, Article)
    assert (item.found.id, item.found.owner, item.found.product) == ("7", "Pay", "Billing")
    assert item.found.sections == (Section(SectionKind.DO, "Do it"),)
    mapping.write_text('format = 1\n[article]\ntitel = "What"\n')
    with pytest.raises(AgentAssistError) as problem:
        read_column_mapping(mapping)
    assert (problem.value.params["line"], problem.value.params["key"]) == (3, "article.titel")


def zipped(path: Path, *entries: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(name, content)
    return path


def test_a_bomb_is_not_inflated_and_names_lead_nowhere(tmp_path: Path) -> None:
    page = b"<title>A</title>text"
    archive = zipped(
        tmp_path / "a.zip",
        ("../../evil.html", page),
        ("/etc/evil.html", page),
        ("bomb.html", b"<p>" + b" " * 50_000_000),
    )
    before = sorted(tmp_path.rglob("*"))
    articles, bad = read(archive)
    assert len(articles) == 2
    assert bad == ["/a.zip/bomb.html:1: too long"]
    assert sorted(tmp_path.rglob("*")) == before
    assert archive.stat().st_size < 100_000


def test_a_zip_that_claims_to_be_small(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", ("a.html", b" " * 17_000_000))
    raw = archive.read_bytes().replace((17_000_000).to_bytes(4, "little"), b"\x10\0\0\0")
    archive.write_bytes(raw)
    articles, bad = read(archive)
    assert articles == []
    assert len(bad) == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"x" * 1000])
def test_a_damaged_zip_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(AgentAssistError) as problem:
        open_input(path)
    assert problem.value.code == "knowledge.unreadable_file"


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (tmp_path / "secret.html").write_text("<title>Secret</title>")
    (folder / "link.html").symlink_to(tmp_path / "secret.html")
    (folder / "deep").symlink_to(tmp_path)
    (folder / "a.html").write_text("<title>A</title>")
    articles, bad = read(folder)
    assert [one.title for one in articles] == ["A"]
    assert bad == ["/pages/link.html:1: a link"]


def names(found: Sequence[Article]) -> list[str]:
    return [one.id for one in found]


def test_markdown_and_html_lie_together(tmp_path: Path) -> None:
    folder = tmp_path / "kb"
    folder.mkdir()
    (folder / "a.md").write_text('+++\nid = "b"\ntitle = "A"\n+++\ntext')
    (folder / "b.html").write_text("<title>B</title>")
    (folder / "c.htm").write_text("<title>C</title>")
    articles, bad = read(folder)
    assert names(articles) == ["b", "c"]
    assert bad == ["/kb/b.html:1: id already used: a.md"]
    empty = tmp_path / "none"
    empty.mkdir()
    with pytest.raises(AgentAssistError) as problem:
        open_input(empty)
    assert problem.value.code == "knowledge.unknown_format"
