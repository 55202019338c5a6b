"""A source of the settings, put together: its mapping, its way out, its login, its secrets."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.history.identity import PhoneKeyParser
from agentassist.history.rest.login_reading import with_settings
from agentassist.history.rest.reading import read_mapping
from agentassist.history.rest.source import RestSource
from agentassist.history.rest.spec import AuthSpec, MappingSpec
from agentassist.net.client import Client
from agentassist.net.login import BasicLogin, FindSecret, HeaderLogin, Login, NoLogin
from agentassist.net.oauth import GrantKind, OAuthLogin, OAuthSetting
from agentassist.net.site import ProxyChoice, ProxySetting, Site
from agentassist.net.source_secret import SecretVariables, SourceSecret, place_of, secret_of_file
from agentassist.ports.clock import Clock
from agentassist.ports.secrets import Credentials
from agentassist.ports.source_settings import NO_PROXY, PROXY_OF_SYSTEM, SourceSettings

_BUNDLED = re.compile(r"[a-z0-9_]{1,60}")
SECRET, CLIENT_SECRET, REFRESH_TOKEN, PROXY = "secret", "client_secret", "refresh_token", "proxy"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every source of the site is put together with.

    `mappings` is the folder of the bundled ones, `region` the site's country of numbers.
    `trusted_bytes` reads a file that only an administrator can have written.
    """

    mappings: Path
    region: str
    clock: Clock
    credentials: Credentials | None
    variables: SecretVariables
    trusted_bytes: Callable[[Path], bytes]


def bundled_mappings(folder: Path) -> tuple[str, ...]:
    """Names that `mapping` may have; the template is for reading."""
    return tuple(sorted(file.stem for file in folder.glob("*.toml") if file.stem != "template"))


def mapping_file(settings: SourceSettings, folder: Path) -> Path:
    """AgentAssistError("source.no_mapping") for a name that nothing has."""
    if _BUNDLED.fullmatch(settings.mapping):
        file = folder / f"{settings.mapping}.toml"
        if not file.is_file():
            known = ", ".join(bundled_mappings(folder))
            raise AgentAssistError(
                "source.no_mapping", source=settings.name, mapping=settings.mapping, known=known
            )
        return file
    file = Path(settings.mapping).expanduser()
    if not file.is_absolute():
        raise AgentAssistError(
            "source.no_mapping", source=settings.name, mapping=settings.mapping, known="/..."
        )
    return file


