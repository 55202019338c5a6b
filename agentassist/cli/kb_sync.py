"""`agentassist kb sync`: articles of the sources in the settings, and of the house's feed."""

import argparse
import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.cli.errors import error_text
from agentassist.cli.kb_conflicts import why
from agentassist.cli.kb_place import SOME_REJECTED, add_place, opened, say
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.shown_text import one_line

if TYPE_CHECKING:
    from agentassist.domain.article_sync import Reject, SyncReport
    from agentassist.knowledge.base import LocalKnowledgeBase
    from agentassist.ports.secrets import Credentials
    from agentassist.settings.store import SettingsStore


def add_arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    sync = actions.add_parser(
        "sync",
        help="bring the articles of the sources in the settings up to date",
        description="What changed here and there is named and left as it is here; the exit status"
        " is then 3. Deleted articles go once a day, when everything is compared.",
    )
    sync.add_argument("name", nargs="?", metavar="NAME", help="as in [sources.NAME], or feed")
    sync.add_argument("--whole", action="store_true", help="compare everything now")
    sync.add_argument(
        "--config", type=Path, metavar="FILE", help="another settings file than yours"
    )
    add_place(sync)


def run_sync(args: argparse.Namespace) -> int:
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    async with AsyncExitStack() as stack:
        credentials: Credentials | None = None
        settings = await asyncio.to_thread(_settings, args.config)
        if args.db is not None:
            db: Path = args.db
            base = _base(lambda: opened(db))
        else:
            from agentassist.cli.user_store import user_store

            store = await stack.enter_async_context(user_store())
            credentials, base = store.sealed_values, _base(store.connect)
        stack.push_async_callback(base.close)
        return await _sync(args, settings, base, credentials)


def _base(connect: object) -> "LocalKnowledgeBase":
    from agentassist.knowledge.base import LocalKnowledgeBase

    return LocalKnowledgeBase(connect)  # type: ignore[arg-type]


async def _sync(
    args: argparse.Namespace,
    settings: "SettingsStore",
    base: "LocalKnowledgeBase",
    credentials: "Credentials | None",
) -> int:
    from agentassist.cli.site_sources import feed_access, surroundings
    from agentassist.knowledge.keeping import SiteArticles
    from agentassist.net.feed_access import ARTICLES
    from agentassist.system_clock import SystemClock

    problems = settings.sources().problems
    for problem in problems:
        say(f"agentassist: {error_text(problem)}")
    around = surroundings(credentials)
    feed = feed_access(ARTICLES, settings, around)
    keeper = SiteArticles(
        base, SystemClock(), lambda: settings.sources().sources, feed, lambda: around
    )
    reports = await keeper.sync(args.name, whole=args.whole, progress=_progress)
    if args.name is not None and not reports:
        raise AgentAssistError("source.no_articles", source=args.name)
    for report in reports:
        _tell(report)
    if not reports:
        print("nothing to sync: no source in the settings has articles, and there is no feed")
    clean = all(report.clean for report in reports) and not problems
    return 0 if clean else SOME_REJECTED


def _progress(source: str, read: int) -> None:
    if sys.stderr.isatty():
        say(f"{source}: {read} articles read", end="\r")


def _tell(report: "SyncReport") -> None:
    for conflict in report.conflicts:
        article = one_line(conflict.article_id, 300)
        say(f"{report.source}: {article} stays as it is: {why(conflict.clash, conflict.other)}")
    if report.emptied:
        say(f"{report.source}: it has no articles any more; those that are here were kept")
    if report.rejected:
        say(f"{report.source}: {report.rejected} articles could not be read; none was removed")
        for reject in report.rejects:
            say(f"{report.source}: {_reject(reject)}")
    if report.problem is not None:
        say(f"{report.source}: {error_text(report.problem)}")
        return
    how = "all compared" if report.whole else "changes"
    print(
        f"{report.source}: {report.stored} new or changed, {report.unchanged} as they were,"
        f" {report.removed} removed, {len(report.conflicts)} in conflict ({how})"
    )


def _reject(one: "Reject") -> str:
    """`articles.jsonl:7: no_title`, or how many there were where the source tells no place."""
    where = f"{one.place}:{one.line}: " if one.place else f"{one.count} rows: "
    return one_line(f"{where}{one.reason}{f': {one.detail}' if one.detail else ''}", 500)


def _settings(config: Path | None) -> "SettingsStore":
    from agentassist.cli.site_sources import settings_of

    return settings_of(config)
