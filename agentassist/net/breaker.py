"""A source that fails again and again rests, so that a dead one costs nothing at a ring."""

from agentassist.domain.errors import AgentAssistError

_FAILURES = 3  # in a row, before it rests
_FIRST, _LONGEST = 5.0, 300.0  # seconds of rest, doubled each time
_LOGIN_FIRST, _LOGIN_LONGEST = 30.0, 600.0  # at once: repeated wrong logins lock accounts
# The source itself is in trouble. Not: one answer that can't be used, or one refused question.
_TROUBLE = frozenset(
    {
        "source.unreachable",
        "source.too_slow",
        "source.server_error",
        "source.bad_certificate",
    }
)
_LOGIN = "source.login_refused"


class Breaker:
    """Over a monotonic clock in seconds; asks none itself.

    After a rest one request is let through; the others go on resting until it has answered.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._rests = 0
        self._until = float("-inf")
        self._last: AgentAssistError | None = None
        self._trying = False

    @property
    def resting(self) -> bool:
        """Since the last failures nothing has succeeded."""
        return self._last is not None

    def refusal(self, now: float) -> AgentAssistError | None:
        """None: send it, and tell how it went. Else its last error, with `seconds` of rest left."""
        if self._last is None:
            return None
        if now >= self._until and not self._trying:
            self._trying = True
            return None
        error = AgentAssistError(self._last.code, retryable=True, remedy=self._last.remedy)
        seconds = max(1, round(self._until - now))
        error.params.update({**self._last.params, "seconds": seconds})
        return error

    def succeeded(self) -> None:
        """It answered, be it with a refusal of the question."""
        self._failures = self._rests = 0
        self._last, self._trying = None, False

    def failed(self, error: AgentAssistError, now: float) -> None:
        """Any error of a request that was sent."""
        self._trying = False
        login = error.code == _LOGIN
        if not login and error.code not in _TROUBLE:
            self.succeeded()
            return
        if now < self._until:
            return  # it was under way when the rest began: the same outage
        self._failures += 1
        if login or self._failures >= _FAILURES:
            first, longest = (_LOGIN_FIRST, _LOGIN_LONGEST) if login else (_FIRST, _LONGEST)
            self._until = now + min(longest, first * 2.0 ** min(self._rests, 20))
            self._rests += 1
            self._last = error

    def given_up(self) -> None:
        """The one that tried was cancelled: the next one tries."""
        self._trying = False

    def forget(self) -> None:
        """Somebody changed the login or the settings: try at once."""
        self.succeeded()
