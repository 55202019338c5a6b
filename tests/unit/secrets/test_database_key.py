"""The key comes from the system's keystore or not at all; each way to fail has its own code."""

import threading

import pytest
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordSetError

from agentassist.domain.errors import AgentAssistError
from agentassist.secrets.database_key import open_or_create_key
from agentassist.secrets.os_keyring import BACKENDS, OsKeyring

ENTRIES: dict[tuple[str, str], str] = {}
KEY = bytes(range(32))


class Kept:
    """A keyring backend, found by its path as the real ones are."""

    priority = 5
    persist = "enterprise"

    def get_password(self, service: str, username: str) -> str | None:
        return ENTRIES.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        assert self.persist == "local machine"
        ENTRIES[service, username] = password


class Forgetful(Kept):
    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Garbled(Kept):
    def get_password(self, service: str, username: str) -> str | None:
        return "not a key"


class Prompting(Kept):
    released = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait(30)
        return None


class Failing(Kept):
    error: Exception = KeyringLocked()

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error


class Absent(Kept):
    @property
    def nothing(self) -> None:
        return None

    def __init__(self) -> None:
        raise RuntimeError("no such service")


@pytest.fixture(autouse=True)
def _module(monkeypatch: pytest.MonkeyPatch) -> None:
    """This file is no importable module: it stands in under a name of its own."""
    import sys
    import types

    stand_in = types.ModuleType("stand_in_backends")
    stand_in.__dict__.update({k: v for k, v in globals().items() if isinstance(v, type)})
    monkeypatch.setitem(sys.modules, "stand_in_backends", stand_in)
    ENTRIES.clear()


def keyring(*kinds: type, timeout_s: float = 10) -> OsKeyring:
    paths = [f"stand_in_backends:{kind.__name__}" for kind in kinds]
    return OsKeyring(paths, timeout_s=timeout_s)


def test_the_first_start_makes_a_key_and_the_next_one_finds_it() -> None:
    first = open_or_create_key(keyring(Kept), database_exists=False)
    assert first.value is not None
    assert (len(first.value), first.lost, first.reason) == (32, False, None)
    second = open_or_create_key(keyring(Kept), database_exists=True)
    assert second == first
    assert ENTRIES["agentassist", "database-key"] == first.value.hex()
    assert first.value.hex() not in repr(first)


def test_a_database_without_its_key_is_told() -> None:
    assert open_or_create_key(keyring(Kept), database_exists=True).lost


def test_no_keystore_means_memory_only_and_a_reason() -> None:
    for keystore in (None, keyring(), keyring(Absent)):
        outcome = open_or_create_key(keystore, database_exists=True)
        assert (outcome.value, outcome.reason) == (None, "keystore.unavailable")
        assert not outcome.lost


def test_policy_can_refuse_to_run_without_a_keystore() -> None:
    with pytest.raises(AgentAssistError) as refused:
        open_or_create_key(keyring(Absent), database_exists=False, required=True)
    assert refused.value.code == "keystore.required"
    assert refused.value.params["why"] == "keystore.unavailable"


def test_a_backend_that_does_not_work_here_is_passed_over() -> None:
    keystore = keyring(Absent, Kept)
    keystore.save(KEY)
    assert keystore.load() == KEY


@pytest.mark.parametrize("kind", [Forgetful, Garbled])
def test_what_is_not_kept_as_it_was_given_is_refused(kind: type) -> None:
    with pytest.raises(AgentAssistError) as refused:
        keyring(kind).save(KEY)
    assert refused.value.code == "keystore.refused"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyringLocked("x"), "keystore.locked"),
        (InitError("Prompt dismissed"), "keystore.locked"),
        (NoKeyringError("x"), "keystore.unavailable"),
        (ConnectionResetError(), "keystore.unavailable"),
        (PasswordSetError("x"), "keystore.refused"),
        (ValueError("whatever a binding raises"), "keystore.refused"),
    ],
)
def test_each_failure_has_its_code(
    error: Exception, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Failing, "error", error)
    outcome = open_or_create_key(keyring(Failing), database_exists=False)
    assert (outcome.value, outcome.reason) == (None, code)


def test_a_prompt_that_nobody_answers_is_not_waited_for() -> None:
    try:
        with pytest.raises(AgentAssistError) as gone_on:
            keyring(Prompting, timeout_s=0.05).load()
    finally:
        Prompting.released.set()
    assert gone_on.value.params == {"reason": "timeout"}
    assert gone_on.value.retryable


def test_no_plain_text_backend_is_on_the_list() -> None:
    listed = {path for paths in BACKENDS.values() for path in paths}
    assert {path.partition(":")[0].rpartition(".")[2] for path in listed} == {
        "Windows",
        "macOS",
        "SecretService",
        "libsecret",
        "kwallet",
    }
