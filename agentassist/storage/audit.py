"""Who looked at what: appended, never changed (the database refuses it)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agentassist.domain.ids import AgentId, CallId, ContactId
from agentassist.domain.sealed import redact_cards
from agentassist.ports.clock import Clock
from agentassist.storage.database import Database
from agentassist.storage.engine import Connection
from agentassist.storage.values import micros, moment


@dataclass(frozen=True, slots=True)
class AuditLine:
    at: datetime
    action: str
    agent: AgentId
    call_id: CallId | None
    contact_id: ContactId | None
    detail: str


class StoredAudit:
    """Implements `ports.audit.Audit` over the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def record(
        self,
        action: str,
        *,
        agent: AgentId,
        call_id: CallId | None = None,
        contact_id: ContactId | None = None,
        detail: str = "",
    ) -> None:
        now = micros(self._clock.now())
        row = (now, action, agent, call_id, contact_id, redact_cards(detail))
        await self._database.write(
            lambda connection: connection.execute(
                "INSERT INTO audit (at, action, agent, call_id, contact_key, detail)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )
        )

    async def newest(self, limit: int = 100) -> Sequence[AuditLine]:
        """The last lines, newest first."""

        def read(connection: Connection) -> list[AuditLine]:
            rows = connection.execute(
                "SELECT at, action, agent, call_id, contact_key, detail FROM audit"
                " ORDER BY id DESC LIMIT ?",
                (limit,),
            )
            return [
                AuditLine(moment(at), action, AgentId(agent), call, contact, detail)
                for at, action, agent, call, contact, detail in rows
            ]

        return await self._database.read(read)
