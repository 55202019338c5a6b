"""`agentassist verification check`: what a file would ask, before it asks anybody."""

from pathlib import Path

import pytest

from agentassist.cli import main

FILE = """\
format = 1

[identify]
any_of = ["account", "phone"]

[verify]
need = 2
of = ["pin", "date_of_birth", "pet"]

[intents.billing]
ask = ["charge_date"]

[facts.pet]
label = "Name of the pet"
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "ours.toml"
    path.write_text(FILE, encoding="utf-8")
    return str(path)


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    assert main(["verification", "check", *words]) == status
    told = capsys.readouterr()
    return told.out if status == 0 else told.err


def test_the_programs_own_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys) == "verified: no\nstill needed:\n  1. verification: to verify them\n"
    assert said(capsys, "--ivr-verified") == "verified: yes\nstill needed: nothing\n"


def test_what_a_file_would_ask(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, file, "--given", "account,pin", "--intent", "billing") == (
        "verified: no\nstill needed:\n"
        "  1. date_of_birth: to verify them\n  2. charge_date: for billing\n"
    )
    assert said(capsys, file, "--given", "pin", "--wrong", "date_of_birth,date_of_birth") == (
        "verified: no\nstill needed:\n  1. Name of the pet: to verify them\n"
    )
    assert "1. account: to find them" in said(capsys, file, "--unknown")
    assert "2. Name of the pet" not in said(capsys, file, "--unknown", "--given", "pin, pet")
    assert "no rules of its own for the intent sales" in said(capsys, file, "--intent", "sales")


def test_a_mistake_has_its_line(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(file).write_text(FILE.replace('"pin"', '"pni"'), encoding="utf-8")
    assert f"{file}:8: verify.of cannot be followed" in said(capsys, file, status=1)


def test_a_kind_that_nobody_knows_is_wrong_usage(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "shoe_size is no kind of fact" in said(capsys, file, "--given", "shoe_size", status=2)
    assert "card is no kind of fact" in said(capsys, file, "--given", "card", status=2)
