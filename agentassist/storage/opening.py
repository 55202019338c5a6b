"""Opening the store of the person at this machine: lock, key, database, in this order."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.clock import Clock
from agentassist.ports.secrets import KeyStore
from agentassist.secrets.database_key import open_or_create_key
from agentassist.storage.instance_lock import InstanceLock
from agentassist.storage.store import Store

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenedStore:
    """`reason`: the code why nothing is kept, None when it is."""

    store: Store
    reason: str | None = None


async def open_user_store(
    path: Path,
    keystore: KeyStore | None,
    *,
    clock: Clock,
    require_keystore: bool = False,
    command: bool = False,
) -> OpenedStore:
    """The encrypted store at `path`, or one in memory and the reason.

    Cards and search go on without a keystore, on a full or foreign disk, and while another
    program holds the store. `require_keystore` (policy) raises instead. `command`: it tells the
    reason itself, and goes on with nothing.

    The lock comes first: two programs that start for the first time at once would each make a
    key, and the one kept last would not be the one that the database was written under.
    """
    try:
        lock = await asyncio.to_thread(InstanceLock, path.with_name(f"{path.name}.lock"))
        try:
            exists = await asyncio.to_thread(path.exists)
            key = await asyncio.to_thread(
                open_or_create_key, keystore, database_exists=exists, required=require_keystore
            )
            if key.value is not None:
                store = await Store.open(path, key.value, clock=clock, key_lost=key.lost, lock=lock)
                return OpenedStore(store)
            reason = key.reason
        except BaseException:
            lock.release()
            raise
        lock.release()
    except AgentAssistError as error:
        if require_keystore:
            raise
        reason = error.code
    if not command:
        _log.warning("nothing is kept after exit", extra={"code": reason})
    return OpenedStore(await Store.open(clock=clock), reason)
