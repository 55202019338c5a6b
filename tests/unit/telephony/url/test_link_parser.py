"""Links and fields of calls: what is taken, what is refused, and that no value is in an error."""

import string
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentassist.domain.call import Direction
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ivr import FactSource, InputResult
from agentassist.domain.party import Party, Presentation
from agentassist.telephony.url.config import FIELDS, LONGEST_LINK, MOST_GIVEN
from agentassist.telephony.url.parser import (
    LinkCall,
    LinkEvent,
    parse_fields,
    parse_given,
    parse_link,
)

KINDS = frozenset({"account", "menu", "pin", "card", "meter"})


def number(link: str) -> str | None:
    told = parse_link(link)
    assert told.caller is not None
    return told.caller.number


def refused(link: str) -> tuple[str, object, object]:
    with pytest.raises(AgentAssistError) as caught:
        parse_link(link)
    params = caught.value.params
    return caught.value.code, params.get("field"), params.get("problem")


@pytest.mark.parametrize(
    "link",
    [
        "agentassist:call?from=+49301234567",
        "agentassist://call?from=+49301234567",
        "agentassist://call/?from=%2B49301234567",
        "AgentAssist:CALL?FROM=%2b49301234567",
        "agentassist:call?from=%2B49+30+1234567",
        "agentassist:call?from=%2B49%2030%20123%2D4567&utm=1&foo",
        "agentassist:call?from=tel:+49-30-1234567;ext=5",
        "agentassist:call?from=tel%3A%2B49%2830%291234567",
        "agentassist:call?from=sip:+49301234567@pbx.example.net:5061",
        "agentassist:call?&&from=+49.30/1234567&#top",
    ],
)
def test_a_number_is_read_however_a_phone_writes_it(link: str) -> None:
    assert number(link) == "+49301234567"


def test_all_fields() -> None:
    told = parse_link(
        "agentassist:call?from=030123&to=%2B4930999&id=1700.42&event=answer&name=Dana+M%C3%BCller"
    )
    assert told.event is LinkEvent.ANSWER
    assert told.caller is not None
    assert (told.caller.number, told.caller.name) == ("030123", "Dana Müller")
    assert (told.own, told.id, told.direction) == ("+4930999", "1700.42", Direction.INBOUND)
    assert told.caller.presentation is Presentation.UNKNOWN


def test_of_an_outbound_call_the_other_party_is_the_one_dialled() -> None:
    told = parse_link("agentassist:call?direction=outbound&from=101&to=030123")
    assert told.caller is not None
    assert (told.caller.number, told.own, told.direction) == ("030123", "101", Direction.OUTBOUND)


@pytest.mark.parametrize("text", ["", "anonymous", "Anonymous", "private", "unknown"])
def test_a_withheld_number_is_none(text: str) -> None:
    told = parse_link(f"agentassist:call?from={text}&name=Dana")
    assert told.caller is not None
    assert told.caller.presentation is Presentation.RESTRICTED
    assert (told.caller.number, told.caller.name) == (None, None)


def test_the_end_needs_no_number() -> None:
    assert parse_link("agentassist:call?event=hangup&id=7").caller is None


@pytest.mark.parametrize(
    ("link", "code", "field", "problem"),
    [
        ("http://call?from=1", "link.wrong_scheme", None, None),
        ("agentassist", "link.wrong_scheme", None, None),
        ("agentassist:quit?from=1", "link.wrong_action", None, None),
        ("agentassist:?from=1", "link.wrong_action", None, None),
        ("agentassist:call/../x?from=1", "link.wrong_scheme", None, None),
        ("agentassist:call", "link.missing", "from", None),
        ("agentassist:call?direction=outbound&from=1", "link.missing", "to", None),
        ("agentassist:call?from=1&from=2", "link.repeated", "from", None),
        ("agentassist:call?from=1&FROM=2", "link.repeated", "from", None),
        ("agentassist:call?from=4\u0663", "link.bad_field", "from", "number"),
        ("agentassist:call?from=alice", "link.bad_field", "from", "number"),
        ("agentassist:call?from=4111111111111111", "link.bad_field", "from", "number"),
        ("agentassist:call?from=1&to=" + "9" * 129, "link.bad_field", "to", "length"),
        ("agentassist:call?from=1%0A2", "link.bad_field", "from", "characters"),
        ("agentassist:call?from=1\u202e2", "link.bad_field", "link", "characters"),
        ("agentassist:call?from=1\n", "link.bad_field", "link", "characters"),
        ("agentassist:call?from=%2", "link.bad_field", "from", "encoding"),
        ("agentassist:call?from=%GG", "link.bad_field", "from", "encoding"),
        ("agentassist:call?from=1&id=a%20b", "link.bad_field", "id", "characters"),
        ("agentassist:call?from=1&event=steal", "link.bad_field", "event", "value"),
        ("agentassist:call?from=1&direction=internal", "link.bad_field", "direction", "value"),
        ("agentassist:call?" + "a=1&" * 40 + "from=1", "link.too_many_fields", None, None),
        ("agentassist:call?from=1&x=" + "y" * LONGEST_LINK, "link.too_long", None, None),
    ],
)
def test_what_is_wrong_is_named(link: str, code: str, field: str | None, problem: str) -> None:
    assert refused(link) == (code, field, problem)


