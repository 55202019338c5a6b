"""Bytes to messages: CR LF lines, a blank line ends a message. A read may end anywhere."""

from typing import Final

END: Final = b"\r\n\r\n"
BANNER_START: Final = b"Asterisk Call Manager/"
MAX_BANNER: Final = 256
MAX_MESSAGE: Final = 256 * 1024  # the longest real one is a list of commands, some 8 kB


class NotAmiError(Exception):
    """What answered is not an Asterisk manager interface."""


class Framer:
    """Splits a byte stream into messages. A message that grows too long is dropped and counted."""

    def __init__(self, *, max_message: int = MAX_MESSAGE) -> None:
        self.banner: str | None = None
        self.oversized = 0
        self._buffer = bytearray()
        self._scanned = 0
        self._max = max_message
        self._dropping = False

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that `data` completes, without their blank line."""
        self._buffer += data
        if self.banner is None and not self._take_banner():
            return []
        messages: list[bytes] = []
        start = 0
        while (end := self._buffer.find(END, max(start, self._scanned))) >= 0:
            if self._dropping:
                self._dropping = False
            elif end - start > self._max:
                self.oversized += 1
            elif message := bytes(self._buffer[start:end]).lstrip(b"\r\n"):
                messages.append(message)
            start = end + len(END)
            self._scanned = start
        if start:
            del self._buffer[:start]
        self._bound()
        self._scanned = max(0, len(self._buffer) - len(END) + 1)
        return messages

    def _bound(self) -> None:
        """Keeps no more of an endless message than is needed to see its end."""
        if len(self._buffer) <= self._max and not self._dropping:
            return
        if not self._dropping:
            self._dropping = True
            self.oversized += 1
        del self._buffer[: -len(END) + 1]

    def _take_banner(self) -> bool:
        end = self._buffer.find(b"\r\n")
        known = bytes(self._buffer[: len(BANNER_START)])
        if not BANNER_START.startswith(known) and not known.startswith(BANNER_START):
            raise NotAmiError
        if end < 0:
            if len(self._buffer) > MAX_BANNER:
                raise NotAmiError
            return False
        self.banner = bytes(self._buffer[:end]).decode("ascii", "replace")
        del self._buffer[: end + 2]
        return True
