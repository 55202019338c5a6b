"""What must not get into a log line, taken out wherever it stands."""

import re
import threading
from collections.abc import Iterator

from agentassist.domain.sealed import redact_cards

GONE = "[redacted]"

_QUOTED_OR_WORD = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;&}\])]+)"""
# The name ends in one of these words, whatever stands before: Secret, AMI_SECRET, ivr_pin,
# access_token, "password", kundenpin, pin2. `shipping` and `opinion` do not end in PIN.
# A name is looked at from its beginning only: from each letter, a long line would take minutes.
_NAMED = re.compile(
    r"""(?ix)
    (?P<name>
        (?<![\w.-])[\w.-]*(?:
            secret|passwor[dt]|passwd|passphrase|passcode|kennwort|losungswort|geheim(?:zahl|nummer)
          | token|authorization|api[_-]?key|cvv|cvc|pin|pin[_-]?(?:code|number)|pin[_-]?nummer
        )[_-]?\d?
      | (?:(?<![a-z0-9])|(?<=_))(?:(?:chip|photo|push|sms|[a-z])?tan|[th]?otp)[_-]?\d?
    )
    (?P<sep> ["']?\s*[:=]\s* | ["']?\s*\)\s*=\s* )
    (?:bearer\s+|basic\s+)?
    (?P<value>"""
    + _QUOTED_OR_WORD
    + ")"
)
_PIN_SPOKEN = re.compile(r"(?i)(?<![a-z])(pin(?:\s+(?:code|number))?\s+(?:is\s+|was\s+)?)\d{3,8}\b")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/-]{8,}=*")


class Redactor:
    """Takes card numbers, values named as secrets, and secrets it was told of out of a text."""

    def __init__(self) -> None:
        self._known: tuple[str, ...] = ()
        self._guard = threading.Lock()

    def forget_never(self, secret: str) -> None:
        """A value that is secret wherever it appears: the database key, the phone login's secret.

        Values under four characters are ignored: they would blank out half of every line.
        """
        if len(secret) >= 4:
            with self._guard:
                self._known = tuple({*self._known, secret})

    def __call__(self, text: str) -> str:
        """All of it is looked for in the text as it came: what one finding takes out could hide
        the other, as where somebody's secret is the word "password"."""
        gone = [match.span() for secret in self._known for match in _literal(secret, text)]
        gone += [(match.end("sep"), match.end()) for match in _NAMED.finditer(text)]
        gone += [(match.end(1) + 1, match.end()) for match in _BEARER.finditer(text)]
        gone += [(match.end(1), match.end()) for match in _PIN_SPOKEN.finditer(text)]
        return redact_cards(_without(text, sorted(gone)))


def _literal(secret: str, text: str) -> Iterator[re.Match[str]]:
    return re.finditer(re.escape(secret), text) if secret in text else iter(())


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with one mark for each run of spans that touch or overlap."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        if start > at or (start == 0 and not pieces):
            pieces += (text[at:start], GONE)
        at = max(at, end)
    return "".join((*pieces, text[at:]))
