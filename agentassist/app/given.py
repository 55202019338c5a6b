"""What the caller gave, during the call: told to the agent, taken back, shown, asked twice."""

import uuid
from collections.abc import Callable

from agentassist.app.bus import Bus
from agentassist.app.calls import CallRecord, CallRecords
from agentassist.app.events import RepeatCounted
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, CallId, FactId
from agentassist.domain.ivr import GivenFact, InputResult
from agentassist.domain.told_fact import told_fact
from agentassist.domain.verification import NOT_ASKED, VerificationPolicy
from agentassist.ports.audit import Audit
from agentassist.ports.clock import Clock
from agentassist.ports.repeats import Repeats
from agentassist.ports.telephony import CallFeed

_CHECKS = (InputResult.OK, InputResult.WRONG)


class Given:
    """The agent's own entries in a call's ledger. `on_change` shows the card anew."""

    def __init__(
        self,
        *,
        bus: Bus,
        clock: Clock,
        records: CallRecords,
        feed: CallFeed,
        audit: Audit,
        repeats: Repeats,
        policy: VerificationPolicy,
        may_reveal: Callable[[], bool],
        on_change: Callable[[CallRecord], None],
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._records = records
        self._feed = feed
        self._audit = audit
        self._repeats = repeats
        self._policy = policy
        self._may_reveal = may_reveal
        self._on_change = on_change

    async def give(
        self, kind: str, text: str, result: InputResult | None, call: CallId | None = None
    ) -> FactId:
        """Note what came of asking; TIMEOUT: they did not know. What it is taken back by.

        Another call may have come before the agent's while the answer was on its way here.
        """
        record = self._records.on_card()
        if kind in NOT_ASKED or record.internal or call not in (None, record.call_id):
            raise AgentAssistError("given.not_asked")
        fact_id, agent = FactId(uuid.uuid4().hex), record.snapshot.agent
        fact = told_fact(
            kind,
            text,
            result,
            self._policy.kind(kind),
            fact_id=fact_id,
            by=agent,
            at=self._clock.now(),
        )
        if fact.result in _CHECKS:
            await self._write("check", record, f"{fact.kind} {fact.result}")
        record.noted.note(fact, record.contact_id)
        self._changed(record)
        return fact_id

    async def take_back(self, fact_id: FactId) -> None:
        """It was noted by mistake. Only what this agent noted."""
        record = self._records.on_card()
        agent = record.snapshot.agent
        known = next((f for f in record.ledger().facts if f.id == fact_id and f.by == agent), None)
        if known is None:
            raise AgentAssistError("given.not_yours")
        if known.result in _CHECKS:
            await self._write("check_undone", record, f"{known.kind} {known.result}")
        record.noted.take_back(fact_id)
        self._changed(record)

    def sync(self, record: CallRecord) -> None:
        """What was noted goes with the call, to whoever gets it next."""
        if not record.internal:
            record.noted.sync(self._feed, record.snapshot, record.contact_id)

    async def reveal(self, index: int) -> str:
        """The value of the fact at `index` of the card. Audited before it is returned."""
        if not self._may_reveal():
            raise AgentAssistError("given.reveal_forbidden")
        record = self._records.on_card()
        fact = _at(record, index)
        if fact.value is None:
            raise AgentAssistError("given.not_revealable")
        await self._write("reveal", record, fact.kind)
        return fact.value.reveal()

    async def copied(self, index: int) -> None:
        """A shown value went to the clipboard."""
        record = self._records.on_card()
        await self._write("copy", record, _at(record, index).kind)

    async def repeated(self) -> None:
        """Our defect, counted: the caller had to say something again."""
        record, call_id = self._call()
        count = await self._repeats.add(call_id, record.snapshot.agent, record.contact_id)
        self._count(record, call_id, count)

    async def not_repeated(self) -> None:
        """The key was pressed by mistake: this agent's last count in the call is taken back."""
        record, call_id = self._call()
        count = await self._repeats.take_back(call_id, record.snapshot.agent)
        self._count(record, call_id, count)

    def _call(self) -> tuple[CallRecord, CallId]:
        """A card may stand there without a call, too."""
        record = self._records.on_card()
        if record.call_id is None:
            raise AgentAssistError("call.none")
        return record, record.call_id

    def _count(self, record: CallRecord, call_id: CallId, count: int) -> None:
        record.repeated = count
        self._bus.publish(RepeatCounted(call_id, count))
        self._on_change(record)

    def _changed(self, record: CallRecord) -> None:
        self.sync(record)
        self._on_change(record)

    async def _write(self, action: str, record: CallRecord, detail: str) -> None:
        await self._audit.record(
            action,
            agent=AgentId(record.snapshot.agent),
            call_id=record.call_id,
            contact_id=record.contact_id,
            detail=detail,
        )


def _at(record: CallRecord, index: int) -> GivenFact:
    facts = record.card.given
    if not 0 <= index < len(facts):
        raise AgentAssistError("given.not_revealable")
    return facts[index]
