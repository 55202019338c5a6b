"""What IT locks holds against the settings file and the arguments."""

import asyncio
import os
from pathlib import Path

import pytest

from agentassist import bootstrap
from agentassist.bootstrap import Core, Options
from agentassist.bridge.site import SitePhones
from agentassist.domain.errors import AgentAssistError
from agentassist.settings.policy import PolicyReading

MINE = """
[phone.ami]
host = "192.0.2.7"
user = "mine"
[privacy]
reveal = true
"""


class Locked:
    """A machine policy with these values."""

    def __init__(self, values: dict[str, object]) -> None:
        self.values = values

    def read(self) -> PolicyReading:
        return PolicyReading(self.values)


def test_policy_stands_over_a_file_named_by_an_argument(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems: list[AgentAssistError] = []
    policy = Locked({"phone.ami.host": "pbx.example.net", "privacy.reveal": False})
    monkeypatch.setattr(bootstrap, "machine_policy_source", lambda: policy)
    monkeypatch.setenv("AMI_SECRET", "of-this-test-alone")
    config = home / "mine.toml"
    config.write_text(MINE, "utf-8")
    core = Core(Options(config=config))
    phones = SitePhones(core.settings, config, problems.append)
    asyncio.run(phones.set_up())
    assert problems == []
    view = phones.setup.view()
    assert (view.account.host, view.account.user) == ("pbx.example.net", "mine")
    assert view.locked == {"host"}
    assert view.credentials_here
    assert core.settings.get("privacy.reveal").value is False
    assert "AMI_SECRET" not in os.environ, "programs started from here would inherit it"
