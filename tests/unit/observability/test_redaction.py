"""Planted secrets, PINs and card numbers do not get into a log, by whichever way they come."""

import io
import json
import logging
import os
import time
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import pytest

from agentassist.domain.sealed import Sealed
from agentassist.observability.logging import JsonLines, configure, redactor
from agentassist.observability.redaction import Redactor

CARD = "4111 1111 1111 1111"
PLANTED = [
    "Secret: hunter2hunter2",
    "Secret=hunter2hunter2",
    '{"password": "hunter2hunter2"}',
    "AMI_SECRET=hunter2hunter2 started",
    "ChanVariable(PJSIP/1): IVR_PIN=hunter2hunter2",
    "Authorization: Bearer hunter2hunter2",
    "sent Bearer hunter2hunter2 to the server",
    "access_token='hunter2hunter2'",
    "apiKey = hunter2hunter2",
]


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    level = root.level
    buffer = io.StringIO()
    handler = configure(logging.DEBUG, stream=buffer)
    yield buffer
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize("text", PLANTED)
def test_a_value_named_as_a_secret_is_taken_out(text: str) -> None:
    assert "hunter2" not in Redactor()(text)


@pytest.mark.parametrize("secret", ["password", "sword", "hunter2, the dog", "=hunter2hunt"])
def test_one_finding_does_not_hide_another(secret: str) -> None:
    redactor = Redactor()
    redactor.forget_never(secret)
    said = redactor(f"with password={secret} and password=hunter2hunter2 then")
    assert "hunter2" not in said
    assert secret not in said
    assert said.startswith("with ")
    assert said.endswith(" then")


@pytest.mark.parametrize(
    "text",
    [
        *("PIN: 4711", "pin=4711", "ivr_pin: 4711", "PIN code is 4711", "the pin was 4711"),
        *("kundenpin: 4711", "pin2=4711", "PIN_2: 4711", "{'telefonpin': '4711'}", "pin_code=4711"),
        *("tan=4711", "mTAN: 4711", "otp: 4711", "cvc2=4711", "passwort=4711", "Kennwort: 4711"),
        *("geheimzahl: 4711", "passcode: 4711"),
    ],
)
def test_a_pin_is_taken_out(text: str) -> None:
    assert "4711" not in Redactor()(text)


@pytest.mark.parametrize("text", [CARD, CARD.replace(" ", ""), CARD.replace(" ", "-")])
def test_a_card_number_is_masked(text: str) -> None:
    assert Redactor()(f"paid with {text} today") == "paid with •••• 1111 today"


