"""IT's file on discretion: a mistake in it is named, and never shows more than was meant."""

from pathlib import Path

import pytest

from agentassist.domain.discretion import Discretion
from agentassist.domain.discretion_policy import CHANNELS, FACTS, DiscretionPolicy
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.interaction import Channel
from agentassist.settings.discretion_file import STRICTEST, discretion_in_force

SAY, KNOW, HIDE = Discretion.SAY, Discretion.KNOW, Discretion.HIDE


def read(path: Path, text: str | bytes) -> tuple[DiscretionPolicy, list[AgentAssistError]]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    told: list[AgentAssistError] = []
    return discretion_in_force(str(path), told.append), told


def test_without_a_file_the_programs_own_marks_hold() -> None:
    policy = discretion_in_force("", pytest.fail)
    assert (policy.facts, policy.channels, policy.sources) == (FACTS, CHANNELS, {})


def test_what_the_file_names_holds_and_the_rest_stays(tmp_path: Path) -> None:
    text = (
        '[facts]\nmood = "hide"\ncity = "say"\n[channels]\nsurvey = "hide"\n'
        '[sources]\n"Legal desk" = "hide"\n'
    )
    policy, told = read(tmp_path / "d.toml", text)
    assert told == []
    assert (policy.of("mood"), policy.of("city"), policy.of("vip")) == (HIDE, SAY, KNOW)
    assert (policy.channels[Channel.SURVEY], policy.channels[Channel.NOTE]) == (HIDE, KNOW)
    assert policy.sources == {"Legal desk": HIDE}


@pytest.mark.parametrize(
    ("text", "line", "key", "problem"),
    [
        ('\n[facts]\nmod = "hide"\n', 3, "facts.mod", "unknown_kind"),
        ('[facts]\nmood = "hidden"\n', 2, "facts.mood", "say_know_or_hide"),
        ("[facts]\nmood = 1\n", 2, "facts.mood", "say_know_or_hide"),
        ('[channels]\nfax = "hide"\n', 2, "channels.fax", "unknown_kind"),
        ('[chanels]\nmail = "hide"\n', 1, "chanels", "unknown_table"),
        ("facts = 3\n", 1, "facts", "no_table"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, key: str, problem: str
) -> None:
    _, (error,) = read(tmp_path / "d.toml", text)
    assert error.code == "discretion.key"
    told = (error.params["line"], error.params["key"], error.params["problem"])
    assert told == (line, key, problem)


def test_a_mark_that_is_not_understood_hides(tmp_path: Path) -> None:
    policy, _ = read(tmp_path / "d.toml", '[facts]\nmood = "hidden"\nvip = []\n')
    assert (policy.of("mood"), policy.of("vip")) == (HIDE, HIDE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[facts\n", "discretion.not_toml"),
        (b"\xff\xfe", "discretion.unreadable"),
        ("#" * 1_000_001, "discretion.unreadable"),
    ],
)
def test_where_nothing_can_be_read_little_is_shown(
    tmp_path: Path, text: str | bytes, code: str
) -> None:
    policy, (error,) = read(tmp_path / "d.toml", text)
    assert error.code == code
    assert policy is STRICTEST
    assert policy.of("detail") is HIDE


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    told: list[AgentAssistError] = []
    assert discretion_in_force(str(tmp_path / "none.toml"), told.append) is STRICTEST
    assert told[0].code == "discretion.unreadable"
