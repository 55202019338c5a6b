"""Requests to answers: which path, who may, how much, and what the body says.

An answer names what is wrong with a report, never what stood in it.
"""

import hmac
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from agentassist.domain.ivr_reading import IvrMapping
from agentassist.domain.utterance import Utterance
from agentassist.telephony.webhook.allowance import Allowance
from agentassist.telephony.webhook.config import WebhookConfig
from agentassist.telephony.webhook.cti import CtiReport, read_cti
from agentassist.telephony.webhook.kept_signatures import KeptSignatures
from agentassist.telephony.webhook.parser import read_report
from agentassist.telephony.webhook.report import BadReportError, CallReport
from agentassist.telephony.webhook.signature import SignatureCheck, Verdict
from agentassist.telephony.webhook.utterance import read_utterance

CALLS: Final = b"/v1/calls"
UTTERANCES: Final = b"/v1/utterances"
CTI: Final = b"/v1/cti/"
SIGNATURE: Final = b"x-agentassist-signature"
MAX_BODY: Final = 65_536
# A site of 500 agents stays far below; somebody who guesses gets nowhere.
ACCEPTED_PER_SECOND, ACCEPTED_AT_ONCE = 100.0, 500.0
REFUSED_PER_SECOND, REFUSED_AT_ONCE = 10.0, 50.0
# Apart, so that a transcript never stands in a call's way; and so few that the signatures of both
# are remembered for as long as they could come again.
HEARD_PER_SECOND, HEARD_AT_ONCE = 8.0, 40.0
# A browser sends one with every POST of a page: no page has any business here, whatever it knows.
_OF_BROWSERS: Final = (b"origin", b"sec-fetch-site")
_FORM: Final = b"application/x-www-form-urlencoded"
_log = logging.getLogger(__name__)
Headers = Sequence[tuple[bytes, bytes]]


class TakesReports(Protocol):
    """Where reports that are believed go."""

    def take(self, report: CallReport) -> None: ...

    def take_cti(self, report: CtiReport) -> None: ...

    def take_utterance(self, utterance: Utterance) -> None: ...


@dataclass(frozen=True, slots=True)
class Head:
    """A request before its body. Names of headers are in small letters."""

    method: bytes
    target: bytes
    headers: Headers

    @property
    def path(self) -> bytes:
        """Without the query; also of `http://host/path`, as proxies write it."""
        target = self.target
        if target[:7].lower() == b"http://":
            target = b"/" + target[7:].partition(b"/")[2]
        return target.partition(b"?")[0]

    def values(self, name: bytes) -> list[bytes]:
        return [value for key, value in self.headers if key == name]

    @property
    def media_type(self) -> bytes:
        types = self.values(b"content-type")
        return types[0].partition(b";")[0].strip().lower() if types else b""


