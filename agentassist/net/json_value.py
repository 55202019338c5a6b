"""JSON as it comes from outside: nothing in it is believed before it was looked at."""

from typing import TypeAlias

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
