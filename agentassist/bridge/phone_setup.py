"""The account at the phone system: tried, saved and put in use while everything runs."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from agentassist.bridge.account_secret import AccountSecret
from agentassist.bridge.config import is_kind, is_variable
from agentassist.bridge.feed import BridgeFeed
from agentassist.bridge.joined import JoinedFeed
from agentassist.bridge.members import AMI, PLACES
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ivr_reading import IvrMapping
from agentassist.domain.secret import Secret
from agentassist.ports.connection_check import ConnectionCheck
from agentassist.ports.phone_setup import PhoneAccount, PhoneSetupView, SecretSource
from agentassist.ports.settings import SettingsFile, SettingValue
from agentassist.ports.telephony import ConnectionState, ConnectionStatus
from agentassist.telephony.ami.check import AmiCheck
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.ami.connection import AmiPhoneSystem
from agentassist.telephony.ami.names import SeenNames
from agentassist.telephony.ami.stanza import stanza

SECTION: Final = "ivr.variables"
TAKEN_PATIENCE: Final = 10.0  # seconds until a connection that was tested has to be there
_KEYS: Final = {name: f"phone.ami.{name}" for name in ("host", "port", "user")}
_HOST: Final = re.compile(r"[0-9A-Za-z.:_-]{1,300}")
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class _Former:
    """What `undo` goes back to."""

    account: PhoneAccount
    typed: tuple[str, str, Secret] | None
    put_back: Callable[[], None]


class AccountSetup:
    """Implements `ports.phone_setup.PhoneSetup` for the account of the settings."""

    def __init__(self, feed: JoinedFeed, settings: SettingsFile, secret: AccountSecret) -> None:
        self._feed = feed
        self._settings = settings
        self._secret = secret
        self._seen = SeenNames()
        self._account = PhoneAccount()
        self._former: _Former | None = None
        self._one_at_a_time = asyncio.Lock()
        self._connected = False
        self._checks: dict[str, Callable[[], ConnectionCheck]] = {}

    async def start(self, mapping: IvrMapping) -> None:
        """Follow what the settings name. AgentAssistError("phone.no_secret" | "storage.*")."""
        value = self._settings.get
        self._account = PhoneAccount(
            str(value(_KEYS["host"]).value),
            value(_KEYS["port"]).number,
            str(value(_KEYS["user"]).value),
            dict(mapping.variables),
        )
        try:
            await self._secret.load()
        finally:
            self._connect(self._account)
        if self._account.user and not self._connected:
            raise AgentAssistError("phone.no_secret", variable=self._variable)

    def offer_check(self, name: str, make: Callable[[], ConnectionCheck]) -> None:
        """A further phone system that can be tested as it is."""
        self._checks[name] = make

    # ------------------------------------------------------------------ PhoneSetup

    @property
    def credentials_here(self) -> bool:
        """See ports.phone_setup.PhoneSetup."""
        return self._connected

    def view(self) -> PhoneSetupView:
        """See ports.phone_setup.PhoneSetup."""
        account = self._account
        _, source = self._secret.find(self._variable, account.host, account.user)
        checkable = {*self._checks, AMI} if self._connected else set(self._checks)
        members = self._feed.members()
        return PhoneSetupView(
            members=members,
            account=account,
            secret=source,
            variable=self._variable,
            kept=self._secret.kept,
            credentials_here=self._connected,
            locked=frozenset(n for n, key in _KEYS.items() if self._settings.get(key).locked),
            advice=stanza(self._suggested(account), IvrMapping(account.variables)),
            checkable=frozenset(checkable & {member.name for member in members}),
            undoable=self._former is not None,
        )

    async def check(self, account: PhoneAccount, secret: Secret | None) -> ConnectionCheck:
        """See ports.phone_setup.PhoneSetup."""
        _refuse_wrong(account, secret)
        config = self._config(account, self._secret_for(account, secret))
        return AmiCheck(config, IvrMapping(account.variables))

    async def check_member(self, name: str) -> ConnectionCheck:
        """See ports.phone_setup.PhoneSetup."""
        if name == AMI and self._connected:
            return await self.check(self._account, None)
        if name not in self._checks:
            raise AgentAssistError("phone.not_checkable", name=name)
        return self._checks[name]()

    async def save(self, account: PhoneAccount, secret: Secret | None, *, tested: bool) -> None:
        """See ports.phone_setup.PhoneSetup."""
        _refuse_wrong(account, secret)
        async with self._one_at_a_time:
            self._secret_for(account, secret)  # refused before anything is changed
            before, typed = self._account, self._secret.typed
            try:
                if secret is not None:
                    await self._secret.keep(account.host, account.user, secret)
                put_back = await asyncio.to_thread(self._store, account)
            except AgentAssistError:
                await self._secret.restore(typed)
                raise
            self._former = _Former(before, typed, put_back)
            feed = self._connect(account)
            if tested and not await _taken(feed):
                await self._go_back()
                raise AgentAssistError("phone.not_taken", system=account.place)

    async def undo(self) -> None:
        """See ports.phone_setup.PhoneSetup."""
        async with self._one_at_a_time:
            await self._go_back()

    async def forget_secret(self) -> None:
        """See ports.phone_setup.PhoneSetup."""
        async with self._one_at_a_time:
            await self._secret.forget()
            self._former = None  # it would bring the secret back
            self._connect(self._account)

    # ------------------------------------------------------------------ settings

    @property
    def _variable(self) -> str:
        return str(self._settings.get("phone.ami.secret_env").value)

    def _secret_for(self, account: PhoneAccount, typed: Secret | None) -> Secret:
        found, source = self._secret.find(self._variable, account.host, account.user)
        if source is SecretSource.ENVIRONMENT and found is not None:
            return found
        secret = typed or found
        if secret is None:
            raise AgentAssistError("phone.secret_needed", system=account.place)
        return secret

    def _store(self, account: PhoneAccount) -> Callable[[], None]:
        """Only what is different: a locked value need not be written to stay as it is."""
        now = self._account
        values: dict[str, SettingValue] = {}
        for name, key in _KEYS.items():
            if getattr(account, name) != getattr(now, name):
                values[key] = getattr(account, name)
        variables = dict(account.variables)
        tables = {SECTION: variables} if variables != dict(now.variables) else {}
        return self._settings.change(values, tables)

    async def _go_back(self) -> None:
        former, self._former = self._former, None
        if former is None:
            return
        await asyncio.to_thread(former.put_back)
        await self._secret.restore(former.typed)
        self._connect(former.account)

    # ------------------------------------------------------------------ the connection

    def _connect(self, account: PhoneAccount) -> BridgeFeed | None:
        """In the place of the one before. None while something of it is missing."""
        self._account = account
        secret, _ = self._secret.find(self._variable, account.host, account.user)
        self._connected = bool(account.user and secret)
        self._feed.explain("no_secret" if account.user else None)
        if not account.user or secret is None:
            self._feed.drop(AMI)
            return None
        system = AmiPhoneSystem(
            self._config(account, secret), IvrMapping(account.variables), self._seen
        )
        feed = BridgeFeed(system)
        self._feed.put(AMI, feed, place=PLACES[AMI])
        return feed

    def _suggested(self, account: PhoneAccount) -> AmiConfig:
        """For the text to copy: without the secret, and with a name where none was chosen yet."""
        return AmiConfig(account.host, account.port, account.user or "agentassist")

    def _config(self, account: PhoneAccount, secret: Secret) -> AmiConfig:
        return AmiConfig(account.host, account.port, account.user, secret.reveal())


def _refuse_wrong(account: PhoneAccount, secret: Secret | None) -> None:
    if not _HOST.fullmatch(account.host):
        raise AgentAssistError("setting.bad_value", key=_KEYS["host"])
    if not 1 <= account.port <= 65_535:
        raise AgentAssistError("setting.bad_value", key=_KEYS["port"])
    user = account.user
    if not user or not user.isprintable() or " " in user or len(user) > _LONGEST:
        raise AgentAssistError("setting.bad_value", key=_KEYS["user"])
    if secret is not None and not secret.reveal().isprintable():
        raise AgentAssistError("setting.bad_value", key="phone.ami.secret")
    if not account.variables:
        raise AgentAssistError("phone.bad_variable", kind="", name="")
    for kind, name in account.variables.items():
        if not is_kind(kind) or not is_variable(name):
            raise AgentAssistError("phone.bad_variable", kind=kind, name=name)


async def _taken(feed: BridgeFeed | None) -> bool:
    """Whether the new connection came up, at the first try."""
    if feed is None:
        return False
    states: list[ConnectionState] = []
    settled = asyncio.Event()

    def heard(status: ConnectionStatus) -> None:
        if status.state is not ConnectionState.CONNECTING:
            states.append(status.state)
            settled.set()

    leave = feed.on_status(heard)
    try:
        async with asyncio.timeout(TAKEN_PATIENCE):
            await settled.wait()
    except TimeoutError:
        return False
    finally:
        leave()
    return states[0] is ConnectionState.READY
