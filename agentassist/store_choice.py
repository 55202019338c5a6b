"""Which store the program works on: a part of the composition root, as bootstrap.py is."""

from agentassist.ports.clock import Clock
from agentassist.ports.settings import Settings
from agentassist.secrets.os_keyring import OsKeyring
from agentassist.settings.paths import user_paths
from agentassist.storage.opening import OpenedStore, open_user_store
from agentassist.storage.store import Store


async def opened_store(settings: Settings, clock: Clock, *, demo: bool) -> OpenedStore:
    """The agent's own encrypted one; the demo's is in memory and gone with it."""
    if demo:
        return OpenedStore(await Store.open(clock=clock), "demo")
    return await open_user_store(
        user_paths().database,
        OsKeyring(),
        clock=clock,
        require_keystore=bool(settings.get("storage.require_keystore").value),
    )
