"""The secret of the phone login: from the environment, else as it was typed, sealed in the store.

A typed secret belongs to one account at one host: settings that name another place do not get it.
"""

import json
import os
from collections.abc import MutableMapping

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.observability.logging import redactor
from agentassist.ports.phone_setup import SecretSource
from agentassist.ports.secrets import Credentials
from agentassist.telephony.secret_variable import secret_from

NAME = "phone.ami.secret"


class AccountSecret:
    """Asks the environment once: a browser opened from the guide must not inherit it."""

    def __init__(
        self, credentials: Credentials | None, environ: MutableMapping[str, str] | None = None
    ) -> None:
        self._credentials = credentials
        self._environ = os.environ if environ is None else environ
        self._taken: dict[str, Secret] = {}
        self._typed: tuple[str, str, Secret] | None = None  # host, user

    @property
    def kept(self) -> bool:
        return self._credentials is not None and self._credentials.kept

    async def load(self) -> None:
        """What was typed at an earlier start."""
        if self._credentials is None:
            return
        kept = await self._credentials.get(NAME)
        if kept is not None:
            host, user, secret = json.loads(kept.reveal())
            redactor.forget_never(secret)
            self._typed = host, user, Secret(secret)

    def find(self, variable: str, host: str, user: str) -> tuple[Secret | None, SecretSource]:
        """For this account at this host; nothing of it stays in the environment."""
        secret = self._from_environment(variable)
        if secret is not None:
            return secret, SecretSource.ENVIRONMENT
        if self._typed is not None and self._typed[:2] == (host, user):
            return self._typed[2], SecretSource.STORE if self.kept else SecretSource.MEMORY
        return None, SecretSource.MISSING

    def _from_environment(self, variable: str) -> Secret | None:
        if variable and variable in self._environ:
            try:
                secret = secret_from(variable, self._environ)
            except AgentAssistError:  # empty, or of several lines: as good as none
                return self._taken.get(variable)
            del self._environ[variable]
            redactor.forget_never(secret)
            self._taken[variable] = Secret(secret)
        return self._taken.get(variable)

    async def keep(self, host: str, user: str, secret: Secret) -> None:
        """Instead of the one before."""
        redactor.forget_never(secret.reveal())
        self._typed = host, user, secret
        if self._credentials is not None:
            text = json.dumps([host, user, secret.reveal()])
            await self._credentials.put(NAME, Secret(text))

    async def forget(self) -> None:
        self._typed = None
        if self._credentials is not None:
            await self._credentials.delete(NAME)

    @property
    def typed(self) -> tuple[str, str, Secret] | None:
        """As it is now, to be put back."""
        return self._typed

    async def restore(self, typed: tuple[str, str, Secret] | None) -> None:
        if typed == self._typed:
            return
        if typed is None:
            await self.forget()
        else:
            await self.keep(*typed)
