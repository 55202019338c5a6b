"""`[sources.NAME]`: strict, policy over it key by key, one mistake never takes another source."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.source_settings import SourceSettings
from agentassist.settings.policy import PolicyReading, flattened
from agentassist.settings.policy_sources import MacManagedPreferences, WindowsRegistryPolicy
from agentassist.settings.source_tables import MOST, SourceTables
from agentassist.settings.store import SettingsStore

DESK = """
[sources.desk]
mapping = "rt5"
title = "Help desk"
url = "https://desk.example.com"
"""


class StandingClock:
    def now(self) -> datetime:
        return datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return 0


class Given:
    def __init__(self, values: dict[str, object], problem: AgentAssistError | None = None) -> None:
        self._reading = PolicyReading(flattened(values), problem)

    def read(self) -> PolicyReading:
        return self._reading


def read(folder: Path, text: str, policy: Given | None = None) -> SourceTables:
    file = folder / "agentassist.toml"
    file.write_text(text)
    store = SettingsStore(file, StandingClock(), policy)
    assert store.problems == ()
    return store.sources()


def told(tables: SourceTables) -> list[tuple[str, object, object]]:
    return [
        (error.code, error.params.get("key", error.params.get("source")), error.params.get("line"))
        for error in tables.problems
    ]


def test_a_table_is_a_source_and_further_texts_are_for_its_mapping(tmp_path: Path) -> None:
    text = (
        DESK + 'user = "agent"\ndeadline_ms = 1500\nsecret_env = "DESK_TOKEN"\nwrite_back = true\n'
    )
    assert read(tmp_path, text) == SourceTables(
        (
            SourceSettings(
                "desk",
                "rt5",
                title="Help desk",
                deadline=timedelta(seconds=1.5),
                secret_env="DESK_TOKEN",
                write_back=True,
                values={"url": "https://desk.example.com", "user": "agent"},
            ),
        )
    )


def test_nothing_is_sent_back_and_no_door_is_open_unless_said() -> None:
    quiet = SourceSettings("desk", "rt5")
    assert (quiet.write_back, quiet.insecure_http, quiet.enabled) == (False, False, True)


def test_there_is_no_source_by_itself(tmp_path: Path) -> None:
    assert read(tmp_path, "") == SourceTables()
    assert read(tmp_path, "[sources]\nmanaged_only = false\n") == SourceTables()


@pytest.mark.parametrize(
    ("line", "key", "number"),
    [
        ('mapping = ""', "sources.shop.mapping", 8),
        ('title = "Shop"', "sources.shop.mapping", 7),  # none: at the table's own line
        ('mapping = "m"\ndeadline_ms = 40', "sources.shop.deadline_ms", 9),
        ('mapping = "m"\nenabled = "yes"', "sources.shop.enabled", 9),
        ('mapping = "m"\nURL = "https://x"', "sources.shop.URL", 9),
        ('mapping = "m"\nurl = 7', "sources.shop.url", 9),
        ('mapping = "m"\nurl = "a\\u0000b"', "sources.shop.url", 9),
        ('mapping = "m"\nsecret_env = "MY SECRET"', "sources.shop.secret_env", 9),
        ('mapping = "m"\nsecret_file = "/home/me/key"', "sources.shop.secret_file", 9),
        ('mapping = "m"\nproxy = ""', "sources.shop.proxy", 9),
    ],
)
def test_a_mistake_is_named_by_file_line_and_key_and_the_others_work(
    tmp_path: Path, line: str, key: str, number: int
) -> None:
    tables = read(tmp_path, f"{DESK}\n[sources.shop]\n{line}\n")
    assert [source.name for source in tables.sources] == ["desk"]
    assert told(tables) == [("config.bad_value", key, number)]
    assert tables.problems[0].params["file"] == str(tmp_path / "agentassist.toml")


@pytest.mark.parametrize("name", ["local", "Desk", "7desk", "de.sk"])
def test_a_name_that_cannot_stand_in_links_is_refused(tmp_path: Path, name: str) -> None:
    tables = read(tmp_path, f'[sources."{name}"]\nmapping = "rt5"\n')
    assert (tables.sources, len(tables.problems)) == ((), 1)


def test_what_is_no_table_is_named(tmp_path: Path) -> None:
    assert told(read(tmp_path, "sources = 7\n")) == [("config.bad_value", "sources", 1)]
    assert told(read(tmp_path, "[sources]\ndesk = 7\n")) == [
        ("config.bad_value", "sources.desk", 2)
    ]


def test_of_too_many_the_rest_is_left_out(tmp_path: Path) -> None:
    text = "".join(f'[sources.s{n}]\nmapping = "m"\n' for n in range(MOST + 1))
    tables = read(tmp_path, text)
    assert len(tables.sources) == MOST
    assert told(tables) == [("config.bad_value", f"sources.s{MOST}", 2 * MOST + 1)]


def test_policy_stands_over_a_table_key_by_key_and_locks_what_it_sets(tmp_path: Path) -> None:
    policy = Given({"sources": {"desk": {"url": "https://safe.example.com", "write_back": False}}})
    (desk,) = read(tmp_path, DESK + "write_back = true\n", policy).sources
    assert desk.values["url"] == "https://safe.example.com"
    assert (desk.title, desk.write_back) == ("Help desk", False)
    assert desk.locked == {"url", "write_back"}


def test_policy_brings_sources_of_its_own_and_may_name_a_file_with_the_secret(
    tmp_path: Path,
) -> None:
    crm = {"mapping": "zendesk", "url": "https://x.example", "secret_file": "/etc/agentassist/crm"}
    desk, managed = read(tmp_path, DESK, Given({"sources": {"crm": crm}})).sources
    assert (desk.name, managed.name, managed.secret_file) == ("desk", "crm", crm["secret_file"])


def test_a_mistake_of_policy_is_told_as_such(tmp_path: Path) -> None:
    policy = Given({"sources": {"desk": {"enabled": "no"}, "crm": {"url": "https://x.example"}}})
    assert told(read(tmp_path, DESK, policy)) == [
        ("policy.bad_value", "sources.desk.enabled", None),
        ("policy.bad_value", "sources.crm.mapping", None),
    ]


def test_where_policy_names_the_sources_no_other_is_asked(tmp_path: Path) -> None:
    crm = {"mapping": "zendesk", "url": "https://x.example"}
    policy = Given({"sources": {"managed_only": True, "crm": crm}})
    tables = read(tmp_path, DESK, policy)
    assert [source.name for source in tables.sources] == ["crm"]
    assert told(tables) == [("source.not_managed", "desk", None)]


@pytest.mark.parametrize(
    "own",
    [
        "insecure_http = true",
        'ca_file = "/home/agent/mine.pem"',
        'proxy = "http://mine.example:3128"',
        'mapping = "/home/agent/mine.toml"',
        'client_id = "mine"',
        "write_back = true",
    ],
)
def test_where_policy_names_the_sources_it_alone_says_where_they_are(
    tmp_path: Path, own: str
) -> None:
    crm = {"mapping": "zendesk", "url": "https://x.example"}
    policy = Given({"sources": {"managed_only": True, "crm": crm}})
    text = f'[sources.crm]\ntitle = "Ours"\n{own}\n'
    (source,) = read(tmp_path, text, policy).sources
    values = {"url": "https://x.example"}
    assert source == SourceSettings(
        "crm", "zendesk", title="Ours", values=values, locked=frozenset(crm)
    )


def test_a_policy_that_cannot_be_read_allows_no_source_of_the_agents_own(tmp_path: Path) -> None:
    file = tmp_path / "agentassist.toml"
    file.write_text(DESK)
    broken = Given({}, AgentAssistError("policy.unreadable", file="policy.json"))
    tables = SettingsStore(file, StandingClock(), broken).sources()
    assert (tables.sources, told(tables)) == ((), [("source.not_managed", "desk", None)])


def test_a_registry_has_numbers_for_yes_and_no() -> None:
    class Key:
        def values(self) -> list[tuple[str, object]]:
            return [
                ("sources.desk.insecure_http", 0),
                ("sources.desk.write_back", 1),
                ("sources.desk.deadline_ms", 1),
                ("sources.managed_only", 1),
            ]

    assert WindowsRegistryPolicy(Key()).read().values == {
        "sources.desk.insecure_http": False,
        "sources.desk.write_back": True,
        "sources.desk.deadline_ms": 1,
        "sources.managed_only": True,
    }


def test_a_profile_has_a_dictionary_of_sources() -> None:
    forced = {"sources": {"desk": {"mapping": "rt5", "write_back": 0}}}
    reading = MacManagedPreferences(forced.__contains__, forced.__getitem__).read()
    assert reading.values == {"sources.desk.mapping": "rt5", "sources.desk.write_back": False}


def test_a_secret_of_the_house_goes_only_where_the_house_says(tmp_path: Path) -> None:
    policy = {"mapping": "rt5", "url": "https://safe.example", "secret_file": "/etc/desk"}
    text = DESK + 'insecure_http = true\nproxy = "http://mine.example"\n'
    (desk,) = read(tmp_path, text, Given({"sources": {"desk": policy}})).sources
    assert desk == SourceSettings(
        "desk",
        "rt5",
        secret_file="/etc/desk",
        values={"url": "https://safe.example"},
        locked=frozenset(policy),
    )
