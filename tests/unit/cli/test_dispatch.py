"""The dispatcher: which module runs, what a mistake says, which status comes back."""

import argparse
import sys
from types import ModuleType

import pytest

import ui.entry
from agentassist import __version__, cli
from agentassist.domain.errors import AgentAssistError


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A command `probe` whose `run` the test sets."""
    module = ModuleType("agentassist.cli.probe")
    module.add_arguments = lambda parser: parser.add_argument("--count", type=int, default=0)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(cli, "COMMANDS", {**cli.COMMANDS, "probe": "look into it"})
    return module


def raising(error: BaseException):
    def run(args: argparse.Namespace) -> int:
        raise error

    return run


def test_the_status_is_the_commands_own(command: ModuleType) -> None:
    command.run = lambda args: args.count  # type: ignore[attr-defined]
    assert cli.main(["probe", "--count", "3"]) == 3
    assert ui.entry.main(["probe", "--count", "3"]) == 3


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (
            AgentAssistError("assets.missing", folder="/x"),
            1,
            "belongs to the program is missing: /x",
        ),
        (AgentAssistError("usage.bad_address", address="a"), 2, "a is no address (HOST:PORT)"),
        (AgentAssistError("new.code", line=3), 1, "new.code (line 3)"),
        (KeyboardInterrupt(), 130, ""),
        (ValueError("account 12345678"), 70, "ValueError at test_dispatch.py"),
    ],
)
def test_an_error_is_one_line(
    command: ModuleType,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    status: int,
    said: str,
) -> None:
    command.run = raising(error)  # type: ignore[attr-defined]
    assert cli.main(["probe"]) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == bool(said)
    assert "12345678" not in err, "the text of an unforeseen exception may quote a caller's data"


def test_the_whole_fault_on_request(
    command: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENTASSIST_TRACEBACK", "1")
    command.run = raising(ValueError("why 4111 1111 1111 1111"))  # type: ignore[attr-defined]
    assert cli.main(["probe"]) == 70
    said = capsys.readouterr().err
    assert "ValueError: why" in said
    assert "1111 1111" not in said


def test_an_unknown_command_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["versoin"]) == 2
    assert "no command 'versoin'; did you mean `version`?" in capsys.readouterr().err
    assert ui.entry.main(["xyzzy"]) == 2
    assert "--help` lists the commands" in capsys.readouterr().err


def test_wrong_arguments_are_a_usage_error(
    command: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    command.run = lambda args: 0  # type: ignore[attr-defined]
    assert cli.main(["probe", "--count", "many"]) == 2
    assert "agentassist probe: error: argument --count" in capsys.readouterr().err


def test_without_a_window_the_window_commands_explain_themselves(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main([]) == 2
    assert cli.main(["demo"]) == 2
    assert "use `agentassist demo`" in capsys.readouterr().err


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    overview = capsys.readouterr().out
    for name, summary in {**cli.COMMANDS, **cli.WINDOW_COMMANDS}.items():
        assert f"  {name} " in overview
        assert summary in overview


def test_window_commands_are_known_to_both_sides() -> None:
    assert set(ui.entry.WINDOWS) == set(cli.WINDOW_COMMANDS)


def test_options_without_a_command_are_for_the_window(
    command: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command.run = lambda args: args.count  # type: ignore[attr-defined]
    monkeypatch.setattr(ui.entry, "APPLICATION", command.__name__)
    assert ui.entry.main(["--count", "4"]) == 4
    assert ui.entry.main([]) == 0
    assert ui.entry.main(["--help"]) == 0
    assert "commands:" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert f"agentassist {__version__} (Python 3." in capsys.readouterr().out
