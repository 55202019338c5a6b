"""Bytes to JSON, strictly: RFC 8259 in UTF-8, of bearable size, with nothing ambiguous in it.

A byte order mark is skipped (RFC 8259 allows that) and the charset of the content type does not
count (it has no meaning for JSON): what is no UTF-8 is refused. NaN and infinities are refused, in
their many spellings. Two values under one key are refused: which one is meant nobody can know, and
what is shown of a customer has to be certain. Halves of surrogate pairs, which servers make that
cut texts by UTF-16 units, become U+FFFD: one broken emoji must not hide a customer.
"""

import json
import math
import re
from collections.abc import Iterable
from typing import Never

from agentassist.net.json_value import JsonValue
from agentassist.net.site import Limits
from agentassist.net.source_error import source_error

_BOM = b"\xef\xbb\xbf"
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")  # half of a pair, or a whole one: it is looked at then
_PUNCTUATION = (b",", b"[", b"{")


class _RefusedError(ValueError):
    """Inside the decoder's hooks; its text is the `problem`."""


def parsed(body: bytes, source: str, limits: Limits) -> JsonValue:
    """AgentAssistError("source.not_json" | "source.too_large", problem=...)."""
    body = body.removeprefix(_BOM)
    if not body.strip():
        raise source_error("source.not_json", source, problem="empty")
    # Before a million small lists are made of five megabytes.
    if sum(body.count(mark) for mark in _PUNCTUATION) > limits.values:
        raise source_error("source.too_large", source, problem="values")
    try:
        text = body.decode("utf-8")
        value = _DECODER.decode(text)
    except UnicodeDecodeError:
        raise source_error("source.not_json", source, problem="charset") from None
    except RecursionError:
        raise source_error("source.too_large", source, problem="depth") from None
    except _RefusedError as problem:
        raise source_error("source.not_json", source, problem=str(problem)) from None
    except ValueError:  # also an integer of thousands of digits; the words may quote the body
        raise source_error("source.not_json", source, problem="syntax") from None
    if _deeper(value, limits.depth):
        raise source_error("source.too_large", source, problem="depth")
    return _mended(value) if _HALF.search(body) else value


def _no_constant(_name: str) -> Never:
    raise _RefusedError("number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):  # 1e999
        raise _RefusedError("number")
    return number


def _once(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RefusedError("repeated_key")
    return found


_DECODER = json.JSONDecoder(
    parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_once
)


def _deeper(value: JsonValue, depth: int) -> bool:
    """Level by level: a recursion would fall over what it looks for."""
    level = [value]
    for _ in range(depth):
        level = [
            inner for outer in level for inner in _inside(outer) if isinstance(inner, list | dict)
        ]
        if not level:
            return False
    return True


def _inside(value: JsonValue) -> Iterable[JsonValue]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _mended(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [_mended(inner) for inner in value]
    if isinstance(value, dict):
        return {str(_mended(key)): _mended(inner) for key, inner in value.items()}
    return value