@dataclass(frozen=True, slots=True)
class SiteSource:
    """One source of the settings with its mapping read. Every error names the source."""

    settings: SourceSettings
    spec: MappingSpec
    around: Surroundings

    @classmethod
    def read(cls, settings: SourceSettings, around: Surroundings) -> "SiteSource":
        """Blocking. AgentAssistError("source.no_mapping" | "mapping.*" | "source.*_setting")."""
        spec = read_mapping(mapping_file(settings, around.mappings))
        for name in sorted(spec.settings - settings.values.keys()):
            raise AgentAssistError("source.no_setting", source=settings.name, setting=name)
        for name in sorted(settings.values.keys() - spec.settings):
            raise AgentAssistError("source.unknown_setting", source=settings.name, setting=name)
        return cls(settings, spec, around)

    @property
    def url(self) -> str:
        """Where its API begins."""
        return self._filled(self.spec.base)

    @property
    def parts(self) -> tuple[str, ...]:
        """The secrets that it needs, the main one first."""
        auth, found = self.spec.auth, []
        if auth.style in ("header", "basic"):
            found.append(SECRET)
        if auth.style == "oauth2" and not auth.public_client:
            found.append(CLIENT_SECRET)
        if auth.style == "oauth2" and auth.grant == GrantKind.REFRESH_TOKEN:
            found.append(REFRESH_TOKEN)
        if self.settings.proxy_user:
            found.append(PROXY)
        return tuple(found)

    def secret(self, part: str) -> SourceSecret:
        """Where one of `parts` is kept, for this login at this address."""
        auth, settings = self.spec.auth, self.settings
        user, url = self._filled(auth.user), self.url
        if auth.style == "oauth2":
            # what it opens is a token, and that is shown at the source: it belongs to both places
            user, url = (
                f"{self._filled(auth.client_id)} {self._place}",
                self._filled(auth.token_url),
            )
        if part == PROXY:
            user, url = settings.proxy_user, settings.proxy
        variables = {REFRESH_TOKEN: settings.refresh_env, PROXY: settings.proxy_secret_env}
        usual = f"AGENTASSIST_{settings.name.upper().replace('-', '_')}_{part.upper()}"
        return SourceSecret(
            settings.name,
            url,
            variables=self.around.variables,
            variable=variables.get(part, settings.secret_env) or usual,
            user=user,
            part=part,
            credentials=self.around.credentials,
        )

    async def has(self, part: str) -> bool:
        """Whether this one of `parts` is there."""
        try:
            if part == PROXY:
                return await self.secret(part).find() is not None
            await self._find(part)()
        except AgentAssistError as error:
            if error.code != "source.login_refused":
                raise
            return False
        return True

    async def connect(self) -> tuple[RestSource, Client]:
        """Ready to be asked, and its way out; nothing is sent yet.

        AgentAssistError("source.*", "storage.*").
        """
        settings, around = self.settings, self.around
        proxy = ProxySetting(_choice(settings.proxy), user=settings.proxy_user)
        if proxy.choice is ProxyChoice.NAMED:
            proxy = replace(proxy, address=settings.proxy)
        if settings.proxy_user:
            proxy = replace(proxy, secret=await self.secret(PROXY).find())
        site = Site(
            settings.name,
            self.url,
            insecure_http=settings.insecure_http,
            ca_file=self._ca_file,
            proxy=proxy,
            headers=tuple((name, self._filled(text)) for name, text in self.spec.headers),
        )
        client = Client(site, self._login(), clock=around.clock, rates=self.spec.rates)
        source = RestSource(
            settings.name,
            self.spec,
            client,
            e164=PhoneKeyParser(settings.region or around.region).e164,
            clock=around.clock,
            settings=settings.values,
            title=settings.title,
            deadline=settings.deadline,
        )
        return source, client

    @property
    def _place(self) -> str:
        return place_of(self.url)

    @property
    def _ca_file(self) -> Path | None:
        return Path(self.settings.ca_file).expanduser() if self.settings.ca_file else None

    def _login(self) -> Login:
        auth, name = self.spec.auth, self.settings.name
        match auth.style:
            case "header":
                return HeaderLogin(name, self._find(SECRET), auth.name, auth.prefix)
            case "basic":
                user = self._filled(auth.user)
                return BasicLogin(name, user, self._find(SECRET), auth.key_first)
            case "oauth2":
                return self._oauth(auth)
        return NoLogin()

    def _oauth(self, auth: AuthSpec) -> OAuthLogin:
        parts = self.parts
        return OAuthLogin(
            self.settings.name,
            OAuthSetting(
                token_url=self._filled(auth.token_url),
                client_id=self._filled(auth.client_id),
                kind=GrantKind(auth.grant),
                scope=self._filled(auth.scope),
                client_in_body=auth.client_in_body,
                more=tuple((name, self._filled(text)) for name, text in auth.more),
                used_at=self._place,
            ),
            self.around.clock.now,
            client_secret=self._find(CLIENT_SECRET) if CLIENT_SECRET in parts else None,
            first_refresh=self._find(REFRESH_TOKEN) if REFRESH_TOKEN in parts else None,
            credentials=self.around.credentials,
        )

    def _find(self, part: str) -> FindSecret:
        """The file that policy names counts before everything else; it is for the main secret."""
        if self.settings.secret_file and part == self.parts[0]:
            return self._from_file
        return self.secret(part)

    async def _from_file(self) -> Secret:
        file = Path(self.settings.secret_file)
        return secret_of_file(self.settings.name, file, self.around.trusted_bytes)

    def _filled(self, text: str) -> str:
        return with_settings(text, self.settings.values)


def _choice(proxy: str) -> ProxyChoice:
    return {PROXY_OF_SYSTEM: ProxyChoice.SYSTEM, NO_PROXY: ProxyChoice.NONE}.get(
        proxy, ProxyChoice.NAMED
    )
