"""Settings: defaults, the file over them; a bad file is told, kept and never overwritten."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.settings import Setting
from agentassist.settings import toml_file
from agentassist.settings.policy import PolicyReading
from agentassist.settings.schema import SCHEMA
from agentassist.settings.store import SettingsStore
from agentassist.settings.ui_state import UiState


class StandingClock:
    def now(self) -> datetime:
        return datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return 0


class Given:
    """A policy source with these values."""

    def __init__(self, values: dict[str, object], problem: AgentAssistError | None = None) -> None:
        self.reading = PolicyReading(values, problem)

    def read(self) -> PolicyReading:
        return self.reading


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "agentassist.toml"


def settings(file: Path | None, policy: Given | None = None) -> SettingsStore:
    return SettingsStore(file, StandingClock(), policy)


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    return file


def codes(store: SettingsStore) -> list[str]:
    return [problem.code for problem in store.problems]


def test_every_default_keeps_its_own_limits() -> None:
    for spec in SCHEMA:
        assert spec.parse(spec.default) == spec.default
        assert not spec.security or spec.parse(spec.strictest) == spec.strictest
        assert spec.text
        assert spec.title, spec.key
        assert {spec.title, spec.text, *spec.labels} <= set(spec.texts)
        assert not spec.labels or len(spec.labels) == len(spec.choices)


def test_without_a_file_the_defaults_hold_and_nothing_is_written(file: Path) -> None:
    store = settings(file)
    assert store.get("agent.extension") == Setting("agent.extension", "", "default", False)
    assert [setting.key for setting in store.all()] == [spec.key for spec in SCHEMA]
    assert not file.parent.exists()
    assert store.problems == ()


def test_a_value_set_is_there_after_a_restart(file: Path) -> None:
    settings(file).set("agent.extension", "101")
    settings(file).set("agents.list", ("101", "102"))
    settings(file).set("phone.ami.port", 5039)
    store = settings(file)
    assert store.get("agent.extension") == Setting("agent.extension", "101", "user", False)
    assert store.get("agents.list").value == ("101", "102")
    assert store.get("phone.ami.port").value == 5039


def test_without_a_path_settings_last_as_long_as_the_program() -> None:
    store = settings(None)
    store.set("ui.theme", "dark")
    assert store.get("ui.theme").value == "dark"


def test_unknown_keys_and_comments_stay_in_the_file(file: Path) -> None:
    text = (
        "# ours\n[ui]\ntheme = 'light'  # bright room\n\n[other.table]\nlist = [\n  1,\n  2,\n]\n"
    )
    store = settings(written(file, text))
    store.set("ui.theme", "dark")
    store.set("numbers.region", "GB")
    store.set("agent.extension", "101")
    after = file.read_text()
    assert tomllib.loads(after) == {
        "ui": {"theme": "dark"},
        "numbers": {"region": "GB"},
        "other": {"table": {"list": [1, 2]}},
        "agent": {"extension": "101"},
    }
    assert after.startswith("# ours\n[ui]\n")
    assert "  1,\n  2,\n" in after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("ui.theme = 'light'\n", {"ui": {"theme": "dark"}}),
        ("ui = {theme = 'light', x = 1}\n", {"ui": {"theme": "dark", "x": 1}}),
        ("[ui]\n", {"ui": {"theme": "dark"}}),
        ("[[ui.list]]\na = 1\n", {"ui": {"theme": "dark", "list": [{"a": 1}]}}),
        ("ui = 'not a table'\n", {"ui": {"theme": "dark"}}),
        ('[ui]\ntheme = """\nlight\n"""\nx = 1\n', {"ui": {"theme": "dark", "x": 1}}),
        ("x = 1", {"x": 1, "ui": {"theme": "dark"}}),
    ],
)
def test_a_value_is_put_into_any_way_of_writing_it(
    file: Path, text: str, after: dict[str, object]
) -> None:
    settings(written(file, text)).set("ui.theme", "dark")
    assert tomllib.loads(file.read_text()) == after


def test_an_unreadable_file_names_its_line_and_is_kept(file: Path) -> None:
    bad = "[ui]\ntheme = = 'dark'\n"
    store = settings(written(file, bad))
    (problem,) = store.problems
    assert problem.code == "config.unreadable"
    assert (problem.params["file"], problem.params["line"]) == (str(file), 2)
    assert store.get("ui.theme").value == "system"
    assert file.read_text() == bad
    store.set("ui.theme", "light")
    assert tomllib.loads(file.read_text()) == {"ui": {"theme": "light"}}
    kept = file.with_name("agentassist.toml.unreadable-20260302T093000Z")
    assert kept.read_text() == bad


def test_a_file_that_ends_too_early_and_one_that_is_no_text(file: Path) -> None:
    (problem,) = settings(written(file, "[ui]\ntheme = '")).problems
    assert problem.params["line"] == 2
    file.write_bytes(b"\xff\xfe\x00")
    (problem,) = settings(file).problems
    assert problem.params["reason"] == "not UTF-8"


def test_a_bad_value_names_file_line_and_key_and_the_default_holds(file: Path) -> None:
    text = "[numbers]\nregion = 'DE'\n[phone]\n[phone.ami]\nport = 99999\n[ui]\ntheme = 'pink'\n"
    store = settings(written(file, text))
    told = [(p.params["line"], p.params["key"], p.params["expected"]) for p in store.problems]
    assert told == [
        (7, "ui.theme", "choice:system|light|dark|contrast"),
        (5, "phone.ami.port", "int:1..65535"),
    ]
    assert store.get("phone.ami.port").value == 5038
    assert file.read_text() == text


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ui.theme", "pink"),
        ("phone.ami.port", 0),
        ("phone.ami.port", True),
        ("privacy.reveal", 1),
        ("agent.extension", "101\r\nAction: Originate"),
        ("agents.list", ("101", "a b")),
        ("numbers.region", "de"),
        ("phone.ami.user", "x" * 301),
    ],
)
def test_a_value_outside_its_limits_is_refused_and_not_stored(
    file: Path, key: str, value: object
) -> None:
    with pytest.raises(AgentAssistError) as refused:
        settings(file).set(key, value)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.params["key"]) == ("setting.bad_value", key)
    assert not file.exists()


def test_an_undeclared_key_is_unknown(file: Path) -> None:
    for act in (lambda: settings(file).get("no.such"), lambda: settings(file).set("no.such", 1)):
        with pytest.raises(AgentAssistError) as unknown:
            act()
        assert unknown.value.code == "setting.unknown"


def test_listeners_hear_of_changes_until_they_leave(file: Path) -> None:
    store, heard = settings(file), list[Setting]()
    leave = store.on_change(heard.append)
    store.set("ui.theme", "dark")
    store.set("ui.theme", "dark")
    leave()
    leave()
    store.set("ui.theme", "light")
    assert heard == [Setting("ui.theme", "dark", "user", False)]


def test_a_folder_that_can_not_be_written_is_told_and_the_value_not_taken(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file in the way")
    store = settings(tmp_path / "config" / "agentassist.toml")
    with pytest.raises(AgentAssistError) as failed:
        store.set("ui.theme", "dark")
    assert failed.value.code == "config.unwritable"
    assert store.get("ui.theme").value == "system"


def test_policy_stands_over_the_user_and_locks(file: Path) -> None:
    settings(file).set("ui.theme", "dark")
    store = settings(file, Given({"ui.theme": "light"}))
    assert store.get("ui.theme") == Setting("ui.theme", "light", "policy", True)
    with pytest.raises(AgentAssistError) as locked:
        store.set("ui.theme", "dark")
    assert locked.value.code == "setting.locked"


def test_a_malformed_policy_value_fails_closed_only_where_security_is_meant(file: Path) -> None:
    store = settings(file, Given({"ui.theme": 7, "privacy.reveal": "yes", "no.such": 1}))
    assert store.get("ui.theme") == Setting("ui.theme", "system", "policy", True)
    assert store.get("privacy.reveal") == Setting("privacy.reveal", False, "policy", True)
    assert codes(store) == ["policy.bad_value", "policy.bad_value", "policy.unknown_key"]


def test_a_policy_that_can_not_be_trusted_closes_every_security_setting(file: Path) -> None:
    store = settings(file, Given({}, AgentAssistError("policy.untrusted")))
    for spec in SCHEMA:
        expected = spec.strictest if spec.security else spec.default
        assert store.get(spec.key).value == expected
    assert codes(store) == ["policy.untrusted"]


_plain = st.one_of(
    st.text(), st.integers(-(2**53), 2**53), st.booleans(), st.floats(allow_nan=False)
)
_values = st.recursive(
    _plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), _values, max_size=5))
def test_what_is_written_is_read_back(table: dict[str, object]) -> None:
    assert tomllib.loads(toml_file.dump(table)) == table


def test_window_state_is_kept_and_a_damaged_file_counts_as_empty(
    tmp_path: Path, expect_log: Any
) -> None:
    expect_log("window state ignored")
    file = tmp_path / "state" / "window.json"
    state = UiState(file)
    state.set("geometry", "AAEC")
    state.save()
    assert UiState(file).get("geometry") == "AAEC"
    for damaged in ("{", "[]", '{"geometry": 1}'):
        file.write_text(damaged)
        assert UiState(file).get("geometry") is None
    UiState(None).save()
    assert [part.name for part in file.parent.iterdir()] == ["window.json"]


def test_a_write_that_fails_half_way_leaves_the_old_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = settings(file)
    store.set("ui.theme", "dark")
    before = file.read_text()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(AgentAssistError) as failed:
        store.set("ui.theme", "light")
    assert failed.value.params["reason"] == "No space left on device"
    assert [part.name for part in file.parent.iterdir()] == [file.name]
    assert file.read_text() == before
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a = " + "[" * 100_000, id="deep"),
        pytest.param("a = " + "1" * 5_000, id="a number"),
        pytest.param("#" * 1_000_001, id="too large"),
    ],
)
def test_a_file_beyond_all_limits_does_not_keep_the_program_from_starting(
    file: Path, text: str
) -> None:
    store = settings(written(file, text))
    assert codes(store) == ["config.unreadable"]
    store.set("ui.theme", "dark")
    assert settings(file).get("ui.theme").value == "dark"
    assert len(list(file.parent.iterdir())) == 2  # the old one was kept


def test_window_state_beyond_all_limits_counts_as_empty(tmp_path: Path, expect_log: Any) -> None:
    expect_log("window state ignored")
    path = tmp_path / "window.json"
    for text in ("[" * 100_000, '{"a": "' + "x" * (1 << 20) + '"}'):
        path.write_text(text)
        assert UiState(path).get("a") is None
