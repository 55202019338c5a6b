"""`data import`, `undo`, `export --contact` and `erase` over a store, without a keyring."""

import asyncio
import os
import stat
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from agentassist.cli import data_export, data_import, main
from agentassist.cli.import_telling import Progress, Rejects, Stop
from agentassist.domain.errors import AgentAssistError
from agentassist.settings.paths import user_paths
from agentassist.storage.instance_lock import InstanceLock
from agentassist.storage.store import Store

T = TypeVar("T")
ROWS = (
    "id;name;phone;account\n1;Dana;0301234567;AC1\n2;Ben;0301234567;4111 1111 1111 1111\n"
    "3;Ana;;AC3\n"
)


class _Clock:
    def now(self) -> datetime:
        return datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return 0


def in_store(work: Callable[[Store], Awaitable[T]]) -> T:
    async def scenario() -> T:
        store = await Store.open(clock=_Clock())
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(scenario())


async def take(store: Store, path: Path, rejects: Path | None = None) -> int:
    files = data_import.opened([path], None, "crm", Progress())
    with Rejects(rejects) as told:
        await data_import.import_into(store, files, told, Progress(), Stop())
    return told.count


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "c.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_an_import_tells_its_number_and_its_rejects(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "rejects.csv"
    assert in_store(lambda store: take(store, rows, out)) == 1
    told = capsys.readouterr().err
    assert f"{rows}:3: contact.accounts: a card number, which is never kept" in told
    assert "2 contacts, 0 interactions, 0 promises, 1 rejected; import 1 from crm" in told
    kept = out.read_text(encoding="utf-8")
    assert os.name == "nt" or stat.S_IMODE(out.stat().st_mode) == 0o600  # rows of customers
    assert "•••• 1111" in kept
    assert "4111 1111" not in kept + told


def test_a_preview_shows_what_would_be_read_and_needs_no_store(
    rows: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "import", "--preview", str(rows)]) == 3
    shown = capsys.readouterr().out
    assert "contact.phones          phone" in shown
    assert "+49301234567" in shown
    assert "customer numbers: id is their id; account is an account; a mapping can" in shown
    assert "AC1" not in shown  # masked
    assert "2 contacts, 0 interactions, 0 promises, 1 rejected; nothing was changed" in shown


def test_a_value_that_can_not_be_read_is_told_and_does_not_cost_the_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "v.csv", tmp_path / "rejects.csv"
    path.write_text("id;name;phone;mail;account;birth\n1;Dana;unknown;dana-at;--;soon\n", "utf-8")
    assert main(["data", "import", "--preview", "--rejects", str(out), str(path)]) == 0
    previewed = capsys.readouterr()
    assert "1 contact, 0 interactions, 0 promises, 0 rejected" in previewed.out
    assert in_store(lambda store: take(store, path)) == 0
    for told in (previewed.err, capsys.readouterr().err):
        assert f"{path}:2: contact.phones: no whole telephone number, left out" in told
        assert f"{path}:2: contact.emails: no e-mail address, left out" in told
        assert f"{path}:2: contact.accounts: no account number, left out" in told
        assert f"{path}:2: contact.birth: no date of birth, left out" in told
        assert "4 values could not be read and left out; the rows were taken" in told
        assert "dana-at" not in told
    assert "contact.emails: no e-mail address, left out" in out.read_text("utf-8")


def test_the_template_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "import", "--template"]) == 0
    assert "[interaction]" in capsys.readouterr().out


