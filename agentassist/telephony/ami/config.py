"""Where an Asterisk's manager interface is, and who asks there: `[phone.ami]`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agentassist.domain.errors import AgentAssistError
from agentassist.telephony.config_file import ConfigFile
from agentassist.telephony.secret_variable import secret_from

SECTION = "phone.ami"
DEFAULT_PORT = 5038
DEFAULT_SECRET_ENV = "AMI_SECRET"  # noqa: S105 - the name of a variable, not a secret


@dataclass(frozen=True, slots=True)
class AmiConfig:
    """One account on one Asterisk. The secret is in no repr. `login` is md5 or plain."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    user: str = "bridge"
    secret: str = field(default="", repr=False)
    login: str = "md5"

    @property
    def place(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def ami_config(file: ConfigFile, environ: Mapping[str, str] | None = None) -> AmiConfig:
    """From the app's own TOML; the secret is read from the environment variable it names."""
    table = file.table(SECTION)
    login = table.text("login", "md5")
    if login not in ("md5", "plain"):
        raise file.bad_value(SECTION, "login", "choice")
    return AmiConfig(
        host=_one_word(file, "host", table.text("host", "127.0.0.1")),
        port=table.number("port", DEFAULT_PORT, 1, 65_535),
        user=_one_word(file, "user", table.text("user", "bridge")),
        secret=secret_from(table.text("secret_env", DEFAULT_SECRET_ENV), environ),
        login=login,
    )


def _one_word(file: ConfigFile, key: str, value: str) -> str:
    if not value.isprintable() or " " in value:
        raise file.bad_value(SECTION, key, "text")
    return value


def parse_place(text: str) -> tuple[str, int]:
    """HOST:PORT, [IPv6]:PORT or HOST. AgentAssistError("usage.bad_address")."""
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        host, port = text, str(DEFAULT_PORT)
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isascii() or not port.isdecimal() or not 0 < int(port[:6]) < 65_536:
        raise AgentAssistError("usage.bad_address", address=text)
    return host, int(port)
