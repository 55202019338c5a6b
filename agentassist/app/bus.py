"""The bus: use cases publish AppEvents, a window (or a test) listens."""

from collections.abc import Callable

from agentassist.app.events import AppEvent

Listener = Callable[[AppEvent], None]


class Bus:
    """Synchronous and in order; used on the core thread only.

    A listener must not block and must not raise: it hands the event over and returns.
    """

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def publish(self, event: AppEvent) -> None:
        for listener in tuple(self._listeners):
            listener(event)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Returns what ends the subscription."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)
