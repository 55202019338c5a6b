"""Logs are JSON lines, each through the redactor, to stderr or to a file that rotates."""

import json
import logging
import os
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from agentassist.observability.redaction import Redactor

FILE_BYTES, FILES_KEPT = 1 << 20, 3
redactor = Redactor()

# An exception quotes the value it is about: a caller's account or number as like as not.
_DIGITS = re.compile(r"\d{6,}")
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}


class JsonLines(logging.Formatter):
    """`{"t", "level", "logger", "message", ...extra, "exception"}`, one object a line."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        entry: dict[str, object] = {
            "t": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._redact(_message(record)),
        }
        for name, value in record.__dict__.items():
            if name not in _STANDARD:
                entry[name] = self._plain(name, value)
        if record.exc_info:
            told = self._redact(self.formatException(record.exc_info))
            entry["exception"] = _DIGITS.sub("[digits]", told)
            entry["message"] = _DIGITS.sub("[digits]", str(entry["message"]))  # asyncio quotes too
        if record.stack_info:
            entry["stack"] = self._redact(record.stack_info)
        return json.dumps(entry, ensure_ascii=False)

    def _plain(self, name: str, value: object) -> object:
        if isinstance(value, bool) or value is None:
            return value
        # By its name too: {"pin": 4711} has no text around it that would tell.
        told = self._redact(f"{name}={value}").removeprefix(f"{name}=")
        return value if isinstance(value, int | float) and told == str(value) else told


def configure(
    level: int | str = logging.INFO,
    *,
    stream: TextIO | None = None,
    file: Path | None = None,
) -> logging.Handler:
    """Send all logs to `stream` (stderr when neither is named) or to `file`, and nowhere else.

    Calling it again replaces the handler of the last call. A folder that can't be written falls
    back to stderr: logs are never a reason not to start.
    """
    handler = _file_handler(file) if file is not None else None
    handler = handler or _Stream(stream or sys.stderr)
    handler.setFormatter(JsonLines(redactor))
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h.formatter, JsonLines)]:
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(level)
    return handler


class _Stream(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """A line that can't be written is lost: logging would print it raw, secrets and all."""


class _PrivateFile(RotatingFileHandler):
    """For its owner alone, also the file that is begun when one is full."""

    def _open(self) -> TextIOWrapper:
        return open(  # a Path takes no opener
            self.baseFilename,
            "a",
            encoding=self.encoding,
            errors=self.errors,
            opener=lambda path, flags: os.open(path, flags, 0o600),
        )

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """As above: on a full disk as well."""


def _file_handler(file: Path) -> logging.Handler | None:
    try:
        for folder in reversed((file.parent, *file.parent.parents)):
            folder.mkdir(exist_ok=True, mode=0o700)  # `parents=True` leaves those above to umask
        return _PrivateFile(
            file,
            maxBytes=FILE_BYTES,
            backupCount=FILES_KEPT,
            encoding="utf-8",
            errors="backslashreplace",
        )
    except OSError:
        return None


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):  # a wrong placeholder must not lose the line
        arguments = record.args if isinstance(record.args, Mapping) else tuple(record.args or ())
        return f"{record.msg} {arguments}"
