"""The phone systems that the settings name, joined to one feed."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.bridge.account_secret import AccountSecret
from agentassist.bridge.config import bridge_config
from agentassist.bridge.feed import BridgeFeed
from agentassist.bridge.heard_talk import HeardTalk
from agentassist.bridge.joined import JoinedFeed
from agentassist.bridge.members import LINK, PLACES, WEBHOOK
from agentassist.bridge.phone_setup import AccountSetup
from agentassist.domain.call import CallOrigin
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ivr_reading import IvrMapping
from agentassist.ports.secrets import Credentials
from agentassist.ports.settings import SettingsFile
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.ami.connection import AmiPhoneSystem
from agentassist.telephony.config_file import read_config

if TYPE_CHECKING:
    from agentassist.telephony.url.connection import LinkPhoneSystem


class SitePhones:
    """`feed` is there at once and has no members; `set_up` gives it what the settings name.

    `setup` changes the account while it runs. `file` is the settings file, for `[ivr.variables]`;
    `report` hears what is wrong in it. `credentials`: where a typed secret is sealed;
    `signatures`: where the webhook's are kept. `talk` is what transcripts say.
    """

    def __init__(
        self,
        settings: SettingsFile,
        file: Path | None,
        report: Callable[[AgentAssistError], None],
        credentials: Credentials | None = None,
        signatures: Path | None = None,
    ) -> None:
        self.feed = JoinedFeed()
        self.talk = HeardTalk()
        self.setup = AccountSetup(self.feed, settings, AccountSecret(credentials))
        self._settings = settings
        self._file = file
        self._signatures = signatures
        self._report = report
        self._read: IvrMapping | None = None

    async def set_up(self) -> None:
        """On the loop that runs the feed. What is missing for it is reported."""
        try:
            await self.setup.start(self._mapping())
        except AgentAssistError as error:
            self._report(error)
        if self._settings.get("phone.webhook.enabled").value is True:
            self._take_reports()

    def _take_reports(self) -> None:
        """Let phone systems report calls here."""
        from agentassist.bridge import webhook_setup as webhook
        from agentassist.telephony.webhook.check import WebhookCheck

        try:
            config = webhook.webhook_settings(self._settings, signatures=self._signatures)
        except AgentAssistError as error:
            self._report(error)
            return
        agents = webhook.known_agents(self._settings)
        webhook.join_webhook(
            self.feed, config, self._mapping(), agents, self._report, self.talk.hear
        )
        self.setup.offer_check(WEBHOOK, lambda: WebhookCheck(config))

    def listen(self, address: Path, on_show: Callable[[], None]) -> "LinkPhoneSystem":
        """Take calls from links and commands of this computer, for whoever sits at it."""
        from agentassist.telephony.url.config import LinkConfig
        from agentassist.telephony.url.connection import LinkPhoneSystem

        links = LinkPhoneSystem(
            LinkConfig(
                address=address,
                extension=lambda: str(self._settings.get("agent.extension").value),
                kinds=self._mapping().kinds,
            ),
            on_show=on_show,
            on_trouble=self._report,
        )
        feed = BridgeFeed(links, origin=CallOrigin.LINK)
        self.feed.put(LINK, feed, place=PLACES[LINK], speaks=False)
        return links

    def _mapping(self) -> IvrMapping:
        """A mistake in it is reported; calls still come, with the default names."""
        if self._read is None:
            self._read = self._read_mapping()
        return self._read

    def _read_mapping(self) -> IvrMapping:
        if self._file is None or not self._file.exists():
            return IvrMapping()
        try:
            return bridge_config(read_config(self._file)).mapping
        except AgentAssistError as error:
            self._report(error)
            return IvrMapping()


def ami_feed(account: AmiConfig, mapping: IvrMapping) -> BridgeFeed:
    """One connector and the bridge over it."""
    return BridgeFeed(AmiPhoneSystem(account, mapping))
