"""The demo's store and knowledge base, filled with the made-up center."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.knowledge import Article

if TYPE_CHECKING:
    from pathlib import Path

    from agentassist.knowledge.base import LocalKnowledgeBase
    from agentassist.storage.store import Store


async def fill(
    store: Store,
    knowledge: LocalKnowledgeBase,
    folder: Path,
    *,
    seed: int,
    now: datetime,
    report: Callable[[AgentAssistError], None],
) -> None:
    """`folder` holds the demo's texts; of an article that can't be read `report` hears."""
    from agentassist.knowledge.importers import markdown
    from agentassist.samples.center import build_center
    from agentassist.samples.elsewhere import records_elsewhere

    center = await asyncio.to_thread(build_center, seed, now, folder)
    await store.import_center(center.contacts, center.interactions, center.promises)
    await store.source_records.put(records_elsewhere(folder, center.contacts))
    articles: list[Article] = []
    for found in await asyncio.to_thread(list, markdown.read_folder(folder / "articles")):
        if isinstance(found, Article):
            articles.append(found)
        else:
            report(AgentAssistError("demo.unreadable", file=str(found)))
    await knowledge.put(articles)
