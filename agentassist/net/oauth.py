"""OAuth2 without a browser: client credentials, or a refresh token somebody obtained (RFC 6749).

What was granted is sealed in the store, for one client at one token endpoint and one source:
settings that name another place do not get it. A refresh token that the source replaces is kept
the same way, until somebody gives a new first one.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote, urlencode

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.net.grant import Grant, GrantStore, fingerprint, granted
from agentassist.net.login import Ask, FindSecret, Headers, basic
from agentassist.net.outgoing import Outgoing
from agentassist.net.source_error import source_error
from agentassist.ports.secrets import Credentials

# A token endpoint refuses with these; what is wrong stands in a body that may quote the secret.
_REFUSED = frozenset(
    {"source.bad_request", "source.login_refused", "source.forbidden", "source.not_found"}
)


class GrantKind(StrEnum):
    CLIENT_CREDENTIALS = "client_credentials"
    REFRESH_TOKEN = "refresh_token"  # noqa: S105 - the name of a kind


@dataclass(frozen=True, slots=True)
class OAuthSetting:
    """`token_url`: whole; https, or what the source's own address may be. Asked there only.

    `client_in_body`: id and secret in the form instead of a Basic header, as some servers want.
    `more`: further fields of the form (`audience`, `resource`): none is a secret. `used_at`: whom
    the tokens are shown to; what was granted for one place is not shown at another.
    """

    token_url: str
    client_id: str
    kind: GrantKind = GrantKind.CLIENT_CREDENTIALS
    scope: str = ""
    client_in_body: bool = False
    more: tuple[tuple[str, str], ...] = ()
    leeway: timedelta = timedelta(seconds=30)
    used_at: str = ""


class OAuthLogin:
    """Implements `Login`. One token is asked for at a time, whoever needs it.

    `client_secret`: None for a public client. `first_refresh` is what somebody obtained, for
    `REFRESH_TOKEN`. `now` is aware.
    """

    def __init__(
        self,
        source: str,
        setting: OAuthSetting,
        now: Callable[[], datetime],
        *,
        client_secret: FindSecret | None = None,
        first_refresh: FindSecret | None = None,
        credentials: Credentials | None = None,
    ) -> None:
        self._source = source
        self._setting = setting
        self._now = now
        self._client_secret = client_secret
        self._first_refresh = first_refresh
        owner = f"{setting.client_id} {setting.token_url} {setting.scope} {setting.used_at}"
        self._store = GrantStore(source, owner, credentials)
        self._grant: Grant | None = None
        self._loaded = False
        self._one_at_a_time = asyncio.Lock()

    async def headers(self, ask: Ask) -> Headers:
        async with self._one_at_a_time:
            await self._load()
            if self._grant is None or self._grant.expires - self._setting.leeway <= self._now():
                await self._ask(ask)
            return self._bearer()

    async def renew(self, refused: Headers, ask: Ask) -> bool:
        """Another request may have renewed it meanwhile: then that one is the newer."""
        async with self._one_at_a_time:
            if refused == self._bearer():
                await self._ask(ask)
            return True

    def _bearer(self) -> Headers:
        if self._grant is None:
            return ()
        return (("Authorization", f"Bearer {self._grant.access.reveal()}"),)

    async def _load(self) -> None:
        if not self._loaded:
            self._loaded = True
            self._grant = await self._store.load()

    async def _ask(self, ask: Ask) -> None:
        first = None if self._first_refresh is None else await self._first_refresh()
        came_from = fingerprint(first)
        kept = self._grant
        newest = kept.refresh if kept and kept.refresh and kept.first == came_from else first
        outgoing = await self._outgoing(newest)
        try:
            answer = await ask(outgoing)
        except AgentAssistError as error:
            if error.code not in _REFUSED:
                raise
            self._grant = None  # the next try begins with the first refresh token again
            await self._store.forget()
            raise self._refused("token_refused") from None
        grant = granted(answer.json, self._now(), newest, came_from)
        if grant is None:
            raise self._refused("token_answer")
        self._grant = grant
        await self._store.keep(grant)

    async def _outgoing(self, refresh: Secret | None) -> Outgoing:
        setting = self._setting
        form = [("grant_type", setting.kind.value), *setting.more]
        if setting.kind is GrantKind.REFRESH_TOKEN:
            if refresh is None:
                raise self._refused("no_secret")
            form.append(("refresh_token", refresh.reveal()))
        if setting.scope:
            form.append(("scope", setting.scope))
        headers = [("Content-Type", "application/x-www-form-urlencoded")]
        secret = None if self._client_secret is None else await self._client_secret()
        if secret is None or setting.client_in_body:
            form.append(("client_id", setting.client_id))
        if secret is not None and setting.client_in_body:
            form.append(("client_secret", secret.reveal()))
        elif secret is not None:  # RFC 6749, 2.3.1: both parts as in a form
            pair = quote(setting.client_id, safe=""), quote(secret.reveal(), safe="")
            headers.append(("Authorization", basic(*pair, self._source)))
        return Outgoing("POST", setting.token_url, tuple(headers), urlencode(form).encode())

    def _refused(self, problem: str) -> AgentAssistError:
        return source_error("source.login_refused", self._source, problem=problem)
