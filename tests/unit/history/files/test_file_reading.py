"""Files as other programs write them: encodings, delimiters, quotes, mistakes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agentassist.assets import resources
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.interaction import Channel, InteractionStatus
from agentassist.history.files.importing import preview
from agentassist.history.files.mapping import Column, FileMapping
from agentassist.history.files.mapping_file import read_mapping
from agentassist.storage.import_slice import ImportRow

HEAD = "Kundennr;Name;Telefon;E-Mail;Ort\r\n"
ROW = "17;Jörg Weiß;0176 1234567;j@example.de;Köln\r\n"


def rows(place: Any, path: Path, mapping: FileMapping | None = None) -> list[ImportRow]:
    return list(preview(place.open(path, mapping), place.rejected.append).rows)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_the_encoding_is_found_out(place: Any, encoding: str) -> None:
    path = place.write("kunden.csv", (HEAD + ROW).encode(encoding))
    (row,) = rows(place, path)
    assert row.contact is not None
    contact = row.contact.contact
    assert (contact.id, contact.name, contact.city) == ("import:17", "Jörg Weiß", "Köln")
    assert (contact.phones, contact.emails) == (("+491761234567",), ("j@example.de",))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(place: Any, delimiter: str) -> None:
    text = (HEAD + ROW).replace(";", delimiter)
    (row,) = rows(place, place.write("kunden.csv", text))
    assert row.contact is not None
    assert row.contact.contact.city == "Köln"


def test_line_breaks_in_quotes_and_where_a_row_begins(place: Any) -> None:
    text = 'id,name,city\n1,"Ana\nMaria","a ""b"""\n2,Ben,x\n'
    first, second = rows(place, place.write("c.csv", text))
    assert first.contact is not None
    assert (first.line, second.line) == (2, 4)
    assert first.contact.contact.name == "Ana Maria"
    assert first.contact.contact.city == 'a "b"'


def test_a_quote_that_nobody_closes_costs_one_row(place: Any) -> None:
    text = 'id,name\n1,Ana\n2,"Ben\n3,Cem\n4,Dana\n'
    assert [row.line for row in rows(place, place.write("c.csv", text))] == [2, 4, 5]
    assert place.reasons == [(3, "a quote is not closed")]
    assert place.rejected[0].raw == '2,"Ben\n'


def test_rows_that_can_not_be_used_are_named_with_line_and_field(place: Any) -> None:
    path = place.csv(
        "c.csv",
        [
            ("id", "name", "phone", "account", "customer since"),
            ("1", "", "", "", ""),
            ("", "Ben", "", "", ""),
            ("3", "Cem", "12", "", ""),
            ("4", "Dana", "", "4111 1111 1111 1111", ""),
            ("5", "Eva", "", "", "03/04/2026"),
            ("6", "Finn", "", "", "", "more"),
            ("4111111111111111", "Gus", "", "", ""),
        ],
    )
    assert rows(place, path) == []
    assert place.reasons == [
        (2, "contact.name: empty"),
        (3, "no id, account, e-mail or phone: nothing to know the contact by"),
        (4, "contact.phones: no whole telephone number"),
        (5, "contact.accounts: a card number, which is never kept"),
        (6, "contact.customer_since: no time that is understood; name its format under dates"),
        (7, "6 cells, 5 headings"),
        (8, "contact.id: a card number, which is never kept"),
    ]
    assert "4111" not in "".join(reject.raw for reject in place.rejected).replace("•••• 1111", "")


def test_a_byte_that_is_no_letter_costs_its_row(place: Any) -> None:
    mapping = FileMapping(encoding="utf-8")
    path = place.write("c.csv", b"id,name\n1,J\xf6rg\n2,Ben\n")
    assert [row.line for row in rows(place, path, mapping)] == [3]
    assert place.reasons == [(2, "not in the encoding of the file")]


def test_json_lines_with_values_inside_of_values(place: Any) -> None:
    path = place.write(
        "t.jsonl",
        '{"id": 7, "requester": {"email": "D@X.de"}, "created_at": "2026-03-01T10:00:00Z",'
        ' "subject": "Refund", "via": "email", "status": "solved"}\n'
        "\n[1]\n{\n"
        '{"id": 8, "created_at": 1772445600, "subject": "x", "via": "pigeon"}\n',
    )
    mapping = FileMapping(
        columns={
            "contact": {"emails": Column(("requester.email",))},
            "interaction": {
                "id": Column(("id",)),
                "at": Column(("created_at",)),
                "title": Column(("subject",)),
                "channel": Column(("via",)),
                "status": Column(("status",)),
            },
        }
    )
    (row,) = rows(place, path, mapping)
    assert row.interaction is not None
    assert row.owner is not None
    assert row.interaction.id == "import:7"
    assert row.interaction.channel is Channel.MAIL
    assert row.interaction.status is InteractionStatus.CLOSED
    assert row.interaction.at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert row.owner.keys == (("email", "d@x.de"),)
    assert [line for line, _ in place.reasons] == [3, 4, 5]


