"""JMESPath: what a mapping takes out of an answer. A query language without side effects."""

from dataclasses import dataclass, field

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions
from jmespath.parser import ParsedResult

from agentassist.net.json_value import JsonValue

_FUNCTIONS = Functions.FUNCTION_TABLE


class ExpressionError(Exception):
    """A text that is no JMESPath, or one that does not fit what it is asked about."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled one. Made by `expression`."""

    text: str
    _compiled: ParsedResult = field(repr=False, compare=False)

    def search(self, value: JsonValue) -> JsonValue:
        """Raises ExpressionError where a function meets a type that it does not take."""
        try:
            found: JsonValue = self._compiled.search(value)
        except (JMESPathError, TypeError, ValueError, RecursionError):  # joins nulls, sorts a mix
            raise ExpressionError from None
        return found


def expression(text: str) -> Expression:
    """Compiles. Raises ExpressionError with the parser's words, also for an unknown function."""
    try:
        compiled = jmespath.compile(text)
    except (JMESPathError, RecursionError) as problem:
        raise ExpressionError(str(problem).partition(":")[0].splitlines()[0][:120]) from None
    _check_functions(compiled.parsed)
    return Expression(text, compiled)


def _check_functions(node: object) -> None:
    """JMESPath itself finds out at run time only."""
    if isinstance(node, list):
        for child in node:
            _check_functions(child)
    if not isinstance(node, dict):
        return
    if node.get("type") == "function_expression":
        name, given = str(node.get("value")), len(node["children"])
        known = _FUNCTIONS.get(name)
        if known is None:
            raise ExpressionError(f"unknown function {name}")
        signature = known["signature"]
        many = bool(signature) and bool(signature[-1].get("variadic"))
        if given < len(signature) or (given > len(signature) and not many):
            raise ExpressionError(f"{name} takes {len(signature)} arguments")
    _check_functions(node.get("children"))
