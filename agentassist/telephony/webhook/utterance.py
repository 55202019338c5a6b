"""The body of `POST /v1/utterances`: a piece of a transcript, read as strictly as a call report.

`{"call": "...", "agent": "101", "speaker": "caller", "text": "...", "state": "final", "at": ...}`
"""

from typing import Final

import msgspec

from agentassist.domain.shown_text import one_line
from agentassist.domain.spoken_digits import redact_spoken
from agentassist.domain.utterance import LONGEST, Speaker, Utterance
from agentassist.telephony.webhook.parser import agent_id, call_id, refused, time_of
from agentassist.telephony.webhook.report import BadReportError

_STATES: Final = {"partial": False, "final": True}


class _Body(msgspec.Struct, kw_only=True):
    call: str
    agent: str
    speaker: str
    text: str
    state: str
    at: str | int | float


_decoder = msgspec.json.Decoder(_Body)


def read_utterance(body: bytes) -> Utterance:
    """Without card numbers, in digits or in words. BadReportError names the field alone."""
    try:
        raw = _decoder.decode(body)
    except msgspec.ValidationError as refusal:
        raise BadReportError(*refused(str(refusal))) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise BadReportError("body", "json") from None
    if raw.speaker not in set(Speaker):
        raise BadReportError("speaker", "choice")
    if raw.state not in _STATES:
        raise BadReportError("state", "choice")
    if len(raw.text) > LONGEST:
        raise BadReportError("text", "length")
    return Utterance(
        call=call_id("call", raw.call),
        agent=agent_id("agent", raw.agent),
        speaker=Speaker(raw.speaker),
        text=redact_spoken(one_line(raw.text, LONGEST)),
        final=_STATES[raw.state],
        at=time_of("at", raw.at),
    )
