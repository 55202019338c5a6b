"""`agentassist sources check`: a mapping explained, and tried on the real system."""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.assets import resources
from agentassist.cli.check_words import Check, told
from agentassist.cli.site_sources import say, surroundings
from agentassist.domain.errors import AgentAssistError

if TYPE_CHECKING:
    from agentassist.history.rest.source import RestSource
    from agentassist.history.rest.trial import Trial
    from agentassist.history.site_source import SiteSource, Surroundings
    from agentassist.net.client import Client
    from agentassist.ports.source_settings import SourceSettings
    from agentassist.settings.source_tables import SourceTables

SOME_WRONG = 3
_KEYS = ("phone", "email", "account", "order")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target", metavar="FILE|NAME", help="a mapping, or a source as in [sources.NAME]"
    )
    parser.add_argument("--url", help="try the mapping at this address")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="another ${NAME} of it"
    )
    parser.add_argument("--secret-env", default="", metavar="VARIABLE", help="where the secret is")
    parser.add_argument("--region", default="", help="country of numbers without a country code")
    parser.add_argument("--phone", metavar="NUMBER", help="find somebody who has it")
    parser.add_argument("--email", metavar="ADDRESS")
    parser.add_argument("--account", metavar="NUMBER")
    parser.add_argument("--order", metavar="NUMBER")
    parser.add_argument("--search", metavar="WORDS", help="search its articles")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")


def checked(args: argparse.Namespace, tables: "SourceTables | None") -> int:
    """`tables` are the settings, where `target` may be a name of them. 0, or 3 if it is wrong."""
    check = Check(target=args.target)
    try:
        asyncio.run(_check(args, tables, check))
    except AgentAssistError as problem:
        if problem.code.startswith("usage."):
            raise
        check.problem = problem
    if args.json:
        print(json.dumps(check.as_json(), ensure_ascii=False, indent=2))
    else:
        print("\n".join(told(check)))
    return SOME_WRONG if check.wrong else 0


async def _check(args: argparse.Namespace, tables: "SourceTables | None", check: Check) -> None:
    from agentassist.history.rest.explanation import explained
    from agentassist.history.rest.reading import read_mapping
    from agentassist.history.site_source import mapping_file

    configured = _configured(args, tables)
    settings = configured or _given(args)
    check.spec = read_mapping(mapping_file(settings, resources() / "sources"))
    check.explanation = explained(check.spec)
    if configured is None and not settings.values:
        _refuse_lone_keys(args)
    else:
        await _try(args, settings, check, sealed=configured is not None)


def is_file(target: str) -> bool:
    """A mapping is meant, not a name of the settings."""
    return target.endswith(".toml") or "/" in target or "\\" in target


def _configured(args: argparse.Namespace, tables: "SourceTables | None") -> "SourceSettings | None":
    if tables is None or is_file(args.target):
        return None
    found = next((one for one in tables.sources if one.name == args.target), None)
    if found is None:
        for problem in tables.problems:
            say(problem)
        return None
    changed = {name: value for name, value in (("url", args.url),) if value}
    return replace(
        found,
        values={**found.values, **changed, **_values(args)},
        secret_env=args.secret_env or found.secret_env,
        region=args.region or found.region,
    )


def _given(args: argparse.Namespace) -> "SourceSettings":
    """Of a file, or of a mapping that ships with the program, called as it is."""
    from agentassist.history.site_source import bundled_mappings
    from agentassist.ports.source_settings import SourceSettings

    mapping = args.target
    if is_file(mapping):
        mapping = str(Path(mapping).absolute())
    elif mapping not in (known := bundled_mappings(resources() / "sources")):
        raise AgentAssistError(
            "source.no_mapping", source=mapping, mapping=mapping, known=", ".join(known)
        )
    values = _values(args)
    if args.url:
        values["url"] = args.url
    return SourceSettings(
        Path(mapping).stem, mapping, secret_env=args.secret_env, region=args.region, values=values
    )


