"""The secret of a source: from an environment variable, else as it was typed, sealed in the store.

A typed secret belongs to one login at one address: settings that name another do not get it.
"""

import json
import os
import re
from collections.abc import Callable, MutableMapping
from pathlib import Path
from urllib.parse import urlsplit

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.net.source_error import source_error
from agentassist.observability.logging import redactor
from agentassist.ports.secrets import Credentials

_CUSTOMARY = re.compile(r"[A-Z_][A-Z0-9_]*")  # else somebody may have put the secret itself there

_LARGEST_FILE = 16_000  # bytes


class SecretVariables:
    """Variables with secrets, taken out of the environment: nothing started later inherits them.

    One for the whole program: several sources may name the same variable.
    """

    def __init__(self, environ: MutableMapping[str, str] | None = None) -> None:
        self._environ = os.environ if environ is None else environ
        self._taken: dict[str, Secret] = {}

    def find(self, variable: str) -> Secret | None:
        """None when it is not set, empty, or of several lines."""
        text = self._environ.get(variable, "") if variable else ""
        if text.strip() and not {"\r", "\n"} & set(text):
            del self._environ[variable]
            redactor.forget_never(text)
            self._taken[variable] = Secret(text)
        return self._taken.get(variable)


class SourceSecret:
    """One secret of one source. Calling it gives what a `Login` asks for.

    `part` tells several apart: "secret", "client_secret", "refresh_token", "proxy". `user` and the
    scheme, host and port of `url` are what a typed one belongs to.
    """

    def __init__(
        self,
        source: str,
        url: str,
        *,
        variables: SecretVariables,
        variable: str = "",
        user: str = "",
        part: str = "secret",
        credentials: Credentials | None = None,
    ) -> None:
        self._source = source
        self._owner = f"{user} {place_of(url)}"
        self._variables = variables
        self._variable = variable
        self._name = f"sources.{source}.{part}"
        self._credentials = credentials
        self._typed: Secret | None = None

    async def __call__(self) -> Secret:
        """AgentAssistError("source.login_refused", problem="no_secret" | "store", variable=...)."""
        try:
            found = await self.find()
        except AgentAssistError:  # who asks a source hears of the source
            raise source_error("source.login_refused", self._source, problem="store") from None
        if found is None:
            named = self._variable if _CUSTOMARY.fullmatch(self._variable) else ""
            raise AgentAssistError(
                "source.login_refused",
                source=self._source,
                problem="no_secret",
                variable=named or ("***" if self._variable else ""),
            )
        return found

    async def find(self) -> Secret | None:
        """The environment counts before what was typed. AgentAssistError("storage.*")."""
        found = self._variables.find(self._variable) or self._typed
        if found is None and self._credentials is not None:
            kept = await self._credentials.get(self._name)
            found = self._typed = None if kept is None else self._mine(kept)
        return found

    def _mine(self, kept: Secret) -> Secret | None:
        try:
            owner, secret = json.loads(kept.reveal())
        except (ValueError, TypeError):
            return None
        if owner != self._owner or not isinstance(secret, str) or not secret:
            return None
        redactor.forget_never(secret)
        return Secret(secret)

    async def keep(self, secret: Secret) -> None:
        """As typed, instead of the one before."""
        redactor.forget_never(secret.reveal())
        self._typed = secret
        if self._credentials is not None:
            await self._credentials.put(
                self._name, Secret(json.dumps([self._owner, secret.reveal()]))
            )

    async def forget(self) -> None:
        self._typed = None
        if self._credentials is not None:
            await self._credentials.delete(self._name)


def secret_of_file(source: str, file: Path, trusted_bytes: Callable[[Path], bytes]) -> Secret:
    """Blocking. AgentAssistError("source.login_refused", problem="secret_file", file=...)."""
    try:
        text = trusted_bytes(file)[:_LARGEST_FILE].decode().strip()
    except (AgentAssistError, OSError, UnicodeDecodeError, ValueError):
        text = ""
    if not text:
        raise AgentAssistError(
            "source.login_refused", source=source, problem="secret_file", file=os.fspath(file)
        )
    redactor.forget_never(text)
    return Secret(text)


def place_of(url: str) -> str:
    """Scheme, host and port: what a secret belongs to."""
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.netloc}".lower()
