"""Where transcripts come from."""

from collections.abc import Callable
from typing import Protocol

from agentassist.domain.utterance import Utterance


class TalkFeed(Protocol):
    """Utterances of whatever calls, from somebody who knows the secret of this computer."""

    def listen(self, listener: Callable[[Utterance], None]) -> Callable[[], None]:
        """Deliver each as it comes, on the core loop's thread. Returns the way to leave."""
