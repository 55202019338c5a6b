"""Window geometry and the like: worth keeping, worth nothing when lost."""

import json
import logging
import threading
from pathlib import Path

from agentassist.settings.whole_file import replace_file

_LARGEST = 1 << 20  # bytes; a longer one is cut off, and so unreadable
_log = logging.getLogger(__name__)


class UiState:
    """Short strings by name in a JSON file. A file that can't be read counts as empty.

    `save` may be called from any thread, everything else from the one that made it.
    """

    def __init__(self, path: Path | None) -> None:
        """Without a path nothing is kept: the demo's."""
        self._path = path
        self._values: dict[str, str] = {}
        self._guard = threading.Lock()
        if path is None:
            return
        try:
            with path.open("rb") as stream:
                table = json.loads(stream.read(_LARGEST))
        except FileNotFoundError:
            return  # first start
        except (OSError, ValueError, RecursionError) as error:
            # The windows stand where they stand by default; the next save writes a whole file.
            _log.warning("window state ignored", extra={"reason": type(error).__name__})
            return
        if isinstance(table, dict):
            self._values = {str(k): v for k, v in table.items() if isinstance(v, str)}
        else:
            _log.warning("window state ignored", extra={"reason": "not an object"})

    def get(self, name: str) -> str | None:
        return self._values.get(name)

    def set(self, name: str, value: str) -> None:
        """Kept in memory until `save`."""
        with self._guard:
            self._values[name] = value

    def save(self) -> None:
        """Write the file in one step; OSError when the folder can't be written."""
        if self._path is None:
            return
        with self._guard:  # of two threads the later one writes, with all that is known by then
            replace_file(self._path, json.dumps(self._values))
