"""The table of what `hostile.py` plays: every behaviour with the one code it has to end in."""

import gzip
import json
import random
import zlib
from collections.abc import Iterator

from hostile import (
    ANY,
    CRLF,
    GOOD,
    Behaviour,
    Play,
    answer,
    chain,
    chunked,
    flood,
    raw,
    redirect,
    reset_after,
    then_stall,
    trickle,
)

from agentassist.net.site import Limits

LIMITS = Limits(body_bytes=200_000, values=20_000)  # what the table counts on

Row = tuple[str, Play, str | None, str]
UNREACHABLE, NOT_JSON, TOO_LARGE = "source.unreachable", "source.not_json", "source.too_large"
REDIRECTED, LIMITED = "source.redirected", "source.rate_limited"


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


def _bomb(size: int) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = b"0" * 1_000_000
    return b"".join(squeeze.compress(zeros) for _ in range(size // len(zeros))) + squeeze.flush()


def _nested(depth: int, opening: bytes = b"[", closing: bytes = b"]") -> bytes:
    return opening * depth + closing * depth


def _no_http() -> list[Row]:
    def garbage(name: str, sent: bytes) -> Row:
        return f"no http: {name}", raw(sent), NOT_JSON, "not_http"

    return [
        ("closed at once", raw(b""), UNREACHABLE, "closed"),
        ("closed in the status line", raw(b"HTTP/1.1 200"), UNREACHABLE, "closed"),
        ("closed in the headers", raw(b"HTTP/1.1 200 OK\r\nA: b"), UNREACHABLE, "closed"),
        ("reset at once", reset_after(b""), UNREACHABLE, "reset"),
        garbage("noise", bytes(range(128, 256)) * 8 + b"\r\n\r\n"),
        garbage("zeros", b"\0" * 400 + b"\r\n\r\n"),
        garbage("a page", b"<html><body>Welcome</body></html>\r\n\r\n"),
        garbage("json alone", GOOD + b"\r\n\r\n"),
        garbage("smtp", b"220 mail.example ESMTP\r\n\r\n"),
        garbage("ssh", b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        garbage("tls", b"\x16\x03\x03\x00\x31\x02\x00\x00\x2d\r\n\r\n"),
        garbage("shoutcast", b"ICY 200 OK\r\n\r\n"),
        garbage("version 9", b"HTTP/9 200 OK\r\n\r\n"),
        garbage("no status", b"HTTP/1.1 OK\r\n\r\n"),
        garbage("status of two digits", b"HTTP/1.1 20 OK\r\n\r\n"),
        garbage("status of four digits", b"HTTP/1.1 2000 OK\r\n\r\n"),
        garbage("status of letters", b"HTTP/1.1 abc OK\r\n\r\n"),
        garbage("header without colon", b"HTTP/1.1 200 OK\r\nnothing here\r\n\r\n"),
        garbage("header without name", b"HTTP/1.1 200 OK\r\n: x\r\n\r\n"),
        garbage("blank before the colon", b"HTTP/1.1 200 OK\r\nA : b\r\n\r\n"),
        garbage("zero in a header", b"HTTP/1.1 200 OK\r\nA: \0\r\n\r\n"),
        garbage("length of thirty digits", answer(length="9" * 30)),
        garbage("negative length", answer(length=-2)),
        garbage("length in words", answer(length="ten")),
        garbage("length in hex", answer(length="0x2e")),
        garbage("length as a list", answer(length="1,2")),
        garbage("two lengths", answer(more=("Content-Length: 3",))),
        garbage("unknown framing", answer(length=None, more=("Transfer-Encoding: gzip, cow",))),
    ]


def _framing() -> list[Row]:
    half = GOOD[:20]
    head = answer(b"", length=None, more=("Transfer-Encoding: chunked",))
    many = tuple(f"X-{number}: {'x' * 500}" for number in range(140))
    return [
        ("body shorter than said", raw(answer(half, length=len(GOOD))), NOT_JSON, "cut_off"),
        ("no byte of the body", raw(answer(b"", length=40)), NOT_JSON, "cut_off"),
        ("reset in the body", reset_after(answer(half, length=400)), NOT_JSON, ""),
        ("body longer than said", raw(answer(GOOD + b"}}}}", length=len(GOOD))), None, ""),
        ("another answer behind", raw(answer() + answer(b'{"items":[]}')), None, ""),
        ("until the end, whole", raw(answer(length=None)), None, ""),
        ("until the end, cut", raw(answer(half, length=None)), NOT_JSON, "syntax"),
        ("http 1.0", raw(answer(length=None).replace(b"HTTP/1.1", b"HTTP/1.0")), None, ""),
        ("chunks", raw(chunked(half, GOOD[20:])), None, ""),
        ("chunks without an end", raw(chunked(GOOD, end=b"")), NOT_JSON, "cut_off"),
        ("chunk cut", raw(head + b"ff\r\nabc"), NOT_JSON, "cut_off"),
        ("chunk size in words", raw(head + b"ten\r\n{}\r\n"), NOT_JSON, "cut_off"),
        ("chunk size negative", raw(head + b"-1\r\n{}\r\n"), NOT_JSON, "cut_off"),
        ("chunk size endless", raw(head + b"f" * 400 + b"\r\n{}\r\n"), NOT_JSON, "cut_off"),
        ("chunk longer than said", raw(head + b"2\r\n{}{}\r\n0\r\n\r\n"), NOT_JSON, "cut_off"),
        ("chunk extension flood", flood(head + b"2;", b"x" * 9_000), NOT_JSON, "cut_off"),
        (
            "trailer flood",
            flood(head + b"2\r\n{}\r\n0\r\n", b"A: b\r\n" * 900),
            NOT_JSON,
            "cut_off",
        ),
        ("chunks and a length", raw(chunked(GOOD, more=("Content-Length: 3",))), None, ""),
        ("one byte a chunk", raw(chunked(*[b" "] * 9_000)), TOO_LARGE, "pieces"),
        ("continue first", raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + answer()), None, ""),
        ("early hints", raw(b"HTTP/1.1 103 Hints\r\nLink: <x>\r\n\r\n" + answer()), None, ""),
        ("said to be huge", raw(answer(b"{", length=10**15)), TOO_LARGE, "body"),
        ("an escape in a header", raw(answer(more=("A: \x1b[2J",))), None, ""),
        ("huge", raw(answer(b'"' + b"x" * 250_000 + b'"', length=None)), TOO_LARGE, "body"),
        ("endless", flood(answer(b"[", length=None), b"1," * 9_000), TOO_LARGE, "body"),
        ("many headers", raw(answer(more=many)), TOO_LARGE, "headers"),
        ("a huge header", raw(answer(more=(f"X: {'x' * 90_000}",))), TOO_LARGE, "headers"),
        (
            "a header too long to wait for",
            raw(answer(more=("X: " + "x" * 300_000,))),
            TOO_LARGE,
            "headers",
        ),
        ("header flood", flood(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 900), TOO_LARGE, "headers"),
        ("status line flood", flood(b"HTTP/1.1 200 ", b"O" * 9_000), TOO_LARGE, "headers"),
    ]


def _codings() -> list[Row]:
    packed = _gzip(GOOD)

    def coded(name: str, body: bytes, coding: str, code: str | None, problem: str = "") -> Row:
        sent = answer(body, more=(f"Content-Encoding: {coding}",))
        return f"coding: {name}", raw(sent), code, problem

    return [
        coded("gzip", packed, "gzip", None),
        coded("x-gzip", packed, "X-GZIP", None),
        coded("identity", GOOD, "identity", None),
        coded("gzip that is none", GOOD, "gzip", NOT_JSON, "encoding"),
        coded("gzip cut", packed[:-6], "gzip", NOT_JSON, "cut_off"),
        coded("gzip cut early", packed[:12], "gzip", NOT_JSON, "cut_off"),
        coded("gzip with a wrong sum", packed[:-8] + b"\0" * 8, "gzip", NOT_JSON, "encoding"),
        coded("gzip and noise behind", packed + b"noise", "gzip", NOT_JSON, "encoding"),
        coded("gzip twice", _gzip(packed), "gzip, gzip", NOT_JSON, "encoding"),
        coded("gzip in gzip, said once", _gzip(packed), "gzip", NOT_JSON, "charset"),
        coded("bomb of 100 MB", _bomb(100_000_000), "gzip", TOO_LARGE, "body"),
        coded("bomb just over", _gzip(b" " * 200_001), "gzip", TOO_LARGE, "body"),
        coded("nothing, packed", _gzip(b""), "gzip", NOT_JSON, "empty"),
        coded("deflate", zlib.compress(GOOD), "deflate", NOT_JSON, "encoding"),
        coded("brotli", b"\x0b\x02\x80{}\x03", "br", NOT_JSON, "encoding"),
        coded("zstd", b"\x28\xb5\x2f\xfd", "zstd", NOT_JSON, "encoding"),
        coded("unheard of", GOOD, "cow", NOT_JSON, "encoding"),
    ]


def _json_texts() -> list[Row]:
    def text(name: str, body: bytes, code: str | None = NOT_JSON, problem: str = "syntax") -> Row:
        return f"json: {name}", raw(answer(body)), code, problem if code else ""

    return [
        text("null", b"null", None),
        text("a number", b"42", None),
        text("a text", b'"hello"', None),
        text("an empty list", b"[]", None),
        text("wrong shapes", b'{"items": {"id": ["x"], "name": 9}, "count": "many"}', None),
        text("items null", b'{"items": null}', None),
        text("with a mark in front", b"\xef\xbb\xbf" + GOOD, None),
        text("half an emoji", b'{"items": [], "name": "\\ud83d"}', None),
        text("half an emoji as a key", b'{"\\udc00": "\\ud83d\\ude00"}', None),
        text("zero and bell escaped", b'{"name": "\\u0000\\u0007"}', None),
        text("depth 64", _nested(64), None),
        text("a number of 400 digits", b"9" * 400, None),
        text("blanks around", b" \r\n\t" + GOOD + b"\n\n", None),
        text("nothing", b"", problem="empty"),
        text("blanks", b"  \r\n ", problem="empty"),
        text("a mark alone", b"\xef\xbb\xbf", problem="empty"),
        text("latin-1", '{"name": "Jörg"}'.encode("latin-1"), problem="charset"),
        text("utf-16", '{"name": "Dana"}'.encode("utf-16"), problem="charset"),
        text("utf-16 without a mark", '{"name": "Dana"}'.encode("utf-16-le")),
        text("utf-32", '{"name": "Dana"}'.encode("utf-32"), problem="charset"),
        text("cut in a letter", b'{"name": "J\xc3"}', problem="charset"),
        text("overlong utf-8", b'{"name": "\xc0\xaf"}', problem="charset"),
        text("surrogates in utf-8", b'{"name": "\xed\xa0\x80"}', problem="charset"),
        text("beyond unicode", b'{"name": "\xf5\x80\x80\x80"}', problem="charset"),
        text("NaN", b'{"total": NaN}', problem="number"),
        text("Infinity", b'{"total": Infinity}', problem="number"),
        text("-Infinity", b"[-Infinity]", problem="number"),
        text("infinite by its exponent", b'{"total": 1e999}', problem="number"),
        text("minus infinite", b'{"total": -1e999}', problem="number"),
        text("a number of 5000 digits", b"9" * 5_000),
        text("hexadecimal", b"[0x10]"),
        text("plus", b"[+1]"),
        text("leading zero", b"[012]"),
        text("point at the end", b"[1.]"),
        text("cut", GOOD[:-3]),
        text("cut in a text", GOOD[:30]),
        text("comma at the end", b'{"a": 1,}'),
        text("two commas", b"[1,,2]"),
        text("one quote", b"{'a': 1}"),
        text("no quotes", b"{a: 1}"),
        text("comment", b'{"a": 1} // one'),
        text("two texts", GOOD + GOOD),
        text("lines of json", b'{"a": 1}\n{"a": 2}\n'),
        text("callback", b"callback(" + GOOD + b")"),
        text("guarded", b")]}',\n" + GOOD),
        text("python", b"{'ok': True, 'x': None}"),
        text("xml", b"<?xml version='1.0'?><items/>"),
        text("a page said to be json", b"<html><title>503</title></html>"),
        text("a stack trace", b"Traceback (most recent call last):\n  ValueError: 7"),
        text("php notice in front", b"Notice: Undefined index\n" + GOOD),
        text("line break in a text", b'{"a": "x\ny"}'),
        text("zero in a text", b'{"a": "x\0y"}'),
        text("zero behind", GOOD + b"\0"),
        text("wrong escape", b'{"a": "\\x41"}'),
        text("wrong unicode escape", b'{"a": "\\u12g4"}'),
        text("key twice", b'{"id": 1, "id": 2}', problem="repeated_key"),
        text("key twice inside", b'[{"a": {"id": 1, "id": 1}}]', problem="repeated_key"),
        text("depth 65", _nested(65), TOO_LARGE, "depth"),
        text("depth 900", _nested(900), TOO_LARGE, "depth"),
        text("depth 9000", _nested(9_000), TOO_LARGE, "depth"),
        text(
            "deep objects", _nested(900, b'{"a":', b"}").replace(b":}", b":1}"), TOO_LARGE, "depth"
        ),
        text("deep and never closed", b"[" * 15_000, TOO_LARGE, "depth"),
        text("many small lists", b"[" + b"[]," * 19_000 + b"[]]", TOO_LARGE, "values"),
        text("many numbers", b"[" + b"1," * 30_000 + b"1]", TOO_LARGE, "values"),
    ]


def _types() -> list[Row]:
    def kind(name: str | None, code: str | None = NOT_JSON, problem: str = "type") -> Row:
        return f"type: {name}", raw(answer(kind=name)), code, problem if code else ""

    page = b"<!doctype html><title>Sign in</title>"
    return [
        kind("application/json;charset=utf-8", None),
        kind("Application/JSON", None),
        kind("application/hal+json", None),
        kind("application/vnd.api+json; charset=iso-8859-1", None),
        kind("text/json", None),
        kind("text/html", problem="html"),
        kind("text/html; charset=utf-8", problem="html"),
        kind("application/xhtml+xml", problem="html"),
        kind("text/plain"),
        kind("text/javascript"),
        kind("application/javascript"),
        kind("application/xml"),
        kind("application/octet-stream"),
        kind("application/pdf"),
        kind("image/png"),
        kind("multipart/form-data; boundary=x"),
        kind("application/x-ndjson"),
        kind("application/jsonp"),
        kind("json"),
        kind("+json"),
        kind("a/b/c+json"),
        kind(", application/json"),
        kind("", problem="no_type"),
        kind(None, problem="no_type"),
        ("sign-in page", raw(answer(page, kind="text/html")), NOT_JSON, "html"),
        (
            "captive portal",
            raw(answer(page * 900, kind="text/html", length=None)),
            NOT_JSON,
            "html",
        ),
        ("nothing at all", raw(answer(b"", status=204, kind=None, length=None)), None, ""),
        ("no content, with content", raw(answer(status=204)), None, ""),
    ]


def _redirections() -> list[Row]:
    def to(location: str, problem: str = "elsewhere", status: int = 302) -> Row:
        play = redirect(location, status)
        return f"redirect {status}: {location[:40]}", play, REDIRECTED, problem

    return [
        *((f"redirects: {hops}", chain(hops), None, "") for hops in (1, 2, 3)),
        ("redirects: 4", chain(4), REDIRECTED, "too_often"),
        to("/again", "too_often"),
        to("", "address"),
        to("   ", "address"),
        to("http://evil.example/x"),
        to("//evil.example/x"),
        to("http://127.0.0.1:1/x"),
        to("http://127.0.0.2:{port}/x"),
        to("http://localhost:{port}/x"),
        to("https://127.0.0.1:{port}/x"),
        to("http://user:secret@127.0.0.1:{port}/x", "address"),
        to("http://127.0.0.1:{port}@evil.example/x", "address"),
        to("http://127.0.0.1.evil.example:{port}/x"),
        to("http://[::1]:{port}/x"),
        to("http://[::1", "address"),
        to("http://127.0.0.1:99999/x"),
        to("http:///x", "too_often"),
        to("javascript:alert(1)", "address"),
        to("file:///etc/passwd", "address"),
        to("ftp://127.0.0.1/x", "address"),
        to("/" + "x" * 9_000, "address"),
        *(to("http://evil.example/", status=status) for status in (301, 303, 307, 308)),
        ("redirect without a place", raw(answer(b"", status=302)), REDIRECTED, "address"),
        *(
            (f"status {status}", raw(answer(b"", status=status)), REDIRECTED, "status")
            for status in (300, 304, 305, 306, 399)
        ),
    ]


def _statuses() -> list[Row]:
    page = b"<html><h1>Error</h1><p>account 4711 of dana@example.com</p></html>"
    named = {
        401: "source.login_refused",
        403: "source.forbidden",
        404: "source.not_found",
        407: UNREACHABLE,
        410: "source.not_found",
        429: LIMITED,
    }
    others = (400, 402, 405, 406, 408, 409, 411, 412, 413, 414, 415, 418, 421, 422, 423, 424)
    faults = (500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 522, 529, 599)
    later = ("5", "120", "99999999999999999999", "Wed, 21 Oct 2099 07:28:00 GMT")
    unclear = ("soon", "-5", "", "5 minutes", "Wed, 99 Foo 2099 07:28:00 GMT", "1e9", "\xb2")

    def limited(status: int, text: str) -> Row:
        play = raw(answer(b"", status=status, more=(f"Retry-After: {text}",)))
        return f"{status}, again after '{text[:30]}'", play, LIMITED, ""

    return [
        *(
            (f"status {n}", raw(answer(page, status=n, kind="text/html")), c, "")
            for n, c in named.items()
        ),
        *(
            (f"status {n}", raw(answer(status=n)), "source.bad_request", "")
            for n in (*others, 426, 428, 431, 451, 499)
        ),
        *(
            (
                f"status {n}",
                raw(answer(page, status=n, kind="text/html")),
                "source.server_error",
                "",
            )
            for n in faults
        ),
        *((f"status {n}", raw(answer(status=n)), "source.server_error", "") for n in (600, 999)),
        (
            "status 101",
            raw(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
            NOT_JSON,
            "",
        ),
        *(limited(429, text) for text in (*later, *unclear)),
        *(limited(503, text) for text in later),
        *(
            (f"success {n}", raw(answer(status=n)), None, "")
            for n in (201, 202, 203, 206, 207, 299)
        ),
        (
            "a huge page with 500",
            raw(answer(b"x" * 250_000, status=500)),
            "source.server_error",
            "",
        ),
        ("an error cut off", raw(answer(b"{", status=500, length=99)), "source.server_error", ""),
        (
            "an error in a wrong coding",
            raw(answer(status=404, more=("Content-Encoding: cow",))),
            "source.not_found",
            "",
        ),
    ]


def _slow() -> list[tuple[str, Play]]:
    head = answer(b"", length=400)
    open_end = answer(b"", length=None)
    pieces = answer(b"", length=None, more=("Transfer-Encoding: chunked",))
    return [
        ("stalls at once", then_stall(b"")),
        ("stalls in the status line", then_stall(b"HTTP/1.1 2")),
        ("stalls in the headers", then_stall(b"HTTP/1.1 200 OK\r\nA: b\r\nC")),
        ("stalls before the body", then_stall(head)),
        ("stalls in the body", then_stall(head + GOOD)),
        ("stalls in a chunk", then_stall(pieces + b"9\r\n{}")),
        ("stalls before the last chunk", then_stall(pieces + b"2\r\n{}\r\n")),
        ("never ends the body", then_stall(open_end + GOOD)),
        ("trickles the headers", trickle(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n")),
        ("trickles a header", trickle(b"HTTP/1.1 200 OK\r\nA: ", b"b")),
        ("trickles the body", trickle(open_end, b" ")),
        ("trickles chunks", trickle(pieces, b"1\r\n \r\n")),
        ("continues for ever", trickle(b"", b"HTTP/1.1 100 Continue\r\n\r\n")),
    ]


def _table() -> dict[str, Behaviour]:
    rows = [
        *_no_http(),
        *_framing(),
        *_codings(),
        *_json_texts(),
        *_types(),
        *_redirections(),
        *_statuses(),
    ]
    told = [Behaviour(name, play, code, problem) for name, play, code, problem in rows]
    slow = [Behaviour(name, play, "source.too_slow", slow=True) for name, play in _slow()]
    named = {one.name: one for one in (*told, *slow)}
    if len(named) != len(told) + len(slow):
        raise ValueError("two behaviours have the same name")
    return named


BEHAVIOURS = _table()


def malformed(count: int, seed: int) -> Iterator[Behaviour]:
    """Answers that began well and were broken at random, each then closed: `code` is ANY."""
    dice = random.Random(seed)
    whole = [
        answer(),
        chunked(GOOD[:9], GOOD[9:]),
        answer(_gzip(GOOD), more=("Content-Encoding: gzip",)),
        answer(status=302, more=("Location: /x",)),
        answer(status=429, more=("Retry-After: 7",)),
        answer(json.dumps([{"id": n, "at": "2026-11-22T10:00:00Z"} for n in range(40)]).encode()),
    ]
    breaks = (_flip, _cut, _drop, _double, _swap, _insert)
    for number in range(count):
        sent = dice.choice(whole)
        for _ in range(dice.randint(1, 6)):
            sent = dice.choice(breaks)(sent, dice)
        play = dice.choice((raw, raw, reset_after))(sent)
        yield Behaviour(f"malformed {seed}/{number}", play, ANY)


def _flip(sent: bytes, dice: random.Random) -> bytes:
    broken = bytearray(sent)
    for _ in range(dice.randint(1, 8)):
        if broken:
            broken[dice.randrange(len(broken))] = dice.randrange(256)
    return bytes(broken)


def _cut(sent: bytes, dice: random.Random) -> bytes:
    return sent[: dice.randint(0, len(sent))]


def _drop(sent: bytes, dice: random.Random) -> bytes:
    begin = dice.randint(0, len(sent))
    return sent[:begin] + sent[begin + dice.randint(1, 30) :]


def _double(sent: bytes, dice: random.Random) -> bytes:
    begin = dice.randint(0, len(sent))
    return sent[:begin] + sent[begin : begin + dice.randint(1, 60)] * 2 + sent[begin:]


def _swap(sent: bytes, dice: random.Random) -> bytes:
    lines = sent.split(CRLF)
    dice.shuffle(lines)
    return CRLF.join(lines)


def _insert(sent: bytes, dice: random.Random) -> bytes:
    odd = (b"\r\n", b"\0", b"\r\n\r\n", b"{", b'"', b"\xff\xfe", b"HTTP/1.1 200 OK\r\n", b"9" * 40)
    begin = dice.randint(0, len(sent))
    return sent[:begin] + dice.choice(odd) + sent[begin:]
