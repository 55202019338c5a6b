"""English texts for the error codes of the headless commands. `ui/errors.py` has the window's."""

import re
from collections.abc import Mapping

from agentassist.domain.errors import AgentAssistError

# one line each; {names} are the error's params
TEXTS: Mapping[str, str] = {
    "knowledge.no_database": "there is no knowledge base at {file}",
    "knowledge.unreadable_file": "cannot read {file}: {reason}",
    "knowledge.unusable_database": "{file} cannot be used as a knowledge base: {reason}",
    "assets.missing": "a folder that belongs to the program is missing: {folder}",
}

REMEDIES: Mapping[str, str] = {
    "reinstall": "install the program again",
}

_PLACE = re.compile(r"\{(\w+)\}")


def error_text(error: AgentAssistError) -> str:
    """One line for a person: the text of the code, then the advice; the bare code if unknown."""
    template = TEXTS.get(error.code)
    if template is None:
        text = str(error)
    else:
        # by hand, since str.format would read attributes of the values and stop at a missing one
        text = _PLACE.sub(lambda place: str(error.params.get(place[1], "?")), template)
    advice = REMEDIES.get(error.remedy or "")
    line = f"{text}: {advice}" if advice else text
    return " ".join(line.split())
