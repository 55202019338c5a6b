"""How a plugin's process is started, and how much of the computer it can see.

With bubblewrap (Linux) it has no network, no home folder, no other processes, and a file system
that can't be written. Elsewhere a process of its own keeps faults apart, no more: see sdk/host.py.
"""

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

_HOST = "agentassist.sdk.host"
_PROBE_S = 5.0


def host_command() -> list[str]:
    """This interpreter, or this very executable when it is a bundle."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--plugin-host"]
    # -I: nothing from the environment or the working folder gets in front of the library.
    return [sys.executable, "-I", "-m", _HOST]


def confined(command: list[str]) -> list[str]:
    """The command in bubblewrap where that works, else as it is."""
    walls = _walls()
    return [*walls, "--", *command] if walls else command


@cache
def _walls() -> tuple[str, ...]:
    """bubblewrap's own command line, or nothing where it is absent or may not be used."""
    found = shutil.which("bwrap") if sys.platform == "linux" else None
    if found is None:
        return ()
    hidden = (Path("/tmp"), Path("/run"), Path.home())  # noqa: S108 - to be hidden, not used
    walls = (
        found,
        *("--unshare-all", "--die-with-parent", "--new-session", "--clearenv"),
        *("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"),
        *(part for place in hidden for part in ("--tmpfs", str(place))),
        *_kept_visible(hidden),
    )
    try:
        tried = subprocess.run([*walls, "--", "true"], timeout=_PROBE_S, capture_output=True)  # noqa: S603 - a fixed command
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return walls if tried.returncode == 0 else ()


def _kept_visible(hidden: tuple[Path, ...]) -> list[str]:
    """The interpreter and this program may be installed in a folder that is hidden."""
    import agentassist

    places = {
        Path(sys.prefix),
        Path(sys.base_prefix),
        Path(sys.executable).resolve().parent,
        Path(agentassist.__path__[0]).parent,
    }
    inside = [one for one in places if any(one.is_relative_to(place) for place in hidden)]
    return [part for place in sorted(inside) for part in ("--ro-bind", str(place), str(place))]
