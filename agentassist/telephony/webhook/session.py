"""One HTTP/1.1 connection: from bytes to answers. No sockets here, bytes in and bytes out.

A request has a few seconds to arrive, however it is dripped; what was refused before its end is
answered and the rest of it thrown away.
"""

from email.utils import formatdate
from typing import Final

import h11

from agentassist.telephony.webhook.receiver import MAX_BODY, Answer, Head, Receiver, refusal

MAX_HEAD: Final = 16_384
MAX_HEADERS: Final = 64
FIRST_PATIENCE: Final = 5.0  # seconds until a connection says something
HEAD_PATIENCE: Final = 5.0  # from the first byte to the end of the headers
BODY_PATIENCE: Final = 5.0  # and to the end of the body
IDLE_PATIENCE: Final = 30.0  # between two requests
CLOSE_PATIENCE: Final = 1.0  # for the answer to be read, before the connection is cut


class HttpSession:
    """Speaks HTTP. `feed` takes bytes and gives bytes; `deadline` is when `expire` is due.

    `closing`: send what was given, then nothing more; what still comes is thrown away.
    """

    def __init__(self, receiver: Receiver, now: float) -> None:
        self.closing = False
        self.deadline = now + FIRST_PATIENCE
        self._receiver = receiver
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)
        self._head: Head | None = None
        self._body = bytearray()
        self._started = False  # a request has begun to arrive

    def feed(self, data: bytes, now: float) -> bytes:
        """Empty `data` is the end of what the other side sends."""
        if self.closing:
            return b""
        if data and not self._started:
            self._started, self.deadline = True, now + HEAD_PATIENCE
        sent = bytearray()
        try:
            self._http.receive_data(data)
            while not self.closing:
                event = self._http.next_event()
                if event is h11.NEED_DATA:
                    break
                sent += self._take(event, now)
        except h11.RemoteProtocolError as mistake:
            sent += self._mistake(mistake.error_status_hint, now)
        return bytes(sent)

    def expire(self, now: float) -> bytes:
        """The deadline has come."""
        if self._started and not self.closing:
            return self._mistake(408, now)
        return self._end(now)

    def _take(self, event: object, now: float) -> bytes:
        match event:
            case h11.Request():
                return self._begin(event, now)
            case h11.Data():
                if len(self._body) + len(event.data) > MAX_BODY:
                    return self._answer(self._receiver.too_large(), now)
                self._body += event.data
            case h11.EndOfMessage():
                if self._head is not None:
                    return self._answer(self._receiver.receive(self._head, bytes(self._body)), now)
            case h11.PAUSED:
                return self._next(now)
            case h11.ConnectionClosed():
                return self._end(now)
        return b""

    def _begin(self, request: h11.Request, now: float) -> bytes:
        self._head = head = Head(request.method, request.target, list(request.headers))
        self._body.clear()
        self.deadline = now + BODY_PATIENCE
        if len(head.headers) > MAX_HEADERS:
            return self._answer(refusal(431, "headers", close=True), now)
        refused = self._receiver.refuse(head)
        if refused is not None:
            return self._answer(refused, now)
        if self._http.they_are_waiting_for_100_continue:
            return self._http.send(h11.InformationalResponse(status_code=100, headers=[])) or b""
        return b""

    def _answer(self, answer: Answer, now: float) -> bytes:
        self._receiver.counters.count(answer.status)
        headers = [
            (b"Date", formatdate(usegmt=True).encode()),
            (b"Content-Type", b"application/json"),
            (b"Content-Length", b"%d" % len(answer.body)),
            (b"Cache-Control", b"no-store"),
            *answer.headers,
        ]
        if answer.close:
            headers.append((b"Connection", b"close"))
        sent = self._http.send(h11.Response(status_code=answer.status, headers=headers)) or b""
        if self._head is None or self._head.method != b"HEAD":
            sent += self._http.send(h11.Data(data=answer.body)) or b""
        sent += self._http.send(h11.EndOfMessage()) or b""
        if answer.close or self._http.our_state is h11.MUST_CLOSE:
            self._end(now)
        else:
            self._next(now)
        return sent

    def _next(self, now: float) -> bytes:
        """The same connection is good for another request."""
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
            self._head, self._started, self.deadline = None, False, now + IDLE_PATIENCE
            if self._http.trailing_data[0]:  # the next request came with this one
                self._started, self.deadline = True, now + HEAD_PATIENCE
            return b""
        return self._end(now)

    def _mistake(self, status: int, now: float) -> bytes:
        """What cannot be read as HTTP gets one answer, if any can still be given."""
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            return self._answer(refusal(status, "http", close=True), now)
        return self._end(now)

    def _end(self, now: float) -> bytes:
        self.closing, self.deadline = True, now + CLOSE_PATIENCE
        self._body.clear()
        return b""
