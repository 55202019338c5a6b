"""How numbers are read here, as the settings say."""

from collections.abc import Callable
from datetime import timedelta

from agentassist.domain.errors import AgentAssistError
from agentassist.history.identity import PhoneKeyParser
from agentassist.ports.settings import Settings

FALLBACK = "DE"  # the default of `numbers.region`


def key_parser(settings: Settings, report: Callable[[AgentAssistError], None]) -> PhoneKeyParser:
    """A country that does not exist is reported; numbers are then read as by default."""
    regions = settings.get("numbers.regions").value
    try:
        each = regions if isinstance(regions, tuple) else ()
        return PhoneKeyParser.of_settings(str(settings.get("numbers.region").value), each)
    except AgentAssistError as error:
        report(error)
        return PhoneKeyParser(FALLBACK)


def reassigned_after(settings: Settings) -> timedelta | None:
    """How long a number may be unused before it is doubted; None: for ever."""
    months = settings.get("numbers.reassigned_months").value
    return timedelta(days=30 * int(months)) if months and isinstance(months, int) else None
