"""One AMI message: `Key: Value` lines; a key may be repeated, the first one counts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

MAX_LINES: Final = 1_000
_ESCAPES: Final = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "e": "\x1b",
}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(slots=True)
class Message:
    """`fields` has the first value of each key, `lines` all of them in order."""

    fields: dict[str, str]
    lines: list[tuple[str, str]]

    def get(self, key: str) -> str:
        return self.fields.get(key, "")

    def variables(self, prefix: str = "") -> list[tuple[str, str]]:
        """(name, raw value) of the `ChanVariable:` lines, up to text that a caller may have put.

        Everything behind the `UserEvent:` line is the dialplan's own, and may be forged.
        """
        key = f"{prefix}ChanVariable"
        found: list[tuple[str, str]] = []
        for name, value in self.lines:
            if name == "UserEvent":
                break
            if name == key or name.startswith(f"{key}("):
                variable, sep, content = value.partition("=")
                if sep:
                    found.append((variable, content))
        return found

    def behind(self, key: str) -> dict[str, str]:
        """The first value of each key after the line of this one."""
        start = next(at for at, (name, _) in enumerate(self.lines) if name == key)
        body: dict[str, str] = {}
        for name, value in self.lines[start + 1 :]:
            body.setdefault(name, value)
        return body


def parse_message(raw: bytes) -> Message | None:
    """None when it is not made of `Key: Value` lines. Not UTF-8: replaced, never an error."""
    lines: list[tuple[str, str]] = []
    for line in raw.decode("utf-8", "replace").split("\r\n", MAX_LINES)[:MAX_LINES]:
        key, sep, value = line.partition(":")
        if not sep:
            continue
        lines.append((key, value[1:] if value.startswith(" ") else value))
    if not lines:
        return None
    fields: dict[str, str] = {}
    for key, value in lines:
        fields.setdefault(key, value)
    return Message(fields, lines)


def unescape(text: str) -> str:
    r"""Undoes Asterisk's C escapes once: \' \" \\ \n and so on."""
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match[1], match[1]), text)


def action(name: str, action_id: str, pairs: Iterable[tuple[str, str]] = ()) -> bytes:
    """An action to send. Line breaks in values would be lines of their own: refused."""
    lines: Sequence[tuple[str, str]] = [("Action", name), ("ActionID", action_id), *pairs]
    for key, value in lines:
        if "\r" in value or "\n" in value:
            raise ValueError(f"a line break in {key}")
    return ("".join(f"{key}: {value}\r\n" for key, value in lines) + "\r\n").encode()
