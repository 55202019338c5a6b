"""From page to page, in every style, with caps and without going round in circles."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.history.rest.articles import RestArticles
from agentassist.history.rest.paging import next_link
from agentassist.history.rest.reading import mapping_of
from agentassist.net.answer import Answer
from agentassist.net.request import Request

HEAD = """
format = 1
title = "Desk"
system = "Desk 1"
connection = { base = "https://desk.example/api" }
auth = { style = "none" }
[articles.fields]
id = "id"
title = "id"
[articles.export]
path = "/articles"
params = { kept = "yes" }
items = "rows"
"""
BODY = HEAD.replace(
    'path = "/articles"', 'path = "/articles"\nmethod = "POST"\njson = { a = { b = 1 } }'
)
ROWS = [{"id": number} for number in range(7)]
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


class Clock:
    def now(self) -> datetime:
        return SINCE

    def monotonic_ns(self) -> int:
        return 0


class Server:
    """Answers with `answer`; keeps what was asked."""

    def __init__(self, answer: Callable[[Request], tuple[Any, Mapping[str, str]]]) -> None:
        self._answer = answer
        self.asked: list[Request] = []

    async def send(self, request: Request, *, deadline: timedelta) -> Answer:
        self.asked.append(request)
        body, headers = self._answer(request)
        url = request.path if "://" in request.path else f"https://desk.example/api{request.path}"
        return Answer(200, headers, body, url)

    async def close(self) -> None:
        return None


def exported(mapping: str, server: Server) -> list[str]:
    spec = mapping_of(mapping, Path("desk.toml"))

    async def read() -> list[str]:
        articles = RestArticles("desk", spec, server, clock=Clock())
        return [str(one.id) async for page in articles.export(SINCE) for one in page]

    return asyncio.run(read())


ALL = [f"desk:{number}" for number in range(7)]


def first_of(request: Request, param: str = "start") -> int:
    return int(dict(request.params).get(param, 0))


def test_next_url_whole_or_relative_with_the_same_body() -> None:
    def answer(request: Request) -> tuple[Any, Mapping[str, str]]:
        at = int(request.path.rpartition("=")[2]) if "=" in request.path else 0
        following = {2: "https://desk.example/api/articles?from=4", 0: "articles?from=2"}
        return {"rows": ROWS[at : at + 2] if at < 4 else ROWS[4:], "next": following.get(at)}, {}

    server = Server(answer)
    mapping = BODY + '[paging]\nstyle = "next_url"\nnext = "next"\n'
    assert exported(mapping, server) == ALL
    assert [one.path for one in server.asked] == [
        "/articles",
        "https://desk.example/api/articles?from=2",
        "https://desk.example/api/articles?from=4",
    ]
    assert [one.params for one in server.asked] == [(("kept", "yes"),), (), ()]
    assert {str(one.json) for one in server.asked} == {"{'a': {'b': 1}}"}
    assert {(one.method, one.asks, one.cost) for one in server.asked} == {("POST", True, "export")}


def test_link_header() -> None:
    def answer(request: Request) -> tuple[Any, Mapping[str, str]]:
        if "p=2" in request.path:
            return {"rows": ROWS[4:]}, {
                "link": '<https://desk.example/api/articles?p=1>; rel="first"'
            }
        link = '<https://desk.example/a,b>; rel="last", </api/articles?p=2>; rel="next"'
        return {"rows": ROWS[:4]}, {"link": link}

    assert exported(HEAD + '[paging]\nstyle = "link"\n', Server(answer)) == ALL


@pytest.mark.parametrize(
    ("header", "url"),
    [
        ('<https://a/?x=1,2;3>; title="a, b"; rel="prev next"', "https://a/?x=1,2;3"),
        ("</b>;rel=next", "/b"),
        ("</b>;REL=NEXT", "/b"),
        ('</b>; rel="nextfoo"', ""),
        ("</b>", ""),
        ("", ""),
        ("<" * 5000, ""),
    ],
)
def test_what_a_link_header_may_look_like(header: str, url: str) -> None:
    assert next_link(header) == url


def test_page_numbers_in_parameters_and_in_the_body() -> None:
    def answer(request: Request) -> tuple[Any, Mapping[str, str]]:
        body: Any = request.json
        page = first_of(request, "page") if body is None else body["a"]["page"]
        return {"rows": ROWS[3 * page - 3 : 3 * page], "more": page < 3}, {}

    sized = HEAD + '[paging]\nstyle = "page"\nparam = "page"\nsize = 3\n'
    server = Server(answer)
    assert exported(sized, server) == ALL
    assert [dict(one.params)["page"] for one in server.asked] == ["1", "2", "3"]
    told = BODY + '[paging]\nstyle = "page"\nparam = "a.page"\nplace = "json"\nmore = "more"\n'
    server = Server(answer)
    assert exported(told, server) == ALL
    assert [one.json for one in server.asked] == [{"a": {"b": 1, "page": n}} for n in (1, 2, 3)]


def test_offsets_go_on_until_nothing_comes() -> None:
    def answer(request: Request) -> tuple[Any, Mapping[str, str]]:
        first = first_of(request)
        return {"rows": ROWS[first : first + 3]}, {}

    server = Server(answer)
    assert exported(HEAD + '[paging]\nstyle = "offset"\nparam = "start"\n', server) == ALL
    assert [first_of(one) for one in server.asked] == [0, 3, 6, 7]
    server = Server(answer)
    assert exported(HEAD + '[paging]\nstyle = "offset"\nparam = "start"\nsize = 3\n', server) == ALL
    assert [first_of(one) for one in server.asked] == [0, 3, 6]


def test_cursors_in_the_body_and_among_the_parameters() -> None:
    def answer(request: Request) -> tuple[Any, Mapping[str, str]]:
        body: Any = request.json
        cursor = dict(request.params).get("after") or (body or {}).get("page", {}).get("after", 0)
        first = int(cursor)
        return {"rows": ROWS[first : first + 4], "c": str(first + 4) if first < 4 else None}, {}

    server = Server(answer)
    body = BODY + '[paging]\nstyle = "body_cursor"\nnext = "c"\nparam = "page.after"\n'
    assert exported(body, server) == ALL
    assert server.asked[1].json == {"a": {"b": 1}, "page": {"after": "4"}}
    server = Server(answer)
    query = HEAD + '[paging]\nstyle = "query_cursor"\nnext = "c"\nparam = "after"\n'
    assert exported(query, server) == ALL
    assert server.asked[1].params == (("kept", "yes"), ("after", "4"))


def test_continue_as_in_mediawiki() -> None:
    def answer(request: Request) -> tuple[Any, Mapping[str, str]]:
        if "gapcontinue" in dict(request.params):
            return {"rows": ROWS[4:]}, {}
        return {"rows": ROWS[:4], "continue": {"gapcontinue": "Refund", "continue": "gap||"}}, {}

    server = Server(answer)
    assert exported(HEAD + '[paging]\nstyle = "continue"\n', server) == ALL
    expected = (("kept", "yes"), ("gapcontinue", "Refund"), ("continue", "gap||"))
    assert server.asked[1].params == expected


ROUND = [
    ('style = "next_url"\nnext = "next"', {"next": "/api/articles"}),
    ('style = "next_url"\nnext = "next"', {"next": "articles"}),
    ('style = "page"\nparam = "page"', {}),
    ('style = "offset"\nparam = "start"\nsize = 7', {}),
    ('style = "query_cursor"\nnext = "next"\nparam = "c"', {"next": "same"}),
    ('style = "continue"\nnext = "next"', {"next": {"c": "same"}}),
    ('style = "continue"\nnext = "next"', {"next": {"c": [1]}}),
]


@pytest.mark.parametrize(("paging", "more"), ROUND)
def test_a_server_that_goes_round_in_circles_is_left(paging: str, more: dict[str, Any]) -> None:
    server = Server(lambda _: ({"rows": ROWS, **more}, {}))
    with pytest.raises(AgentAssistError) as caught:
        exported(f"{HEAD}[paging]\n{paging}\n", server)
    assert caught.value.code == "source.endless"
    assert caught.value.params == {"source": "desk", "where": "articles.export"}
    assert len(server.asked) <= 3


def test_caps_on_pages_and_rows() -> None:
    def endless(request: Request) -> tuple[Any, Mapping[str, str]]:
        first = first_of(request)
        return {"rows": [{"id": first + number} for number in range(10)]}, {}

    for cap, pages in (("pages = 3", 3), ("limit = 25", 3), ("limit = 5", 1)):
        server = Server(endless)
        mapping = HEAD + f'{cap}\n[paging]\nstyle = "offset"\nparam = "start"\n'
        with pytest.raises(AgentAssistError, match="incomplete"):
            exported(mapping, server)
        assert len(server.asked) == pages
