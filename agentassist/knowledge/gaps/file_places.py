"""A file of counts taken apart, so that whatever is wrong can be named with its line."""

import json
from collections.abc import Iterator
from pathlib import Path

from agentassist.domain.errors import AgentAssistError

MOST_LINES = 20_000


def bad_file(path: Path, line: int, field: str, reason: str) -> AgentAssistError:
    """What is wrong with a file of counts, and where."""
    return AgentAssistError(
        "knowledge.bad_gaps", file=str(path), line=line, field=field, reason=reason
    )


class Places:
    """The file's one object, with the place of each of its lines. No value is believed yet."""

    def __init__(self, path: Path, text: str) -> None:
        self._path, self._text = path, text
        self._decoder = json.JSONDecoder(parse_constant=self._no_constant)
        self._at = 0
        self._counted = (0, 1)  # up to where lines are counted, and the line there

    def parts(self) -> tuple[dict[str, object], list[tuple[int, object]]]:
        """All names but `lines`, and each of these with the line of the file it stands on."""
        head: dict[str, object] = {}
        lines: list[tuple[int, object]] | None = None
        for key in self._members("{", "}"):
            name = self._value() if key else ""
            if not isinstance(name, str) or name in head or (name == "lines" and lines is not None):
                raise self._error("file", "a name twice, or none")
            self._sign(":")
            if name == "lines":
                lines = [(self._line(), self._value()) for _ in self._members("[", "]")]
            else:
                head[name] = self._value()
        self._space()
        if self._at < len(self._text):
            raise self._error("file", "something stands behind its end")
        if lines is None:
            raise self._error("lines", "missing")
        return head, lines

    def _members(self, opening: str, closing: str) -> Iterator[int]:
        """Stands before each member; the count of them."""
        self._sign(opening)
        self._space()
        count = 0
        if self._text[self._at : self._at + 1] == closing:
            self._at += 1
            return
        while True:
            count += 1
            if count > MOST_LINES:
                raise self._error("lines", f"more than {MOST_LINES}")
            self._space()
            yield count
            self._space()
            if self._text[self._at : self._at + 1] == closing:
                self._at += 1
                return
            self._sign(",")

    def _value(self) -> object:
        self._space()
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except RecursionError:
            raise self._error("file", "too deep") from None
        except json.JSONDecodeError as error:
            raise bad_file(self._path, error.lineno, "file", f"no JSON: {error.msg}") from None
        except ValueError:
            raise self._error("file", "a number that is too long") from None
        return value

    def _sign(self, sign: str) -> None:
        self._space()
        if self._text[self._at : self._at + 1] != sign:
            raise self._error("file", f"no JSON: {sign} is missing")
        self._at += 1

    def _space(self) -> None:
        while self._at < len(self._text) and self._text[self._at] in " \t\r\n":
            self._at += 1

    def _line(self) -> int:
        self._space()
        at, line = self._counted
        self._counted = (self._at, line + self._text.count("\n", at, self._at))
        return self._counted[1]

    def _error(self, field: str, reason: str) -> AgentAssistError:
        return bad_file(self._path, self._line(), field, reason)

    def _no_constant(self, name: str) -> object:
        raise ValueError(name)
