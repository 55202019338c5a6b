"""What IT locks holds against the settings file and the arguments."""

import os
from pathlib import Path

import pytest

from agentassist import bootstrap
from agentassist.app.runtime import Runtime
from agentassist.bootstrap import Core, Options
from agentassist.domain.ivr_reading import IvrMapping
from agentassist.ports.telephony import CallFeed
from agentassist.settings.policy import PolicyReading
from agentassist.telephony.ami.config import AmiConfig

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


class Recorded(Core):
    """Notes which account is to be used, instead of connecting."""

    def feed_of(self, account: AmiConfig, mapping: IvrMapping) -> CallFeed:
        self.used = account
        return super().feed_of(account, mapping)


def test_policy_stands_over_a_file_named_by_an_argument(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = Locked({"phone.ami.host": "pbx.example.net", "privacy.reveal": False})
    monkeypatch.setattr(bootstrap, "machine_policy_source", lambda: policy)
    monkeypatch.setenv("AMI_SECRET", "of-this-test-alone")
    config = home / "mine.toml"
    config.write_text(MINE, "utf-8")
    core = Recorded(Options(config=config))
    runtime = Runtime()
    runtime.start()
    runtime.submit(core._site_feed()).result(10)
    runtime.stop()
    assert (core.used.host, core.used.user) == ("pbx.example.net", "mine")
    assert core.settings.get("privacy.reveal").value is False
    assert "AMI_SECRET" not in os.environ, "programs started from here would inherit it"
