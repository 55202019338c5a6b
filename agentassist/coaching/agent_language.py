"""The language that cues speak to the agent: of the settings, else of the computer."""

import locale
from typing import Final

from agentassist.ports.settings import Settings

SETTING: Final = "coaching.language"
SYSTEM: Final = "system"
OTHERWISE: Final = "en"
_NAMED: Final = {"english": "en", "german": "de", "spanish": "es", "french": "fr"}  # on Windows


def agent_language(settings: Settings) -> str:
    """A code of two letters."""
    chosen = str(settings.get(SETTING).value)
    return chosen if chosen != SYSTEM else language_in(locale.getlocale()[0])


def language_in(name: str | None) -> str:
    """The code in a locale's name: `de_AT`, `German_Austria`, `C`."""
    first = (name or "").replace("-", "_").partition("_")[0].lower()
    code = _NAMED.get(first, first)
    return code if len(code) == 2 and code.isalpha() else OTHERWISE
