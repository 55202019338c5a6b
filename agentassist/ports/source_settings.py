"""What the settings say of one source of record, checked; see `settings/source_tables.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

PROXY_OF_SYSTEM, NO_PROXY = "system", "none"


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """One `[sources.NAME]`. `mapping` is the name of a bundled one or a file's path.

    `values` are texts that the mapping asks for by `${name}`: url, user, client_id, ... None of
    them is a secret. `secret_env`, `refresh_env`, `proxy_secret_env` name variables; `secret_file`
    is policy's alone. `proxy` is "system", "none" or an address. `deadline` None: the mapping's.
    `locked` are the keys that policy set.
    """

    name: str
    mapping: str
    title: str = ""
    enabled: bool = True
    deadline: timedelta | None = None
    region: str = ""
    secret_env: str = ""
    refresh_env: str = ""
    secret_file: str = ""
    proxy: str = PROXY_OF_SYSTEM
    proxy_user: str = ""
    proxy_secret_env: str = ""
    ca_file: str = ""
    insecure_http: bool = False
    write_back: bool = False
    note_language: str = "en"
    values: Mapping[str, str] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """As its table is called in files and errors."""
        return f"sources.{self.name}"
