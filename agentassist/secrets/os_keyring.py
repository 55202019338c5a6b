"""The operating system's keystore through `keyring`, from an allow-list of its backends."""

import re
import sys
import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Protocol, TypeVar

from agentassist.domain.errors import AgentAssistError

SERVICE = "agentassist"
ENTRY = "database-key"
TIMEOUT_S = 3.0  # a keystore that asks its user something may take for ever

# Imported by name: the environment and keyringrc.cfg can't put a plain-text backend in their place.
BACKENDS: dict[str, tuple[str, ...]] = {
    "win32": ("keyring.backends.Windows:WinVaultKeyring",),
    "darwin": ("keyring.backends.macOS:Keyring",),
    "linux": (
        "keyring.backends.SecretService:Keyring",
        "keyring.backends.libsecret:Keyring",
        "keyring.backends.kwallet:DBusKeyring",
    ),
}
_KEY = re.compile(r"[0-9a-f]{64}")
T = TypeVar("T")


class Backend(Protocol):
    """What is used of a `keyring` backend."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...


class OsKeyring:
    """Implements `ports.secrets.KeyStore`. Each call takes 3 s at most and blocks: use a worker."""

    def __init__(
        self,
        backends: Sequence[str] | None = None,
        *,
        timeout_s: float = TIMEOUT_S,
        entry: str = ENTRY,
    ) -> None:
        self.name = "os-keyring"
        self._backends = BACKENDS.get(sys.platform, ()) if backends is None else tuple(backends)
        self._timeout_s = timeout_s
        self._entry = entry

    def load(self) -> bytes | None:
        text = self._within_timeout(lambda: self._backend().get_password(SERVICE, self._entry))
        if text is None:
            return None
        if not _KEY.fullmatch(text):
            raise AgentAssistError("keystore.refused", reason="not_a_key")
        return bytes.fromhex(text)

    def save(self, key: bytes) -> None:
        self._within_timeout(lambda: self._backend().set_password(SERVICE, self._entry, key.hex()))
        if self.load() != key:  # a keystore that forgets at once would cost the next start's data
            raise AgentAssistError("keystore.refused", reason="not_kept")

    def _backend(self) -> Backend:
        """The first backend that works here. Raises RuntimeError when none does."""
        reasons = []
        for path in self._backends:
            module, _, name = path.partition(":")
            try:
                kind = getattr(import_module(module), name)
                _ = kind.priority  # raises RuntimeError where the backend can't work
                backend: Backend = kind()
            except (RuntimeError, ImportError, AttributeError) as error:
                reasons.append(f"{module.rpartition('.')[2]}: {type(error).__name__}")
                continue
            if hasattr(backend, "persist"):
                # Windows would let the key roam with the profile to machines without the database.
                backend.persist = "local machine"
            return backend
        raise RuntimeError("; ".join(reasons) or "no backend for this system")

    def _within_timeout(self, operation: Callable[[], T]) -> T:
        """Run it in a thread of its own that may be left behind waiting for a prompt."""
        outcome: list[T] = []
        failure: list[BaseException] = []

        def work() -> None:
            try:
                outcome.append(operation())
            except BaseException as error:  # noqa: BLE001 (raised again in the caller's thread)
                failure.append(error)

        worker = threading.Thread(target=work, name="agentassist-keystore", daemon=True)
        worker.start()
        worker.join(self._timeout_s)
        if failure:
            raise _as_told(failure[0]) from failure[0]
        if not outcome:
            raise AgentAssistError(
                "keystore.unavailable", retryable=True, remedy="unlock_keystore", reason="timeout"
            )
        return outcome[0]


def _as_told(error: BaseException) -> BaseException:
    """Which of the three codes an error means."""
    from keyring import errors

    if isinstance(error, AgentAssistError) or not isinstance(error, Exception):
        return error
    reason = type(error).__name__
    # InitError: the Secret Service asked to unlock and nobody was there ("Prompt dismissed").
    if isinstance(error, errors.KeyringLocked | errors.InitError):
        return AgentAssistError(
            "keystore.locked", retryable=True, remedy="unlock_keystore", reason=reason
        )
    if isinstance(error, errors.NoKeyringError | RuntimeError | OSError):
        return AgentAssistError("keystore.unavailable", reason=reason)
    # Backends also raise what their platform's bindings raise: said by its name.
    return AgentAssistError("keystore.refused", reason=reason)
