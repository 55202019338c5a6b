"""The socket's side of a connection: what was received counts, whatever happens to what is sent."""

import asyncio
import socket
import struct
import sys
import time
from collections.abc import Callable, Sequence

import pytest

from agentassist.domain import call_events as ev
from agentassist.ports.telephony import ConnectionStatus
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.ami.parser import AmiParser
from agentassist.telephony.ami.session import AmiSession
from agentassist.telephony.ami.wire import AmiWire

RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing tells the other side that all is over
HELLO = "Asterisk Call Manager/11.0.0\r\n"
LAST = (
    "Event: Newchannel\r\nPrivilege: call,all\r\nChannel: PJSIP/trunk-1\r\nChannelState: 4\r\n"
    "Uniqueid: 1.1\r\nLinkedid: 1.1\r\n\r\n"
)


class Kept:
    """A PhoneSink that remembers."""

    def __init__(self) -> None:
        self.events: list[ev.CallEvent] = []

    def on_events(self, events: Sequence[ev.CallEvent]) -> None:
        self.events += events

    def on_status(self, status: ConnectionStatus) -> None: ...


def begin(send: Callable[[bytes], None]) -> AmiSession:
    config = AmiConfig(secret="dummy", login="plain")
    return AmiSession(config, AmiParser(), send, time.monotonic_ns())


def answered(action: str) -> str:
    lines = dict(line.split(": ", 1) for line in action.strip().split("\r\n"))
    result = "Success" if lines["Action"] == "Login" else "Error"
    return f"Response: {result}\r\nActionID: {lines['ActionID']}\r\nMessage: x\r\n\r\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows forgets what was received")
def test_what_came_before_the_end_is_read_although_nothing_can_be_sent_any_more() -> None:
    async def run() -> Kept:
        kept, loop = Kept(), asyncio.get_running_loop()
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            wire = AmiWire(begin, lambda: None, kept)
            await loop.create_connection(lambda: wire, "127.0.0.1", port)
            peer, _ = server.accept()
            peer.setblocking(False)
            await loop.sock_sendall(peer, HELLO.encode())
            login = (await loop.sock_recv(peer, 4096)).decode()
            await loop.sock_sendall(peer, answered(login).encode())
            asked = ""
            while asked.count("\r\n\r\n") < 4:
                asked += (await loop.sock_recv(peer, 4096)).decode()
            told = "".join(answered(one) for one in asked.split("\r\n\r\n") if one)
            peer.send((told + LAST).encode())
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            peer.close()
            wire.session.ask("Ping", (), lambda message: None)  # into the void
            await asyncio.wait_for(wire.ended.wait(), 10)
            wire.close()
        return kept

    kinds = [type(event) for event in asyncio.run(run()).events]
    assert ev.Initiated in kinds
