"""`kb` on the agent's own store: what is said while it can't be used."""

from pathlib import Path

import pytest

from agentassist.cli import main
from agentassist.settings.paths import user_paths
from agentassist.storage.instance_lock import InstanceLock


@pytest.mark.parametrize(
    "command",
    [
        ("gaps",),
        ("stats",),
        ("gaps", "export", "mine.json"),
        ("export", "--out", "all.jsonl"),
        ("import", "a.jsonl"),
    ],
)
def test_while_the_window_is_open_it_is_said_what_to_do(
    command: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.jsonl").write_text('{"id": "a", "title": "A", "body": "b"}\n', encoding="utf-8")
    database = user_paths().database
    lock = InstanceLock(database.with_name(f"{database.name}.lock"))
    try:
        assert main(["kb", *command]) == 1
    finally:
        lock.release()
    said = capsys.readouterr().err
    assert "another agentassist of yours uses the local store" in said
    assert "close the other one first" in said
    assert "nothing is kept" not in said
