"""Calls that links and commands announce: where the window can be reached, and its limits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from agentassist.domain.ivr import ACCOUNT, CARD, MENU, PIN

SCHEME: Final = "agentassist"
FIELDS: Final = ("from", "to", "id", "event", "direction", "name")
LONGEST_LINK: Final = 2_000
LONGEST_LINE: Final = 65_536  # bytes of one message, given values included
MOST_GIVEN: Final = 64  # values of one call
MOST_CLIENTS: Final = 32  # at the same time
PATIENCE_S: Final = 2.0  # for one message, on either side


@dataclass(frozen=True, slots=True)
class LinkConfig:
    """`address` is the file that says where the window listens; it belongs to its owner alone.

    `extension` is asked for each call: whose phone rings here. `kinds` are what `--given` may
    name. `calls_a_minute` counts new calls, `messages_a_minute` everything that is told of calls.
    A call of which nobody tells the end is forgotten after `unanswered` or `answered`.
    """

    address: Path
    extension: Callable[[], str]
    kinds: frozenset[str] = frozenset({ACCOUNT, MENU, PIN, CARD})
    calls_a_minute: int = 5
    messages_a_minute: int = 30
    unanswered: timedelta = timedelta(hours=1)
    answered: timedelta = timedelta(hours=4)
