"""Texts for error codes on the command line."""

from agentassist.cli.errors import error_text
from agentassist.domain.errors import AgentAssistError


def test_text_then_the_other_params_then_the_advice() -> None:
    error = AgentAssistError("storage.in_use", remedy="close_other", file="/home/dana/store.db")
    assert error_text(error) == (
        "another agentassist of yours uses the local store (file /home/dana/store.db);"
        " close the other one first"
    )


def test_a_param_that_the_text_names_is_not_repeated() -> None:
    error = AgentAssistError("recording.bad_index", file="a.idx", line=7)
    assert error_text(error) == "a.idx:7: the index of the recording is wrong"


def test_what_is_not_known_is_left_out() -> None:
    error = AgentAssistError(
        "config.unreadable", file="a.toml", line=3, key=None, problem="not_toml"
    )
    assert error_text(error) == "a.toml:3 cannot be read (problem not toml)"
    error = AgentAssistError("config.unreadable", file="a.toml", line=0, reason="")
    assert error_text(error) == "a.toml cannot be read"


def test_a_missing_param_and_a_brace_in_a_value_do_no_harm() -> None:
    assert error_text(AgentAssistError("setting.locked")) == "? is managed by your organisation"
    error = AgentAssistError("setting.locked", key="{key.__class__}\nsecond line")
    assert error_text(error) == "{key.__class__} second line is managed by your organisation"


def test_an_unknown_code_is_named() -> None:
    assert error_text(AgentAssistError("new.code", remedy="new.advice")) == "new.code"


def test_a_file_cannot_speak_to_the_terminal() -> None:
    error = AgentAssistError("pack.key", file="\x1b]0;owned\x07pack.toml", key="\x1b[2J\u202ea")
    assert error_text(error) == "]0;ownedpack.toml: wrong entry (key [2Ja)"
