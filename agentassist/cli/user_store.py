"""The agent's own encrypted store, for commands without a window."""

import getpass
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId

if TYPE_CHECKING:
    from agentassist.storage.store import Store


@asynccontextmanager
async def user_store() -> "AsyncIterator[Store]":
    """AgentAssistError("storage.in_use") while the window is open; "data.no_store" without a key.

    Nothing is ever done to a store in memory: it would be gone.
    """
    from agentassist.bootstrap import SystemClock
    from agentassist.secrets.os_keyring import OsKeyring
    from agentassist.settings.paths import user_paths
    from agentassist.storage.opening import open_user_store

    path = user_paths().database
    opened = await open_user_store(path, OsKeyring(), clock=SystemClock())
    try:
        if opened.reason == "storage.in_use":
            raise AgentAssistError("storage.in_use", remedy="close_other", file=str(path))
        if opened.reason is not None:
            raise AgentAssistError("data.no_store", why=opened.reason)
        yield opened.store
    finally:
        await opened.store.close()


def operator() -> AgentId:
    """Who is at the command line, for the audit."""
    try:
        return AgentId(f"user:{getpass.getuser()}")
    except (OSError, KeyError):  # no name for this id on this machine
        return AgentId("user:?")


def region() -> str:
    """Where numbers without a country code are, as the settings say."""
    from agentassist.bootstrap import SystemClock
    from agentassist.settings.paths import user_paths
    from agentassist.settings.policy_sources import machine_policy_source
    from agentassist.settings.store import SettingsStore

    settings = SettingsStore(user_paths().config_file, SystemClock(), machine_policy_source())
    return str(settings.get("numbers.region").value)
