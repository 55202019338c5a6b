"""Asking the sources of record about a caller while what is known locally is on the screen."""

from collections.abc import AsyncIterator
from typing import Protocol

from agentassist.domain.contact import IdentityKeys
from agentassist.domain.ids import ContactId
from agentassist.domain.source import SourceStatus


class Refresh(Protocol):
    """What sources answer is put into the store; `History` then has it, linked."""

    def ask(
        self, keys: IdentityKeys, contact_id: ContactId | None = None
    ) -> AsyncIterator[SourceStatus]:
        """One status a source at once (asking), another as each has answered or failed.

        Every source is asked at the same time, each within its own deadline. `contact_id`: the
        person already known, whose other keys and records are asked for too. Never raises.
        """
        ...
