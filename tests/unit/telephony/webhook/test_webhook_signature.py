"""Signatures: good once, for a while; what is remembered is bounded and never forgotten early."""

import hashlib
import hmac

import pytest

from agentassist.telephony.webhook import signature as signature_module
from agentassist.telephony.webhook.allowance import Allowance
from agentassist.telephony.webhook.signature import SignatureCheck, Verdict, sign

SECRET = "a-secret-that-is-long-enough-for-it"
NOW = 1_795_000_000


def check(checker: SignatureCheck, body: bytes, sent: int, now: float) -> Verdict:
    return checker.check(sign(SECRET, body, sent).encode(), body, now)


def test_the_signature_is_what_the_guide_says() -> None:
    digest = hmac.new(SECRET.encode(), f"{NOW}.".encode() + b"{}", hashlib.sha256).hexdigest()
    assert sign(SECRET, b"{}", NOW) == f"t={NOW},v1={digest}"


def test_good_once() -> None:
    checker = SignatureCheck(SECRET)
    assert check(checker, b"{}", NOW, NOW) is Verdict.GOOD
    assert check(checker, b"{}", NOW, NOW + 1) is Verdict.REPLAYED
    assert check(checker, b"{}", NOW + 1, NOW + 1) is Verdict.GOOD
    assert SignatureCheck("another").check(sign(SECRET, b"", NOW).encode(), b"", NOW) is Verdict.BAD


@pytest.mark.parametrize("offset", [-301, 301, 100_000])
def test_another_time(offset: int) -> None:
    assert check(SignatureCheck(SECRET), b"{}", NOW + offset, NOW) is Verdict.BAD


def test_a_replay_is_refused_for_as_long_as_it_would_be_good() -> None:
    """Also of one that was signed by a clock that runs ahead."""
    checker = SignatureCheck(SECRET)
    assert check(checker, b"ahead", NOW + 300, NOW) is Verdict.GOOD
    assert check(checker, b"behind", NOW - 300, NOW) is Verdict.GOOD
    for later in range(1, 601, 50):
        assert check(checker, b"ahead", NOW + 300, NOW + later) is Verdict.REPLAYED
    assert check(checker, b"ahead", NOW + 300, NOW + 601) is Verdict.BAD


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signature_module, "MAX_REMEMBERED", 10)
    checker = SignatureCheck(SECRET)
    verdicts = [check(checker, b"%d" % number, NOW, NOW) for number in range(12)]
    assert verdicts == [Verdict.GOOD] * 10 + [Verdict.LATER] * 2
    assert check(checker, b"0", NOW, NOW) is Verdict.REPLAYED, "the first is not given up"
    assert check(checker, b"11", NOW + 301, NOW + 301) is Verdict.GOOD
    assert len(checker) == 1


def test_what_must_wait_may_come_again_as_it_is() -> None:
    checker = SignatureCheck(SECRET)
    header = sign(SECRET, b"{}", NOW).encode()
    assert checker.check(header, b"{}", NOW, lambda: False) is Verdict.LATER
    assert checker.check(header, b"{}", NOW, lambda: True) is Verdict.GOOD


def test_an_allowance_fills_up_again() -> None:
    allowance = Allowance(per_second=2.0, at_once=3.0)
    assert [allowance.take(0.0) for _ in range(4)] == [True, True, True, False]
    assert [allowance.take(0.5) for _ in range(2)] == [True, False]
    assert [allowance.take(100.0) for _ in range(4)] == [True, True, True, False]
    assert not allowance.take(50.0), "a clock that goes back gives nothing"
