"""What a panel needs of the crossing: something that runs work away from the main thread."""

from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

from agentassist.domain.errors import AgentAssistError

T = TypeVar("T")


class Runs(Protocol):
    """`ok` or `err` is called back on the main thread; work that was superseded calls neither."""

    def run(
        self,
        work: Coroutine[Any, Any, T],
        ok: Callable[[T], None] | None = None,
        err: Callable[[AgentAssistError], None] | None = None,
    ) -> None: ...
