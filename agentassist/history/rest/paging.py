"""From one page of an answer to the request for the next."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urljoin

from agentassist.domain.errors import AgentAssistError
from agentassist.history.rest.expression import Expression, ExpressionError
from agentassist.history.rest.placeholder import filled_json
from agentassist.history.rest.spec import PagingSpec, PagingStyle, RequestSpec
from agentassist.net.answer import Answer
from agentassist.net.json_value import JsonValue
from agentassist.net.request import Request

_LONGEST_CURSOR = 4_000
_LINK = re.compile(r"<([^<>]*)>([^<]*)")


def first_request(spec: RequestSpec, values: Mapping[str, str]) -> Request:
    """Raises UnsafeValueError when a value can't be written: then nothing is sent."""
    request = Request(
        method=spec.method,
        path=spec.path.filled(values),
        params=tuple((name, template.filled(values)) for name, template in spec.params),
        json=filled_json(spec.json, values),
        cost=spec.cost,
        asks=not spec.changes,
    )
    paging = spec.paging
    if paging.style in (PagingStyle.PAGE, PagingStyle.OFFSET):
        return _with_place(request, paging, paging.start)
    return request


class Pages:
    """The pages of one request. `source` and `where` are for errors."""

    def __init__(self, spec: PagingSpec, request: Request, source: str, where: str) -> None:
        self._spec = spec
        self._first = request
        self._source = source
        self._where = where
        self._seen = {_signature(request)}
        self._place = spec.start
        self._last: Sequence[JsonValue] = ()

    def after(self, answer: Answer, items: Sequence[JsonValue]) -> Request | None:
        """None after the last page.

        Raises AgentAssistError("source.endless") for a page that was there already.
        """
        following = self._following(answer, items)
        if following is None:
            return None
        # An ignored page number brings the same page for ever.
        same = bool(items) and items == self._last
        if same or _signature(following) in self._seen:
            raise AgentAssistError("source.endless", source=self._source, where=self._where)
        self._last = items
        self._seen.add(_signature(following))
        return following

    def _following(self, answer: Answer, items: Sequence[JsonValue]) -> Request | None:
        spec = self._spec
        if spec.more is not None and not _found(spec.more, answer.json):
            return None
        match spec.style:
            case PagingStyle.NONE:
                return None
            case PagingStyle.LINK:
                return self._at(next_link(answer.header("link")), answer)
            case PagingStyle.NEXT_URL:
                return self._at(_text(spec.next, answer.json), answer)
            case PagingStyle.PAGE | PagingStyle.OFFSET:
                return self._counted(items)
            case PagingStyle.CONTINUE:
                return self._continued(_found(spec.next, answer.json))
        cursor = _text(spec.next, answer.json)
        if not cursor:
            return None
        if spec.style is PagingStyle.BODY_CURSOR:
            found = _found(spec.next, answer.json)
            value = found if isinstance(found, int) else cursor
            return replace(self._first, json=_put(self._first.json, spec.param, value))
        return _with_param(self._first, spec.param, cursor)

    def _at(self, url: str, answer: Answer) -> Request | None:
        """`net` sends it to the source's own host only."""
        if not url:
            return None
        return replace(self._first, path=urljoin(answer.url, url), params=())

    def _counted(self, items: Sequence[JsonValue]) -> Request | None:
        spec = self._spec
        if not items or (spec.more is None and spec.size and len(items) < spec.size):
            return None
        self._place += 1 if spec.style is PagingStyle.PAGE else (spec.size or len(items))
        return _with_place(self._first, spec, self._place)

    def _continued(self, found: JsonValue) -> Request | None:
        if not isinstance(found, dict) or not found:
            return None
        request = self._first
        for name, value in found.items():
            if isinstance(value, str | int) and len(str(value)) <= _LONGEST_CURSOR:
                request = _with_param(request, name, str(value))
        return request


def next_link(header: str) -> str:
    """The address of rel="next" in a Link header (RFC 8288), or nothing."""
    for link in _LINK.finditer(header[:_LONGEST_CURSOR]):
        for param in link[2].split(";"):
            name, _, value = param.strip(" \t,").partition("=")
            if name.strip().lower() == "rel" and "next" in value.strip(" \"',").lower().split():
                return link[1].strip()
    return ""


def _found(path: Expression | None, value: JsonValue) -> JsonValue:
    if path is None:
        return None
    try:
        return path.search(value)
    except ExpressionError:
        return None


def _text(path: Expression | None, value: JsonValue) -> str:
    found = _found(path, value)
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return str(found) if len(str(found)) <= _LONGEST_CURSOR else ""


def _with_place(request: Request, spec: PagingSpec, place: int) -> Request:
    if spec.in_json:
        return replace(request, json=_put(request.json, spec.param, place))
    return _with_param(request, spec.param, str(place))


def _with_param(request: Request, name: str, value: str) -> Request:
    others = tuple(pair for pair in request.params if pair[0] != name)
    return replace(request, params=(*others, (name, value)))


def _put(body: JsonValue, path: str, value: JsonValue) -> JsonValue:
    """A copy of `body` with one value in it: `pagination.starting_after`."""
    name, dot, rest = path.partition(".")
    table = dict(body) if isinstance(body, dict) else {}
    table[name] = _put(table.get(name), rest, value) if dot else value
    return table


def _signature(request: Request) -> str:
    return json.dumps([request.path, request.params, request.json], sort_keys=True)