def test_a_mapping_file_says_columns_words_dates_and_zone(place: Any) -> None:
    map_file = place.write(
        "map.toml",
        """format = 1
source = "crm"
zone = "Europe/Berlin"
dates = ["%d/%m/%Y %H:%M"]
[contact]
id = "Nr"
name = ["First", "Last"]
kind = "Type"
[interaction]
at = "When"
title = "What"
channel = { value = "phone" }
duration = "Took"
[kinds]
"B2B" = "company"
""",
    )
    path = place.csv(
        "c.csv",
        [
            ("Nr", "First", "Last", "Type", "When", "What", "Took"),
            ("9", "Ana", "Lopez", "b2b", "03/04/2026 12:00", "Called", "1:35"),
        ],
    )
    (row,) = rows(place, path, read_mapping(map_file))
    assert row.contact is not None
    assert row.interaction is not None
    assert (row.contact.contact.id, row.contact.contact.name) == ("crm:9", "Ana Lopez")
    assert row.contact.contact.kind == "company"
    assert row.interaction.at == datetime(2026, 4, 3, 10, tzinfo=UTC)
    assert row.interaction.duration == timedelta(seconds=95)
    assert row.interaction.source == "crm"


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("format = 2\n", 1, "format"),
        ("format = 1\nregion = 'ZZ'\n", 2, "region"),
        ("format = 1\nzone = 'Mars/Base'\n", 2, "zone"),
        ("format = 1\n[contact]\nfone = 'x'\n", 3, "contact.fone"),
        ("format = 1\n[contact]\nname = 3\n", 3, "contact.name"),
        ("format = 1\n[channels]\nFax = 'pigeon'\n", 3, "channels.Fax"),
        ("format = 1\nnothing = 1\n", 2, "nothing"),
    ],
)
def test_a_wrong_mapping_is_named_with_line_and_key(
    place: Any, text: str, line: int, key: str
) -> None:
    with pytest.raises(AgentAssistError) as caught:
        read_mapping(place.write("map.toml", text))
    assert caught.value.code == "import.bad_mapping"
    assert (caught.value.params["line"], caught.value.params["key"]) == (line, key)


def test_the_template_is_a_mapping_with_all_of_it_and_with_none(place: Any) -> None:
    text = (resources() / "import" / "columns.toml").read_text(encoding="utf-8")
    assert read_mapping(place.write("m.toml", text)).columns == {}
    lines = [
        line.removeprefix("# ")
        if line.startswith("# ") and (" = " in line or "[" in line)
        else line
        for line in text.splitlines()
        if not line.startswith("# A field") and not line.startswith("# ---")
    ]
    full = read_mapping(place.write("f.toml", "\n".join(lines)))
    assert full.columns.keys() == {"contact", "interaction", "promise"}
    assert full.has("contact")
    assert full.has("interaction")
    assert full.has("promise")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "usage.unusable_file"),
        ("\n\n", "import.no_headings"),
        ("a,b\n1,2\n", "import.nothing_to_read"),
        ("id,name,name\n1,2,3\n", "import.same_heading"),
    ],
)
def test_a_file_of_which_nothing_can_be_made(place: Any, content: str, code: str) -> None:
    with pytest.raises(AgentAssistError) as caught:
        place.open(place.write("c.csv", content))
    assert caught.value.code == code


def test_a_column_that_is_not_there_is_named(place: Any) -> None:
    mapping = FileMapping(columns={"contact": {"name": Column(("Nmae",))}})
    with pytest.raises(AgentAssistError) as caught:
        place.open(place.write("c.csv", "id,Name\n1,x\n"), mapping)
    assert (caught.value.code, caught.value.params["column"]) == ("import.no_column", "Nmae")


def test_a_line_without_end_is_one_bad_row(place: Any) -> None:
    path = place.write("c.csv", "id,name\n1," + "x" * 2_500_000 + "\n2,Ben\n")
    assert [row.line for row in rows(place, path)] == [3]
    assert [line for line, _ in place.reasons] == [2]
