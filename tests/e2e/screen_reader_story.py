"""A whole call in a real window, one step for each line on standard input; says when it is there.

Run by test_screen_reader.py, which listens on the accessibility bus.
"""

import select
import sys
from collections.abc import Callable

from tests.screens import states
from tests.screens.stage import Stage


def wait_for_word(stage: Stage) -> None:
    """The window goes on answering while the other side reads it."""
    stage.until(lambda: select.select([sys.stdin], [], [], 0)[0], "a word")
    sys.stdin.readline()


def main() -> None:
    stage = Stage()
    stage.window.resize(1280, 860)
    steps: dict[str, Callable[[Stage], object]] = {
        "ring": states.STATES["ringing, known"],
        "talk": states.STATES["talking"],
        "draft": states.STATES["coaching"],
        "search": states.STATES["searching"],
        "read": states.STATES["reading"],
        "wrap up": states.STATES["wrap-up"],
    }
    print("ready", flush=True)
    wait_for_word(stage)
    for name, step in steps.items():
        step(stage)
        stage.settle()
        print(name, flush=True)
        wait_for_word(stage)
    stage.idle()
    stage.close()


if __name__ == "__main__":
    main()
