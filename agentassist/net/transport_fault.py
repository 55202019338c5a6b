"""What went wrong on the way, as one of our codes. Texts of the libraries are never passed on."""

import socket
import ssl
from collections.abc import Iterator

import h11
import httpx

from agentassist.domain.errors import AgentAssistError
from agentassist.net.certificates import certificate_problem
from agentassist.net.source_error import source_error

_TOO_LONG = 431  # h11's hint: Request Header Fields Too Large


def fault_of(problem: httpx.TransportError, source: str, *, began: bool) -> AgentAssistError:
    """`began`: status and headers had come, so it is the body that broke off."""
    causes = list(_causes(problem))
    match problem:
        case httpx.ConnectError() | httpx.ConnectTimeout():
            return _connecting(causes, source)
        case httpx.ProxyError():
            refused = str(problem).startswith("407")
            what = "proxy_login" if refused else "proxy"
            return source_error("source.unreachable", source, problem=what)
        case httpx.RemoteProtocolError() if began:
            return source_error("source.not_json", source, problem="cut_off")
        case httpx.RemoteProtocolError():
            return _no_answer(causes, source)
        case httpx.LocalProtocolError() | httpx.UnsupportedProtocol():
            return source_error("source.bad_request", source, problem="request")
        case _ if began:
            return source_error("source.not_json", source, problem="cut_off")
        case _:
            return source_error("source.unreachable", source, problem="reset")


def _connecting(causes: list[BaseException], source: str) -> AgentAssistError:
    for cause in causes:
        match cause:
            case ssl.SSLError():
                what = certificate_problem(cause)
                return source_error("source.bad_certificate", source, problem=what)
            case socket.gaierror() | UnicodeError():
                return source_error("source.unreachable", source, problem="name")
            case ConnectionRefusedError():
                return source_error("source.unreachable", source, problem="refused")
    return source_error("source.unreachable", source, problem="network")


def _no_answer(causes: list[BaseException], source: str) -> AgentAssistError:
    for cause in causes:
        if isinstance(cause, h11.RemoteProtocolError):
            if cause.error_status_hint == _TOO_LONG:
                return source_error("source.too_large", source, problem="headers")
            return source_error("source.not_json", source, problem="not_http")
    # httpcore's own: the connection was closed and nothing had come
    return source_error("source.unreachable", source, problem="closed")


def _causes(problem: BaseException) -> Iterator[BaseException]:
    """The error, what it was made of, and so on; of several attempts each one's."""
    waiting: list[BaseException] = [problem]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, BaseExceptionGroup):
            waiting.extend(one.exceptions)
        waiting.extend(each for each in (one.__cause__, one.__context__) if each is not None)
