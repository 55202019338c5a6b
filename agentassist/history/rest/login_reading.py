"""The address, login and rates of a mapping. `${names}` in them are settings of the site."""

import re
from collections.abc import Mapping

from agentassist.history.rest import format as written
from agentassist.history.rest.problem import MappingProblemError
from agentassist.history.rest.spec import AuthSpec
from agentassist.net.site import Rate, Rates

_SETTING = re.compile(r"\$\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_OURS = frozenset({"authorization", "cookie", "host", "content-length", "content-type"})
_KEYS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {  # needed, allowed besides
    "none": (frozenset(), frozenset()),
    "header": (frozenset({"name"}), frozenset({"prefix"})),
    "basic": (frozenset({"user"}), frozenset({"key_first"})),
    "oauth2": (
        frozenset({"grant", "token_url", "client_id"}),
        frozenset({"public_client", "client_in_body", "scope", "more"}),
    ),
}


def base_spec(base: str, settings: set[str]) -> str:
    _note_settings(base, settings, "connection.base")
    if not base.startswith(("https://", "http://", "${")):
        raise MappingProblemError("connection.base", "no_address")
    return base


def headers_spec(raw: Mapping[str, str], settings: set[str]) -> tuple[tuple[str, str], ...]:
    for name, value in raw.items():
        if name.lower() in _OURS:
            raise MappingProblemError(f"connection.headers.{name}", "not_here", name)
        _note_settings(value, settings, f"connection.headers.{name}")
    return tuple(raw.items())


def auth_spec(raw: written.Auth, settings: set[str]) -> AuthSpec:
    needed, allowed = _KEYS[raw.style]
    given = {
        name: value
        for name in raw.__struct_fields__
        if name != "style" and (value := getattr(raw, name)) is not None
    }
    for name in sorted(needed - given.keys()):
        raise MappingProblemError("auth", "missing", name)
    for name, value in given.items():
        if name not in needed | allowed:
            raise MappingProblemError(f"auth.{name}", "not_for_this_style", raw.style)
        for text in value.values() if isinstance(value, dict) else [value]:
            if isinstance(text, str):
                _note_settings(text, settings, f"auth.{name}")
    if "more" in given:
        given["more"] = tuple(raw.more.items()) if raw.more else ()
    return AuthSpec(raw.style, **given)


def rates_spec(raw: written.RateTable) -> Rates:
    by_cost = {
        cost: Rate(rate.per_second, rate.burst)
        for cost in ("find", "interactions", "search", "export", "note")
        if (rate := getattr(raw, cost)) is not None
    }
    return Rates(
        overall=Rate(raw.per_second, raw.burst) if raw.per_second else None,
        by_cost=by_cost,
        remaining_header=raw.remaining_header or "",
        reset_header=raw.reset_header or "",
    )


def with_settings(text: str, values: Mapping[str, str]) -> str:
    """A text of the mapping with the site's values in it; all of them are there."""
    return _SETTING.sub(lambda found: values[found[1]], text)


def _note_settings(text: str, settings: set[str], key: str) -> None:
    for name in _SETTING.findall(text):
        if _NAME.fullmatch(name) is None:
            raise MappingProblemError(key, "not_a_placeholder", name[:60])
        settings.add(name)
    if "${" in _SETTING.sub("", text):
        raise MappingProblemError(key, "lone_brace", "${")
