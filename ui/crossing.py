"""The only crossing between the core thread and the main thread.

Core -> window: frozen events go into a deque; the first one wakes the main thread, which takes it
at once; further ones wait for the frame timer, so that a burst is painted once a frame.
Window -> core: `run` submits a coroutine and brings its result back the same way.
"""

import concurrent.futures
import threading
from collections import deque
from collections.abc import Callable, Collection, Coroutine, Iterator
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from agentassist.app.events import CardChanged, TimelineChanged
from agentassist.app.runtime import Runtime
from agentassist.domain.errors import AgentAssistError
from ui.faults import contained

T = TypeVar("T")
FRAME_MS = 16
# Every event says what is true now, so of a flood only the last of each kind is worth painting.
MOST_EVENTS = 512
_SHOWN = (CardChanged, TimelineChanged)  # whole, each of them: the next one replaces it

Failure = Callable[[AgentAssistError], None]


class Runs(Protocol):
    """What a panel needs of the crossing: work is run away from the main thread.

    `ok` or `err` is called back on the main thread; work that was superseded calls neither.
    """

    def run(
        self,
        work: Coroutine[Any, Any, T],
        ok: Callable[[T], None] | None = None,
        err: Failure | None = None,
    ) -> None: ...


class Crossing(QObject):
    """Lives on the main thread. `failed` carries errors that no caller handles."""

    event_received = Signal(object)
    failed = Signal(object)
    _woken = Signal()

    def __init__(self, runtime: Runtime, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runtime = runtime
        self._lock = threading.Lock()
        self._queue: deque[object] = deque()
        self._waking = False
        self._frame = QTimer(self)
        self._frame.setInterval(FRAME_MS)
        self._frame.setTimerType(Qt.TimerType.PreciseTimer)
        self._frame.timeout.connect(self._next_frame)
        self._woken.connect(self._wake, Qt.ConnectionType.QueuedConnection)

    def post(self, item: object) -> None:
        """Hand over an event; from any thread, never blocks."""
        with self._lock:
            self._queue.append(item)
            if len(self._queue) > MOST_EVENTS:
                self._thin_out()
            if self._waking:
                return
            self._waking = True
        # What belongs together (card, timeline, cue) is handled and painted together.
        self._runtime.after_this_turn(self._woken.emit)

    def run(
        self,
        work: Coroutine[Any, Any, T],
        ok: Callable[[T], None] | None = None,
        err: Failure | None = None,
    ) -> None:
        """Run `work` on the core thread; `ok` or `err` is called back on the main thread."""
        future = self._runtime.submit(work)

        def finished(done: "concurrent.futures.Future[T]") -> None:
            if not done.cancelled():
                self.post(_Completion(done, ok, err or self.failed.emit))

        future.add_done_callback(finished)

    def _thin_out(self) -> None:
        last: dict[object, object] = {}
        for item in self._queue:
            key = id(item) if isinstance(item, _Completion) else type(item)
            last.pop(key, None)
            last[key] = item
        self._queue = deque(last.values())

    @Slot()
    def _wake(self) -> None:
        self._drain()
        self._frame.start()

    @Slot()
    def _next_frame(self) -> None:
        if not self._drain():
            self._frame.stop()
            with self._lock:
                if not self._queue:
                    self._waking = False
                    return
            self._frame.start()

    def _drain(self) -> bool:
        with self._lock:
            batch, self._queue = self._queue, deque()
        for item in _not_overtaken(batch):
            with contained():  # or a fault in one widget would keep all others from hearing more
                if isinstance(item, _Completion):
                    item.deliver()
                else:
                    self.event_received.emit(item)
        return bool(batch)


def _not_overtaken(batch: Collection[object]) -> Iterator[object]:
    """Without cards and timelines that a later one of the batch follows: nobody would see them.

    A window that is behind would paint itself further behind, and keep the core from its turns.
    """
    last: dict[type[object], object] = {
        type(item): item for item in batch if isinstance(item, _SHOWN)
    }
    return (item for item in batch if last.get(type(item), item) is item)


class _Completion:
    """The end of a piece of work, on its way to the widget that asked for it."""

    def __init__(
        self,
        done: "concurrent.futures.Future[Any]",
        ok: Callable[[Any], None] | None,
        err: Failure,
    ) -> None:
        self._done = done
        self._ok = ok
        self._err = err

    def deliver(self) -> None:
        error = self._done.exception()
        if error is None:
            if self._ok is not None and _is_there(self._ok):
                self._ok(self._done.result())
            return
        if not isinstance(error, AgentAssistError):
            error = AgentAssistError("internal", kind=type(error).__name__)
        if _is_there(self._err):
            self._err(error)


def _is_there(callback: Callable[[Any], None]) -> bool:
    """False for a method of a widget that went with its window while the work was done."""
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)
