"""`agentassist packs counts`: how cues were taken, by rule, out of the agent's own store."""

import argparse
import asyncio

from agentassist.domain.cue_tally import CueTally, tallies_csv, tallies_json
from agentassist.domain.errors import AgentAssistError


def print_counts(args: argparse.Namespace) -> int:
    """AgentAssistError("pack.no_counts") when the store can't be opened now."""
    tallies = [one for one in asyncio.run(_stored()) if args.pack in (None, one.pack)]
    print(tallies_json(tallies) if args.json else tallies_csv(tallies), end="")
    return 0


async def _stored() -> tuple[CueTally, ...]:
    from agentassist.bootstrap import SystemClock
    from agentassist.secrets.os_keyring import OsKeyring
    from agentassist.settings.paths import user_paths
    from agentassist.storage.opening import open_user_store

    opened = await open_user_store(user_paths().database, OsKeyring(), clock=SystemClock())
    try:
        if opened.reason is not None:
            raise AgentAssistError("pack.no_counts", remedy="pack.no_counts", why=opened.reason)
        return await opened.store.cue_counts.all()
    finally:
        await opened.store.close()
