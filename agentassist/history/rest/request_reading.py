"""Requests of a mapping, compiled: templates, expressions, pages, and their placeholders."""

import re
from collections.abc import Mapping

from agentassist.history.rest import format as written
from agentassist.history.rest.expression import Expression, ExpressionError, expression
from agentassist.history.rest.field_reading import FieldReader
from agentassist.history.rest.placeholder import (
    JsonTemplate,
    Part,
    Template,
    TemplateError,
    json_template,
    template,
)
from agentassist.history.rest.problem import MappingProblemError
from agentassist.history.rest.spec import (
    AskedSpec,
    PagingSpec,
    PagingStyle,
    RequestSpec,
    StepSpec,
)

PAGES = {"find": 3, "interactions": 1, "search": 1, "export": 1_000, "note": 1}
LIMITS = {"find": 100, "interactions": 100, "search": 50, "export": 200_000, "note": 100}
_NEEDS = {  # keys of [paging] by its style: needed, allowed besides
    PagingStyle.NONE: (set[str](), set[str]()),
    PagingStyle.NEXT_URL: ({"next"}, {"more"}),
    PagingStyle.LINK: (set[str](), set[str]()),
    PagingStyle.PAGE: ({"param"}, {"start", "size", "more", "place"}),
    PagingStyle.OFFSET: ({"param"}, {"size", "more", "place"}),
    PagingStyle.BODY_CURSOR: ({"next", "param"}, {"more"}),
    PagingStyle.QUERY_CURSOR: ({"next", "param"}, {"more"}),
    PagingStyle.CONTINUE: (set[str](), {"next", "more"}),
}
_WHOLE = expression("@")
_PATH_SIGNS = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/]*")


def compiled(text: str, key: str) -> Expression:
    """Raises MappingProblemError."""
    try:
        return expression(text)
    except ExpressionError as problem:
        raise MappingProblemError(key, "bad_expression", str(problem)) from None


class RequestReader:
    """Compiles requests; collects the settings that they need. Raises MappingProblemError."""

    def __init__(self, paging: written.Paging | None, fields: FieldReader) -> None:
        self._fields = fields
        self._paging = _paging(paging, "paging") if paging else PagingSpec()
        self.settings: set[str] = set()

    def asked(self, raw: written.Asked, where: str, cost: str, names: frozenset[str]) -> AskedSpec:
        first = self.request(raw, where, cost, names)
        steps: list[StepSpec] = []
        for number, step in enumerate(raw.then):
            here = f"{where}.then[{number}]"
            if clash := sorted(names & step.each.keys()):
                raise MappingProblemError(f"{here}.each.{clash[0]}", "taken_name", clash[0])
            names |= step.each.keys()
            each = {name: compiled(text, f"{here}.each.{name}") for name, text in step.each.items()}
            request = self.request(step, here, cost, names)
            if not request.names & step.each.keys():
                raise MappingProblemError(f"{here}.each", "not_used")
            outer = self._fields.fields(step.outer, f"{here}.outer")
            steps.append(StepSpec(request, each, outer, step.most))
        return AskedSpec(first, tuple(steps))

    def request(
        self,
        raw: written.Request,
        where: str,
        cost: str,
        names: frozenset[str],
        *,
        part: Part = Part.PARAM,
    ) -> RequestSpec:
        """`part` is NOTE for what writes a note: its texts may be long."""
        if raw.json is not None and raw.method == "GET":
            raise MappingProblemError(f"{where}.json", "body_of_get")
        spec = RequestSpec(
            where=where,
            cost=cost,
            method=raw.method,
            path=self._path(raw.path, f"{where}.path"),
            params=tuple(
                (name, _template(text, part, f"{where}.params.{name}"))
                for name, text in raw.params.items()
            ),
            json=_json(raw.json, Part.NOTE if part is Part.NOTE else Part.JSON, f"{where}.json"),
            items=compiled(raw.items, f"{where}.items") if raw.items else _WHOLE,
            paging=_paging(raw.paging, f"{where}.paging") if raw.paging else self._paging,
            pages=raw.pages or PAGES[cost],
            limit=raw.limit or LIMITS[cost],
            none_if_missing=raw.none_if_missing,
            changes=part is Part.NOTE,
        )
        if spec.paging.in_json and not isinstance(raw.json, dict):
            raise MappingProblemError(f"{where}.paging", "page_in_body_without_json")
        self._check_names(spec, names)
        return spec

    def _path(self, text: str, key: str) -> Template:
        path = _template(text, Part.PATH, key)
        literal = "".join(part if isinstance(part, str) else "x" for part in path.parts)
        if not literal.startswith("/") or literal.startswith("//") or "/../" in f"{literal}/":
            raise MappingProblemError(key, "bad_path")
        if _PATH_SIGNS.fullmatch(literal) is None:
            raise MappingProblemError(key, "sign_in_path")
        return path

    def _check_names(self, spec: RequestSpec, names: frozenset[str]) -> None:
        for name in sorted(spec.names):
            if name.startswith("$"):
                self.settings.add(name[1:])
            elif name not in names:
                raise MappingProblemError(spec.where, "unknown_placeholder", name)


def _template(text: str, part: Part, key: str) -> Template:
    try:
        return template(text, part)
    except TemplateError as problem:
        raise MappingProblemError(key, problem.reason, problem.detail) from None


def _json(value: written.Json, part: Part, key: str) -> JsonTemplate:
    try:
        return json_template(value, part)
    except TemplateError as problem:
        raise MappingProblemError(key, problem.reason, problem.detail) from None


def _paging(raw: written.Paging, key: str) -> PagingSpec:
    style = PagingStyle(raw.style)
    needed, allowed = _NEEDS[style]
    given: Mapping[str, object] = {
        "next": raw.next,
        "more": raw.more,
        "param": raw.param,
        "start": raw.start,
        "size": raw.size,
        "place": None if raw.place == "params" else raw.place,
    }
    for name, value in given.items():
        if value is None and name in needed:
            raise MappingProblemError(key, "missing", name)
        if value is not None and name not in needed | allowed:
            raise MappingProblemError(f"{key}.{name}", "not_for_this_style", raw.style)
    following = raw.next or ("continue" if style is PagingStyle.CONTINUE else None)
    default_start = 1 if style is PagingStyle.PAGE else 0
    return PagingSpec(
        style=style,
        next=compiled(following, f"{key}.next") if following else None,
        more=compiled(raw.more, f"{key}.more") if raw.more else None,
        param=raw.param or "",
        start=default_start if raw.start is None else raw.start,
        size=raw.size,
        in_json=raw.place == "json" or style is PagingStyle.BODY_CURSOR,
    )
