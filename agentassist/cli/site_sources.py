"""What every command about sources reads first: the settings, and what a source is made with."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.assets import resources
from agentassist.domain.errors import AgentAssistError

if TYPE_CHECKING:
    from agentassist.history.site_source import Surroundings
    from agentassist.net.feed_access import FeedAccess
    from agentassist.ports.secrets import Credentials
    from agentassist.settings.store import SettingsStore


def settings_of(config: Path | None) -> "SettingsStore":
    """As the window reads them, machine policy included. What is wrong is said on stderr.

    AgentAssistError("config.unreadable") where there is no such file, or it can't be read.
    """
    from agentassist.settings.paths import user_paths
    from agentassist.settings.policy_sources import machine_policy_source
    from agentassist.settings.store import SettingsStore
    from agentassist.system_clock import SystemClock

    if config is not None and not config.is_file():
        raise AgentAssistError("config.unreadable", file=str(config), reason="no file")
    file = config or user_paths().config_file
    store = SettingsStore(file, SystemClock(), machine_policy_source())
    for problem in store.problems:
        say(problem)
        if problem.code == "config.unreadable":
            raise problem
    return store


def surroundings(credentials: "Credentials | None") -> "Surroundings":
    """What every source is put together with; `credentials` has the sealed secrets."""
    from agentassist.history.site_source import Surroundings
    from agentassist.net.source_secret import SecretVariables
    from agentassist.settings.trusted_file import trusted_bytes
    from agentassist.system_clock import SystemClock

    return Surroundings(
        resources() / "sources", "DE", SystemClock(), credentials, SecretVariables(), trusted_bytes
    )


def feed_access(name: str, settings: "SettingsStore", around: "Surroundings") -> "FeedAccess":
    """The way to one of the organisation's feeds."""
    from agentassist.net.feed_access import FeedAccess

    return FeedAccess(
        name,
        settings,
        variables=around.variables,
        credentials=around.credentials,
        trusted_bytes=around.trusted_bytes,
    )


def say(problem: AgentAssistError) -> None:
    """On stderr."""
    from agentassist.cli.errors import error_text

    print(f"agentassist: {error_text(problem)}", file=sys.stderr)
