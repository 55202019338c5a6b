"""A pack over recorded calls: what would have fired, how often, and what the budget holds back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from agentassist.coaching.pack import Pack, read_pack
from agentassist.coaching.preview import Preview, RuleOutcome
from agentassist.coaching.recorded_talk import Who, read_talk, read_talks
from agentassist.domain.coaching import Fault
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.interaction import Mood


def rule(name: str, when: str, fires: str, silent: str, more: str = "") -> str:
    return f"""
[[rule]]
id = "{name}"
watches = "call"
line = "Do {name}"
{more}
[rule.when]
{when}
[rule.examples]
fires = [{fires}]
silent = [{silent}]
"""


def clock_rule(name: str, second: int, more: str = "") -> str:
    return rule(
        name,
        f"after_seconds = {second}",
        f"{{ seconds = {second} }}",
        "{ seconds = 0 }",
        more,
    )


DRAFT = """
[[rule]]
id = "hello"
watches = "draft"
line = "Say good morning"
[rule.when]
phrases = ["hello"]
[rule.examples]
fires = ["well, hello"]
silent = ["goodbye"]
"""
CALL = """intent = "delivery"
given = ["account"]
---
# a call of this test
0:00 agent: Hello, who is it?
0:05 caller: Me again.
0:30 note: parcel a week late
1:00 mood: angry
1:30 fault: ours
2:00 agent: Goodbye.
"""
WritePack = Callable[..., Path]


@pytest.fixture
def previewed(write_pack: WritePack, tmp_path: Path) -> Callable[..., dict[str, RuleOutcome]]:
    """The outcome of each rule of a pack with these rules, in one call."""

    def run(rules: str, call: str = CALL, **how: object) -> dict[str, RuleOutcome]:
        (tmp_path / "calls").mkdir(exist_ok=True)
        (tmp_path / "calls" / "one.txt").write_text(call, "utf-8")
        preview = Preview(read_pack(write_pack(rules)), **how)  # type: ignore[arg-type]
        for talk in read_talks(tmp_path / "calls"):
            preview.talk(talk)
        return {one.rule: one for one in preview.outcomes()}

    return run


def test_a_call_is_read_with_its_facts_and_times(tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    file.write_text(CALL, "utf-8")
    talk = read_talk(file)
    assert (talk.start.intent, [fact.kind for fact in talk.start.given]) == (
        "delivery",
        ["account"],
    )
    assert [(turn.who, turn.at.total_seconds(), turn.line) for turn in talk.turns][:3] == [
        (Who.AGENT, 0, 5),
        (Who.CALLER, 5, 6),
        (Who.NOTE, 30, 7),
    ]
    assert talk.length == timedelta(minutes=2)


def test_json_lines_say_the_same(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text(
        '{"call": {"intent": "delivery"}}\n\n{"who": "agent", "text": "Hello"}\n'
        '{"who": "mood", "text": "angry", "at": 9.5}\n',
        "utf-8",
    )
    talk = read_talk(file)
    assert talk.start.intent == "delivery"
    assert [(turn.who, turn.text) for turn in talk.turns] == [
        (Who.AGENT, "Hello"),
        (Who.MOOD, "angry"),
    ]


def test_without_times_turns_take_as_long_as_they_take_to_say(tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    file.write_text(f"agent: {'word ' * 25}\ncaller: yes\n", "utf-8")
    assert [turn.at.total_seconds() for turn in read_talk(file).turns] == [0, 10]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.txt", "agent: hi\nrobot: hi", 2),
        ("a.txt", "hi there", 1),
        ("a.txt", "x:y agent: hi", 1),
        ("a.txt", "1:2:3:4 agent: hi", 1),
        ("a.txt", "nan agent: hi", 1),
        ("a.txt", "99:00:00 agent: hi", 1),
        ("a.txt", "0:01 mood: purple", 1),
        ("a.txt", "0:01 fault: yours", 1),
        ("a.txt", "nonsense = \n---\nagent: hi", 2),
        ("a.txt", "nonsense = 1\n---\nagent: hi", 2),
        ("a.jsonl", '{"who": "robot"}', 1),
        ("a.jsonl", "[]", 1),
        ("a.jsonl", '{"who": "agent", "at": -1}', 1),
    ],
)
def test_what_can_not_be_read_is_named_with_its_line(
    tmp_path: Path, name: str, text: str, line: int
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(AgentAssistError) as wrong:
        read_talk(tmp_path / name)
    assert (wrong.value.code, wrong.value.params["line"]) == ("pack.talk_line", line)


def test_a_folder_without_calls_is_said(tmp_path: Path) -> None:
    with pytest.raises(AgentAssistError, match="no_talks"):
        list(read_talks(tmp_path))


def test_what_is_marked_in_the_call_counts_from_then_on(
    previewed: Callable[..., dict[str, RuleOutcome]],
) -> None:
    angry = rule("angry", 'mood = ["angry"]', '{ mood = "angry" }', '{ mood = "neutral" }')
    ours = rule("ours", 'fault = ["ours"]', '{ fault = "ours" }', '{ fault = "unknown" }')
    found = previewed(angry + ours)
    assert found["angry"].places[0].endswith(f"1:00 Do {Mood.ANGRY}")
    assert found["ours"].places[0].endswith(f"1:30 Do {Fault.OURS}")
    assert (found["angry"].shown, found["ours"].shown) == (1, 1)


def test_what_agents_said_is_looked_at_as_drafts(
    previewed: Callable[..., dict[str, RuleOutcome]], write_pack: WritePack, tmp_path: Path
) -> None:
    assert previewed(DRAFT)["hello"].findings == 1
    drafts = tmp_path / "drafts.txt"
    drafts.write_text("Hello.\n\nBye.\nhello again\n", "utf-8")
    preview = Preview(read_pack(tmp_path / "trial"))
    preview.texts(drafts)
    (hello,) = preview.outcomes()
    assert (preview.turns, hello.findings) == (3, 2)
    assert [place.partition(" ")[0].rpartition(":")[2] for place in hello.places] == ["1", "4"]


def test_one_at_a_time_and_a_pause_after_each(
    previewed: Callable[..., dict[str, RuleOutcome]],
) -> None:
    """a stands 15 s, then 30 s of silence: b, due at 6 s, comes at 50 s, as in the window."""
    both = clock_rule("a", 5) + clock_rule("b", 6)
    found = previewed(both)
    assert (found["a"].shown, found["b"].shown) == (1, 1)
    assert (found["b"].over_budget, found["b"].missed) == (0, 0)


def test_beyond_the_budget_is_said(previewed: Callable[..., dict[str, RuleOutcome]]) -> None:
    found = previewed(clock_rule("a", 5) + clock_rule("b", 6), budget=1)
    assert (found["a"].shown, found["b"].shown) == (1, 0)
    assert (found["b"].cues, found["b"].over_budget, found["b"].missed) == (1, 1, 0)


def test_safety_is_beyond_the_budget(previewed: Callable[..., dict[str, RuleOutcome]]) -> None:
    found = previewed(clock_rule("a", 5) + clock_rule("b", 6, "safety = true"), budget=1)
    assert found["b"].shown == 1


def test_a_moment_that_passes_meanwhile_is_missed(
    previewed: Callable[..., dict[str, RuleOutcome]],
) -> None:
    short = rule(
        "short",
        "after_seconds = 6\nbefore_seconds = 9",
        "{ seconds = 7 }",
        "{ seconds = 1 }",
    )
    found = previewed(clock_rule("a", 5) + short)
    assert (found["short"].cues, found["short"].shown, found["short"].missed) == (1, 0, 1)


def test_other_packs_take_their_share_of_the_budget(write_pack: WritePack, tmp_path: Path) -> None:
    header = (tmp_path / "other").name
    other = write_pack(clock_rule("first", 1), name=header)
    manifest = other / "pack.toml"
    manifest.write_text(manifest.read_text("utf-8").replace('"trial"', '"other"'), "utf-8")
    mine: Pack = read_pack(write_pack(clock_rule("mine", 2)))
    (tmp_path / "one.txt").write_text(CALL, "utf-8")
    preview = Preview(mine, beside=[read_pack(other)], budget=1)
    preview.talk(read_talk(tmp_path / "one.txt"))
    (outcome,) = preview.outcomes()
    assert (outcome.rule, outcome.over_budget) == ("mine", 1)
    assert preview.cues_in_calls == {1: 1}
