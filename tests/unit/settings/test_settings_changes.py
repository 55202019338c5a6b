"""Several settings and a whole table at once: one write, comments left, and the way back."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.settings import Setting
from agentassist.settings import toml_file
from agentassist.settings.policy import PolicyReading
from agentassist.settings.store import SettingsStore

TEXT = (
    "# mine\n"
    "[phone.ami]  # see the wiki\n"
    'host = "old"  # the old one\n'
    "\n"
    "[ivr.variables]\n"
    "# what the IVR calls it\n"
    'account = "CUST_NO"\n'
    'pin_ok = "PIN_OK"\n'
    "\n"
    "[numbers]\n"
    'region = "GB"\n'
)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
TABLES = st.dictionaries(NAMES, st.text(max_size=12), max_size=5)


class StandingClock:
    def now(self) -> datetime:
        return datetime(2026, 3, 2, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "agentassist.toml"
    path.write_text(TEXT)
    return path


class Themed:
    """A policy."""

    def read(self) -> PolicyReading:
        return PolicyReading({"ui.theme": "dark"})


def store(file: Path | None) -> SettingsStore:
    return SettingsStore(file, StandingClock())


def test_values_and_a_table_are_written_at_once(file: Path) -> None:
    settings = store(file)
    told: list[Setting] = []
    settings.on_change(told.append)
    settings.change(
        {"phone.ami.host": "new", "phone.ami.port": 5038},
        {"ivr.variables": {"account": "KUNDE", "meter": "IVR_METER"}},
    )
    assert file.read_text() == (
        TEXT.replace('host = "old"  # the old one\n', 'host = "new"  # the old one\n')
        .replace("[phone.ami]  # see the wiki\n", "[phone.ami]  # see the wiki\nport = 5038\n")
        .replace(
            'account = "CUST_NO"\npin_ok = "PIN_OK"\n', 'account = "KUNDE"\nmeter = "IVR_METER"\n'
        )
    )
    assert [setting.key for setting in told] == ["phone.ami.host"]  # 5038 is what it was
    assert store(file).table("ivr.variables") == {"account": "KUNDE", "meter": "IVR_METER"}


def test_all_of_it_is_put_back(file: Path) -> None:
    settings = store(file)
    undo = settings.change({"phone.ami.host": "new"}, {"ivr.variables": {"account": "KUNDE"}})
    undo()
    assert file.read_text() == TEXT
    assert settings.get("phone.ami.host").value == "old"
    assert settings.table("ivr.variables") == {"account": "CUST_NO", "pin_ok": "PIN_OK"}


def test_what_was_changed_since_stays(file: Path) -> None:
    settings = store(file)
    undo = settings.change({"phone.ami.host": "new"}, {"ivr.variables": {"account": "KUNDE"}})
    settings.set("ui.theme", "dark")
    undo()
    again = store(file)
    assert (again.get("phone.ami.host").value, again.get("ui.theme").value) == ("old", "dark")
    assert again.table("ivr.variables") == {"account": "CUST_NO", "pin_ok": "PIN_OK"}


def test_one_wrong_value_and_nothing_is_written(file: Path) -> None:
    settings = store(file)
    with pytest.raises(AgentAssistError):
        settings.change({"phone.ami.host": "new", "phone.ami.port": 0}, {})
    assert file.read_text() == TEXT
    assert settings.get("phone.ami.host").value == "old"


def test_without_a_file_it_lasts_as_long_as_the_program() -> None:
    settings = store(None)
    undo = settings.change({"phone.ami.port": 5039}, {"ivr.variables": {"account": "K"}})
    assert settings.get("phone.ami.port").value == 5039
    assert settings.table("ivr.variables") == {"account": "K"}
    undo()
    assert settings.get("phone.ami.port").value == 5038
    assert settings.table("ivr.variables") == {}


@given(before=TABLES, after=TABLES, other=TABLES)
def test_a_table_is_exchanged_whatever_stands_in_it(
    before: dict[str, str], after: dict[str, str], other: dict[str, str]
) -> None:
    text = toml_file.dump({"a": {"b": before}, "z": other})
    table = {**tomllib.loads(text)}
    toml_file.put(table, "a.b", after)
    assert tomllib.loads(toml_file.with_table(text, table, "a.b", after)) == table


def test_the_own_value_goes_and_the_rest_of_the_file_stays(file: Path) -> None:
    file.write_text('# mine\n[ui]\ntheme = "dark"  # at night\n\n[coaching]\nbudget = 2\n', "utf-8")
    settings = store(file)
    heard: list[Setting] = []
    settings.on_change(heard.append)
    settings.reset("ui.theme")
    settings.reset("ui.theme")  # nothing is there any more
    assert settings.get("ui.theme") == Setting("ui.theme", "system", "default", False)
    assert heard == [settings.get("ui.theme")]
    assert file.read_text("utf-8") == "# mine\n[ui]\n\n[coaching]\nbudget = 2\n"
    assert store(file).get("ui.theme").source == "default"


def test_a_value_written_in_any_way_is_taken_out(file: Path) -> None:
    file.write_text('ui = { theme = "dark" }\ncoaching.budget = 2\n', "utf-8")
    settings = store(file)
    settings.reset("ui.theme")
    assert settings.get("coaching.budget").value == 2
    assert store(file).get("ui.theme").source == "default"


def test_what_policy_sets_is_not_reset(file: Path) -> None:
    settings = SettingsStore(file, StandingClock(), Themed())
    with pytest.raises(AgentAssistError, match=r"setting\.locked"):
        settings.reset("ui.theme")
