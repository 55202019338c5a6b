"""What stands in a mapping is checked when it is read, and every complaint names its place."""

import re
from pathlib import Path

import pytest

from agentassist.assets import resources
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.source import KeyKind
from agentassist.history.rest import reading
from agentassist.history.rest.format import schema
from agentassist.history.rest.reading import LARGEST, mapping_of, read_mapping

TEMPLATE = resources() / "sources" / "template.toml"


def refused(text: str) -> AgentAssistError:
    with pytest.raises(AgentAssistError) as caught:
        mapping_of(text, TEMPLATE)
    return caught.value


def changed(before: str, after: str) -> tuple[str, str]:
    """The template with one change, and the line that has it."""
    text = TEMPLATE.read_text("utf-8")
    assert before in text
    return text.replace(before, after, 1), after.partition("\n")[0]


def test_the_template_is_a_mapping() -> None:
    spec = read_mapping(TEMPLATE)
    assert spec.finds_by == set(KeyKind)
    assert spec.settings == {"url"}
    assert [kind.kind for kind in spec.interactions] == ["ticket", "call"]
    assert spec.articles is not None
    assert spec.articles.export is not None
    assert spec.articles.export.first.pages == 500
    assert set(spec.notes) == {"ticket", "customer"}
    assert spec.rates.by_cost["find"].per_second == 4
    assert spec.tried == ""


WRONG = [
    ("{email|lucene}", "{email}", "find.email[0].params.query", "no_escape"),
    ("{email|lucene}", "{email|lucen}", "find.email[0].params.query", "unknown_escape"),
    ("'{order|odata}'", "{order|odata}", "find.order[0].params.filter", "wrong_place"),
    ("'{order|odata}'", "'{order|odata}", "find.order[0].params.filter", "open_quote"),
    ("number eq", r"number\\ eq", "find.order[0].params.filter", "backslash"),
    ("{tail9|digits}", "0{tail9|plain}", "find.phone[1].json", "wrong_place"),
    ("{query|words}", "{query|text}", "articles.search.params.q", "wrong_place"),
    ("{query|words}", "{query|words", "articles.search.params.q", "lone_brace"),
    ("{query|words}", "{Query Words}", "articles.search.params.q", "not_a_placeholder"),
    ("{customer|path}", "{nobody|path}", "find.order[0].then[0]", "unknown_placeholder"),
    ("{customer|path}", "x", "find.order[0].then[0].each", "not_used"),
    ('"/customers"', '"customers"', "find.phone[0].path", "bad_path"),
    ('"/customers"', '"/a/../b"', "find.phone[0].path", "bad_path"),
    ('"/customers"', '"/customers?all=1"', "find.phone[0].path", "sign_in_path"),
    ('phone = "{e164|plain}"', 'phone = "1"', "find.phone[0]", "no_key_in_request"),
    ("pages = 2", "pags = 2", "find.phone[0].pags", "unknown_key"),
    ("pages = 2", "pages = 0", "find.phone[0].pages", "wrong_value"),
    ("limit = 50 ", 'limit = "50" ', "find.phone[0].limit", "wrong_value"),
    ('"[customer]"', '"[customer"', "find.account[0].items", "bad_expression"),
    ("join(' ', [", "jon(' ', [", "find.fields.name", "bad_expression"),
    ("join(' ', [", "join([", "find.fields.name", "bad_expression"),
    ('emails = { path = "[email, more_emails]", split = ";" }', "", "find.fields", "missing"),
    ('id = "id"', 'id = { path = "id", split = ";" }', "find.fields.id", "no_list"),
    ('outer = { orders = "number" }', "", "find.fields", "missing"),
    ('birth = "birth_date"', 'brith = "birth_date"', "find.fields.brith", "unknown_field"),
    ('owner = "customer_id"', "", "interactions[0].fields", "no_owner"),
    ("owner_unchecked = true\nitems", "items", "interactions[1].fields", "no_owner"),
    ('kind = "call"', 'kind = "ticket"', "interactions[1].kind", "taken_name"),
    ('voice = "phone"', 'voice = "fone"', "words.channel.voice", "unknown_word"),
    ('"*" = "ticket"', "", "words.channel", "missing"),
    ('zone = "Europe/Berlin"', 'zone = "Berlin"', "dates", "bad_zone"),
    ('since = "epoch"', 'since = "%H:%M"', "articles.export.since", "bad_format"),
    ('param = "page"\n', "", "paging", "missing"),
    ('style = "page"', 'style = "link"', "paging.param", "not_for_this_style"),
    ('name = "Authorization"\n', "", "auth", "missing"),
    ('prefix = "Token token="', 'secret = "x"', "auth.secret", "unknown_key"),
    ('Accept = "application/json"', 'Authorization = "x"', None, "not_here"),
    ('"${url}/api/v2"', '"ftp://x"', "connection.base", "no_address"),
    ('"${url}/api/v2"', '"${u r l}/api"', "connection.base", "not_a_placeholder"),
    ("[note.customer]", "[note.order]", "note.order", "unknown_kind"),
    ("\\n({key|text})", "", "note.ticket", "no_key_in_note"),
    ("format = 1", "format = 2", "format", "wrong_value"),
    ('most = 5', 'when = 2026-01-01', "find.order[0].then[0].when", "unknown_key"),
    ('ends = "{tail9|digits}"', 'ends = 2026-01-01', "find.phone[1].json", "not_json"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "key", "problem"), WRONG)
