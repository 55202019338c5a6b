"""The phone systems that the settings name, joined to one feed."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from agentassist.bridge.config import bridge_config
from agentassist.bridge.feed import BridgeFeed
from agentassist.bridge.joined import JoinedFeed
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ivr_reading import IvrMapping
from agentassist.observability.logging import redactor
from agentassist.ports.settings import Settings
from agentassist.telephony.ami.config import AmiConfig, secret_from
from agentassist.telephony.ami.connection import AmiPhoneSystem
from agentassist.telephony.config_file import read_config

AMI: Final = "ami"
# Between equals, who is believed: the phone system itself before what others tell of it.
PLACES: Final = {AMI: 0, "webhook": 1, "link": 2}


class SitePhones:
    """`feed` is there at once and has no members; `set_up` gives it what the settings name.

    `file` is the settings file, for `[ivr.variables]`; `report` hears what is wrong in it.
    """

    def __init__(
        self, settings: Settings, file: Path | None, report: Callable[[AgentAssistError], None]
    ) -> None:
        self.feed = JoinedFeed()
        self.account: AmiConfig | None = None
        self._settings = settings
        self._file = file
        self._report = report

    def set_up(self) -> None:
        """On the loop that runs the feed."""
        self.account = self._ami_account()
        if self.account is not None:
            self.feed.put(AMI, ami_feed(self.account, self._mapping()), place=PLACES[AMI])

    def _ami_account(self) -> AmiConfig | None:
        """None while no phone system is set up, or its secret is missing (which is reported)."""
        user = str(self._settings.get("phone.ami.user").value)
        if not user:
            return None
        variable = str(self._settings.get("phone.ami.secret_env").value)
        try:
            secret = secret_from(variable)
        except AgentAssistError as error:
            self._report(error)
            return None
        redactor.forget_never(secret)
        os.environ.pop(variable, None)  # a browser opened from the guide must not inherit it
        host = str(self._settings.get("phone.ami.host").value)
        return AmiConfig(host, self._settings.get("phone.ami.port").number, user, secret)

    def _mapping(self) -> IvrMapping:
        """A mistake in it is reported; calls still come, with the default names."""
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