def test_values_of_a_caller_in_a_link_are_left_out_and_named() -> None:
    told = parse_link(
        "agentassist:call?from=1&account=40027719&PIN=1234&verified=yes&meter=9", KINDS
    )
    assert told.ignored == ("account", "pin", "verified", "meter")
    assert told.given == ()
    assert "40027719" not in repr(told)


def test_given_values_as_lines() -> None:
    lines = ["account=40027719", "", ' {"kind": "PIN", "value": "1234", "result": "ok"} ']
    lines += ["menu = 2", '{"kind": "meter", "value": null, "result": "timeout"}', "shoe=42"]
    facts, unknown = parse_given(lines, KINDS)
    assert [(fact.kind, fact.mask, fact.result) for fact in facts] == [
        ("account", "•••• 7719", None),
        ("pin", "••••", None),  # a link checks nothing
        ("menu", "2", None),
        ("meter", None, InputResult.TIMEOUT),
    ]
    assert {fact.source for fact in facts} == {FactSource.LINK}
    assert unknown == ("shoe",)
    assert "40027719" not in repr(facts)


def test_a_card_is_a_card_whatever_it_is_called() -> None:
    facts, _ = parse_given(["account=4111 1111 1111 1111"], KINDS)
    assert (facts[0].kind, facts[0].value, facts[0].mask) == ("card", None, "•••• 1111")


@pytest.mark.parametrize(
    "line",
    ["40027719", "{", "[1]", '{"kind": 4}', "a b=1", "account=1\u202e2", "account=" + "9" * 301],
)
def test_a_line_that_is_none_is_named_by_its_place(line: str) -> None:
    with pytest.raises(AgentAssistError) as caught:
        parse_given(["menu=1", line], KINDS)
    assert caught.value.code == "link.bad_given"
    assert caught.value.params == {"line": 2}


def test_more_values_than_a_call_has_are_refused() -> None:
    with pytest.raises(AgentAssistError, match=r"link\.too_much_given"):
        parse_given(["menu=1"] * (MOST_GIVEN + 1), KINDS)


SECRET = "90817263"
_PARTS = ["agentassist:", "call", "?", "&", "=", "%", "%0", "%C3", "+", "from", "to", "//", "#"]
_FRAGMENTS = st.sampled_from([*_PARTS, ":", "\u202e"])
_LINKS = st.lists(st.one_of(_FRAGMENTS, st.text(max_size=20)), max_size=30).map("".join)


def tried(work: Callable[[], Any]) -> Any:
    """What came of it: a value, or the error that has words. Anything else is a fault."""
    try:
        return work()
    except AgentAssistError as error:
        return error


@settings(max_examples=300, deadline=None)
@given(link=st.one_of(_LINKS, _LINKS.map(lambda tail: "agentassist:call?from=1&" + tail)))
def test_any_text_is_a_call_or_a_named_error(link: str) -> None:
    told = tried(lambda: parse_link(link))
    if isinstance(told, AgentAssistError):
        assert told.code.startswith("link.")
        return
    assert isinstance(told, LinkCall)
    assert told.given == ()
    if told.caller is not None and told.caller.number is not None:
        assert set(told.caller.number) <= set(string.digits + "+*#")
    for text in (told.id or "", told.caller.name or "" if told.caller else ""):
        assert text.isprintable() or not text.isascii()
        assert "\u202e" not in text


@settings(max_examples=200, deadline=None)
@given(name=st.sampled_from(FIELDS), tail=st.text(max_size=40))
def test_no_error_repeats_a_value(name: str, tail: str) -> None:
    told = tried(lambda: parse_fields({"from": "1", name: SECRET + tail}))
    assert not isinstance(told, AgentAssistError) or SECRET not in str(told)


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(st.text(max_size=60), max_size=5))
def test_any_lines_are_facts_or_a_named_error(lines: list[str]) -> None:
    told = tried(lambda: parse_given([*lines, f"account={SECRET}"], KINDS))
    if isinstance(told, AgentAssistError):
        assert told.code.startswith("link.")
    else:
        assert told[0][-1].kind == "account"
    assert SECRET not in repr(told)


@pytest.mark.parametrize(
    "name",
    ["%E2%80%AEanaD", "a%E2%80%8Bb", "%FF", "%2", "a\u202eb", "\u200f", "n" * 400, "%00", "%0A"],
)
def test_no_name_that_a_caller_chose_costs_the_card(name: str) -> None:
    told = parse_link(f"agentassist:call?from=%2B4930123&name={name}&id=7")

    assert told.caller == Party("+4930123", None, Presentation.UNKNOWN)
    assert (told.id, told.ignored) == ("7", ("name",))