def test_what_is_wrong_is_named_with_its_line(
    before: str, after: str, key: str | None, problem: str
) -> None:
    text, line = changed(before, after)
    error = refused(text)
    assert (error.code, error.params["problem"]) == ("mapping.wrong", problem)
    assert key is None or error.params["key"] == key
    at = text.splitlines()[int(str(error.params["line"])) - 1]
    names = str(error.params["key"]).replace("]", "").replace("[", ".").split(".")
    assert (line and line in at) or any(name in at for name in names if not name.isdigit())


def test_what_is_no_toml_is_named_with_its_line() -> None:
    text, line = changed('title = "Help desk"', "title = = 1")
    error = refused(text)
    assert error.code == "mapping.not_toml"
    assert line in text.splitlines()[int(str(error.params["line"])) - 1]


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'title = "B\xfcro"')
    large = tmp_path / "large.toml"
    large.write_text("#" * (LARGEST + 1), "utf-8")
    for file, problem in ((latin, "not_utf8"), (large, "too_large"), (tmp_path / "x", "no_file")):
        with pytest.raises(AgentAssistError) as caught:
            read_mapping(file)
        assert caught.value.params == {"file": str(file), "problem": problem}


def test_the_schema_for_editors_is_the_format() -> None:
    kept = (resources() / "schemas" / "mapping.schema.json").read_text("utf-8")
    assert kept == schema(), "write agentassist.history.rest.format.schema() there"


def test_the_guide_has_words_for_every_problem() -> None:
    guide = (resources() / "help" / "sources.md").read_text("utf-8")
    folder = Path(reading.__file__).parent
    sources = "".join(file.read_text("utf-8") for file in sorted(folder.glob("*.py")))
    raised = {
        word
        for call in re.findall(
            r"(?:MappingProblem|Template)Error\(([^()]*(?:\([^()]*\)[^()]*)*)\)", sources
        )
        for word in re.findall(r'"([a-z]+(?:_[a-z]+)+|backslash|missing)"', call)
    }
    raised |= {
        "unknown_key",
        "wrong_value",
        "bad_format",
        "bad_zone",
        "no_owner",
        "owner_and_unchecked",
    }
    assert len(raised) > 30
    assert sorted(word for word in raised if f"`{word}`" not in guide) == []
