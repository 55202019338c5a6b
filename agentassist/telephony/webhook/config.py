"""Where calls are reported to, and what the reports are signed with: `[phone.webhook]`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from agentassist.domain.errors import AgentAssistError
from agentassist.telephony.config_file import ConfigFile
from agentassist.telephony.secret_variable import secret_from

SECTION: Final = "phone.webhook"
DEFAULT_PORT: Final = 8747  # below every system's range of passing ports, nobody's by custom
DEFAULT_SECRET_ENV: Final = "WEBHOOK_SECRET"  # noqa: S105 - the name of a variable
DEFAULT_TOKEN_ENV: Final = "WEBHOOK_TOKEN"  # noqa: S105 - the name of a variable
LEAST_SECRET: Final = 32  # characters: 16 random bytes written in hexadecimal


@dataclass(frozen=True, slots=True)
class WebhookConfig:
    """Listens on 127.0.0.1 and ::1 at `port`, never elsewhere; port 0 takes a free one.

    `token` None: bodies as for Zammad are not taken. Neither secret is in any repr.
    `signatures` is the file of those that were used, None: a restart forgets them.
    """

    port: int = DEFAULT_PORT
    secret: str = field(default="", repr=False)
    token: str | None = field(default=None, repr=False)
    signatures: Path | None = None


def webhook_config(
    file: ConfigFile,
    environ: Mapping[str, str] | None = None,
    *,
    signatures: Path | None = None,
) -> WebhookConfig | None:
    """From the app's own TOML. None without the section, or with `enabled = false` in it."""
    table = file.table(SECTION)
    named = SECTION.rpartition(".")[2] in file.table("phone").values
    if not named or not _flag(file, "enabled", default=True):
        return None
    port = table.number("port", DEFAULT_PORT, 1, 65_535)
    secret = strong_secret(table.text("secret_env", DEFAULT_SECRET_ENV), environ)
    if not _flag(file, "zammad", default=False):
        return WebhookConfig(port, secret, None, signatures)
    token = strong_secret(table.text("zammad_token_env", DEFAULT_TOKEN_ENV), environ)
    return WebhookConfig(port, secret, token, signatures)


def strong_secret(variable: str, environ: Mapping[str, str] | None = None) -> str:
    """AgentAssistError("phone.no_secret" | "phone.weak_secret") when it cannot be used."""
    secret = secret_from(variable, environ)
    if len(secret) < LEAST_SECRET:
        raise AgentAssistError("phone.weak_secret", variable=variable, least=LEAST_SECRET)
    return secret


def _flag(file: ConfigFile, key: str, *, default: bool) -> bool:
    value = file.table(SECTION).values.get(key, default)
    if not isinstance(value, bool):
        raise file.bad_value(SECTION, key, "bool")
    return value