@pytest.mark.parametrize(
    "text",
    [
        "shipping: 4711",
        "opinion: good",
        "standard: 4711",
        "tank=3",
        "spinning=3",
        "call 1699999999.12 rang at 102",
        "ok",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor()(text) == text


def test_a_known_secret_is_taken_out_wherever_it_stands() -> None:
    redact = Redactor()
    redact.forget_never("correct horse")
    redact.forget_never("ab")  # too short to be looked for
    assert redact("x=correct horse, ab") == "x=[redacted], ab"


def test_every_way_into_a_line_is_redacted(stream: io.StringIO) -> None:
    log = logging.getLogger("agentassist.test")
    try:
        raise ValueError(f"refused {CARD} with password=hunter2hunter2")
    except ValueError:
        log.info("login %s as %s", "secret=hunter2hunter2", Sealed("AC-104821"), exc_info=True)
    log.info("typed", extra={"pin": 4711, "note": CARD, "count": 3, "done": True}, stack_info=True)
    text = stream.getvalue()
    assert "hunter2" not in text
    assert "4711" not in text
    assert "1111 1111" not in text
    assert "AC-104821" not in text
    first, second = (json.loads(line) for line in text.splitlines())
    assert first["message"] == "login secret=[redacted] as Sealed(•••• 4821)"
    assert "ValueError" in first["exception"]
    assert (second["count"], second["done"], second["note"]) == (3, True, "•••• 1111")
    assert second["level"] == "info"


def test_a_wrong_placeholder_does_not_lose_the_line() -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "%d calls", ("three",), None)
    line = json.loads(JsonLines(Redactor()).format(record))
    assert line["message"] == "%d calls ('three',)"


def test_configuring_again_replaces_the_handler_and_writes_a_private_file(
    stream: io.StringIO, tmp_path: Path
) -> None:
    file = tmp_path / "log" / "agentassist.log"
    handler = configure(logging.INFO, file=file)
    redactor.forget_never("a-secret-of-this-test")
    logging.getLogger("agentassist.test").info("with a-secret-of-this-test")
    logging.getLogger().removeHandler(handler)
    handler.close()
    assert stream.getvalue() == ""
    assert json.loads(file.read_text())["message"] == "with [redacted]"
    assert file.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_falls_back_to_stderr(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    handler = configure(logging.INFO, file=tmp_path / "file" / "log.txt")
    assert isinstance(handler, logging.StreamHandler)
    assert isinstance(handler.formatter, JsonLines)
    logging.getLogger().removeHandler(handler)


def test_a_log_that_begins_anew_is_private_too(tmp_path: Path) -> None:
    file = tmp_path / "agentassist.log"
    handler = configure(logging.INFO, file=file)
    assert isinstance(handler, RotatingFileHandler)
    handler.doRollover()
    logging.getLogger("agentassist.test").info("after the full one")
    logging.getLogger().removeHandler(handler)
    handler.close()
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"agentassist.log": 0o600, "agentassist.log.1": 0o600}


def test_a_line_that_cannot_be_written_is_not_printed_raw(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.StringIO):
        def write(self, text: str, /) -> int:
            raise OSError("no space left on device")

    file_handler = configure(logging.INFO, file=tmp_path / "agentassist.log")
    assert isinstance(file_handler, RotatingFileHandler)
    handlers = [file_handler, configure(logging.INFO, stream=Full())]
    record = logging.makeLogRecord({"msg": "secret=%s", "args": ("hunter2hunter2",)})
    file_handler.setFormatter(JsonLines(redactor))
    monkeypatch.setattr(file_handler, "stream", Full())
    for handler in handlers:
        handler.handle(record)
    logging.getLogger().removeHandler(handlers[-1])
    assert "hunter2" not in capsys.readouterr().err


def test_half_a_character_does_not_lose_the_line(tmp_path: Path) -> None:
    handler = configure(logging.INFO, file=tmp_path / "agentassist.log")
    logging.getLogger("agentassist.test").info("a name: \ud800")
    logging.getLogger().removeHandler(handler)
    handler.close()
    assert "a name" in (tmp_path / "agentassist.log").read_text()


@pytest.mark.parametrize("part", ["a", "1", "a-", "x.", "bearer", "1 ", "pin "])
def test_a_long_line_is_redacted_in_proportion(part: str) -> None:
    """Milliseconds; looked at from each of its letters it takes a quarter of a minute."""
    before = time.process_time()
    Redactor()(part * (20_000 // len(part)))
    assert time.process_time() - before < 5


def test_what_an_exception_quotes_of_a_caller_is_not_logged(
    stream: io.StringIO, expect_log: Any
) -> None:
    expect_log("task identify failed")
    try:
        int("AC10482155")
    except ValueError:
        logging.getLogger("agentassist.test").exception("task identify failed: AC10482155")
    line = json.loads(stream.getvalue())
    assert "ValueError" in line["exception"]
    assert "[digits]" in line["exception"]
    assert "10482155" not in stream.getvalue()


def test_the_folders_of_a_log_are_private_too(tmp_path: Path) -> None:
    umask = os.umask(0)
    handler = configure(logging.INFO, file=tmp_path / "state" / "agentassist" / "log" / "a.log")
    os.umask(umask)
    logging.getLogger().removeHandler(handler)
    handler.close()
    for folder in ("state", "state/agentassist", "state/agentassist/log"):
        assert (tmp_path / folder).stat().st_mode & 0o777 == 0o700
