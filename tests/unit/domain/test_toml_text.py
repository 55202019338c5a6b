import tomllib

import pytest

from agentassist.domain.toml_text import line_of, line_of_error, parsed, reason_of_error

TEXT = """\
# theme = "a comment"
theme = "dark"
[ui]
density = "compact"
[ "phone".ami ]
"host" = "pbx"
ivr.account = "A"
"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb = = 2\n", 2),
        ("a = 1\nb = [1,\n", 3),  # the parser says "at end of document"
        ("a = 1\na = 2\n", 2),
    ],
)
def test_an_error_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    assert line_of_error(caught.value, text) == line
    assert "line" not in reason_of_error(caught.value)


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("theme", 2),
        ("ui.density", 4),
        ("phone.ami.host", 6),
        ("phone.ami.ivr.account", 7),
        ("density", 0),
        ("ui.host", 0),
    ],
)
def test_a_dotted_key_is_found_where_it_stands(key: str, line: int) -> None:
    assert line_of(TEXT, key) == line


def test_a_header_is_no_key() -> None:
    assert line_of(TEXT, "ui", header=True) == 3
    assert line_of(TEXT, "ui") == 0


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a = " + "[" * 100_000, id="lists"),
        pytest.param("a = " + "{a = " * 3_000, id="tables"),
        pytest.param(f"[{'.'.join('a' * 2_000)}]", id="dots"),
        pytest.param("a = " + "1" * 5_000, id="a number"),
    ],
)
def test_what_would_exhaust_the_program_is_no_toml(text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        parsed(text)


def test_what_a_person_writes_is_parsed() -> None:
    assert parsed('[a.b.c]\nd = [[1], {e = "f"}]') == {"a": {"b": {"c": {"d": [[1], {"e": "f"}]}}}}


def test_a_header_with_a_comment_behind_it_is_found() -> None:
    text = '[phone.ami]  # see [the wiki]\nhost = "x"\n'
    assert line_of(text, "phone.ami", header=True) == 1
    assert line_of(text, "phone.ami.host") == 2
