"""IT's verification file: read strictly, every mistake with its line, never 'nothing needed'."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agentassist.assets import resources
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.verification import Check, FactKind, IntentRule, VerificationPolicy
from agentassist.settings.schema import spec
from agentassist.settings.verification_file import BUNDLED, policy_in_force, read_policy
from agentassist.settings.verification_format import schema

WHOLE = """\
format = 1
never_together = [["date_of_birth", "postcode"]]

[identify]
any_of = ["account", ["phone", "postcode"]]

[verify]
need = 2
of = ["pin", "date_of_birth", "postcode", "last_payment", "pet"]
tries = 1

[intents.billing]
ask = ["charge_date"]
verify = { need = 1, ivr_flag = false }

[intents."opening hours"]
nothing = true

[facts.pet]
label = "Name of the pet"
masked = false

[facts.pin]
label = "Phone password"
value = true
"""
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(text: str) -> Path:
        path = tmp_path / "verification.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return to_file


def refused(path: Path) -> AgentAssistError:
    with pytest.raises(AgentAssistError) as refusal:
        read_policy(path)
    assert refusal.value.params["file"] == str(path)
    return refusal.value


def test_a_whole_file(write: Write) -> None:
    policy = read_policy(write(WHOLE))
    assert policy.identify == (("account",), ("phone", "postcode"))
    of = ("pin", "date_of_birth", "postcode", "last_payment", "pet")
    assert policy.check == Check(2, of, True, 1)
    assert policy.never_together == (frozenset({"date_of_birth", "postcode"}),)
    assert policy.intents == {
        "billing": IntentRule(Check(1, of, False, 1), ("charge_date",)),
        "opening hours": IntentRule(nothing=True),
    }
    assert policy.kind("pet") == FactKind("Name of the pet", masked=False, value=True)
    assert policy.kind("pin") == FactKind("Phone password", masked=True, value=False)
    assert policy.kind("order") == FactKind(None, masked=False, value=True)
    assert policy.labels == (("pet", "Name of the pet"), ("pin", "Phone password"))


def test_the_bundled_file_is_the_programs_default() -> None:
    assert read_policy(resources() / BUNDLED) == VerificationPolicy()


def test_the_schema_for_editors_is_the_format() -> None:
    kept = (resources() / "schemas" / "verification.schema.json").read_text(encoding="utf-8")
    assert kept == schema(), "write agentassist.settings.verification_format.schema() there"


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ("format = 1", "format = 2", 1, "format"),
        ("need = 2", "need = -1", 8, "verify.need"),
        ("need = 2", "neeed = 2", 8, "verify.neeed"),
        ("tries = 1", "retries = 1", 10, "verify.retries"),
        ('ask = ["charge_date"]', 'aks = ["charge_date"]', 13, "intents.billing.aks"),
        ("{ need = 1,", "{ need = 11,", 14, "intents.billing.verify.need"),
        ("nothing = true", "nothing = 1", 17, "intents.opening hours.nothing"),
        ("masked = false", "masked = 0", 21, "facts.pet.masked"),
        ('[["date_of_birth", "postcode"]]', '[["date_of_birth"]]', 2, "never_together[0]"),
        ('any_of = ["account", ["phone", "postcode"]]', "any_of = []", 5, "identify.any_of"),
        ('[identify]\nany_of = ["account", ["phone", "postcode"]]', "", 1, "identify"),
    ],
)
def test_what_the_format_refuses(old: str, new: str, line: int, key: str, write: Write) -> None:
    assert old in WHOLE
    problem = refused(write(WHOLE.replace(old, new)))
    assert (problem.code, problem.params["key"]) == ("verification.key", key)
    assert problem.params["line"] == line


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "why"),
    [
        ('"pin", "date', '"pni", "date', 9, "verify.of", "unknown_kind: pni"),
        ('"pin", "date', '"card", "date', 9, "verify.of", "not_to_be_asked: card"),
        ('"pin", "date', '"menu", "date', 9, "verify.of", "not_to_be_asked: menu"),
        ('"pin", "date', '"pet", "date', 9, "verify.of", "twice"),
        ('["account"', '["acount"', 5, "identify.any_of", "unknown_kind: acount"),
        ("need = 2", "need = 5", 8, "verify.need", "more_than_may_be_asked"),
        ("{ need = 1,", "{ need = 5,", 14, "intents.billing.verify.need", "more_than_may_be_asked"),
        ('["charge_date"]', '["charge"]', 13, "intents.billing.ask", "unknown_kind: charge"),
        (
            "nothing = true",
            'nothing = true\nask = ["order"]',
            17,
            "intents.opening hours.nothing",
            "nothing_and_something",
        ),
        ('label = "Name of the pet"', "", 19, "facts.pet", "no_label"),
        (
            "[facts.pet]",
            '[facts.card]\nlabel = "C"\n[facts.pet]',
            1,
            "facts",
            "not_to_be_asked: card",
        ),
    ],
)
def test_what_cannot_be_followed(
    old: str, new: str, line: int, key: str, why: str, write: Write
) -> None:
    assert old in WHOLE
    problem = refused(write(WHOLE.replace(old, new, 1)))
    assert (problem.code, problem.params["key"]) == ("verification.rule", key)
    assert (problem.params["problem"], problem.params["line"]) == (why, line)


def test_what_is_no_file_or_no_toml(write: Write, tmp_path: Path) -> None:
    assert refused(tmp_path / "none.toml").code == "verification.unreadable"
    broken = refused(write(WHOLE.replace("need = 2", "need = ")))
    assert (broken.code, broken.params["line"]) == ("verification.not_toml", 8)
    path = write("")
    path.write_bytes(b"format = 1\n# \xff\n")
    assert (refused(path).code, refused(path).params["line"]) == ("verification.unreadable", 2)
    large = refused(write("# " + "x" * 1_000_001)).params
    assert large["problem"] == "too_large"
    assert large.keys() == {"file", "line", "key", "problem"}  # what the window's words name


def test_a_mistake_is_named_and_the_program_goes_on_asking(write: Write) -> None:
    told: list[AgentAssistError] = []
    bundled = resources() / BUNDLED
    policy = policy_in_force(str(write("format = 1")), bundled, told.append)
    assert policy == VerificationPolicy()
    assert [problem.code for problem in told] == ["verification.key"]
    assert policy_in_force("", bundled, told.append) == VerificationPolicy()
    assert policy_in_force(str(write(WHOLE)), bundled, told.append).check.need == 2
    assert len(told) == 1


def test_a_malformed_policy_names_no_file_of_somebody_elses() -> None:
    declared = spec("verification.file")
    assert declared.security
    assert declared.strictest == ""
