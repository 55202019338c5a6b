"""Articles from files. What can't be read is named with file and line, never skipped silently.

documents -> html, markdown, exports (JSON of help desks), jsonl, table (CSV)
                                  opening finds out which of them a file is for
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from agentassist.domain.knowledge import Article
from agentassist.domain.shown_text import one_line


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row or file that was not imported. `reason` is a code; `detail` names the key or value."""

    file: Path
    line: int
    reason: str
    detail: str = ""

    def __str__(self) -> str:
        """One line without control characters: `detail` is a word of the file's own."""
        said = f"{self.file}:{self.line}: {self.reason}"
        return one_line(f"{said}: {self.detail}" if self.detail else said, 2_000)


@dataclass(frozen=True, slots=True)
class Item:
    """What one row, page or file came to. `done` grows up to the `total` of its input.

    `numeric`: its id is a number in the file.
    """

    found: Article | Rejection
    done: int
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """An input that can be read. `mark` is another one when its content is another.

    `items` reads from the beginning, always in the same order.
    """

    place: Path
    format: str
    total: int
    mark: str
    items: Callable[[], Iterator[Item]]
