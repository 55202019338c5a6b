"""Window geometry and the like: worth keeping, worth nothing when lost."""

import json
from pathlib import Path

from agentassist.settings.whole_file import replace_file


class UiState:
    """Short strings by name in a JSON file. A file that can't be read counts as empty."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._values: dict[str, str] = {}
        if path is None:
            return
        try:
            table = json.loads(path.read_bytes())
        except (OSError, ValueError):
            return  # first start, or damaged: the windows stand where they stand by default
        if isinstance(table, dict):
            self._values = {str(k): v for k, v in table.items() if isinstance(v, str)}

    def get(self, name: str) -> str | None:
        return self._values.get(name)

    def set(self, name: str, value: str) -> None:
        """Kept in memory until `save`."""
        self._values[name] = value

    def save(self) -> None:
        """Write the file in one step; OSError when the folder can't be written."""
        if self._path is not None:
            replace_file(self._path, json.dumps(self._values))
