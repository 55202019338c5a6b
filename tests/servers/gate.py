"""Stands between a program and a server, and does what networks do: waits, or breaks off.

    with Gate(server.site) as gate:
        gate.shut()         # answers stay behind it ...
        gate.open()         # ... until it is opened
        gate.cut("/comment")    # what is sent there arrives; its answer never does

On threads of its own, so that a window under test goes on meanwhile.
"""

import contextlib
import socket
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

_PIECE = 65_536


class Gate:
    """A context manager. `heads` are the first lines of the requests that came, in their order."""

    def __init__(self, site: str) -> None:
        self._port = urlsplit(site).port
        self._opened = threading.Event()
        self._opened.set()
        self._cut: str | None = None
        self.broken = threading.Event()  # an answer was cut off
        self.heads: list[str] = []
        self.answered: list[str] = []  # of these, whose answers were handed back
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def lead_to(self, site: str) -> None:
        """From now on to another server."""
        self._port = urlsplit(site).port

    def shut(self) -> None:
        self._opened.clear()

    def open(self) -> None:
        self._opened.set()

    def cut(self, path: str | None) -> None:
        """Whose path has this in it is handed on, and its answer is not. None: nothing is cut."""
        self._cut = path
        self.broken.clear()

    def __enter__(self) -> "Gate":
        self._start(self._accept)
        return self

    def __exit__(self, *_details: object) -> None:
        self.open()
        for one in (self._listener, *self._sockets):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(10)

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._sockets.append(client)
                self._start(self._hand_on, client)

    def _hand_on(self, client: socket.socket) -> None:
        """One request. Where nobody is behind the gate, the client finds its connection closed."""
        with contextlib.suppress(OSError), client:
            request = _message(client)
            head = request.split(b"\r\n", 1)[0].decode("latin-1")
            self.heads.append(head)
            answer = self._asked(request)
            self._opened.wait()
            if self._cut is not None and self._cut in head:
                self.broken.set()
            else:
                client.sendall(answer)
                self.answered.append(head)

    def _asked(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self._port or 0), timeout=60) as server:
            server.sendall(request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            pieces = []
            while piece := server.recv(_PIECE):
                pieces.append(piece)
            return b"".join(pieces)


def _message(client: socket.socket) -> bytes:
    """A request with its body, for a connection of its own."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = client.recv(_PIECE)
        if not piece:
            raise ConnectionResetError
        got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        body += client.recv(_PIECE)
    lines = [
        line
        for line in head.split(b"\r\n")
        if not line.lower().startswith((b"connection:", b"keep-alive:"))
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
