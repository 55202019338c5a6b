"""`[phone.webhook]`, from a file and from the settings."""

from pathlib import Path
from typing import Any

import pytest

from agentassist.bridge.joined import JoinedFeed
from agentassist.bridge.webhook_setup import join_webhook, known_agents, webhook_settings
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ivr_reading import IvrMapping
from agentassist.observability.logging import redactor
from agentassist.settings.schema import spec
from agentassist.settings.store import SettingsStore
from agentassist.telephony.config_file import read_config
from agentassist.telephony.webhook.config import DEFAULT_PORT, WebhookConfig, webhook_config

SECRET, TOKEN = "s" * 32, "t" * 32
ENVIRON = {"WEBHOOK_SECRET": SECRET, "WEBHOOK_TOKEN": TOKEN, "SHORT": "s" * 31}


def read(folder: Path, text: str) -> WebhookConfig | None:
    file = folder / "agentassist.toml"
    file.write_text(text, "utf-8")
    return webhook_config(read_config(file), ENVIRON)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("[phone.ami]\nuser = 'x'\n", None),
        ("[phone.webhook]\nenabled = false\n", None),
        ("[phone.webhook]\n", WebhookConfig(DEFAULT_PORT, SECRET)),
        ("[phone.webhook]\nport = 9000\nzammad = true\n", WebhookConfig(9000, SECRET, TOKEN)),
        ("[phone.webhook]\nsecret_env = 'WEBHOOK_TOKEN'\n", WebhookConfig(8747, TOKEN)),
    ],
)
def test_a_file(tmp_path: Path, text: str, expected: WebhookConfig | None) -> None:
    assert read(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("port = 70000", "config.bad_value"),
        ("zammad = 1", "config.bad_value"),
        ("secret_env = 'NOT_THERE'", "phone.no_secret"),
        ("secret_env = 'SHORT'", "phone.weak_secret"),
        ("zammad = true\nzammad_token_env = 'SHORT'", "phone.weak_secret"),
    ],
)
def test_what_is_wrong(tmp_path: Path, line: str, code: str) -> None:
    with pytest.raises(AgentAssistError) as refused:
        read(tmp_path, f"[phone.webhook]\n{line}\n")
    assert refused.value.code == code
    assert "ssss" not in str(refused.value)


def test_secrets_are_in_no_repr() -> None:
    shown = repr(WebhookConfig(1, SECRET, TOKEN))
    assert SECRET not in shown
    assert TOKEN not in shown


class Clock:
    def now(self) -> Any:
        raise NotImplementedError

    def monotonic_ns(self) -> int:
        raise NotImplementedError


def test_the_settings_give_the_same_and_keep_no_secret_in_the_environment() -> None:
    settings = SettingsStore(None, Clock())
    assert settings.get("phone.webhook.enabled").value is False
    assert spec("phone.webhook.port").default == DEFAULT_PORT
    settings.set("phone.webhook.zammad", True)
    settings.set("agent.extension", "101")
    settings.set("agents.list", ("102", "103"))
    environ = dict(ENVIRON)
    assert webhook_settings(settings, environ) == WebhookConfig(DEFAULT_PORT, SECRET, TOKEN)
    assert set(environ) == {"SHORT"}
    assert SECRET not in redactor(f"it was {SECRET}")
    assert known_agents(settings) == ("102", "103", "101")


@pytest.mark.parametrize(("token", "names"), [(None, ["webhook"]), (TOKEN, ["webhook", "cti"])])
def test_who_joins_the_feed(token: str | None, names: list[str]) -> None:
    joined = JoinedFeed()
    join_webhook(joined, WebhookConfig(0, SECRET, token), IvrMapping(), (), print)
    assert [member.name for member in joined.members()] == names
