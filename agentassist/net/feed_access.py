"""How the organisation's feeds are fetched: where from, and how they are told who asks.

A secret goes to the feed's own scheme, host and port, and nowhere else. One from a file counts only
where policy says the address, too: else whoever changes the address would be sent it.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.net.login import BasicLogin, HeaderLogin, Login, NoLogin
from agentassist.net.source_secret import SecretVariables, SourceSecret, place_of, secret_of_file
from agentassist.ports.secrets import Credentials
from agentassist.ports.settings import Settings

if TYPE_CHECKING:  # httpx is loaded when something is fetched
    from agentassist.net.file_fetch import FetchedFile

ARTICLES, PACKS = "feed", "packs"  # as errors and `sources secret` name them
FEEDS: Final = {ARTICLES: "knowledge.feed", PACKS: "packs.feed"}  # the settings of each
_LARGEST: Final = 200_000_000  # bytes


class FeedAccess:
    """One feed of the settings, as they are at each call. `name` is ARTICLES or PACKS.

    `trusted_bytes` reads a file that only an administrator can have written.
    """

    def __init__(
        self,
        name: str,
        settings: Settings,
        *,
        variables: SecretVariables,
        credentials: Credentials | None,
        trusted_bytes: Callable[[Path], bytes],
    ) -> None:
        self.name = name
        self._settings = settings
        self._variables = variables
        self._credentials = credentials
        self._trusted_bytes = trusted_bytes

    @property
    def key(self) -> str:
        """The setting that says where it is."""
        return FEEDS[self.name]

    @property
    def place(self) -> str:
        """The folder or address; "" for none."""
        return self._text("")

    @property
    def needs_secret(self) -> bool:
        return self._text("_login") != "none" and "://" in self.place

    def secret(self) -> SourceSecret:
        """Where the typed one is kept, for this login at this address."""
        return SourceSecret(
            self.name,
            self.place,
            variables=self._variables,
            variable=self._text("_secret_env"),
            user=self._text("_user"),
            credentials=self._credentials,
        )

    async def has_secret(self) -> bool:
        """AgentAssistError("storage.*")."""
        if self._text("_secret_file"):
            return True  # whether it can be read, a look at the feed says
        return await self.secret().find() is not None

    async def fetch(
        self, address: str, mark: str = "", *, most: int = _LARGEST
    ) -> "FetchedFile | None":
        """See `net.file_fetch.fetch_file`; AgentAssistError("source.login_refused") besides."""
        from agentassist.net.file_fetch import fetch_file

        login = self._login() if place_of(address) == place_of(self.place) else NoLogin()
        return await fetch_file(self.name, address, mark, most=most, login=login)

    def _login(self) -> Login:
        if not self.needs_secret:
            return NoLogin()
        find = self._of_file if self._text("_secret_file") else self.secret()
        if self._text("_login") == "basic":
            return BasicLogin(self.name, self._text("_user"), find)
        return HeaderLogin(self.name, find)

    async def _of_file(self) -> Secret:
        file = Path(self._text("_secret_file"))
        if not self._settings.get(self.key).locked:
            raise AgentAssistError(
                "source.login_refused", source=self.name, problem="secret_file", file=str(file)
            )
        return await asyncio.to_thread(secret_of_file, self.name, file, self._trusted_bytes)

    def _text(self, end: str) -> str:
        return str(self._settings.get(f"{self.key}{end}").value).strip()
