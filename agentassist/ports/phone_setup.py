"""Setting up the site's phone systems: what is there, trying it for real, saving, undoing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from agentassist.domain.secret import Secret
from agentassist.ports.connection_check import ConnectionCheck
from agentassist.ports.names_seen import NamesReport
from agentassist.ports.telephony import ConnectionStatus


class SecretSource(StrEnum):
    """Where the phone login's secret comes from."""

    ENVIRONMENT = "environment"  # wins over what was typed
    STORE = "store"  # typed once, sealed in the encrypted store
    MEMORY = "memory"  # typed, and asked for again at the next start
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class PhoneMember:
    """One phone system of a site: `name` is its kind (ami, webhook, link). `status` None: none."""

    name: str
    status: ConnectionStatus | None
    names: NamesReport = field(default_factory=NamesReport)


@dataclass(frozen=True, slots=True)
class PhoneAccount:
    """The login at the phone system, and what IVR data is called there.

    `variables` maps a kind (account, intent, ..., or one of your own) to the name of the channel
    variable. The secret is not part of it.
    """

    host: str = ""
    port: int = 0
    user: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class PhoneSetupView:
    """What the connection panel shows. `locked`: host, port, user when policy set them.

    `kept`: what is typed is there at the next start. `credentials_here`: a login of the phone
    system is on this computer. `advice` is text for IT to copy; `checkable` names members that can
    be tested as they are; `undoable`: the settings before the last change can be put back.
    `variable` names the environment variable for the secret.
    """

    members: tuple[PhoneMember, ...]
    account: PhoneAccount
    secret: SecretSource
    variable: str
    kept: bool = False
    credentials_here: bool = False
    locked: frozenset[str] = frozenset()
    advice: str = ""
    checkable: frozenset[str] = frozenset()
    undoable: bool = False


class PhoneSetup(Protocol):
    """All of it on the loop that runs the feed."""

    @property
    def credentials_here(self) -> bool:
        """A login of the phone system is on this computer: a pilot."""

    def view(self) -> PhoneSetupView: ...

    async def check(self, account: PhoneAccount, secret: Secret | None) -> ConnectionCheck:
        """A test of settings that are not saved. Without `secret`: with the one there is.

        AgentAssistError("setting.bad_value" | "phone.bad_variable" | "phone.secret_needed").
        """

    async def check_member(self, name: str) -> ConnectionCheck:
        """A test of one phone system as it is set up. AgentAssistError("phone.not_checkable")."""

    async def save(self, account: PhoneAccount, secret: Secret | None, *, tested: bool) -> None:
        """Stored, and in use at once.

        `tested`: when the new connection is refused or not reached all the same, the former
        settings are put back and AgentAssistError("phone.not_taken") says so.
        """

    async def undo(self) -> None:
        """Put back what was there before the last `save`."""

    async def forget_secret(self) -> None:
        """What was typed is taken out of the store, and the connection ended."""
