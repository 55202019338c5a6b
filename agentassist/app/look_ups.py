"""Looking somebody up by hand: the store at every letter, sources for a whole key."""

import asyncio
import re
from collections.abc import Iterator, Sequence

from agentassist.app.bus import Bus
from agentassist.app.events import LookUpFilledIn
from agentassist.app.runtime import StartTask
from agentassist.domain.account import normalise_account
from agentassist.domain.contact import Candidate
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.party import Party
from agentassist.domain.source import KeyKind, SourceKey, SourceState, SourceStatus
from agentassist.ports.history import History, KeyParser
from agentassist.ports.refresh import Refresh, SourceReport

STILL_S = 0.4  # so long nothing was typed: sources are not asked for every letter
_EMAIL = re.compile(r"[^\s@<>\"',;()]{1,64}@[^\s@<>\"',;()]{1,190}\.[^\s@<>\"',;().]{2,63}")
_REFERENCE = re.compile(r"#?[A-Za-z0-9](?:[ ./-]?[A-Za-z0-9]){3,39}")
_LEAST_DIGITS = 4  # "Anna 2" is no account


class LookUps:
    """One at a time: the next text ends the questions about the one before."""

    def __init__(
        self,
        *,
        bus: Bus,
        history: History,
        keys: KeyParser,
        refresh: Refresh | None,
        start_task: StartTask,
    ) -> None:
        self._bus = bus
        self._history = history
        self._keys = keys
        self._refresh = refresh
        self._start_task = start_task
        self._text = ""
        self._asking: asyncio.Task[object] | None = None

    async def look_up(self, text: str) -> Sequence[Candidate]:
        """What the store has; what sources have besides comes as LookUpFilledIn."""
        self._leave()
        self._text = text
        if self._refresh is not None and self._refresh.sources:
            keys = tuple(whole_keys(text, self._keys))
            if keys:
                self._start_task(self._ask(self._refresh, text, keys), "look-up")
        return await self._history.search_contacts(text)

    def _leave(self) -> None:
        self._text = ""
        asking, self._asking = self._asking, None
        if asking is not None:
            asking.cancel()

    async def _ask(self, refresh: Refresh, text: str, keys: Sequence[SourceKey]) -> None:
        if self._text != text:
            return
        self._asking = asyncio.current_task()
        await asyncio.sleep(STILL_S)
        statuses: dict[str, SourceStatus] = {}

        def heard(report: SourceReport) -> None:
            statuses[report.status.source] = report.status

        await refresh.ask(keys, heard=heard)
        try:
            found = tuple(await self._history.search_contacts(text))
        except AgentAssistError:  # the list that stands there is as good as it gets
            return
        asked = (one for one in statuses.values() if one.state is not SourceState.NOT_ASKED)
        self._bus.publish(LookUpFilledIn(text, found, tuple(asked)))


def whole_keys(text: str, parser: KeyParser) -> Iterator[SourceKey]:
    """What a source may be asked by: a whole number, address, account or order; never a name."""
    text = text.strip()
    if _EMAIL.fullmatch(text):
        yield SourceKey(KeyKind.EMAIL, text.lower())
        return
    digits = sum(ch.isdecimal() for ch in text)
    if digits < _LEAST_DIGITS or len(text) > 60:
        return
    number = parser.keys(Party(text), None, None).e164
    if number is not None:
        yield SourceKey(KeyKind.PHONE, number)
    if _REFERENCE.fullmatch(text):
        account = normalise_account(text)
        if account:
            yield SourceKey(KeyKind.ACCOUNT, account)
        yield SourceKey(KeyKind.ORDER, text.lstrip("#"))
