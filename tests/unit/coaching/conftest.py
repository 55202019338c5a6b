"""The bundled packs, small packs written for one test, and moments of a call."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agentassist import assets
from agentassist.coaching.engine import PackCoach, pack_folders
from agentassist.domain.call import AgentState
from agentassist.domain.coaching import CallMoment
from agentassist.domain.ivr import GivenFact, InputResult
from agentassist.domain.sealed import Sealed

HEADER = """
[pack]
id = "trial"
version = "1.0.0"
sdk = ">=1.0,<2"
language = "en"
title = "Trial"
publisher = "a test"
"""

RULE = """
[[rule]]
id = "hello"
watches = "draft"
line = "Say it"
[rule.when]
phrases = ["hello"]
[rule.examples]
fires = ["well, hello"]
silent = ["goodbye"]
"""

ACCOUNT = GivenFact(
    "account",
    Sealed("55500018"),
    "•••• 0018",
    InputResult.OK,
    at=datetime(2026, 11, 21, 10, 2, tzinfo=UTC),
)
TALKING = CallMoment(AgentState.TALKING)


@pytest.fixture(scope="session")
def coach() -> PackCoach:
    """The coach with the packs that ship with the program."""
    found, problems = PackCoach.load(pack_folders(assets.bundled_plugins()))
    assert problems == ()
    return found


@pytest.fixture
def write_pack(tmp_path: Path) -> Callable[..., Path]:
    """Writes pack.toml (a header unless there is one) and returns the folder."""

    def write(text: str = RULE, *, name: str = "trial", header: str = HEADER) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "pack.toml").write_text(header + text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def talking() -> CallMoment:
    return TALKING


@pytest.fixture
def account() -> GivenFact:
    return ACCOUNT
