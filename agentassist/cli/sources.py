"""`agentassist sources`: which systems of record are asked, their secrets, and their check."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.assets import resources
from agentassist.cli import source_check
from agentassist.cli.site_sources import feed_access, say, settings_of, surroundings
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret

if TYPE_CHECKING:
    from agentassist.history.site_source import SiteSource
    from agentassist.net.source_secret import SourceSecret
    from agentassist.ports.secrets import Credentials
    from agentassist.settings.source_tables import SourceTables
    from agentassist.settings.store import SettingsStore

_SOME_WRONG = 3
_LONGEST_SECRET = 16_000  # characters


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser(
        "list",
        help="name the sources of the settings, and what each is asked by",
        description="Nothing is sent. What is wrong is named on stderr; the exit status is then 3.",
    )
    listed.add_argument(
        "--mappings", action="store_true", help="name the mappings that ship with the program"
    )
    secret = actions.add_parser(
        "secret",
        help="seal the secret of a source in your encrypted store",
        description="It is typed without being shown, or read from standard input, never an"
        " argument. The window has to be closed.",
    )
    secret.add_argument(
        "name",
        metavar="NAME",
        help="as in [sources.NAME]; feed or packs for those of the organisation",
    )
    secret.add_argument(
        "--part",
        choices=("secret", "client_secret", "refresh_token", "proxy"),
        help="which one, where a source needs several; without it the main one",
    )
    secret.add_argument(
        "--forget", action="store_true", help="take the sealed one out of the store instead"
    )
    check = actions.add_parser(
        "check",
        help="explain a mapping, and try it on the real system",
        description="FILE alone: what the mapping does, nothing is sent. NAME, or FILE with --url:"
        " the canary is asked, then each key that is given, then the history of who was found"
        " first, and articles. Values are shown masked. The exit status is 0, or 3 if something is"
        " wrong.",
    )
    source_check.add_arguments(check)
    for action in (listed, secret, check):
        action.add_argument(
            "--config", type=Path, metavar="FILE", help="another settings file than yours"
        )


def run(args: argparse.Namespace) -> int:
    if args.action == "check":
        named = not source_check.is_file(args.target)
        return source_check.checked(args, _tables(args.config) if named else None)
    if args.action == "secret":
        return asyncio.run(_secret(args))
    if args.mappings:
        from agentassist.history.site_source import bundled_mappings

        print("\n".join(bundled_mappings(resources() / "sources")))
        return 0
    return _list(_tables(args.config))


def _tables(config: Path | None) -> "SourceTables":
    return settings_of(config).sources()


def _list(tables: "SourceTables") -> int:
    from agentassist.history.site_source import SiteSource

    around = surroundings(None)
    wrong = len(tables.problems)
    for problem in tables.problems:
        say(problem)
    for settings in tables.sources:
        try:
            site = SiteSource.read(settings, around)
        except AgentAssistError as error:
            wrong += 1
            say(error)
        else:
            print(_line(site))
    if not tables.sources and not wrong:
        print("no source is set up: see [sources.NAME] in the guide for IT")
    return _SOME_WRONG if wrong else 0


def _line(site: "SiteSource") -> str:
    """`rt5  Help desk  https://...  by phone, email  secret: variable DESK_TOKEN`."""
    settings, spec = site.settings, site.spec
    by = ", ".join(kind.value for kind in sorted(spec.finds_by)) or "nothing: no [find]"
    parts = [settings.name, settings.title or spec.title, site.url, f"by {by}"]
    if settings.secret_file:
        parts.append(f"secret: file {settings.secret_file}")
    elif site.parts:
        parts.append(f"needs: {', '.join(site.parts)}")
    if settings.write_back:
        parts.append("notes are written" if spec.notes else "takes no notes")
    if settings.locked:
        parts.append(f"set by policy: {', '.join(sorted(settings.locked))}")
    if not settings.enabled:
        parts.append("switched off")
    return "  ".join(parts)


async def _secret(args: argparse.Namespace) -> int:
    from agentassist.net.feed_access import FEEDS

    settings = await asyncio.to_thread(settings_of, args.config)
    find = _of_feed if args.name in FEEDS else _of_source
    find(args, settings, None)  # what is wrong is said before anything is opened
    async with _sealing() as credentials:
        found, place = find(args, settings, credentials)
        if args.forget:
            await found.forget()
            return 0
        part = args.part or "secret"
        await found.keep(await asyncio.to_thread(_read_secret, args.name, part))
    print(f"sealed for {args.name} at {place}", file=sys.stderr)
    return 0


@asynccontextmanager
async def _sealing() -> "AsyncIterator[Credentials]":
    """The encrypted store. AgentAssistError("source.no_store") where nothing would stay."""
    from agentassist.secrets.os_keyring import OsKeyring
    from agentassist.settings.paths import user_paths
    from agentassist.storage.opening import open_user_store
    from agentassist.system_clock import SystemClock

    opened = await open_user_store(user_paths().database, OsKeyring(), clock=SystemClock())
    try:
        if opened.reason is not None:
            raise AgentAssistError("source.no_store", why=opened.reason)
        yield opened.store.sealed_values
    finally:
        await opened.store.close()


def _of_source(
    args: argparse.Namespace, settings: "SettingsStore", credentials: "Credentials | None"
) -> "tuple[SourceSecret, str]":
    """A secret of a source, and where it is sent. AgentAssistError("source.unknown")."""
    from agentassist.history.site_source import SiteSource

    tables = settings.sources()
    table = next((one for one in tables.sources if one.name == args.name), None)
    if table is None:
        for problem in tables.problems:
            say(problem)
        raise AgentAssistError("source.unknown", source=args.name)
    site = SiteSource.read(table, surroundings(credentials))
    part = args.part or next(iter(site.parts), "")
    if part not in site.parts:
        raise AgentAssistError("source.unknown", source=args.name)
    args.part = part
    return site.secret(part), site.url


def _of_feed(
    args: argparse.Namespace, settings: "SettingsStore", credentials: "Credentials | None"
) -> "tuple[SourceSecret, str]":
    """That of one of the organisation's feeds. AgentAssistError("feed.no_login")."""
    feed = feed_access(args.name, settings, surroundings(credentials))
    if not feed.needs_secret or args.part not in (None, "secret"):
        raise AgentAssistError("feed.no_login", feed=args.name, setting=f"{feed.key}_login")
    return feed.secret(), feed.place


def _read_secret(name: str, part: str) -> Secret:
    if sys.stdin.isatty():
        text = getpass.getpass(f"{part} of {name}: ")
    else:
        text = sys.stdin.read(_LONGEST_SECRET + 1).rstrip("\r\n")
    if not text.strip() or len(text) > _LONGEST_SECRET or not text.isprintable():
        raise AgentAssistError("source.bad_secret", source=name)
    return Secret(text)
