"""Values of callers in queries: whatever they are, they stay one value, or nothing is sent."""

import json
import re
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentassist.history.rest.escaping import ESCAPES, UnsafeValueError, written
from agentassist.history.rest.placeholder import (
    Part,
    TemplateError,
    filled_json,
    json_template,
    template,
)

HOSTILE = [
    "x' OR id > 0 OR Subject = 'x",
    'x" OR type:user OR "',
    "o'brien@example.com",
    "\\",
    "x\\",
    "\\'",
    "x'\\",
    "a^ORactive=true^ORDERBYname",
    "javascript:gs.getUser()",
    "JavaScript:x",
    "x) OR (1=1",
    "{x} {{x}} {e164|digits}",
    "AND OR NOT",
    "*",
    "?",
    "../../admin",
    "..",
    "a/b",
    "a\\b",
    "a%2Fb",
    "a?b=c#d;e",
    "x\u2019y",
    "x\uff07 OR 1=1",
    "x\u02bc OR 1=1",
    "\uff3c'",
    "x\r\nHost: other",
    "x\ny",
    "\x00",
    "\u2028",
    "\u202e",
    "a\tb",
    "%27",
    "&limit=10000",
    "-- ",
    "/*",
    "\ud800",
    "𝒳",
    "é",
    " ",
    "",
    "x" * 400,
]
VALUES = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.sampled_from("'\"\\^*(){}[]|&;/.,:=<>~+- \nabAB19é"), max_size=12),
    st.text(max_size=40),
)


def quoted(text: str, sign: str, *, doubled: bool) -> tuple[str, str]:
    """The literal that `text` begins with, as its language reads it, and what follows it."""
    assert text[0] == sign
    value, at = "", 1
    while text[at] != sign or (doubled and text[at + 1 : at + 2] == sign):
        if (text[at] == "\\" and not doubled) or text[at] == sign:
            at += 1
        value += text[at]
        at += 1
    return value, text[at + 1 :]


LANGUAGES = [
    ("Name = '{v|ticketsql}' AND id > 5", "'", False),
    ('Name = "{v|ticketsql}" AND id > 5', '"', False),
    ("Phone = '{v|soql}' AND x = 5", "'", False),
    ("number eq '{v|odata}' and x eq 5", "'", True),
    ('email:"{v|lucene}" AND x:5', '"', False),
    ('email:"{v|zendesk}" type:user', '"', False),
    ('{{"field": "{v|json}", "x": 5}}', '"', False),
    ('FIND {{"{v|sosl}"}} IN PHONE FIELDS', '"', False),
]


@pytest.mark.parametrize(("text", "sign", "doubled"), LANGUAGES)
@given(value=VALUES)
@settings(max_examples=150, deadline=None)
def test_a_value_in_quotes_stays_that_value(
    text: str, sign: str, doubled: bool, value: str
) -> None:
    before, after = re.split(r"\{v\|\w+\}", text.replace("{{", "{").replace("}}", "}"))
    try:
        query = template(text, Part.PARAM).filled({"v": value})
    except UnsafeValueError:
        return
    assert query.startswith(before)
    read, rest = quoted(query[len(before) - 1 :], sign, doubled=doubled)
    assert (read, rest) == (value, after[1:])


@given(value=VALUES)
@settings(max_examples=200, deadline=None)
def test_json_in_a_parameter_is_json_with_that_value(value: str) -> None:
    text = template('[{{"field": "Phone", "value": "{v|json}"}}]', Part.PARAM)
    try:
        query = text.filled({"v": value})
    except UnsafeValueError:
        return
    assert json.loads(query) == [{"field": "Phone", "value": value}]


@given(value=VALUES)
@settings(max_examples=200, deadline=None)
def test_json_that_is_sent_keeps_its_structure(value: str) -> None:
    body = json_template({"a": [{"b": "{v|plain}"}], "c": "{v|plain}"}, Part.JSON)
    try:
        assert filled_json(body, {"v": value}) == {"a": [{"b": value}], "c": value}
    except UnsafeValueError:
        assert not value.strip() or len(value) > 320 or not value.isprintable()


@given(value=VALUES)
@settings(max_examples=200, deadline=None)
def test_a_value_in_a_path_is_one_segment(value: str) -> None:
    for way in ("path", "token", "words"):
        try:
            path = template(f"/customers/{{v|{way}}}/tickets", Part.PATH).filled({"v": value})
        except UnsafeValueError:
            continue
        _, first, segment, last = path.split("/")
        assert (first, last) == ("customers", "tickets")
        assert re.fullmatch(r"[A-Za-z0-9._~%-]+", segment)
        assert segment not in (".", "..")
        assert not set("/\\") & set(unquote(segment))
        assert way != "path" or unquote(segment) == value


@given(value=VALUES)
@settings(max_examples=200, deadline=None)
def test_what_may_stand_anywhere_has_no_sign_with_a_meaning(value: str) -> None:
    for name, allowed in (
        ("digits", r"[0-9]+"),
        ("number", r"[0-9]+"),
        ("token", r"[A-Za-z0-9_\-]+"),
        ("guid", r"[0-9a-fA-F\-]{36}"),
        ("instant", r"[0-9TZ :+\-]{19,25}"),
        ("words", r"[\w ]+"),
        ("servicenow", r"[\w .@+\-/#&()':]+"),
    ):
        try:
            text = written(value, ESCAPES[name])
        except UnsafeValueError:
            continue
        assert re.fullmatch(allowed, text)
        assert "javascript:" not in text.lower()
        assert name != "words" or text == text.casefold()


