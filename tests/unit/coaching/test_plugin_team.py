"""Plugins together: what they are told, what becomes of their words, and when they are sent off."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from agentassist import assets
from agentassist.bootstrap import SystemClock
from agentassist.coaching.library import PackLibrary
from agentassist.coaching.pack import Pack, read_pack
from agentassist.coaching.pack_source import PackFiles, read_files
from agentassist.coaching.plugins import process as process_module
from agentassist.coaching.plugins.messages import told
from agentassist.coaching.plugins.team import PluginTeam
from agentassist.domain.call import AgentState
from agentassist.domain.coaching import CallMoment
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ivr import GivenFact, InputResult
from agentassist.domain.sealed import Sealed
from agentassist.domain.utterance import Speaker, Talk
from agentassist.settings.policy import PolicyReading
from agentassist.settings.store import SettingsStore

HEADER = """
[pack]
id = "trial"
version = "1.0.0"
sdk = ">=1.0,<2"
language = "en"
title = "Trial"
publisher = "a test"
wants = [{wants}]
[plugin]
main = "main.py"
"""
ACCOUNT = GivenFact("account", Sealed("55500018"), "•••• 0018", InputResult.OK)
MOMENT = CallMoment(
    AgentState.TALKING,
    given=(ACCOUNT,),
    notes="account 55500018, since 2019",
    elapsed=timedelta(seconds=90),
)
Source = tuple[Pack, PackFiles]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_module, "DEADLINE_S", 3.0)


def source(folder: Path, code: str, *, wants: str = '"notes", "draft"', name: str = "") -> Source:
    place = folder / (name or "trial")
    place.mkdir()
    header = HEADER.replace("{wants}", wants)
    (place / "pack.toml").write_text(header.replace('"trial"', f'"{name or "trial"}"'), "utf-8")
    (place / "main.py").write_text(code, "utf-8")
    files = read_files(place)
    return read_pack(files), files


def play(
    sources: list[Source], story: Callable[[PluginTeam], Coroutine[Any, Any, None]]
) -> list[AgentAssistError]:
    reported: list[AgentAssistError] = []

    async def run() -> None:
        team = PluginTeam(sources, reported.append)
        try:
            await team.start()
            await story(team)
        finally:
            await team.close()

    asyncio.run(asyncio.wait_for(run(), 60))
    return reported


def test_only_what_it_asks_for_is_told_and_no_long_number() -> None:
    assert told(MOMENT, frozenset()) == {"state": "talking"}
    asked = told(MOMENT, frozenset({"notes", "given", "elapsed", "draft"}))
    assert asked["notes"] == "account ••••••••, since 2019"
    assert asked["elapsed"] == 90
    assert asked["given"] == [
        {"kind": "account", "mask": "•••• 0018", "result": "ok", "source": "ivr"}
    ]
    assert "55500018" not in repr(asked)


def test_of_a_talk_it_hears_the_side_it_asks_for(tmp_path: Path) -> None:
    talk = Talk()
    for who, text in ((Speaker.AGENT, "Your account 55500018?"), (Speaker.CALLER, "it is late")):
        talk = talk.hear(who, text, final=True, elapsed=timedelta(), at=None)
    moment = replace(MOMENT, talk=talk)
    assert "said" not in told(moment, frozenset({"notes", "said"}))
    both = told(moment, frozenset({"agent_utterance", "caller_utterance"}))
    assert both["said"] == [
        {"speaker": "agent", "text": "Your account ••••••••?"},
        {"speaker": "caller", "text": "it is late"},
    ]
    says = (
        "from agentassist import sdk\n"
        "def cues(moment):\n"
        "    return [sdk.Cue('heard', ' '.join(turn.text for turn in moment.said))]\n"
        "sdk.serve(cues=cues)"
    )

    async def story(team: PluginTeam) -> None:
        (cue,) = await team.cues(moment)
        assert cue.line == "it is late"

    play([source(tmp_path, says, wants='"caller_utterance"')], story)


def test_cues_and_findings_of_several(tmp_path: Path) -> None:
    says = "from agentassist import sdk\nsdk.serve(cues=lambda m: [sdk.Cue('note', m.notes[:9])])"
    marks = (
        "from agentassist import sdk\n"
        "def drafts(text, moment):\n"
        "    return [sdk.Finding('dots', text, text.find('•'), len(text))]\n"
        "sdk.serve(drafts=drafts)"
    )

    async def story(team: PluginTeam) -> None:
        assert [(cue.pack, cue.line) for cue in await team.cues(MOMENT)] == [("one", "account •")]
        (found,) = await team.findings("It is 123456789", MOMENT)
        assert (found.pack, found.span) == ("two", (6, 15))

    both = [source(tmp_path, says, name="one"), source(tmp_path, marks, name="two")]
    assert play(both, story) == []


def test_the_same_moment_is_not_asked_about_twice(tmp_path: Path) -> None:
    counts = (
        "from agentassist import sdk\nasked = []\n"
        "def cues(moment):\n"
        "    asked.append(moment)\n"
        "    return [sdk.Cue('count', str(len(asked)))]\n"
        "sdk.serve(cues=cues)"
    )

    async def story(team: PluginTeam) -> None:
        for notes, count in (("a", "1"), ("a", "1"), ("b", "2")):
            (cue,) = await team.cues(CallMoment(AgentState.TALKING, notes=notes))
            assert cue.line == count

    play([source(tmp_path, counts)], story)


def test_three_strikes_and_it_is_out_while_the_others_go_on(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("plugin bad: crash")
    bad = "from agentassist import sdk\nimport os\nsdk.serve(cues=lambda moment: os._exit(1))"
    good = "from agentassist import sdk\nsdk.serve(cues=lambda m: [sdk.Cue('n', m.notes)])"

    async def story(team: PluginTeam) -> None:
        for number in range(5):
            moment = CallMoment(AgentState.TALKING, notes=f"note {number}")
            assert [cue.line for cue in await team.cues(moment)] == [f"note {number}"]

    both = [source(tmp_path, bad, name="bad"), source(tmp_path, good, name="good")]
    (problem,) = play(both, story)
    assert (problem.code, problem.params["pack"]) == ("plugin.sent_off", "bad")
    assert problem.params["problem"] == "crash"


class Locked:
    """A machine policy with these values."""

    def __init__(self, values: dict[str, object]) -> None:
        self.values = values

    def read(self) -> PolicyReading:
        return PolicyReading(self.values)


@pytest.mark.parametrize(
    ("policy", "mine", "runs"),
    [({"packs.python": True}, "", True), ({}, "[packs]\npython = true\n", False), ({}, "", False)],
)
def test_python_runs_where_policy_allows_it_and_nowhere_else(
    tmp_path: Path, policy: dict[str, object], mine: str, runs: bool
) -> None:
    config = tmp_path / "mine.toml"
    config.write_text(mine, "utf-8")
    problems: list[AgentAssistError] = []
    settings = SettingsStore(config, SystemClock(), Locked(policy))
    library = PackLibrary(settings, assets.bundled_plugins(), None, problems.append)
    found = library.load(date(2026, 11, 22)).plugins
    assert ["date-check"] * runs == [pack.id for pack, _ in found]
    assert problems == []
