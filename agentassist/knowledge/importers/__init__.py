"""Articles from files. What can't be read is named with file and line, never skipped silently."""

from dataclasses import dataclass
from pathlib import Path

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
