"""One life of the installed app, for stories that a test runs in a process of their own.

A story is a generator: it gives conditions, goes on when each has come true, and ends the program.
"""

import time
from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QTimer

from agentassist.bootstrap import Options
from ui.application import Application

PATIENCE_S = 40.0  # for the whole story
Story = Iterator[Callable[[], object]]


class Life:
    """`stories` by name: methods of a subclass. `shown` is what was seen, to be printed as JSON."""

    def __init__(self, options: Options) -> None:
        self.application = Application(options)
        self.last: dict[type, object] = {}
        self.shown: dict[str, object] = {}
        self.application.crossing.event_received.connect(
            lambda event: self.last.__setitem__(type(event), event)
        )

    def live(self, what: str, stories: Mapping[str, Callable[[], Story]]) -> None:
        """Until the story ends, or it takes too long: `shown` has "late" then."""
        story = stories[what]()
        until = time.monotonic() + PATIENCE_S
        condition: Callable[[], object] = lambda: True  # noqa: E731 - the first of many

        def look() -> None:
            nonlocal condition
            if time.monotonic() > until:
                self.shown["late"] = [kind.__name__ for kind in self.last]
                self.application.qt.quit()
            elif condition():
                try:
                    condition = next(story)
                except StopIteration:
                    self.application.qt.quit()

        watch = QTimer()
        watch.setInterval(10)
        watch.timeout.connect(look)
        watch.start()
        self.application.exec()
