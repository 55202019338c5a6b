"""Implements ports.talk_feed.TalkFeed: transcripts that reach this computer, passed on."""

from collections.abc import Callable

from agentassist.domain.utterance import Utterance

Listener = Callable[[Utterance], None]


class HeardTalk:
    """Keeps nothing: who does not listen at that moment never hears it."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def hear(self, utterance: Utterance) -> None:
        for listener in tuple(self._listeners):
            listener(utterance)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """See ports.talk_feed.TalkFeed."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave
