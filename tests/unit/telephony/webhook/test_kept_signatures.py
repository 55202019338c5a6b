"""A signature that was used is not good again, also after a restart."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agentassist.telephony.webhook import signature
from agentassist.telephony.webhook.kept_signatures import KeptSignatures
from agentassist.telephony.webhook.signature import TOLERANCE, SignatureCheck, Verdict, sign

SECRET = "only-for-these-tests-and-no-other"
NOW = 1_800_000_000
Run = Callable[..., None]
Body = Callable[..., dict[str, Any]]


def verdict(check: SignatureCheck, body: bytes, signed: int = NOW, now: float = NOW) -> Verdict:
    return check.check(sign(SECRET, body, signed).encode(), body, now)


def started(file: Path) -> SignatureCheck:
    """A program that starts, whatever became of the one before."""
    return SignatureCheck(SECRET, KeptSignatures(file))


def test_a_report_that_was_overheard_is_refused_by_the_next_start(
    on_desk: Run, report_body: Body, tmp_path: Path
) -> None:
    raw = json.dumps(report_body("ring")).encode()
    sent: list[bytes] = []
    answers: list[int] = []

    async def play(desk: Any) -> None:
        sent.append(sent[0] if sent else desk.signed(raw))
        answers.append((await desk.ask(sent[0])).status)

    for _ in range(2):
        on_desk(play, signatures=tmp_path / "data" / "used")

    assert answers == [202, 409]


def test_it_is_remembered_as_long_as_it_could_come_again_and_no_longer(tmp_path: Path) -> None:
    file = tmp_path / "used"
    check = started(file)
    assert verdict(check, b"early", NOW) is Verdict.GOOD
    assert verdict(check, b"ahead", NOW + TOLERANCE) is Verdict.GOOD

    again = started(file)
    later = NOW + 2 * TOLERANCE
    assert verdict(again, b"ahead", NOW + TOLERANCE, later) is Verdict.REPLAYED
    assert verdict(again, b"fresh", later - 290, later) is Verdict.GOOD  # signed before the start
    assert len(file.read_text().splitlines()) == 2


def test_the_file_is_its_owners_and_holds_no_signature(tmp_path: Path) -> None:
    file = tmp_path / "used"
    verdict(started(file), b"body")

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sign(SECRET, b"body", NOW).partition("v1=")[2][:32] not in file.read_text()


def test_it_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signature, "MAX_REMEMBERED", 10)
    file, check = tmp_path / "used", started(tmp_path / "used")
    for at in range(0, 200 * TOLERANCE, TOLERANCE):
        assert verdict(check, b"x", NOW + at, NOW + at) is Verdict.GOOD

    assert len(file.read_text().splitlines()) < 15


@pytest.mark.parametrize("text", ["", "nonsense", "1 2 3\n\xff", "99999999999999 00", "\n" * 9])
def test_a_broken_file_is_no_obstacle(tmp_path: Path, text: str) -> None:
    file = tmp_path / "used"
    verdict(started(file), b"one")
    file.write_bytes(file.read_bytes() + text.encode("latin-1"))

    check = started(file)
    assert verdict(check, b"one") is Verdict.REPLAYED
    assert verdict(check, b"two") is Verdict.GOOD
    assert verdict(started(file), b"two") is Verdict.REPLAYED


def test_a_link_in_its_place_is_not_followed(tmp_path: Path, expect_log: Any) -> None:
    other = tmp_path / "precious"
    other.write_text("precious")
    (tmp_path / "used").symlink_to(other)
    expect_log("not kept over a restart")
    check = started(tmp_path / "used")

    assert verdict(check, b"one") is Verdict.GOOD
    assert verdict(check, b"one") is Verdict.REPLAYED
    assert other.read_text() == "precious"


def test_where_nothing_can_be_written_memory_remembers(tmp_path: Path, expect_log: Any) -> None:
    (tmp_path / "no-folder").write_text("")
    expect_log("not kept over a restart")
    check = started(tmp_path / "no-folder" / "used")

    assert verdict(check, b"one") is Verdict.GOOD
    assert verdict(check, b"one") is Verdict.REPLAYED
