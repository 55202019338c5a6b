"""Articles from files. What can't be read is named with file and line, never skipped silently."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row or file that was not imported. `reason` is a code; `detail` names the key or value."""

    file: Path
    line: int
    reason: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}" + (
            f": {self.detail}" if self.detail else ""
        )
