"""What a plugin may answer, made up by hypothesis: taken apart, or refused, and never more."""

import json
import unicodedata
from contextlib import suppress

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from agentassist.coaching.plugins.messages import ANSWERS, cues, findings
from agentassist.domain.ids import PackId

PACK = PackId("trial")
DRAFT = "It is cheap, and 12 long"
many = settings(max_examples=150, deadline=None)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=120),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=10,
)
said = st.fixed_dictionaries(
    {"rule": st.sampled_from(["r", "Bad name", "a-b"]), "line": st.text(max_size=100)},
    optional={
        "start": st.integers(-5, 60),
        "end": st.integers(-5, 60),
        "why": st.text(max_size=20),
        "better": values,
        "priority": st.integers(-5, 200),
        "severity": st.sampled_from(["advice", "wrong", "fatal"]),
    },
)
answers = st.dictionaries(st.sampled_from(["id", "ready", "cues", "findings", "fault"]), values)
plausible = st.fixed_dictionaries(
    {"id": st.integers(0, 9)},
    optional={"cues": st.lists(said, max_size=4), "findings": st.lists(said, max_size=4)},
)


def one_plain_line(text: str) -> bool:
    return not {unicodedata.category(letter) for letter in text} & {"Cc", "Zl", "Zp"}


@many
@given(answers | plausible)
def test_an_answer_of_any_shape(table: dict[str, object]) -> None:
    line = json.dumps(table).encode()
    try:
        answer = ANSWERS.decode(line)
    except msgspec.MsgspecError:
        return
    for cue in cues(answer, PACK):
        assert cue.pack == PACK
        assert one_plain_line(cue.line)
        assert 0 <= cue.priority <= 100
        assert not cue.safety, "no plugin breaks through listening mode or the budget"
    for finding in findings(answer, PACK, DRAFT):
        assert 0 <= finding.span[0] < finding.span[1] <= len(DRAFT)
        assert one_plain_line(finding.line)


@many
@given(st.binary(max_size=200))
def test_bytes_that_are_no_answer(line: bytes) -> None:
    with suppress(msgspec.MsgspecError):
        ANSWERS.decode(line)
