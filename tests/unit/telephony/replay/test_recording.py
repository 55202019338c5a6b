"""Reading a recorded stream and its index."""

from pathlib import Path

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.telephony.replay.recording import load_recording

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
LOGIN = b"Response: Success\r\nActionID: 1\r\nMessage: Authentication accepted\r\n\r\n"


def write(folder: Path, body: bytes, index: str | None = None) -> Path:
    path = folder / "x.bridge.ami"
    path.write_bytes(BANNER + body)
    if index is not None:
        path.with_suffix(".idx").write_text(index)
    return path


def test_events_are_the_recorded_bytes_in_order(sample) -> None:
    recording = sample("01b")
    raw = b"".join(event.raw for event in recording.events)
    source = next(
        (Path(__file__).parents[4] / "resources/samples/streams").glob("01b*.ami")
    ).read_bytes()
    assert raw in source
    assert recording.banner == BANNER
    assert [event.second for event in recording.events] == sorted(
        event.second for event in recording.events
    )
    ring = next(event for event in recording.events if event.name == "AgentCalled")
    assert 7.2 < ring.second < 7.3
    assert ring.dest_unique_id == "1795289957.5"
    assert len(ring.fields.all("ChanVariable")) == 5


def test_a_message_arrives_with_its_last_byte(tmp_path: Path) -> None:
    event = b"Event: A\r\nUniqueid: 1\r\n\r\n"
    start = len(BANNER) + len(LOGIN)
    half = len(event) // 2
    index = f"1.0\t0\t{start}\n2.0\t{start}\t{half}\n5.5\t{start + half}\t{len(event) - half}\n"
    recording = load_recording(write(tmp_path, LOGIN + event, index))
    assert [event.second for event in recording.events] == [4.5]


def test_replies_to_the_recorder_are_left_out_but_tell_what_was_there(sample) -> None:
    recording = sample("14")
    assert all("ActionID" not in event.fields for event in recording.events)
    channels = {f.get("Channel") for f in recording.present if f.get("Event") == "CoreShowChannel"}
    assert channels == {
        "PJSIP/trunk-00000009",
        "PJSIP/101-0000000a",
        "PJSIP/trunk-0000000b",
        "PJSIP/102-0000000c",
    }


def test_a_recording_that_ends_in_mid_message_keeps_its_last_bytes(tmp_path: Path) -> None:
    recording = load_recording(write(tmp_path, LOGIN + b"Event: A\r\n\r\nEvent: Hang"))
    assert [event.name for event in recording.events] == ["A", ""]
    assert recording.events[-1].raw == b"Event: Hang"


@pytest.mark.parametrize(
    ("body", "index", "code"),
    [
        (b"Event: A\r\n\r\n", None, "recording.no_login"),
        (LOGIN, "0.1\t0\t30\nrubbish\n", "recording.bad_index"),
    ],
)
def test_a_damaged_recording_names_itself(tmp_path: Path, body, index, code) -> None:
    path = write(tmp_path, body, index)
    with pytest.raises(AgentAssistError) as caught:
        load_recording(path)
    assert caught.value.code == code
    assert str(caught.value.params["file"]).endswith((".ami", ".idx"))
    if code == "recording.bad_index":
        assert caught.value.params["line"] == 2


def test_a_missing_recording_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(AgentAssistError) as caught:
        load_recording(tmp_path / "none.ami")
    assert caught.value.code == "recording.unreadable"
