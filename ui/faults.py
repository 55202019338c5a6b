"""Faults of ours on the main thread: one place hears of them all, and the rest goes on."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from agentassist.domain.errors import AgentAssistError

_log = logging.getLogger(__name__)


@contextmanager
def contained() -> Iterator[None]:
    """A named boundary: what fails inside is told, and what comes after it still happens.

    It is told where Qt tells of a slot that raised: to `sys.excepthook`.
    """
    try:
        yield
    except Exception:  # noqa: BLE001 - told, not swallowed
        sys.excepthook(*sys.exc_info())


class FaultHook:
    """`sys.excepthook` for as long as the window is open.

    The fault goes into the log, through its redaction, and `tell` says it in one line. Python's
    own hook would print it raw, with whatever a caller gave that it quotes.
    """

    def __init__(self, tell: Callable[[AgentAssistError], None]) -> None:
        self._tell = tell
        self._telling = False
        self._before = sys.excepthook

    def __enter__(self) -> None:
        self._before, sys.excepthook = sys.excepthook, self._take

    def __exit__(self, *_: object) -> None:
        sys.excepthook = self._before

    def _take(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        _log.error("a fault in the window", exc_info=(kind, fault, trace))
        if self._telling:
            return  # the notice itself is what fails
        self._telling = True
        try:
            self._tell(AgentAssistError("internal", kind=kind.__name__))
        finally:
            self._telling = False
