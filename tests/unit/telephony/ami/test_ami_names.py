"""Names for IT: counted where they come, bounded, and never a value."""

from datetime import UTC, datetime
from pathlib import Path

from agentassist.domain.ivr_reading import IvrMapping
from agentassist.ports.names_seen import NameOrigin, NamesReport
from agentassist.telephony.ami.framing import Framer
from agentassist.telephony.ami.names import MAX_NAMES, SeenNames
from agentassist.telephony.ami.parser import AmiParser

DATA = Path(__file__).parents[3] / "data" / "asterisk"
RIDES, SET, STEP = NameOrigin.RIDES_ALONG, NameOrigin.SET, NameOrigin.STEP


def report_of(name: str, mapping: IvrMapping | None = None) -> NamesReport:
    parser = AmiParser(mapping or IvrMapping())
    for raw in Framer().feed((DATA / f"{name}.ami").read_bytes()):
        if raw.startswith(b"Event: "):
            parser.event(raw, 1, lambda: datetime.now(UTC))
    return parser.seen.report(parser.mapping)


def found(report: NamesReport) -> dict[tuple[str, NameOrigin], tuple[int, str | None]]:
    return {(one.name, one.origin): (one.count, one.mapped) for one in report.names}


def test_what_rides_along_counts_once_a_call() -> None:
    report = report_of("02-ring-no-answer.bridge")  # rings two agents, one after the other
    assert report.rings == 1
    seen = found(report)
    assert seen["IVR_ACCOUNT", RIDES] == (1, "account")
    assert seen["IVR_TRAIL", RIDES] == (1, "trail")
    assert seen["pin", STEP][1] == "pin"


def test_a_variable_that_no_setting_names_is_unmapped() -> None:
    report = report_of("01b-answer-hold-hangup-channelvars.bridge", IvrMapping({"account": "KD"}))
    assert found(report)["IVR_ACCOUNT", RIDES] == (1, None)


def test_what_was_set_is_told_without_what_asterisk_sets_itself() -> None:
    seen = found(report_of("01a-answer-hold-hangup.observer"))
    names = {name for name, origin in seen if origin is SET}
    assert {"IVR_PIN_ENTRY", "IVR_TRY", "IVR_ACCOUNT"} <= names
    assert not names & {"BRIDGEPEER", "RTPAUDIOQOS", "DB_RESULT", "READSTATUS", "DIALSTATUS"}
    assert seen["IVR_ACCOUNT", SET][1] == "account"
    assert seen["IVR_PIN_ENTRY", SET][1] is None


def test_no_value_of_any_recording_is_in_a_report() -> None:
    for path in DATA.glob("*.ami"):
        assert not any(char.isdigit() for one in report_of(path.stem).names for char in one.name)


def test_a_step_that_no_setting_names() -> None:
    seen = SeenNames()
    trail = [("IVR_TRAIL", "account:40027719:ok|Meter:88112233:ok|4711:1:ok|no colon|")]
    seen.rang("1.1", trail, IvrMapping())
    seen.rang("1.1", trail, IvrMapping())
    names = found(seen.report(IvrMapping()))
    assert names["account", STEP] == (1, "account")
    assert names["meter", STEP] == (1, None)
    assert not any("4711" in name for name, _ in names)
    assert found(seen.report(IvrMapping({"meter": "X"})))["meter", STEP] == (1, "meter")


def test_names_are_bounded_and_hold_no_control_characters() -> None:
    seen = SeenNames()
    for number in range(1000):
        seen.rang(str(number), [(f"V_{number}", "x"), ("\x1b[2J\u202eX", "x")], IvrMapping())
        seen.was_set(b"SET_%d" % number)
        seen.step(f"s{number}")
    seen.was_set(b"X" * 5000)
    seen.was_set("\r\nÄ".encode())
    seen.rang("a", [("CUST_12345678", "x"), ("N" * 500, "x")], IvrMapping())
    report = seen.report(IvrMapping())
    assert len(report.names) == 3 * MAX_NAMES
    assert report.more == 3 * (1000 - MAX_NAMES) + 4  # one place was taken by the odd name
    assert report.rings == 1001
    assert all(len(one.name) <= 80 and one.name.isascii() for one in report.names)
    assert any(one.name == "??2J?X" for one in report.names)


def test_what_somebody_typed_into_a_name_is_taken_out() -> None:
    seen = SeenNames()
    seen.rang("1", [("CUST_40027719", "x")], IvrMapping())
    assert found(seen.report(IvrMapping())) == {("CUST_#", RIDES): (1, None)}
