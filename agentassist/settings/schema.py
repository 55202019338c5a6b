"""Every setting, declared once: key, type, default, limits, and how a person reads it."""

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import EXTENSION
from agentassist.ports.setting_spec import SettingGroup
from agentassist.ports.setting_spec import SettingSpec as SettingSpec
from agentassist.settings.keeping_settings import KEEPING
from agentassist.settings.library_settings import LIBRARY
from agentassist.settings.speech_settings import SPEECH
from agentassist.settings.window_settings import WINDOW

_VARIABLE = r"[A-Za-z_][A-Za-z0-9_]{0,79}|"
_NAMED = "A name of letters, digits and underscores that begins with no digit."
_HOST = r"[0-9A-Za-z.:_-]+"
_EXTENSION = "At most 32 letters, digits and the signs - _ . +"

_DESK: tuple[SettingSpec, ...] = (
    SettingSpec(
        "agent.extension",
        "",
        "The number or name your phone is known by: its calls pop up here",
        pattern=f"(?:{EXTENSION})?",
        rule=_EXTENSION,
        title="Your extension",
        example="101",
    ),
    SettingSpec(
        "ui.theme",
        "system",
        "Light, dark, or with the most contrast",
        choices=("system", "light", "dark", "contrast"),
        title="Theme",
        labels=("As the system", "Light", "Dark", "High contrast"),
    ),
    SettingSpec(
        "ui.keys",
        (),
        "Keys you chose yourself: notes=Ctrl+E",
        pattern=r"[a-z_]{1,40}=[^\x00-\x1f\x7f]*",
        maximum=120,
        title="Keys",
        group=SettingGroup.KEYS,
        place="keys",
    ),
    SettingSpec(
        "phone.ami.host",
        "127.0.0.1",
        "Phone system: host",
        pattern=_HOST,
        rule="The name or address of a computer.",
        title="Asterisk: host",
        place="connection",
    ),
    SettingSpec(
        "phone.ami.port",
        5038,
        "Phone system: port",
        minimum=1,
        maximum=65535,
        title="Asterisk: port",
        place="connection",
    ),
    SettingSpec(
        "phone.ami.user",
        "",
        "Phone system: login name",
        title="Asterisk: login name",
        place="connection",
    ),
    SettingSpec(
        "phone.ami.secret_env",
        "AMI_SECRET",
        "Phone system: environment variable with the secret",
        pattern=_VARIABLE,
        rule=_NAMED,
        title="Asterisk: variable with the secret",
        place="connection",
        for_it=True,
    ),
    SettingSpec(
        "phone.webhook.enabled",
        False,
        "Webhook: phone systems may report calls here",
        title="Webhook",
        for_it=True,
        restart=True,
    ),
    SettingSpec(
        "phone.webhook.port",
        8747,
        "Webhook: port on this computer",
        minimum=1,
        maximum=65535,
        title="Webhook: port",
        for_it=True,
        restart=True,
    ),
    SettingSpec(
        "phone.webhook.secret_env",
        "WEBHOOK_SECRET",
        "Webhook: environment variable with the secret",
        pattern=_VARIABLE,
        rule=_NAMED,
        title="Webhook: variable with the secret",
        for_it=True,
        restart=True,
    ),
    SettingSpec(
        "phone.webhook.zammad",
        False,
        "Webhook: bodies as for Zammad are taken",
        title="Webhook: reports as for Zammad",
        for_it=True,
        restart=True,
    ),
    SettingSpec(
        "phone.webhook.zammad_token_env",
        "WEBHOOK_TOKEN",
        "Webhook: environment variable with the token for these",
        pattern=_VARIABLE,
        rule=_NAMED,
        title="Webhook: variable with their token",
        for_it=True,
        restart=True,
    ),
    SettingSpec(
        "agents.list",
        (),
        "Extensions followed by the site",
        pattern=EXTENSION,
        rule=_EXTENSION,
        title="Extensions followed",
        example="101",
        for_it=True,
        restart=True,
    ),
    SettingSpec(
        "numbers.region",
        "DE",
        "Country of numbers without a country code",
        pattern="[A-Z]{2}",
        rule="Two capital letters, such as DE.",
        title="Country of short numbers",
        example="DE",
        restart=True,
    ),
    SettingSpec(
        "numbers.regions",
        (),
        "Numbers dialled with callers from another country: +34911234567=ES",
        pattern=r"\+?[0-9 ]{3,20} ?= ?[A-Z]{2}",
        rule="A number, the sign = and two capital letters, such as +34911234567=ES.",
        title="Lines of other countries",
        example="+34911234567=ES",
        for_it=True,
        restart=True,
    ),
    SettingSpec(
        "numbers.reassigned_months",
        18,
        "Months after which an unused number identifies nobody (0: never)",
        maximum=240,
        title="Old numbers",
        unit="months",
        zero="never",
        for_it=True,
        restart=True,
    ),
    SettingSpec(
        "identity.link_two_accounts",
        True,
        "Agents may link records with different account numbers, saying why",
        security=True,
        strictest=False,
        title="Link different accounts",
        for_it=True,
    ),
)
SCHEMA: tuple[SettingSpec, ...] = (*_DESK, *WINDOW, *LIBRARY, *SPEECH, *KEEPING)
BY_KEY = {spec.key: spec for spec in SCHEMA}


def spec(key: str) -> SettingSpec:
    """AgentAssistError("setting.unknown") for a key that is not declared."""
    try:
        return BY_KEY[key]
    except KeyError:
        raise AgentAssistError("setting.unknown", key=key) from None
