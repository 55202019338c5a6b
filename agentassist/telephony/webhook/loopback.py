"""Sockets that only this computer can reach."""

import errno
import socket
import sys
from typing import Final

from agentassist.domain.errors import AgentAssistError

ADDRESSES: Final = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
BACKLOG: Final = 128
_TAKEN: Final = (errno.EADDRINUSE, errno.EACCES)


def listening(port: int) -> list[socket.socket]:
    """At both addresses; a computer without IPv6 has one. Port 0: a free one, the same for both.

    AgentAssistError("phone.port_busy") when another program has it, at either address: what is
    meant for us must not reach somebody else.
    """
    opened: list[socket.socket] = []
    try:
        for family, address in ADDRESSES:
            opened.append(_one(family, address, port))
            port = int(opened[0].getsockname()[1])
    except OSError as problem:
        if problem.errno in _TAKEN or not opened:
            for one in opened:
                one.close()
            raise AgentAssistError(
                "phone.port_busy", retryable=True, port=port, reason=problem.strerror
            ) from problem
    return opened


def _one(family: int, address: str, port: int) -> socket.socket:
    one = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            one.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind((address, port))
        one.listen(BACKLOG)
        one.setblocking(False)
    except OSError:
        one.close()
        raise
    return one