@dataclass(frozen=True, slots=True)
class Answer:
    """Body as JSON. `close`: nothing more is heard on this connection."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    close: bool = False


def refusal(status: int, error: str, *, close: bool = False, **more: str) -> Answer:
    return Answer(status, json.dumps({"error": error, **more}).encode(), close=close)


@dataclass(slots=True)
class Counters:
    """How many requests got which answer."""

    answers: dict[int, int] = field(default_factory=dict)

    def count(self, status: int) -> None:
        self.answers[status] = self.answers.get(status, 0) + 1


class Receiver:
    """Knows the secrets, and what came before. In seconds: `wall` since 1970, `clock` monotonic."""

    def __init__(
        self,
        config: WebhookConfig,
        mapping: IvrMapping,
        calls: TakesReports,
        *,
        wall: Callable[[], float],
        clock: Callable[[], float],
    ) -> None:
        self.counters = Counters()
        self._mapping = mapping
        self._calls = calls
        self._signatures = SignatureCheck(config.secret, KeptSignatures(config.signatures))
        self._token = config.token.encode() if config.token else None
        self._wall, self._clock = wall, clock
        self._accepted = Allowance(ACCEPTED_PER_SECOND, ACCEPTED_AT_ONCE)
        self._heard = Allowance(HEARD_PER_SECOND, HEARD_AT_ONCE)
        self._refused = Allowance(REFUSED_PER_SECOND, REFUSED_AT_ONCE)
        self._suspicious = False
        self._faults: set[type[Exception]] = set()

    def close(self) -> None:
        self._signatures.close()

    def refuse(self, head: Head) -> Answer | None:
        """What can be said before the body is read; None: go on."""
        cti = self._token is not None and head.path.startswith(CTI)
        if head.path not in (CALLS, UTTERANCES) and not cti:
            return refusal(404, "not_found", close=True)
        if head.method != b"POST":
            allow = ((b"Allow", b"POST"),)
            return Answer(405, b'{"error": "method"}', allow, close=True)
        if any(name in _OF_BROWSERS for name, _ in head.headers):
            return refusal(403, "browser", close=True)
        # curl and CURL() call every body a form; one that is signed and reads as JSON is JSON.
        if head.media_type not in (b"", b"application/json", _FORM):
            return refusal(415, "media_type", close=True)
        length = head.values(b"content-length")
        if length and length[0].isdigit() and int(length[0][:12]) > MAX_BODY:
            return self.too_large()
        return None

    def too_large(self) -> Answer:
        return refusal(413, "too_large", close=True, limit=str(MAX_BODY))

    def receive(self, head: Head, body: bytes) -> Answer:
        """The whole request, which `refuse` let pass."""
        try:
            if head.path in (CALLS, UTTERANCES):
                return self._signed(head, body)
            return self._by_token(head, body)
        except BadReportError as bad:
            return refusal(400, "field", field=bad.field, problem=bad.problem)
        except Exception as fault:  # noqa: BLE001 - the boundary of a request: others go on
            if type(fault) not in self._faults:
                self._faults.add(type(fault))
                _log.error("a call report could not be handled", exc_info=fault)
            return refusal(500, "fault", close=True)

    def _signed(self, head: Head, body: bytes) -> Answer:
        headers = head.values(SIGNATURE)
        header = headers[0] if len(headers) == 1 else b""
        room = self._has_room if head.path == CALLS else self._has_ear
        verdict = self._signatures.check(header, body, self._wall(), room)
        match verdict:
            case Verdict.BAD:
                return self._stranger("signature")
            case Verdict.REPLAYED:
                return refusal(409, "replayed")
            case Verdict.LATER:
                return _later(1)
        self._suspicious = False
        if head.path == CALLS:
            self._calls.take(read_report(body, self._mapping))
        else:
            self._calls.take_utterance(read_utterance(body))
        return Answer(202, b'{"status": "accepted"}')

    def _by_token(self, head: Head, body: bytes) -> Answer:
        given = head.path.removeprefix(CTI)
        if self._token is None or not hmac.compare_digest(given, self._token):
            return self._stranger("token")
        if not self._has_room():
            return _later(1)
        self._suspicious = False
        self._calls.take_cti(read_cti(body, form=head.media_type == _FORM))
        return Answer(200, b"{}")  # as Zammad answers: there is nothing to do about the call

    def _has_room(self) -> bool:
        return self._accepted.take(self._clock())

    def _has_ear(self) -> bool:
        return self._heard.take(self._clock())

    def _stranger(self, what: str) -> Answer:
        """Somebody who does not know the secret, or whose clock is wrong. Guessing gets slower."""
        if not self._suspicious:
            self._suspicious = True
            _log.info("a call report was refused: its %s is not right, or not of this time", what)
        if not self._refused.take(self._clock()):
            return _later(5)
        return refusal(401, what)


def _later(seconds: int) -> Answer:
    return Answer(429, b'{"error": "too_many"}', ((b"Retry-After", b"%d" % seconds),))
