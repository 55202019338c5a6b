"""Every phone system is one folder, and what they share is called the same: as the guide says."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TELEPHONY = ROOT / "agentassist" / "telephony"
GUIDE = ROOT / "resources" / "help" / "developers.md"
SYSTEMS = ("ami", "webhook", "url")
_ROW = re.compile(r"^\| `(\w+\.py)` \|[^|]*\|([^|]*)\|$", re.MULTILINE)


def files(system: str) -> set[str]:
    return {path.name for path in (TELEPHONY / system).glob("*.py")} - {"__init__.py"}


def shared() -> dict[str, set[str]]:
    """The guide's table: file -> the phone systems that are said not to have it."""
    text = GUIDE.read_text(encoding="utf-8")
    return {name: set(re.findall(r"`(\w+)`:", missing)) for name, missing in _ROW.findall(text)}


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_phone_system_has_what_the_guide_says(system: str) -> None:
    table = shared()
    assert {"config.py", "connection.py", "session.py", "parser.py"} <= table.keys()
    for name, missing in table.items():
        assert (name in files(system)) is (system not in missing), name


def test_a_name_that_two_phone_systems_use_is_explained() -> None:
    every = [name for system in SYSTEMS for name in files(system)]
    twice = {name for name in every if every.count(name) > 1}
    assert twice == set(shared())


def test_there_is_no_phone_system_that_the_guide_does_not_know() -> None:
    folders = {path.parent.name for path in TELEPHONY.glob("*/__init__.py")}
    assert folders == {*SYSTEMS, "replay"}