def test_undo_takes_the_last_import_back(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def scenario(store: Store) -> None:
        await take(store, rows)
        assert await data_import.undo_in(store, None) == 0
        with pytest.raises(AgentAssistError, match=r"import\.none_to_undo"):
            await data_import.undo_in(store, None)

    in_store(scenario)
    assert "2 rows removed, 0 as they were before" in capsys.readouterr().err


def test_a_person_is_named_by_id_number_or_account(rows: Path) -> None:
    async def scenario(store: Store) -> None:
        await take(store, rows)
        for named in ("crm:1", "030 1234567", "+49301234567", "ac-1"):
            assert await data_export.contact_named(store, named) == "crm:1"
        with pytest.raises(AgentAssistError, match=r"data\.no_contact"):
            await data_export.contact_named(store, "nobody@example.com")

    in_store(scenario)


def test_export_and_erase_one_person(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scenario(store: Store) -> None:
        await take(store, rows)
        assert await data_export.export_contact(store, "crm:1", tmp_path / "dana.json") == 0
        assert await data_export.erase_contact(store, "crm:1", sure=True) == 0
        with pytest.raises(AgentAssistError, match=r"data\.no_contact"):
            await data_export.contact_named(store, "crm:1")
        assert await take(store, rows) == 2  # the card, and who was erased
        actions = [line.action for line in await store.audit.newest()]
        assert actions == ["import", "erase", "export", "import"]

    in_store(scenario)
    assert "Dana" in (tmp_path / "dana.json").read_text(encoding="utf-8")
    assert "<h1>Dana</h1>" in (tmp_path / "dana.html").read_text(encoding="utf-8")
    told = capsys.readouterr()
    assert "Dana:\n" in told.out
    assert "crm\t1\n" in told.out
    assert "c.csv:2: of somebody who was erased" in told.err


def test_the_audit_is_listed_and_its_reading_is_a_line(
    rows: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scenario(store: Store) -> None:
        await take(store, rows)
        await data_export.show_audit(store, 10)
        await data_export.show_audit(store, 1)

    in_store(scenario)
    first, second = capsys.readouterr().out.splitlines()
    assert first.split("\t")[0:2] == ["2026-03-02T09:30:00+00:00", "import"]
    assert second.split("\t")[1] == "audit_read"


def test_without_an_answer_nobody_is_erased(rows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(store: Store) -> None:
        await take(store, rows)
        with pytest.raises(AgentAssistError, match=r"usage\.needs_yes"):
            await data_export.erase_contact(store, "crm:1", sure=False)
        monkeypatch.setattr(data_export, "_agreed", lambda: False)
        assert await data_export.erase_contact(store, "crm:1", sure=False) == 1
        assert await data_export.contact_named(store, "crm:1") == "crm:1"

    in_store(scenario)


def test_without_a_keyring_nothing_is_imported(
    rows: Path, capsys: pytest.CaptureFixture[str], expect_log: Callable[[str], None]
) -> None:
    expect_log("nothing is kept after exit")
    assert main(["data", "import", str(rows)]) == 1
    assert "your encrypted store cannot be used" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [("import",), ("export", "--out"), ("erase", "--contact"), ("imports",), ("audit",)]
)
def test_while_the_window_is_open_every_command_says_so(
    command: tuple[str, ...],
    rows: Path,
    capsys: pytest.CaptureFixture[str],
    expect_log: Callable[[str], None],
) -> None:
    expect_log("nothing is kept after exit")
    database = user_paths().database
    lock = InstanceLock(database.with_name(f"{database.name}.lock"))
    try:
        named = [str(rows)] if command[0] in ("import", "export", "erase") else []
        assert main(["data", *command, *named]) == 1
    finally:
        lock.release()
    told = capsys.readouterr().err
    assert "another agentassist of yours uses the local store" in told
    assert "close the other one first" in told


def test_an_export_that_is_broken_off_is_on_record(rows: Path, tmp_path: Path) -> None:
    """What it had written by then is there, and may be taken away."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "interactions.csv").write_text("in the way", encoding="utf-8")

    async def work(store: Store) -> list[tuple[str, str]]:
        await take(store, rows)
        with pytest.raises(FileExistsError):
            await data_export._export_all(store, folder, "csv")
        return [(line.action, line.detail) for line in await store.audit.newest()]

    assert ("export", "begun") in in_store(work)
    assert (folder / "contacts.csv").is_file()
