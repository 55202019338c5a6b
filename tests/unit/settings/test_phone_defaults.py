"""The settings and the connectors name the same defaults: neither may import the other."""

import pytest

from agentassist.ports.settings import SettingValue
from agentassist.settings.schema import spec
from agentassist.telephony.ami import config as ami
from agentassist.telephony.webhook import config as webhook


@pytest.mark.parametrize(
    ("key", "default"),
    [
        ("phone.ami.host", ami.AmiConfig().host),
        ("phone.ami.port", ami.DEFAULT_PORT),
        ("phone.ami.secret_env", ami.DEFAULT_SECRET_ENV),
        ("phone.webhook.port", webhook.DEFAULT_PORT),
        ("phone.webhook.secret_env", webhook.DEFAULT_SECRET_ENV),
        ("phone.webhook.zammad_token_env", webhook.DEFAULT_TOKEN_ENV),
    ],
)
def test_a_default_is_the_same_in_a_file_of_the_bridge(key: str, default: SettingValue) -> None:
    assert spec(key).default == default
