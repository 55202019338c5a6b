"""A granted OAuth2 token: read from the token endpoint's answer, sealed in the store."""

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.net.json_value import JsonValue
from agentassist.observability.logging import redactor
from agentassist.ports.secrets import Credentials

_UNSAID = timedelta(hours=1)  # how long a token is good that does not say; a 401 ends it earlier
_LONGEST = timedelta(days=30)
_MOST_CHARACTERS = 8_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Grant:
    """`refresh` is the newest refresh token; `first` tells which first one it came from."""

    access: Secret
    expires: datetime
    refresh: Secret | None = None
    first: str = ""


def fingerprint(secret: Secret | None) -> str:
    """Tells one secret from another without being it."""
    return hashlib.sha256(secret.reveal().encode()).hexdigest()[:32] if secret else ""


def granted(answer: JsonValue, now: datetime, before: Secret | None, first: str) -> Grant | None:
    """None when it is no bearer token. `before`: the refresh token that stays if none comes."""
    if not isinstance(answer, dict):
        return None
    access = _text(answer.get("access_token"))
    kind = answer.get("token_type", "bearer")
    if not access or not isinstance(kind, str) or kind.lower() != "bearer":
        return None
    refresh = _text(answer.get("refresh_token"))
    for secret in (access, refresh):
        redactor.forget_never(secret)
    return Grant(
        Secret(access),
        now + _lifetime(answer.get("expires_in")),
        Secret(refresh) if refresh else before,
        first,
    )


def _text(value: JsonValue) -> str:
    usable = isinstance(value, str) and value.isascii() and value.isprintable()
    return value if isinstance(value, str) and usable and len(value) <= _MOST_CHARACTERS else ""


def _lifetime(value: JsonValue) -> timedelta:
    """Seconds, as a number or as digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        return _UNSAID
    return timedelta(seconds=min(float(value), _LONGEST.total_seconds()))


class GrantStore:
    """Keeps one source's grant for one client at one token endpoint (`owner`).

    A store that can't be read or written costs a new login, not the answer.
    """

    def __init__(self, source: str, owner: str, credentials: Credentials | None) -> None:
        self._source = source
        self._name = f"sources.{source}.grant"
        self._owner = owner
        self._credentials = credentials

    async def load(self) -> Grant | None:
        if self._credentials is None:
            return None
        try:
            kept = await self._credentials.get(self._name)
        except AgentAssistError as error:
            _log.info("the token of source %s can't be read: %s", self._source, error.code)
            return None
        return None if kept is None else self._read(kept)

    def _read(self, kept: Secret) -> Grant | None:
        try:
            owner, access, expires, refresh, first = json.loads(kept.reveal())
            moment = datetime.fromtimestamp(float(expires), UTC)
        except (ValueError, TypeError, OverflowError, OSError):
            return None  # of another version of the program
        if owner != self._owner:
            return None
        for secret in (access, refresh):
            redactor.forget_never(str(secret))
        return Grant(Secret(str(access)), moment, Secret(refresh) if refresh else None, str(first))

    async def keep(self, grant: Grant) -> None:
        refresh = grant.refresh.reveal() if grant.refresh else ""
        access, expires = grant.access.reveal(), grant.expires.timestamp()
        text = json.dumps([self._owner, access, expires, refresh, grant.first])
        await self._write(Secret(text))

    async def forget(self) -> None:
        await self._write(None)

    async def _write(self, value: Secret | None) -> None:
        if self._credentials is None:
            return
        try:
            if value is None:
                await self._credentials.delete(self._name)
            else:
                await self._credentials.put(self._name, value)
        except AgentAssistError as error:
            _log.info("the token of source %s can't be kept: %s", self._source, error.code)
