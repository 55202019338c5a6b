"""What a connector needs of the network. `net.client.Client` is the real one."""

from datetime import timedelta
from typing import Protocol

from agentassist.net.answer import Answer
from agentassist.net.request import Request


class Sender(Protocol):
    """One source's way out: its address, login, certificates, allowances and limits."""

    async def send(self, request: Request, *, deadline: timedelta) -> Answer:
        """The answer, or AgentAssistError(code, source=NAME, ...) within `deadline`.

        `deadline` is for everything: waiting for an allowance, login, connecting, sending, reading
        and parsing. The codes:

        - source.unreachable: no connection, or it broke. `problem`: dns, refused, reset, proxy, ...
        - source.too_slow: the deadline passed
        - source.too_large: body, headers, values or depth over the limit. `problem` says which
        - source.not_json: something else came. `problem`: html, empty, cut_off, charset, ...
        - source.login_refused: 401, also after one new login; or no secret. `problem`
        - source.forbidden: 403
        - source.rate_limited: too many requests; `seconds` until it may be tried again
        - source.bad_certificate: `problem`: expired, wrong_host, self_signed, unknown_issuer, tls
        - source.redirected: to another host, to plain http, or too often
        - source.server_error: 5xx. `status`
        - source.not_found: 404, 410
        - source.bad_request: any other 4xx. `status`: 400, 409, 412, 422, ...

        While a source rests after repeated failures, its last error comes at once, with `seconds`.
        `retryable` says whether the same may work later. None of them holds a value of a customer,
        a query or a secret.
        """
        ...

    async def close(self) -> None:
        """End its connections. Nothing is sent afterwards."""
        ...
