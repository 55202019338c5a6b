"""Complaints about a configuration name file, line and key; the secret is in none of them."""

from pathlib import Path

import pytest

from agentassist.bridge.config import bridge_config, parse_agents
from agentassist.domain.errors import AgentAssistError
from agentassist.telephony.ami.config import AmiConfig, ami_config, parse_place
from agentassist.telephony.config_file import ConfigFile, read_config

ENVIRON = {"AMI_SECRET": "dummy", "OTHER": "other"}
WHOLE = """\
[phone.ami]
host = "pbx.example"
port = 5039
user = "site"
secret_env = "OTHER"

[agents]
list = ["101", "102"]

[ivr.variables]
account = "__KUNDE"
contract = "_VERTRAG"

[numbers]
region = "GB"
"""


def config(tmp_path: Path, text: str) -> ConfigFile:
    path = tmp_path / "agentassist.toml"
    path.write_text(text, encoding="utf-8")
    return read_config(path)


def test_a_whole_configuration(tmp_path: Path) -> None:
    file = config(tmp_path, WHOLE)
    account = ami_config(file, ENVIRON)
    assert account == AmiConfig("pbx.example", 5039, "site", "other")
    assert "other" not in repr(account)
    bridge = bridge_config(file)
    assert bridge.agents == ("101", "102")
    assert dict(bridge.mapping.variables) == {"account": "KUNDE", "contract": "VERTRAG"}


def test_defaults(tmp_path: Path) -> None:
    file = config(tmp_path, "")
    assert ami_config(file, ENVIRON) == AmiConfig("127.0.0.1", 5038, "bridge", "dummy")
    bridge = bridge_config(file)
    assert bridge.agents == ()
    assert bridge.mapping.variables["trail"] == "IVR_TRAIL"


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('[phone.ami]\nport = "5038"\n', 2, "phone.ami.port"),
        ("[phone.ami]\nuser = 'x'\nport = 0\n", 3, "phone.ami.port"),
        ("[phone.ami]\nport = true\n", 2, "phone.ami.port"),
        ("[phone.ami]\nhost = 7\n", 2, "phone.ami.host"),
        ('[phone.ami]\nuser = "a b"\n', 2, "phone.ami.user"),
        ('[phone.ami]\nlogin = "telnet"\n', 2, "phone.ami.login"),
        ('\n[agents]\nlist = "101"\n', 3, "agents.list"),
        ("[agents]\nlist = [101]\n", 2, "agents.list"),
        ('[agents]\nlist = ["1 0"]\n', 2, "agents.list"),
        ('[ivr.variables]\naccount = ""\n', 2, "ivr.variables.account"),
        ('[ivr.variables]\naccount = "A-B"\n', 2, "ivr.variables.account"),
        ('[numbers]\nregion = "Germany"\n', 2, "numbers.region"),
        ("agents = 3\n", 1, "agents"),
        ("phone = 3\n", 1, "phone.ami"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, text: str, line: int, key: str) -> None:
    file = config(tmp_path, text)

    def read() -> None:
        ami_config(file, ENVIRON)
        bridge_config(file)

    with pytest.raises(AgentAssistError) as caught:
        read()
    assert caught.value.code == "config.bad_value"
    assert caught.value.params["file"] == str(tmp_path / "agentassist.toml")
    assert caught.value.params["line"] == line
    assert str(caught.value.params["key"]).startswith(key.split(".")[0])


def test_not_toml_names_the_line_but_no_value(tmp_path: Path) -> None:
    with pytest.raises(AgentAssistError) as caught:
        config(tmp_path, '[phone.ami]\nuser = "x"\nsecret = hunter2\n')
    error = caught.value
    assert (error.code, error.params["line"], error.params["key"]) == (
        "config.unreadable",
        3,
        "secret",
    )
    assert "hunter2" not in str(error)


def test_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "latin1.toml"
    path.write_bytes(b"# ok\nuser = 'M\xfcller'\n")
    with pytest.raises(AgentAssistError) as caught:
        read_config(path)
    assert (caught.value.code, caught.value.params["line"]) == ("config.unreadable", 2)


@pytest.mark.parametrize("make", ["missing", "folder", "large"])
def test_unreadable(tmp_path: Path, make: str) -> None:
    path = tmp_path / "x.toml"
    if make == "folder":
        path.mkdir()
    elif make == "large":
        path.write_bytes(b"#" * 1_000_002)
    with pytest.raises(AgentAssistError) as caught:
        read_config(path)
    assert caught.value.code == "config.unreadable"
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("127.0.0.1:5038", ("127.0.0.1", 5038)),
        ("pbx", ("pbx", 5038)),
        ("[::1]:5039", ("::1", 5039)),
        ("[::1]", ("::1", 5038)),
    ],
)
def test_places(text: str, place: tuple[str, int]) -> None:
    assert parse_place(text) == place


@pytest.mark.parametrize("text", ["", ":5038", "pbx:0", "pbx:x", "pbx:70000"])
def test_no_places(text: str) -> None:
    with pytest.raises(AgentAssistError, match=r"usage\.bad_address"):
        parse_place(text)


def test_agents_of_the_short_form() -> None:
    assert parse_agents("101, 102,101") == ("101", "102")
    assert parse_agents("") == parse_agents("1;2") == parse_agents("PJSIP/1") == ()
