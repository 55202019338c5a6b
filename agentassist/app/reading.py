"""Who was looked at: one audit line for each person whose card stood on the screen in a call."""

from agentassist.app.calls import CallRecord
from agentassist.app.runtime import StartTask
from agentassist.ports.audit import Audit

LOOKED_UP = "looked_up"  # without a call: the agent opened it


class Reading:
    """The call is the reason; how they were found stands beside it, never a value."""

    def __init__(self, audit: Audit, start_task: StartTask) -> None:
        self._audit = audit
        self._start_task = start_task

    def seen(self, record: CallRecord) -> None:
        """A card was published. Once a call and person: a card is composed anew all the time."""
        contact = record.contact_id
        if contact is None or contact in record.read:
            return
        record.read.add(contact)
        evidence = record.identity.evidence
        found = evidence[0].kind.value if evidence else ""
        line = self._audit.record(
            "read",
            agent=record.snapshot.agent,
            call_id=record.call_id,
            contact_id=contact,
            detail=found if record.call_id is not None else LOOKED_UP,
        )
        self._start_task(line, "audit")
