"""What a shipped mapping must do at the server that holds to its vendor's documentation."""

from contextlib import AbstractAsyncContextManager
from typing import ClassVar

from agentassist.ports.source import Source
from tests.contract.source_of_record import SourceContract
from tests.servers.vendor import Vendor, source_of


class VendorContract(SourceContract):
    """`vendor` makes the server."""

    vendor: ClassVar[type[Vendor]]

    def opened(self) -> AbstractAsyncContextManager[Source]:
        return source_of(self.vendor())

    def opened_with_strangers(self) -> AbstractAsyncContextManager[Source]:
        return source_of(self.vendor(ignores_filters=True))
