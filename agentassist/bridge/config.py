"""What the bridge publishes, and to whom: `[agents]`, `[ivr.variables]`."""

import re
from dataclasses import dataclass, field

from agentassist.domain.ids import KIND, AgentId
from agentassist.domain.ivr_reading import DEFAULT_VARIABLES, IvrMapping
from agentassist.telephony.config_file import ConfigFile

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,79}")
_AGENT = re.compile(r"[^\s/@;,-][^\s/@;,]{0,39}")


@dataclass(frozen=True, slots=True)
class BridgeConfig:
    """Whom to follow, and which channel variables may be looked at."""

    agents: tuple[AgentId, ...] = ()
    mapping: IvrMapping = field(default_factory=IvrMapping)


def bridge_config(file: ConfigFile) -> BridgeConfig:
    """From the app's own TOML. Only listed variables are ever looked at."""
    agents = file.table("agents").texts("list")
    for agent in agents:
        if not _AGENT.fullmatch(agent):
            raise file.bad_value("agents", "list", "extension")
    table = file.table("ivr.variables")
    variables = dict(DEFAULT_VARIABLES) if not table.values else {}
    for kind in table.values:
        name = table.text(kind).lstrip("_")
        if not is_kind(kind) or not is_variable(name):
            raise file.bad_value("ivr.variables", kind, "variable")
        variables[kind] = name
    # The bridge reads no number itself; a mistake for those who do is named here as well.
    if not re.fullmatch(r"[A-Z]{2}", file.table("numbers").text("region", "DE")):
        raise file.bad_value("numbers", "region", "region")
    return BridgeConfig(
        agents=tuple(dict.fromkeys(AgentId(agent) for agent in agents)),
        mapping=IvrMapping(variables),
    )


def is_kind(text: str) -> bool:
    """Whether a fact may be called so."""
    return re.fullmatch(KIND, text) is not None


def is_variable(text: str) -> bool:
    """Whether a channel variable may be called so, without leading underscores."""
    return _VARIABLE.fullmatch(text) is not None


def parse_agents(text: str) -> tuple[AgentId, ...]:
    """Of the short form: 101,102. Empty when there is something that is no extension."""
    agents = [part.strip() for part in text.split(",") if part.strip()]
    if not all(_AGENT.fullmatch(agent) for agent in agents):
        return ()
    return tuple(dict.fromkeys(AgentId(agent) for agent in agents))
