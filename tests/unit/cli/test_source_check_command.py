"""`agentassist sources check`: what a mapping does, and what it came to on a real socket."""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agentassist.assets import resources
from agentassist.cli import main
from agentassist.history.rest.reading import read_mapping
from agentassist.settings.paths import user_paths
from agentassist.storage.instance_lock import InstanceLock

sys.path.insert(0, str(Path(__file__).parents[2] / "servers"))
try:
    from help_desk import MAPPING, HelpDesk
    from json_server import Answered, Asked, JsonServer
finally:
    sys.path.pop(0)

DANA = ("--phone", "0711 555 0100")
Check = Callable[..., tuple[int, str, str]]


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    file = tmp_path / "desk.toml"
    file.write_text(MAPPING, encoding="utf-8")
    return file


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs the command, beside a server where there is one: status, stdout, stderr."""

    def run(
        *words: str, desk: Callable[[Asked], Answered] | None = None, url: bool = True
    ) -> tuple[int, str, str]:
        async def beside() -> int:
            if desk is None:
                return await asyncio.to_thread(main, ["sources", "check", *words])
            async with JsonServer(desk) as server:
                asked = [*words, "--url", server.url] if url else list(words)
                return await asyncio.to_thread(main, ["sources", "check", *asked])

        status = asyncio.run(beside())
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


# --- a file alone ---------------------------------------------------------------------------------


def test_a_mapping_is_explained_and_nothing_is_sent(check: Check, mapping: Path) -> None:
    status, out, _ = check(str(mapping))
    assert status == 0
    for said in (
        "Help desk (Invented desk 1), not tried on a real system yet",
        "needs in the settings: url",
        "find.phone[1]  GET /customers?phone={local|digits}",
        'GET /customers?query=email:"{email|lucene}"',
        "counts only if the phone asked for stands in: phones",
        "counts only if it is the customer's: owner is customer",
        "canary: asked for +999... first",
        "not written twice: its key is looked for in notes",
        "not in this mapping: find.order, articles",
        "nothing is wrong",
    ):
        assert said in out


@pytest.mark.parametrize("name", sorted(p.stem for p in (resources() / "sources").glob("*.toml")))
def test_every_operation_of_every_shipped_mapping_is_explained(check: Check, name: str) -> None:
    file = resources() / "sources" / f"{name}.toml"
    status, out, _ = check(str(file), "--json")
    told, spec = json.loads(out), read_mapping(file)
    assert status == 0
    assert told["ok"] is True
    assert {one["name"] for one in told["operations"]} == {
        *(f"find.{kind}" for kind in spec.finds_by),
        *(f"interactions.{one.kind}" for one in spec.interactions),
        *(f"note.{kind}" for kind in spec.notes),
        *(["articles.search"] if spec.articles and spec.articles.search else []),
        *(["articles.export"] if spec.articles and spec.articles.export else []),
    }
    for one in told["operations"]:
        assert one["requests"]
        assert one["guarded"] == one["name"].startswith(("find.", "interactions."))
        assert bool(one["verified"]) or not one["name"].startswith("find.")


def test_a_mistake_has_its_line_its_key_and_the_words_of_the_guide(
    check: Check, mapping: Path
) -> None:
    text = MAPPING.replace("{digits|digits}", "{digits}")
    mapping.write_text(text, encoding="utf-8")
    line = text[: text.index("{digits}")].count("\n") + 1
    status, out, _ = check(str(mapping))
    assert status == 3
    assert f"{mapping}:{line}: find.phone[0].params.phone: no escape digits" in out
    assert "say how the value is written: {email|plain}" in out
    status, out, _ = check(str(mapping), "--json")
    problem = json.loads(out)["problem"]
    assert status == 3
    assert (problem["line"], problem["problem"]) == (line, "no_escape")


def test_no_toml_and_no_file_are_said(check: Check, mapping: Path, tmp_path: Path) -> None:
    mapping.write_text("format = \n", encoding="utf-8")
    assert f"{mapping}:1 is not valid TOML" in check(str(mapping))[1]
    status, out, _ = check(str(tmp_path / "none.toml"))
    assert (status, "cannot be read: no file" in out) == (3, True)


def test_a_key_without_an_address_is_wrong_usage(check: Check, mapping: Path) -> None:
    status, _, err = check(str(mapping), *DANA)
    assert status == 2
    assert "--url" in err
    assert check(str(mapping), "--set", "url")[0] == 2


def test_a_name_that_nothing_has(check: Check) -> None:
    status, out, _ = check("nowhere")
    assert (status, "there is no mapping nowhere (there are: " in out) == (3, True)


# --- on a real socket -----------------------------------------------------------------------------


def test_each_step_is_told_and_no_value_in_full(check: Check, mapping: Path) -> None:
    status, out, err = check(
        str(mapping), *DANA, "--email", "dana@example.com", "--region", "DE", desk=HelpDesk()
    )
    assert status == 0
    assert "canary phone: passed" in out
    assert "canary interactions.ticket: passed" in out
    assert "find.phone[0]  GET /customers?phone=•••• 0100" in out
    assert "rows: 1 at find.phone[0], 1 at find.phone[1]; kept: 1" in out
    assert "dropped 1: found by another request already" in out
    assert "rows: 5 at interactions[0]; kept: 5" in out
    for value in ("5550100", "555 0100", "dana@", "Dana", "Ticket 0", "AC-00100"):
        assert value not in out + err


def test_json_has_the_same(check: Check, mapping: Path) -> None:
    status, out, _ = check(str(mapping), *DANA, "--region", "DE", "--json", desk=HelpDesk())
    told = json.loads(out)
    assert (status, told["ok"]) == (0, True)
    assert set(told["canary"]) == {"phone", "email", "account", "interactions.ticket"}
    assert set(told["asked"]) == {"find.phone", "interactions"}
    assert told["asked"]["find.phone"]["kept"] == 1
    assert told["asked"]["interactions"]["kept"] == 5
    for step in told["asked"]["find.phone"]["steps"]:
        assert step["milliseconds"] >= 0
    assert "5550100" not in out


def test_a_desk_that_ignores_filters_is_refused_and_said_why(check: Check, mapping: Path) -> None:
    status, out, _ = check(str(mapping), *DANA, desk=HelpDesk(ignores_filters=True))
    assert status == 3
    assert out.count("REFUSED") == 4  # each way of finding by itself
    assert "would show you strangers" in out
    assert "nothing else is asked before that is right" in out
    assert "kept" not in out


def test_rows_of_somebody_else_are_counted(check: Check, mapping: Path) -> None:
    desk = HelpDesk(strangers_tickets=True)
    status, out, _ = check(str(mapping), *DANA, "--region", "DE", desk=desk)
    assert "dropped 20: they belong to somebody else" in out
    assert status == 0  # what was kept is theirs


def test_a_wrong_field_is_named(check: Check, mapping: Path) -> None:
    text = MAPPING.replace('at = "updated"', 'at = "subject"').replace(
        'voice = "phone"', 'vocal = "phone"'
    )
    mapping.write_text(text, encoding="utf-8")
    status, out, _ = check(str(mapping), *DANA, "--region", "DE", desk=HelpDesk())
    assert status == 3
    assert "dropped 5: the field at is no time as [dates] says" in out
    mapping.write_text(MAPPING.replace('voice = "phone"', 'vocal = "phone"'), encoding="utf-8")
    assert "[words.channel] has no 'voice'" in check(
        str(mapping), *DANA, "--region", "DE", desk=HelpDesk()
    )[1]  # fmt: skip


def test_a_word_that_is_a_value_is_not_shown(check: Check, mapping: Path) -> None:
    text = MAPPING.replace('status = "state"', "status = \"join('', [subject, ' a@b.example'])\"")
    mapping.write_text(text, encoding="utf-8")
    _, out, _ = check(str(mapping), *DANA, "--region", "DE", desk=HelpDesk())
    assert "[words.status] has no '(a value, no word)'" in out
    assert "a@b.example" not in out


def test_keys_that_cannot_be_asked_are_said(check: Check, mapping: Path) -> None:
    status, out, _ = check(
        str(mapping), "--phone", "12", "--order", "A1", "--search", "refund", desk=HelpDesk()
    )
    assert status == 3
    assert "phone: this is no telephone number" in out
    assert "order: the mapping does not find by it" in out
    assert "names no articles" in out


def test_a_login_that_is_refused_is_said_once_for_each_way(
    check: Check, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = 'style = "header"\nname = "X-Key"'
    mapping.write_text(MAPPING.replace('style = "none"\n[paging]', f"{header}\n[paging]"), "utf-8")

    def refusing(asked: Asked) -> Answered:
        right = asked.headers.get("x-key") == "a-secret-of-the-test"
        return HelpDesk()(asked) if right else Answered({"error": "who?"}, 401)

    monkeypatch.setenv("DESK_KEY", "not-the-secret-of-the-test")
    status, out, err = check(str(mapping), "--secret-env", "DESK_KEY", desk=refusing)
    assert status == 3
    assert "could not be asked: desk refused the login" in out
    monkeypatch.setenv("DESK_KEY", "a-secret-of-the-test")
    assert check(str(mapping), "--secret-env", "DESK_KEY", desk=refusing)[0] == 0
    assert "secret-of-the-test" not in out + err


# --- a source of the settings ---------------------------------------------------------------------


def configured(folder: Path, mapping: Path, url: str, more: str = "") -> str:
    file = folder / "ours.toml"
    file.write_text(
        f'[sources.desk]\nmapping = "{mapping.as_posix()}"\nurl = "{url}"\nregion = "DE"\n{more}',
        encoding="utf-8",
    )
    return str(file)


def test_a_source_of_the_settings_is_tried(
    mapping: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def beside() -> int:
        async with JsonServer(HelpDesk()) as server:
            config = configured(tmp_path, mapping, server.url)
            words = ["sources", "check", "desk", "--config", config, *DANA, "--json"]
            return await asyncio.to_thread(main, words)

    assert asyncio.run(beside()) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert told["asked"]["find.phone"]["kept"] == 1


def test_a_setting_that_is_missing_is_said(check: Check, tmp_path: Path, mapping: Path) -> None:
    config = configured(tmp_path, mapping, "http://127.0.0.1:9", 'customer = "x"\n')
    status, out, _ = check("desk", "--config", config)
    assert status == 3
    assert "its mapping has no use for customer" in out


def test_while_the_window_has_the_store_the_environment_counts(
    mapping: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Callable[[str], object],
) -> None:
    expect_log("nothing is kept after exit")
    monkeypatch.setenv("AGENTASSIST_DESK_SECRET", "a-secret-of-the-test")
    header = 'style = "header"\nname = "X-Key"'
    mapping.write_text(MAPPING.replace('style = "none"\n[paging]', f"{header}\n[paging]"), "utf-8")
    database = user_paths().database
    database.parent.mkdir(parents=True, exist_ok=True)
    database.touch()
    lock = InstanceLock(database.with_name(f"{database.name}.lock"))

    async def beside() -> int:
        async with JsonServer(HelpDesk()) as server:
            config = configured(tmp_path, mapping, server.url)
            status = await asyncio.to_thread(main, ["sources", "check", "desk", "--config", config])
            assert {one.headers.get("x-key") for one in server.asked} == {"a-secret-of-the-test"}
            return status

    try:
        assert asyncio.run(beside()) == 0
    finally:
        lock.release()
    told = capsys.readouterr()
    assert "storage.in_use" in told.err
    assert "a-secret-of-the-test" not in told.out + told.err
