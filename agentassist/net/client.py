"""The way out to one source: login, allowances, rest after failures, all within one deadline."""

import asyncio
import logging
import math
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from agentassist.domain.errors import AgentAssistError
from agentassist.net.allowance import Allowance
from agentassist.net.answer import Answer
from agentassist.net.breaker import Breaker
from agentassist.net.json_body import parsed
from agentassist.net.login import Login, NoLogin
from agentassist.net.outgoing import COMMON, Outgoing, Reply
from agentassist.net.pause import asked_pause
from agentassist.net.request import Request
from agentassist.net.site import Rates, Site
from agentassist.net.source_error import of_status, source_error
from agentassist.ports.clock import Clock

if TYPE_CHECKING:  # httpx is loaded at the first request: see tests/architecture/test_start.py
    from agentassist.net.exchange import Exchange

_TRIES = 4  # of one request, however politely the source asks to come again
_UNSAID = 1.0  # seconds after a 429 that does not say how long, doubled each time
_LARGE = 100_000  # bytes of JSON: more are parsed beside the loop, which has calls to tell of
_log = logging.getLogger(__name__)


class Client:
    """Implements `Sender`. Belongs to one event loop; nothing is opened before the first request.

    `wait` and `jitter` (0 to 1) are there for tests; the clock decides what a pause is worth.
    """

    def __init__(
        self,
        site: Site,
        login: Login | None = None,
        *,
        clock: Clock,
        rates: Rates | None = None,
        wait: Callable[[float], Awaitable[object]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._site = site
        self._login = login or NoLogin()
        self._clock = clock
        self._rates = rates or Rates()
        self._allowance = Allowance(self._rates)
        self._breaker = Breaker()
        self._wait = wait
        self._jitter = jitter
        self._exchange: Exchange | None = None
        self._opening = asyncio.Lock()
        self._closed = False

    async def send(self, request: Request, *, deadline: timedelta) -> Answer:
        """See `Sender.send`."""
        resting = self._breaker.resting
        if (refusal := self._breaker.refusal(self._now())) is not None:
            raise refusal
        tried = False
        try:
            answer = await self._in_time(request, deadline)
        except AgentAssistError as error:
            tried = True
            self._failed(error)
            raise
        else:
            tried = True
            self._breaker.succeeded()
            if resting:
                _log.info("source %s answers again", self._site.source)
            return answer
        finally:
            if not tried:  # cancelled
                self._breaker.given_up()

    async def prepare(self) -> None:
        """Load and read what the first request would wait for. AgentAssistError("source.bad_*")."""
        await self._opened()

    def forget_failures(self) -> None:
        """Somebody changed a secret or asked for a new try: no rest counts any more."""
        self._breaker.forget()

    async def close(self) -> None:
        self._closed = True
        if self._exchange is not None:
            await self._exchange.close()
            self._exchange = None

    def _failed(self, error: AgentAssistError) -> None:
        if error.code == "source.rate_limited":
            self._breaker.given_up()  # it says by itself when to come again
            return
        rested = self._breaker.resting
        self._breaker.failed(error, self._now())
        if self._breaker.resting and not rested:
            _log.info("source %s rests: %s", self._site.source, error.code)

    async def _in_time(self, request: Request, deadline: timedelta) -> Answer:
        seconds = deadline.total_seconds()
        until = self._now() + seconds
        try:
            async with asyncio.timeout(seconds):
                return await self._answered(request, until)
        except TimeoutError:
            raise source_error("source.too_slow", self._site.source) from None

    async def _answered(self, request: Request, until: float) -> Answer:
        exchange = await self._opened()
        bare = exchange.outgoing(request)
        renewed = broken = False
        for attempt in range(_TRIES):
            await self._allowed(request.cost, until)
            login = await self._login.headers(self._ask_for_token)
            try:
                reply = await exchange.perform(bare.adding(login))
            except AgentAssistError as error:
                if broken or not request.repeatable or not _broke_off(error):
                    raise
                broken = True
                continue
            self._allowance.heed(reply.headers, self._now(), self._clock.now())
            if 200 <= reply.status < 300:
                return await self._answer(reply)
            if reply.status == 401 and not renewed:
                renewed = True
                if await self._login.renew(login, self._ask_for_token):
                    continue
            pause = self._pause(reply, attempt)
            if pause is None:
                raise of_status(reply.status, self._site.source)
            self._allowance.close(pause, self._now())
            if reply.status != 429 and not request.repeatable:
                raise self._limited(pause)  # perhaps it was done after all
        raise self._limited(_UNSAID * 2**_TRIES)

    async def _allowed(self, cost: str, until: float) -> None:
        """Waits for its turn, unless that would be too late."""
        while (pause := self._allowance.take(cost, now := self._now())) > 0:
            pause += min(pause, 1.0) * 0.2 * self._jitter()  # not everybody in the same moment
            if now + pause >= until:
                raise self._limited(pause)
            await self._wait(pause)

    def _pause(self, reply: Reply, attempt: int) -> float | None:
        """Seconds it wants to be left alone; None when that is not what it said."""
        if reply.status not in {429, 503}:
            return None
        asked = asked_pause(reply.headers, self._clock.now(), self._rates.longest)
        if asked is None and reply.status == 429:
            return _UNSAID * 2.0**attempt
        return asked

    def _limited(self, seconds: float) -> AgentAssistError:
        whole = max(1, math.ceil(seconds))
        return source_error("source.rate_limited", self._site.source, seconds=whole)

    async def _answer(self, reply: Reply) -> Answer:
        body, source, limits = reply.body, self._site.source, self._site.limits
        if body is None:
            value = None
        elif len(body) > _LARGE:
            value = await asyncio.to_thread(parsed, body, source, limits)
        else:
            value = parsed(body, source, limits)
        return Answer(reply.status, reply.headers, value, reply.url)

    async def _ask_for_token(self, outgoing: Outgoing) -> Answer:
        """What a login asks by itself: no allowance, no second try, no login of its own."""
        exchange = await self._opened()
        exchange.check_token_url(outgoing.url)
        reply = await exchange.perform(
            replace(outgoing, headers=()).adding((*COMMON, *outgoing.headers))
        )
        if reply.status == 429:
            raise self._limited(self._pause(reply, 0) or _UNSAID)
        if not 200 <= reply.status < 300:
            raise of_status(reply.status, self._site.source)
        return await self._answer(reply)

    async def _opened(self) -> "Exchange":
        async with self._opening:
            if self._closed:
                raise source_error("source.unreachable", self._site.source, problem="closed_here")
            if self._exchange is None:
                self._exchange = await asyncio.to_thread(_open, self._site)
            return self._exchange

    def _now(self) -> float:
        return self._clock.monotonic_ns() / 1e9


def _open(site: Site) -> "Exchange":
    """In a worker thread: importing httpx and reading the system's certificates take a while."""
    from agentassist.net.exchange import Exchange

    return Exchange.opened(site)


def _broke_off(error: AgentAssistError) -> bool:
    """Nothing came: an idle connection that had been closed over there, as like as not."""
    return error.params.get("problem") in {"closed", "reset"}
