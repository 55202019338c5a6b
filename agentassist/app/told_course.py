"""The course of a call that only its agent can tell."""

from agentassist.app.calls import CallRecord
from agentassist.domain.call import CallOrigin
from agentassist.domain.errors import AgentAssistError
from agentassist.ports.told_calls import CallStep, ToldCalls


def tell_course(record: CallRecord, told: ToldCalls | None, step: CallStep) -> None:
    """What the agent did with it: its phone tells nothing but the ring.

    The time of the talk counts from the ring then. AgentAssistError("call.not_yours_to_tell").
    """
    if told is None or record.call_id is None or record.snapshot.origin is not CallOrigin.LINK:
        raise AgentAssistError("call.not_yours_to_tell")
    if step is not CallStep.MISSED:
        record.answered_at = record.answered_at or record.rang_at
    told.tell(record.call_id, step)
