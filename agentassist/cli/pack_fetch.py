"""`agentassist packs fetch`: take what is new where the organisation keeps its packs."""

import argparse
import asyncio
import json
import sys
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.cli.errors import error_text
from agentassist.domain.errors import AgentAssistError

if TYPE_CHECKING:
    from agentassist.coaching.feed import PackFetch
    from agentassist.coaching.library import PackLibrary
    from agentassist.net.feed_access import FeedAccess
    from agentassist.net.file_fetch import FetchedFile
    from agentassist.settings.store import SettingsStore


def add_arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    fetch = actions.add_parser(
        "fetch",
        help="install what is new where the organisation keeps its packs (packs.feed)",
        description="Each pack is checked as at `install`. What the feed has no more stays"
        " installed, and is named. A login that is sealed in the store is found while the window is"
        " closed.",
    )
    fetch.add_argument("--json", action="store_true", help="what came of it as JSON")


def run_fetch(
    args: argparse.Namespace, library: "PackLibrary", settings: "SettingsStore", shelf: Path
) -> int:
    """0: all is well. 1: a pack was refused, and why is on stderr."""
    from agentassist.cli.site_sources import feed_access, surroundings
    from agentassist.net.feed_access import PACKS

    feed = feed_access(PACKS, settings, surroundings(None))
    if not feed.place:
        raise AgentAssistError("feed.none", setting=feed.key)
    found = asyncio.run(_fetch(feed, settings, library, shelf))
    for problem in found.problems:
        print(f"agentassist: {error_text(problem)}", file=sys.stderr)
    if args.json:
        print(json.dumps(_said(found), ensure_ascii=False, indent=2))
    else:
        _tell(found)
    return 1 if found.problems else 0


async def _fetch(
    feed: "FeedAccess", settings: "SettingsStore", library: "PackLibrary", shelf: Path
) -> "PackFetch":
    from agentassist.cli.site_sources import feed_access, surroundings
    from agentassist.cli.user_store import user_store
    from agentassist.coaching.feed import PackFeed

    async with AsyncExitStack() as stack:
        if feed.needs_secret and not await feed.has_secret():
            store = await stack.enter_async_context(user_store())
            feed = feed_access(feed.name, settings, surroundings(store.sealed_values))

        async def fetched(address: str, mark: str, most: int) -> "FetchedFile | None":
            return await feed.fetch(address, mark, most=most)

        today = date.today()  # noqa: DTZ011 - a day of this place
        return await PackFeed(feed.place, library.shelf, shelf, fetched).take(today, _progress)


def _progress(file: str) -> None:
    print(f"fetching {file}", file=sys.stderr, flush=True)


def _tell(found: "PackFetch") -> None:
    for pack in found.installed:
        print(f"{pack}: installed; the window uses it from its next start on")
    for pack in found.kept:
        print(f"{pack}: not offered any more; it stays installed until `packs remove {pack}`")
    new, same, refused = len(found.installed), found.unchanged, len(found.problems)
    print(f"{new} new or changed, {same} as they were, {refused} refused")


def _said(found: "PackFetch") -> dict[str, object]:
    return {
        "installed": list(found.installed),
        "unchanged": found.unchanged,
        "not_offered_any_more": list(found.kept),
        "refused": [
            {"code": problem.code, "text": error_text(problem)} for problem in found.problems
        ],
    }
