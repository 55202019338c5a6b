"""The key of the local store: loaded, or made at the first start; never kept in a file."""

import secrets
from dataclasses import dataclass, field

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.secrets import KeyStore

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class DatabaseKey:
    """`value` None: nothing can be kept, and `reason` is the code why.

    `lost`: a database exists but its key doesn't; the value is a new one.
    """

    value: bytes | None = field(repr=False)
    reason: str | None = None
    lost: bool = False


def open_or_create_key(
    keystore: KeyStore | None, *, database_exists: bool, required: bool = False
) -> DatabaseKey:
    """The key to open the store with. Blocking (a keystore takes seconds at worst).

    Without a working keystore the store is kept in memory only. `required` (machine policy
    `storage.require_keystore`) refuses that with AgentAssistError("keystore.required").
    """
    try:
        if keystore is None:
            raise AgentAssistError("keystore.unavailable", reason="none")
        key = keystore.load()
        if key is not None:
            return DatabaseKey(key)
        key = secrets.token_bytes(KEY_BYTES)
        keystore.save(key)
    except AgentAssistError as error:
        if required:
            raise AgentAssistError(
                "keystore.required", retryable=error.retryable, remedy=error.remedy, why=error.code
            ) from error
        return DatabaseKey(None, error.code)
    return DatabaseKey(key, lost=database_exists)
