"""The servers that the fixtures of tests/conftest.py start are real ones and do their work."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from base64 import b64encode
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

if TYPE_CHECKING:
    from tests.servers.django_helpdesk import DjangoHelpdesk
    from tests.servers.mediawiki import MediaWiki
    from tests.servers.rt5 import RequestTracker

STORE = """
import keyring, sys
from keyring.backends.SecretService import Keyring
keyring.set_keyring(Keyring())
if sys.argv[1] == "set":
    keyring.set_password("agentassist-test", "key", "a secret of " + "64" * 32)
else:
    print(keyring.get_password("agentassist-test", "key"))
"""

WINDOW = """
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel("hello")
label.setWindowTitle("agentassist test window")
label.resize(300, 200)
seen = []
app.focusWindowChanged.connect(lambda window: window and (seen.append(window.title()), app.quit()))
label.show()
app.exec()
print(app.platformName(), seen)
"""


@pytest.mark.keystore
def test_a_secret_outlives_the_process_that_stored_it(keyring_session: dict[str, str]) -> None:
    def run(action: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", STORE, action],
            env=keyring_session,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert run("get") == "None"
    run("set")
    assert run("get").startswith("a secret of 6464")


@pytest.mark.display
def test_a_window_gets_the_focus_from_the_window_manager(xvfb_display: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WINDOW],
        env=xvfb_display,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "xcb ['agentassist test window']"


def asked(address: str, login: str = "", **parameters: str) -> Any:
    """What a server answers to this, as JSON."""
    request = urllib.request.Request(f"{address}?{urlencode(parameters)}")
    if login:
        request.add_header("Authorization", login)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def test_request_tracker_shows_its_user_no_more_than_the_rights_given(
    request_tracker: "RequestTracker",
) -> None:
    login = f"token {request_tracker.token}"
    queues = asked(f"{request_tracker.url}/queues/all", login, fields="Name", per_page="50")
    assert {queue["Name"] for queue in queues["items"]} == {
        *("Chat", "Email", "Orders", "Phone", "Store")
    }
    query = "Requestor.Name = 'cust3@example.com'"
    tickets = asked(f"{request_tracker.url}/tickets", login, query=query, fields="Subject")
    assert len(tickets["items"]) == 3  # and not the one in the queue "Secret"
    with pytest.raises(urllib.error.HTTPError, match="401"):
        asked(f"{request_tracker.url}/rt", f"{login}0")


def test_mediawiki_finds_its_articles(mediawiki: "MediaWiki") -> None:
    found = asked(
        f"{mediawiki.url}/api.php",
        action="query",
        list="search",
        srsearch="zebra3",
        srwhat="text",
        format="json",
    )
    assert [page["title"] for page in found["query"]["search"]] == ["Refund procedure 3"]


def test_django_helpdesk_answers_with_strangers(django_helpdesk: "DjangoHelpdesk") -> None:
    words = f"{django_helpdesk.user}:{django_helpdesk.password}"
    login = f"Basic {b64encode(words.encode()).decode()}"
    found = asked(
        f"{django_helpdesk.url}/api/tickets/", login, submitter_email="nobody@nowhere.invalid"
    )
    assert len(found["results"]) == 4
