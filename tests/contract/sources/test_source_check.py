"""`agentassist sources check` on real systems: an honest one, and one that ignores its filters."""

import json
from pathlib import Path
from typing import Any

import pytest

from agentassist.cli import main
from tests.servers.django_helpdesk import DjangoHelpdesk
from tests.servers.mediawiki import MediaWiki
from tests.servers.rt5 import RequestTracker

HOSTILE = Path(__file__).parents[2] / "data" / "sources" / "helpdesk_naive.toml"


def checked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = main(["sources", "check", *words])
    return status, capsys.readouterr().out


def test_request_tracker_passes_and_shows_nothing_of_a_customer(
    request_tracker: RequestTracker,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("RT_TOKEN", request_tracker.token)
    where = ("rt5", "--url", request_tracker.site, "--secret-env", "RT_TOKEN", "--region", "ES")
    keys = ("--phone", "612 00 00 03", "--account", "AC000003", "--order", "SO-1021")
    status, out = checked(capsys, *where, *keys, "--search", "zebra3", "--json")
    told: dict[str, Any] = json.loads(out)
    assert status == 0
    assert {name: one["kept"] for name, one in told["asked"].items()} == {
        "find.phone": 1,
        "find.account": 1,
        "find.order": 1,
        "interactions": 3,
        "articles.search": 1,
    }
    assert told["articles"] == ["Refund procedure 3"]
    for value in ("612000003", "cust3@", "Customer 3", "AC000003", request_tracker.token):
        assert value not in out


def test_a_wrong_field_of_request_tracker_is_refused(
    request_tracker: RequestTracker,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    from agentassist.assets import resources

    monkeypatch.setenv("RT_TOKEN", request_tracker.token)
    mapping = tmp_path / "ours.toml"
    shipped = (resources() / "sources" / "rt5.toml").read_text("utf-8")
    mapping.write_text(shipped.replace("CustomField.{{Phone}}", "MobilePhone"), "utf-8")
    where = (str(mapping), "--url", request_tracker.site, "--secret-env", "RT_TOKEN")
    status, out = checked(capsys, *where, "--email", "cust3@example.com")
    assert status == 3
    assert "canary phone: REFUSED" in out
    assert "canary email: passed" in out
    assert "cust3" not in out


def test_a_help_desk_that_ignores_its_filters_is_refused(
    django_helpdesk: DjangoHelpdesk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DESK_PASSWORD", django_helpdesk.password)
    where = (str(HOSTILE), "--url", django_helpdesk.url, "--secret-env", "DESK_PASSWORD")
    setting = ("--set", f"user={django_helpdesk.user}")
    status, out = checked(capsys, *where, *setting, "--email", "cust3@example.com")
    assert status == 3
    assert "REFUSED. Asked for what nobody has, 4 rows came back" in out
    assert "would show you strangers" in out
    assert "cust3" not in out
    assert django_helpdesk.password not in out


def test_a_wiki_knows_nobody_and_is_searched(
    mediawiki: MediaWiki, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("mediawiki", "--url", mediawiki.url)
    status, out = checked(capsys, *where, "--search", "refund", "--phone", "+34612000003")
    assert status == 3  # it was asked for a caller, and cannot be
    assert "phone: the mapping does not find by it" in out
    assert "articles.search:" in out
