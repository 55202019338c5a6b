"""Once at the start and once a day: what has been kept long enough goes."""

import asyncio
import logging
from datetime import timedelta

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.retention import KeptFor, Retention
from agentassist.ports.settings import Settings

EVERY_S = 24 * 60 * 60.0
AFTER_START_S = 60.0  # the first calls of the day come first
_log = logging.getLogger(__name__)


def kept_for(settings: Settings) -> KeptFor:
    """As the settings, or policy over them, say; 0 days are for ever."""

    def days(key: str) -> timedelta | None:
        number = settings.get(key).number
        return timedelta(days=number) if number else None

    return KeptFor(
        interactions=days("retention.interactions_days"),
        wrap_ups=days("retention.wrap_ups_days"),
        cache=days("retention.cache_days"),
        imports=days("retention.imports_days"),
        audit=days("retention.audit_days"),
    )


async def keep_no_longer(
    retention: Retention,
    settings: Settings,
    *,
    first_s: float = AFTER_START_S,
    every_s: float = EVERY_S,
) -> None:
    """Until cancelled. A store that fails is tried again the next day; that is logged."""
    await asyncio.sleep(first_s)
    while True:
        try:
            gone = await retention.apply(kept_for(settings))
            if gone:
                _log.info("kept long enough", extra={"rows": sum(gone.values())})
        except AgentAssistError as error:
            _log.warning("%s", error)
        await asyncio.sleep(every_s)
