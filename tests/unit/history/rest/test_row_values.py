"""Dates, markup, forms of keys and expressions: what stands in rows and in questions."""

import time
from datetime import UTC, date, datetime
from typing import Any

import pytest

from agentassist.domain.source import KeyKind, SourceKey
from agentassist.history.rest.dates import DateFormat, DateProblemError, date_format
from agentassist.history.rest.expression import ExpressionError, expression
from agentassist.history.rest.key_forms import FORMS, forms, impossible
from agentassist.history.rest.markup import looks_marked, plain_text
from agentassist.history.rest.row_reading import clean_lines

MOMENT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "zone", "value"),
    [
        ("iso", "UTC", "2026-11-22T09:30:00Z"),
        ("iso", "UTC", "2026-11-22T04:30:00-05:00"),
        ("iso", "Europe/Berlin", "2026-11-22T10:30:00"),
        ("iso", "Europe/Berlin", "2026-11-22 09:30:00+00:00"),
        ("iso", "UTC", "20261122T093000Z"),
        ("epoch", "UTC", 1795339800),
        ("epoch", "UTC", "1795339800"),
        ("epoch", "UTC", 1795339800.0),
        ("epoch_ms", "UTC", 1795339800000),
        ("%d.%m.%Y %H:%M", "Europe/Berlin", "22.11.2026 10:30"),
        ("%a %b %d %H:%M:%S %Y", "UTC", "Sun Nov 22 09:30:00 2026"),
    ],
)
def test_times_are_read_in_their_zone(form: str, zone: str, value: Any) -> None:
    found = date_format(form, zone).read(value)
    assert found == MOMENT
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "value",
    [
        *("", "x", "2026-13-01", "9" * 100, "0001-01-01", "2200-01-01T00:00:00Z", None, True),
        *([], {}, 1795339800),
    ],
)
def test_what_is_no_time_is_none(value: Any) -> None:
    with pytest.raises(DateProblemError):
        DateFormat().read(value)


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 10**400, "1e400", -(10**12), "x"])
def test_seconds_out_of_every_calendar_are_none(value: Any) -> None:
    with pytest.raises(DateProblemError):
        date_format("epoch", "UTC").read(value)


def test_summer_time_is_the_zones() -> None:
    berlin = date_format("iso", "Europe/Berlin")
    assert berlin.read("2026-07-01T12:00:00") == datetime(2026, 7, 1, 10, tzinfo=UTC)


def test_a_day_is_the_day_that_was_written() -> None:
    assert date_format("iso", "America/New_York").read_day("2019-05-01T00:00:00Z") == date(
        2019, 5, 1
    )
    assert date_format("%d.%m.%Y", "UTC").read_day("01.05.2019") == date(2019, 5, 1)
    with pytest.raises(DateProblemError):
        DateFormat().read_day("May 2019")


def test_times_are_written_as_they_are_read() -> None:
    for form in ("iso", "epoch", "epoch_ms", "%Y-%m-%d %H:%M:%S"):
        one = date_format(form, "Europe/Berlin")
        assert one.read(one.write(MOMENT)) == MOMENT


MARKED = """<html><head><title>Mail</title><style>p { color: red }</style></head><body>
<div style="display: none">preview that nobody sees<div>nor this</div></div>
<h1>Refund &amp; return</h1><p>Open the   order,<br>press <b>Refund</b>.</p>
<ul><li>first<li>second</ul><script>if (a < b) { steal() }</script><!-- a > b -->
5 &lt; 7 and 3 < 4<table><tr><td>a</td><td>b</td></tr></table>
<img alt="a > b" src=x onerror=alert(1)><span hidden>no</span>end</body></html>"""


def test_a_page_is_read_as_its_reader_would() -> None:
    assert plain_text(MARKED, headings=True) == (
        "# Refund & return\n\nOpen the order,\npress Refund.\n\n- first\n- second\n\n"
        "5 < 7 and 3 < 4\n\na b\n\nend"
    )


@pytest.mark.parametrize(
    "piece",
    [
        *("<!--", "<!-- a >", "<a ", "<a '\"", "<![CDATA[", "&#1", "<", "<a href=", "<div>", "<?"),
        *("<script>", "</", "<a b='", "&", '<p style="display:none">', "<pre>", "<li", "<td><p>"),
    ],
)
def test_broken_pages_end_soon(piece: str) -> None:
    began = time.process_time()
    plain_text(piece * (200_000 // len(piece)))
    assert time.process_time() - began < 5  # the standard library's parser: minutes for some


def test_entities_that_are_none() -> None:
    assert plain_text("&#" + "9" * 5000 + ";x").endswith("x")
    assert plain_text("AT&T &unheard; &#0; &copy") == "AT&T &unheard; \ufffd ©"


def test_plain_text_is_not_taken_for_markup() -> None:
    assert not looks_marked("5 < 7 and a <- b & c")
    for text in ("<p>x", "a &amp; b", "a<br/>b", "<!-- x -->"):
        assert looks_marked(text)


def test_lines_are_clean_and_hold_no_card() -> None:
    said = "a\x00b\r\n\r\n\r\n\u202ec  4111 1111 1111 1111\u2028d" + "x" * 100
    assert clean_lines(said, 40).startswith("ab\n\nc  •••• 1111\nd")
    assert len(clean_lines(said, 40)) == 40


def test_a_number_in_all_its_forms() -> None:
    found = forms(SourceKey(KeyKind.PHONE, "+497115550100"))
    assert found is not None
    assert {name: found[name] for name in ("e164", "digits", "international", "national")} == {
        "e164": "+497115550100",
        "digits": "497115550100",
        "international": "00497115550100",
        "national": "7115550100",
    }
    assert (found["local"], found["tail"], found["tail9"]) == (
        "07115550100",
        "5550100",
        "115550100",
    )
    assert found["formatted"] == "+49 711 5550100"
    assert found.keys() == FORMS[KeyKind.PHONE]


@pytest.mark.parametrize("kind", list(KeyKind))
def test_an_impossible_key_is_one_in_every_form(kind: KeyKind) -> None:
    first, second = impossible(kind, None), impossible(kind, None)
    assert first.keys() == FORMS[kind]
    assert all(first.values())
    assert first != second
    if kind is KeyKind.PHONE:
        assert forms(SourceKey(kind, first["e164"])) is None
        assert all(len(value) >= 13 for value in first.values())


def test_a_mapping_says_its_own_impossible_key() -> None:
    assert impossible(KeyKind.ACCOUNT, "zz-0")["account_key"] == "ZZ0"
    assert impossible(KeyKind.PHONE, "+999 000")["e164"] == "+999000"


@pytest.mark.parametrize(
    "text",
    ["a..b", "nope(a)", "join(a)", "a[?b==c", "length(a, b)", "[" * 3000, "map(&nope(@), a)"],
)
def test_expressions_that_cannot_work_are_not_compiled(text: str) -> None:
    with pytest.raises(ExpressionError):
        expression(text)


def test_an_expression_meets_a_type_that_it_does_not_take() -> None:
    with pytest.raises(ExpressionError):
        expression("join(' ', [a, b])").search({"a": "x"})
    assert expression("not_null(a, b, c)").search({"c": 1}) == 1