REFUSED: list[tuple[str, str]] = [
    ("digits", "+49"),
    ("digits", "٣٤"),
    ("number", "1e5"),
    ("token", "a b"),
    ("guid", "1234"),
    ("instant", "2026-11-22"),
    ("instant", "2026-11-22T10:00:00Z OR Id != null"),
    ("words", "'^*"),
    ("servicenow", "a^ORactive=true"),
    ("servicenow", "javascript:x"),
    ("zendesk", 'a"b'),
    ("zendesk", "*"),
    ("path", ".."),
    ("path", "a/b"),
    ("path", "a\\b"),
    ("ticketsql", "x\uff07y"),
    ("odata", "x\u02bcy"),
    ("lucene", "x\uff02y"),
    ("plain", "a\nb"),
    ("plain", "a\x00b"),
    ("plain", "\ud800"),
    ("plain", " "),
    ("plain", ""),
    ("plain", "x" * 321),
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_what_cannot_be_written_safely_is_refused(name: str, value: str) -> None:
    with pytest.raises(UnsafeValueError) as caught:
        written(value, ESCAPES[name])
    assert not value.strip() or value not in str(caught.value)


SAFE: list[tuple[str, str, str]] = [
    ("instant", "2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"),
    ("instant", "2026-11-22 10:00:00", "2026-11-22 10:00:00"),
    ("ticketsql", "o'brien@example.com", r"o\'brien@example.com"),
    ("soql_like", "50%_", r"50\%\_"),
    ("odata", "o'brien", "o''brien"),
    ("sosl", "+49-711", r"\+49\-711"),
    ("words", "Refund, NOT exchange!", "refund not exchange"),
    ("servicenow", "dana.o'brien+x@example.com", "dana.o'brien+x@example.com"),
    ("ticketsql", "Müller", "Müller"),
]


@pytest.mark.parametrize(("name", "value", "text"), SAFE)
def test_honest_values_are_written(name: str, value: str, text: str) -> None:
    assert written(value, ESCAPES[name]) == text


UNSAFE_TEMPLATES: list[tuple[str, Part]] = [
    ("{v}", Part.PARAM),
    ("Name = {v|ticketsql}", Part.PARAM),
    ("Name = '{v|odata}", Part.PARAM),
    ("Name = 'a' {v|soql} 'b'", Part.PARAM),
    ("Name = \"{v|soql}\"", Part.PARAM),
    ("Name = 'x\\' {v|soql}'", Part.PARAM),
    ("x {v|plain}", Part.PARAM),
    ("\"phone:'{v|json}'\"", Part.PARAM),
    ('[{{"query": "Name = \'{v|json}\'"}}]', Part.PARAM),
    ("{v|plain}{w|plain}", Part.PARAM),
    ("/a/{v|plain}/b", Part.PATH),
    ("{v|path}", Part.PARAM),
    ("{v|text}", Part.JSON),
    ("{v|html}", Part.JSON),
    ("{v|html}", Part.PARAM),
    ("{v|unheard}", Part.PARAM),
    ("{v|", Part.PARAM),
    ("}", Part.PARAM),
    ("{V|plain}", Part.PARAM),
    ("{v.__class__|plain}", Part.PARAM),
    ("{v!r|plain}", Part.PARAM),
    ("{0|plain}", Part.PARAM),
]  # fmt: skip


@pytest.mark.parametrize(("text", "part"), UNSAFE_TEMPLATES)
def test_a_template_that_could_let_a_value_out_is_not_read(text: str, part: Part) -> None:
    with pytest.raises(TemplateError):
        template(text, part)


def test_a_note_keeps_its_lines_and_new_signs() -> None:
    body = json_template({"body": "{text|text}\n[{key|token}]"}, Part.NOTE)
    said = "Refund promised.\nFriday 🫩"
    assert filled_json(body, {"text": said, "key": "k1"}) == {"body": f"{said}\n[k1]"}


def test_a_note_for_a_system_that_takes_html_is_read_there_as_it_was_written() -> None:
    body = json_template({"body": "{text|html}<br>({key|token})"}, Part.NOTE)
    said = "Paid < 5 €\n<script>alert('x')</script> & \"so\""
    assert filled_json(body, {"text": said, "key": "k1"}) == {
        "body": "Paid &lt; 5 €<br>&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; "
        "&quot;so&quot;<br>(k1)"
    }


def test_braces_and_numbers() -> None:
    assert template("CustomField.{{Phone}}", Part.JSON).filled({}) == "CustomField.{Phone}"
    body = json_template({"limit": "{limit|number}", "as": "{limit|digits}"}, Part.JSON)
    assert filled_json(body, {"limit": "21"}) == {"limit": 21, "as": "21"}


def test_people_see_masks() -> None:
    text = template('email:"{email|lucene}" limit {limit|digits}', Part.PARAM)
    assert text.shown({"email": "dana@example.com", "limit": "20"}) == 'email:"•••• .com" limit 20'


def test_a_template_says_which_placeholders_it_has() -> None:
    assert template("/{v|path}/${site|path}", Part.PATH).names == {"v", "$site"}
