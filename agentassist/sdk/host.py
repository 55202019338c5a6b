"""The process a plugin runs in: `python -I -m agentassist.sdk.host`, `--plugin-host` in a bundle.

Its code comes over the pipe, as bytes whose signature was just checked, not from a file that could
be another one by now. Limits are set before any of it runs. They keep honest mistakes from harming
anybody (no network, no processes, no files written, so much memory); they are no prison: on Linux
bubblewrap is, where it is there (see agentassist/coaching/plugins/confinement.py).
"""

import base64
import importlib.abc
import importlib.util
import json
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any

from agentassist.sdk.serving import Pipe, run_by

MEMORY = 256 * 1024 * 1024  # bytes of address space
_FORBIDDEN = ("os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.startfile")
_FORBIDDEN_ALSO = ("subprocess.", "socket.", "ctypes.", "pty.", "os.kill", "os.remove", "os.rename")


class DeniedError(PermissionError):
    """A plugin did what plugins can't."""


class _Sources(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports of a plugin's own modules, from the bytes that were sent."""

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        self._sources = sources

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if f"{fullname}.py" not in self._sources:
            return None
        return importlib.util.spec_from_loader(fullname, self)

    def get_source(self, fullname: str) -> str:
        return self._sources[f"{fullname}.py"].decode("utf-8")

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.get_source(fullname), f"plugin:{fullname}.py", "exec")


def limit() -> None:
    """So much memory, no files written, no children. Windows has none of these."""
    if sys.platform == "win32":
        return
    import resource

    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS has no limit of that kind
            continue


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith((*_FORBIDDEN, *_FORBIDDEN_ALSO)):
        raise DeniedError(event)
    if event == "open" and isinstance(arguments[1], str) and set("wax+") & set(arguments[1]):
        raise DeniedError("open for writing")


def main() -> int:
    """Takes the code, sets the limits, runs it. It ends when the program closes the pipe."""
    pipe = Pipe()
    sent: dict[str, str] = json.loads(pipe.questions.readline())
    finder = _Sources({name: base64.b64decode(content) for name, content in sent.items()})
    sys.meta_path.insert(0, finder)
    run_by(pipe)
    limit()
    code = finder.get_code("main")
    sys.addaudithook(_audit)
    exec(code, {"__name__": "__main__"})  # noqa: S102 - a plugin's signed code, in its own process
    return 0


if __name__ == "__main__":
    sys.exit(main())
