"""Lines to keys and values, escapes, and what may be sent."""

import pytest

from agentassist.telephony.ami.message import action, parse_message, unescape


def test_the_first_of_a_repeated_key_counts_and_all_are_kept() -> None:
    message = parse_message(b"Event: X\r\nKey:  two spaces\r\nKey: later\r\nEmpty: \r\nBare:")
    assert message is not None
    assert message.get("Key") == " two spaces"
    assert message.get("Empty") == message.get("Bare") == message.get("Nothing") == ""
    assert len(message.lines) == 5


def test_not_utf8_is_replaced() -> None:
    message = parse_message(b"Name: M\xfcller")
    assert message is not None
    assert message.get("Name") == "M\ufffdller"


def test_no_line_at_all() -> None:
    assert parse_message(b"nothing here") is None


def test_variables_behind_the_dialplans_own_text_are_not_believed() -> None:
    message = parse_message(
        b"Event: UserEvent\r\nChanVariable: A=1\r\nUserEvent: IvrInput\r\nChanVariable: A=2"
    )
    assert message is not None
    assert message.variables() == [("A", "1")]


def test_variables_of_the_called_leg_and_of_older_asterisks() -> None:
    message = parse_message(
        b"DestChanVariable: A=1\r\nChanVariable(PJSIP/1): B=x=y\r\nChanVariable: broken"
    )
    assert message is not None
    assert message.variables("Dest") == [("A", "1")]
    assert message.variables() == [("B", "x=y")]


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        (r"O\'Brien", "O'Brien"),
        (r"\"x\"", '"x"'),
        (r"a\r\nb", "a\r\nb"),
        (r"back\\slash\\n", r"back\slash\n"),
        ("end\\", "end\\"),
    ],
)
def test_escapes_are_undone_once(escaped: str, plain: str) -> None:
    assert unescape(escaped) == plain


def test_an_action_is_lines_with_an_id() -> None:
    assert action("Ping", "7", [("A", "b")]) == b"Action: Ping\r\nActionID: 7\r\nA: b\r\n\r\n"


@pytest.mark.parametrize("value", ["a\r\nAction: Originate", "a\nb"])
def test_a_value_cannot_smuggle_an_action(value: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        action("Getvar", "1", [("Channel", value)])