def _values(args: argparse.Namespace) -> dict[str, str]:
    pairs = (text.partition("=") for text in args.set)
    found = {name.strip(): value for name, sign, value in pairs if sign and name.strip()}
    if len(found) != len(args.set):
        raise AgentAssistError("usage.bad_set", option="--set")
    return found


def _refuse_lone_keys(args: argparse.Namespace) -> None:
    """A key without a place to ask: better said than passed over."""
    if args.search or any(getattr(args, name) for name in _KEYS):
        raise AgentAssistError("usage.no_url", option="--url")


async def _try(
    args: argparse.Namespace, settings: "SourceSettings", check: Check, *, sealed: bool
) -> None:
    from agentassist.history.site_source import SiteSource

    own = bool(settings.secret_env or settings.secret_file)
    around, close = await _around(sealed=sealed and not own)
    try:
        site = SiteSource.read(settings, around)
        check.address = site.url
        await _ask(args, site, check)
    finally:
        await close()


async def _ask(args: argparse.Namespace, site: "SiteSource", check: Check) -> None:
    source, client = await site.connect()
    try:
        check.canaries = dict(await source.try_canaries())
        if not any(one.error for one in check.canaries.values()):
            for kind in _KEYS:
                if typed := getattr(args, kind):
                    await _one_key(kind, typed, site, source, check)
        if args.search:
            check.trials["articles.search"] = await _search(args.search, site, client, check)
    finally:
        await source.close()


async def _one_key(
    kind: str, typed: str, site: "SiteSource", source: "RestSource", check: Check
) -> None:
    from agentassist.domain.source import KeyKind, SourceKey
    from agentassist.history.identity import PhoneKeyParser

    if KeyKind(kind) not in source.finds_by:
        check.unasked[kind] = "not_mapped"
        return
    value: str | None = typed.strip()
    if kind == "phone":
        value = PhoneKeyParser(site.settings.region or site.around.region).e164(typed)
    elif kind == "email":
        value = typed.strip().lower()
    if not value:
        check.unasked[kind] = "no_number" if kind == "phone" else "empty"
        return
    trial = check.trials[f"find.{kind}"] = await source.trial(SourceKey(KeyKind(kind), value))
    if trial.first is not None and "interactions" not in check.trials and site.spec.interactions:
        check.trials["interactions"] = await source.trial(trial.first)


async def _search(query: str, site: "SiteSource", client: "Client", check: Check) -> "Trial":
    from agentassist.history.rest.articles import RestArticles
    from agentassist.history.rest.trial import Journal
    from agentassist.system_clock import SystemClock

    journal = Journal()
    values = site.settings.values
    articles = RestArticles(
        site.settings.name, site.spec, client, clock=SystemClock(), settings=values
    )
    try:
        if not articles.searches:
            raise AgentAssistError("source.no_articles", source=site.settings.name)
        found = await articles.search(query, journal=journal)
    except AgentAssistError as problem:
        return journal.trial(problem)
    journal.kept = len(found)
    check.titles = tuple(one.title for one in found[:5])
    return journal.trial()


async def _around(*, sealed: bool) -> "tuple[Surroundings, Callable[[], Awaitable[None]]]":
    """What a source is put together with; sealed secrets where the store can be opened now."""
    if not sealed:
        return surroundings(None), _nothing
    from agentassist.secrets.os_keyring import OsKeyring
    from agentassist.settings.paths import user_paths
    from agentassist.storage.opening import open_user_store
    from agentassist.system_clock import SystemClock

    if not user_paths().database.exists():
        return surroundings(None), _nothing  # nothing is sealed, and none is made for this
    opened = await open_user_store(user_paths().database, OsKeyring(), clock=SystemClock())
    if opened.reason is not None:
        say(AgentAssistError("source.no_store", why=opened.reason))
        await opened.store.close()
        return surroundings(None), _nothing
    return surroundings(opened.store.sealed_values), opened.store.close


async def _nothing() -> None:
    """There is nothing to close."""
