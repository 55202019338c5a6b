"""Contacts that nobody answered. Walked from the newest row to the oldest."""

from datetime import datetime, timedelta
from typing import Final

from agentassist.domain.call import Direction
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus

# Older than this, it is history: nobody is going to answer it now.
STILL_EXPECTED: Final = timedelta(days=90)
_WRITTEN: Final = frozenset(
    {Channel.MAIL, Channel.MESSAGE, Channel.SOCIAL, Channel.LETTER, Channel.CHAT}
)
_SPOKEN: Final = frozenset({Channel.PHONE, Channel.VIDEO, Channel.CALLBACK})
_NO_CONTACT: Final = frozenset({Channel.NOTE, Channel.TICKET, Channel.ORDER, Channel.SURVEY})


class Unanswered:
    """Remembers that we spoke since: a missed call is answered by the next one."""

    def __init__(self, now: datetime) -> None:
        self._not_before = now - STILL_EXPECTED
        self._spoke = False

    def since(
        self,
        front: Interaction,
        copies: tuple[Interaction, ...] = (),
        thread: tuple[Interaction, ...] = (),
    ) -> datetime | None:
        """When they wrote or called first without an answer, for rows given newest first."""
        if not copies and not thread:
            waits = self._waits(front) and front.at >= self._not_before
            return front.at if waits else None
        if any(item.answered_at is not None for item in copies):
            return None
        since = None
        for item in (front, *thread):
            if item.channel in _NO_CONTACT:
                continue
            if not self._waits(item) and not any(self._waits(copy) for copy in copies):
                break
            since, copies = item.at, ()
        return since if since is not None and since >= self._not_before else None

    def _waits(self, item: Interaction) -> bool:
        if item.channel in _SPOKEN:
            asked = item.channel is Channel.CALLBACK and item.status.pending
            missed = item.unanswered or asked
            if not missed:
                self._spoke = True
            return missed and item.answered_at is None and not self._spoke
        if item.answered_at is not None or item.direction is Direction.OUTBOUND:
            return False
        asked = item.direction is Direction.INBOUND and item.channel in _WRITTEN
        return item.unanswered or (asked and item.status is InteractionStatus.OPEN)
