"""Is a report from somebody who knows the secret, is it fresh, and did it not come before?"""

import hashlib
import hmac
import re
from collections import deque
from collections.abc import Callable
from enum import Enum, auto
from typing import Final

from agentassist.telephony.webhook.kept_signatures import KeptSignatures, Used, fingerprint

TOLERANCE: Final = 300  # seconds that the sender's clock may be off, either way
MAX_REMEMBERED: Final = 65_536  # more than may be accepted while one of them could come again
_HEADER = re.compile(rb"\s*t=(\d{1,12})\s*,\s*v1=([0-9a-f]{64})\s*")


class Verdict(Enum):
    GOOD = auto()
    BAD = auto()  # none, not readable, wrong, or not of this time
    REPLAYED = auto()
    LATER = auto()  # good, but more than may be taken now: it may come again


class SignatureCheck:
    """`t=<unix>,v1=<hex hmac_sha256(secret, t + "." + body)>`, each taken once.

    What is remembered is bounded: an entry goes when its time has left the tolerance, never before,
    since a signature that was forgotten early could be used again.
    """

    def __init__(self, secret: str, kept: KeptSignatures | None = None) -> None:
        self._secret = secret.encode()
        self._kept = kept or KeptSignatures(None)
        self._loaded = False
        self._added = 0  # to what is kept, since it was made anew
        self._seen: set[bytes] = set()
        self._order: deque[Used] = deque()

    def __len__(self) -> int:
        return len(self._seen)

    def check(
        self, header: bytes, body: bytes, now: float, allowed: Callable[[], bool] = lambda: True
    ) -> Verdict:
        """`now` in unix seconds. Only a signature that is GOOD is remembered.

        `allowed` is asked last: what must wait may be sent again as it is.
        """
        found = _HEADER.fullmatch(header)
        if found is None:
            return Verdict.BAD
        expected = hmac.new(self._secret, found[1] + b"." + body, hashlib.sha256).digest()
        if not hmac.compare_digest(expected, bytes.fromhex(found[2].decode())):
            return Verdict.BAD
        sent = int(found[1])
        if abs(now - sent) > TOLERANCE:
            return Verdict.BAD
        self._load(now)
        self._forget(now)
        used = (sent, fingerprint(expected))
        if used[1] in self._seen:
            return Verdict.REPLAYED
        if len(self._seen) >= MAX_REMEMBERED or not allowed():
            return Verdict.LATER
        self._remember(used)
        return Verdict.GOOD

    def _load(self, now: float) -> None:
        """What was used before this start, when first it matters."""
        if not self._loaded:
            self._loaded = True
            for used in self._kept.load(now - TOLERANCE):
                self._seen.add(used[1])
                self._order.append(used)

    def _remember(self, used: Used) -> None:
        self._seen.add(used[1])
        self._order.append(used)
        self._added += 1
        if self._added > MAX_REMEMBERED:
            self._added = 0
            self._kept.replace(self._order)
        else:
            self._kept.add(used)

    def close(self) -> None:
        self._kept.close()

    def _forget(self, now: float) -> None:
        """In the order they came: one whose time runs out early waits for those before it."""
        while self._order and now - self._order[0][0] > TOLERANCE:
            self._seen.discard(self._order.popleft()[1])


def sign(secret: str, body: bytes, now: int) -> str:
    """The header's value for a body that is sent now."""
    signed = hmac.new(secret.encode(), b"%d." % now + body, hashlib.sha256)
    return f"t={now},v1={signed.hexdigest()}"
