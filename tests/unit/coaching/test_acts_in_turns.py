"""Acts of the English layer on turns of many kinds of business, invented for this."""

import tomllib
from pathlib import Path

import pytest

from agentassist.coaching.condition import Scene
from agentassist.coaching.language.acts import language_of
from agentassist.domain.coaching import CallMoment

TURNS = tomllib.loads(
    (Path(__file__).parents[2] / "data" / "coaching" / "acts.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("act", TURNS)
def test_an_act_is_found_where_it_is_done_and_nowhere_else(act: str, talking: CallMoment) -> None:
    english = language_of("en")

    def does(text: str) -> bool:
        return english.acts[act].verdict(Scene(talking, english.read(text))).holds

    assert [text for text in TURNS[act]["yes"] if not does(text)] == []
    assert [text for text in TURNS[act]["no"] if does(text)] == []
